// The names under which a job makes its outputs when they are to appear all at once: those that they will have, in a
// directory of their own beside them. So endings, names that tools derive, and names of any length stay what they are.
import { isPattern, mapStrings, namesIn, spliceStrings } from "../model/files.ts";

/** A job's outputs, as far as their names matter here. */
export interface Staged {
  readonly output: unknown;
  /** For `split` and `subdivide`, whose `output` is what matches now. */
  readonly patterns?: unknown;
  /** The name of the directories in which outputs are made, if they are not made where they belong. */
  readonly stage?: string;
}

/** The name under which an output is made. Of a pattern, the stage stands before the first part that is one. */
export function stagedName(name: string, stage: string, mayBePattern: boolean): string {
  const parts = name.split("/");
  const pattern = mayBePattern ? parts.findIndex(isPattern) : -1;
  const last = parts.findLastIndex((part) => part !== "");
  parts.splice(pattern === -1 ? Math.max(0, last) : pattern, 0, stage);
  return parts.join("/");
}

/** The name that an output will have. */
export function finalName(name: string, stage: string | undefined): string {
  return stage === undefined ? name : name.replace(`${stage}/`, "");
}

/** The outputs that a job declares, under the names under which it makes them. */
export function declaredOutputs({ output, patterns, stage }: Staged): unknown {
  const declared = patterns ?? output;
  if (stage === undefined) return declared;
  return mapStrings(declared, (name) => stagedName(name, stage, patterns !== undefined));
}

/** What a job's function receives as its outputs. In a stage, where nothing is to be removed, patterns are as they are. */
export function handedOutputs(staged: Staged): unknown {
  if (staged.stage === undefined) return staged.output;
  const declared = declaredOutputs(staged);
  return staged.patterns === undefined ? declared : spliceStrings(declared, (name) => [name]);
}

/** The directories in which outputs are made. */
export function stageDirectories(staged: Staged): string[] {
  const { stage = "" } = staged;
  const directories = namesIn(declaredOutputs(staged)).map((name) => {
    const before = name.split("/");
    return before.slice(0, before.indexOf(stage) + 1).join("/");
  });
  return [...new Set(directories)];
}
