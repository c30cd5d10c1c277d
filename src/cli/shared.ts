// Options that several commands have, and how the file of the pipeline is found.
import { existsSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type CheckLevel,
  checkLevels,
  type LoadedPipeline,
  loadPipeline,
  type PlanOptions,
} from "../index.ts";
import { UsageError } from "./exit-code.ts";

/** Files that are looked for when none is named. */
const defaultFiles = ["pipeline.ts", "pipeline.mts", "pipeline.js", "pipeline.mjs"];

/** What every command that plans understands. */
export interface PlanFlags {
  readonly directory?: string;
  readonly targetTasks?: string[];
  readonly forcedTasks?: string[];
  readonly check?: CheckLevel;
  readonly checksumFileName?: string;
}

/** Adds the options of {@link PlanFlags}. */
export function addPlanFlags(command: Command): Command {
  return command
    .option("-C, --directory <dir>", "go to this directory first")
    .option(
      "-T, --target-tasks <task>",
      "bring this task up to date, and what it needs; may be given again",
      collect,
    )
    .option(
      "--forced-tasks <task>",
      "run the jobs of this task though they are up to date; may be given again",
      collect,
    )
    .addOption(
      new Option(
        "--check <level>",
        "when a job is up to date: outputs newer than inputs; all files as its receipt says; its code, too; its extras, too (default: history)",
      ).choices(checkLevels),
    )
    .option("--checksum-file-name <file>", "keep the history in this file");
}

/** The options of a plan: those of the command line before those with which the file itself runs its pipeline. */
export function planOptions(flags: PlanFlags, own: PlanOptions): PlanOptions {
  const { targets, forced, check, historyFile } = own;
  const given: { -readonly [K in keyof PlanOptions]?: PlanOptions[K] | undefined } = {
    targets: flags.targetTasks ?? targets,
    forced: flags.forcedTasks ?? forced,
    check: flags.check ?? check,
    historyFile: flags.checksumFileName ?? historyFile,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Goes to the directory that was asked for, and loads the pipeline from the file that was named or is there. */
export async function load(file: string | undefined, { directory }: PlanFlags): Promise<LoadedPipeline> {
  if (directory !== undefined) goTo(directory);
  return loadPipeline(file ?? defaultFiles.find((name) => existsSync(name)) ?? "pipeline.ts");
}

function goTo(directory: string): void {
  try {
    process.chdir(directory);
  } catch {
    throw new UsageError(`there is no directory '${directory}' to go to`);
  }
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** What stands for a number after a bare `-v`. */
const more = "+";

/** Gives every bare `-v` a value, so that `-v pipeline.ts` does not take the file for a number; `-vv` is two of them. */
export function withVerbosity(words: readonly string[]): string[] {
  return words.map((word, i) => {
    const isBare = /^(-v+|--verbose)$/.test(word) && !/^\d+$/.test(words[i + 1] ?? "");
    return isBare ? `--verbose=${more.repeat(word.startsWith("-v") ? word.length - 1 : 1)}` : word;
  });
}

/** Reads how much to say: a number, or how many more than the usual. */
export function verbosity(value: string): (usual: number) => number {
  if (value.startsWith(more)) return (usual) => usual + value.length;
  const number = wholeNumber(value, 0);
  return () => number;
}

/** Reads a number of jobs. */
export function jobCount(value: string): number {
  return wholeNumber(value, 1);
}

function wholeNumber(value: string, least: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least)
    throw new InvalidArgumentError(`It is a whole number from ${least}.`);
  return number;
}
