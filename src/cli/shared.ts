// What several commands have in common: their flags, and how the file of the pipeline is found.
import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import { UsageError } from "../flags/exit-code.ts";
import { partedWords } from "../flags/words.ts";
import { type LoadedPipeline, loadPipeline } from "../index.ts";

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
