// What several commands have in common: their flags, and how the file of the pipeline is found.
import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import { UsageError } from "../flags/exit-code.ts";
import { given, planOptions } from "../flags/plan-flags.ts";
import { partedWords } from "../flags/words.ts";
import { type ForgetOptions, type LoadedPipeline, loadPipeline, type Pipeline } from "../index.ts";

/** Files that are looked for when none is named. */
const defaultFiles = ["pipeline.ts", "pipeline.mts", "pipeline.js", "pipeline.mjs"];

/** What the argument is that names the file. */
export const pipelineFile = "the file that defines the pipeline (default: pipeline.ts)";

/** Where the file of the pipeline is. */
export interface FileFlags {
  readonly directory?: string;
}

/** Adds flags to a command, after the one of {@link FileFlags}. */
export function addFlags(command: Command, flags: readonly Option[]): Command {
  command.addOption(new Option("-C, --directory <dir>", "go to this directory first"));
  for (const flag of flags) command.addOption(flag);
  return command;
}

/** Whether JSON is asked for. */
export interface JsonFlags {
  readonly json?: boolean;
}

/** The flag of {@link JsonFlags}. */
export function jsonFlag(): Option {
  return new Option("--json", "print it as JSON, for programs");
}

/** The flag that names the history. */
export function historyFlag(): Option {
  return new Option("--checksum-file-name <file>", "the file of the history");
}

/** The arguments of a command that is about some jobs. */
export function jobsArguments(command: Command): Command {
  return command
    .argument("[file]", pipelineFile)
    .argument("[jobs...]", "jobs, by their id or a file that they make, and tasks (default: all)");
}

/** What such a command was given. */
export interface JobsFlags extends FileFlags, JsonFlags {
  readonly checksumFileName?: string;
}

/** Loads the pipeline of such a command, and says which jobs are meant: all where none were named. */
export async function jobsQuestion(
  file: string | undefined,
  jobs: readonly string[],
  flags: JobsFlags,
): Promise<{ readonly pipeline: Pipeline; readonly question: ForgetOptions }> {
  const { pipeline, options } = await load(file, flags);
  const { historyFile, pipelines, runtimeData } = planOptions(flags, options);
  const named = jobs.length === 0 ? undefined : jobs;
  return { pipeline, question: given({ jobs: named, historyFile, pipelines, runtimeData }) };
}

/** Prints data as one line of JSON. */
export function printJson(data: object): void {
  process.stdout.write(`${JSON.stringify(data)}\n`);
}

/**
 * Goes to the directory that was asked for, and loads the pipeline from the file that was named or is there. What follows
 * `--` on the command line is for that file.
 */
export async function load(file: string | undefined, { directory }: FileFlags): Promise<LoadedPipeline> {
  if (directory !== undefined) goTo(directory);
  const found = file ?? defaultFiles.find((name) => existsSync(name)) ?? "pipeline.ts";
  return loadPipeline(found, partedWords(process.argv)[1]);
}

function goTo(directory: string): void {
  try {
    process.chdir(directory);
  } catch {
    throw new UsageError(`there is no directory '${directory}' to go to`);
  }
}
