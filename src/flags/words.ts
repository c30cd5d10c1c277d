// The words of a command line: how they are spelt, and what their values mean.
import { InvalidArgumentError } from "commander";
import type { Resources } from "../model/definition.ts";

/** What stands for a number after a bare `-v`. */
const more = "+";

/** The words up to `--`, and those after it, which are for a script. */
export function partedWords(
  words: readonly string[],
): readonly [ours: readonly string[], theirs: readonly string[]] {
  const end = words.indexOf("--");
  return end < 0 ? [words, []] : [words.slice(0, end), words.slice(end + 1)];
}

/**
 * Spells words as the parser wants them: a bare `-v` gets a value, so that `-v pipeline.ts` does not take
 * the file for a number, and `-vv` is two of them; the underscores of Ruffus's flags become dashes.
 *
 * @param own flags that are not pipefish's, and are left as they are
 */
export function spelled(words: readonly string[], own: readonly string[] = []): string[] {
  const isOurs = !own.includes("-v") && !own.includes("--verbose");
  return words.map((word, i) => {
    const isBare = isOurs && /^(-v+|--verbose)$/.test(word) && !isLevel(words[i + 1]);
    if (isBare) return `--verbose=${more.repeat(word.startsWith("-v") ? word.length - 1 : 1)}`;
    const [name = ""] = word.split("=");
    return /^--[a-z]+(_[a-z]+)+$/.test(name) && !own.includes(name)
      ? name.replaceAll("_", "-") + word.slice(name.length)
      : word;
  });
}

/** Whether a word after `-v` is meant as its value, right or wrong, and not as a file. */
function isLevel(word = ""): boolean {
  return /^-?\d[\d.,:+-]*$|^\d+:/.test(word);
}

/** What `-v` asks for. */
export interface Verbosity {
  /** How much to say, from how much is said usually. */
  level(usual: number): number;
  readonly pathAbbreviation?: number;
}

/** Reads `4`, `4:2`, or how many more than the usual; each `-v` acts on those before it. */
export function verbosity(value: string, before?: Verbosity): Verbosity {
  if (value.startsWith(more))
    return { ...before, level: (usual) => (before?.level(usual) ?? usual) + value.length };
  const [, level, path] = /^(\d+)(?::(-?\d+))?$/.exec(value) ?? [];
  if (level === undefined)
    throw new InvalidArgumentError(
      "It is a number, or two as in 4:2: how much to say, and how much of paths.",
    );
  return {
    ...before,
    level: () => Number(level),
    ...(path === undefined ? {} : { pathAbbreviation: Number(path) }),
  };
}

/** Reads a number of jobs. */
export function jobCount(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("It is a whole number from 1.");
  return number;
}

/** Reads how much there is of resources: `cpus=4,gpu=1`. */
export function amounts(value: string, before?: Resources): Resources {
  const entries = value.split(",").map((part): [string, number] => {
    const [, name = "", amount = ""] = /^([^=\s]+)=(\d+(?:\.\d+)?)$/.exec(part) ?? [];
    if (name === "") throw new InvalidArgumentError("It is names with numbers, as in cpus=4,memoryMB=8000.");
    return [name, Number(amount)];
  });
  return { ...before, ...Object.fromEntries(entries) };
}

/** Gathers the values of a flag that may be given again. */
export function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}
