// A digest of each definition, by which a run and its workers make sure that they speak of the same pipeline. Extras and
// parameters are not part of it: jobs get those of the run, so that a date among them may differ.
import { createHash } from "node:crypto";
import { isRecord } from "../model/files.ts";
import { Glob, OutputFrom, RuntimeParameter } from "../model/input.ts";
import { Definitions, Task } from "../model/task.ts";

/** A digest for each task, by its full name. */
export function definitionDigests(tasks: readonly Task[]): Record<string, string> {
  return Object.fromEntries(tasks.map((task) => [task.fullName, digest(task)]));
}

/** The first task whose definition differs, or exists on one side only. */
export function differingTask(
  ours: Readonly<Record<string, string>>,
  theirs: Readonly<Record<string, string>>,
): string | undefined {
  return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].find(
    (name) => ours[name] !== theirs[name],
  );
}

function digest({ definition }: Task): string {
  const { kind, input, output, addInputs, replaceInputs, factors, follows, filter, outputDir, action } =
    definition;
  const files = JSON.stringify([
    kind,
    filter?.text,
    outputDir,
    definition.tupleSize,
    ...[input, output, addInputs, replaceInputs, follows].map(named),
    ...factors.map((factor) => [named(factor.input), factor.filter?.text]),
  ]);
  const hash = createHash("sha256").update(files);
  hash.update(action.kind === "function" ? String(action.run) : action.kind === "command" ? action.line : "");
  return hash.digest("hex").slice(0, 16);
}

/** Replaces tasks by their names, so that a definition can be written down. */
function named(value: unknown): unknown {
  if (value instanceof Task) return { task: value.fullName };
  if (value instanceof Definitions) return { pipeline: value.name };
  if (value instanceof Glob) return { glob: value.pattern };
  if (value instanceof OutputFrom) return { outputFrom: value.given.map(named) };
  if (value instanceof RuntimeParameter) return { runtimeParameter: value.key };
  if (Array.isArray(value)) return value.map(named);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, named(item)]));
}
