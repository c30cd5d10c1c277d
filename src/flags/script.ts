// The flags of `pipefish run` for a script: `await pipeline.cli()`.
import { basename } from "node:path";
import { Command, type Option } from "commander";
import { didYouMean } from "../base/text.ts";
import { PipelineError, problem } from "../model/error.ts";
import type { RunSummary } from "../model/event.ts";
import type { TaskSet } from "../model/task-set.ts";
import { scriptCommand } from "../one-job.ts";
import type { RunOptions } from "../run-options.ts";
import { toldOnStandardError } from "./exit-code.ts";
import { type Performed, perform } from "./perform.ts";
import { type RunFlags, runFlags } from "./run-flags.ts";
import { packageVersion } from "./version.ts";
import { partedWords, spelled } from "./words.ts";

/** What a script says of its flags. */
export interface ScriptFlags {
  /** What `--version` prints. @defaultValue the version of pipefish */
  readonly version?: string | undefined;
  /**
   * Flags of the script itself, with what they are for: `{ "--samples <file>": "the samples to align" }`. They are
   * accepted and shown in the help; the script reads them from `process.argv`. One that is named like a flag of pipefish
   * takes its place.
   */
  readonly flags?: Readonly<Record<string, string>> | undefined;
  /** Flags of pipefish that the script does not have: `["--forced-tasks"]`. */
  readonly ignoredFlags?: readonly string[] | undefined;
}

/** The options of `cli()`: those of a run hold where a flag is absent. */
export interface CliOptions extends RunOptions, ScriptFlags {}

/** Does what the words after the script's name ask for; sets the exit code of the process. */
export async function runScript(
  pipeline: TaskSet,
  own: RunOptions,
  script: ScriptFlags,
): Promise<RunSummary | undefined> {
  const ended: { performed?: Performed } = {};
  const exitCode = await toldOnStandardError(async () => {
    const [ours, theirs] = partedWords(process.argv.slice(2));
    const { command, flags, taken } = makeCommand(pipeline, script);
    command.action(async () => {
      ended.performed = await perform(pipeline, valuesOf(flags, command), own, scriptCommand(ours, theirs));
    });
    await command.parseAsync(spelled(ours, taken), { from: "user" });
    return ended.performed?.exitCode ?? 0;
  });
  if (exitCode !== 0) process.exitCode = exitCode;
  return ended.performed?.summary;
}

interface ScriptCommand {
  readonly command: Command;
  /** The flags of pipefish that it has. */
  readonly flags: readonly Option[];
  /** The names that flags of pipefish do not have in it. */
  readonly taken: readonly string[];
}

function makeCommand(
  pipeline: TaskSet,
  { version = `pipefish ${packageVersion()}`, flags = {}, ignoredFlags = [] }: ScriptFlags,
): ScriptCommand {
  const command = new Command(`node ${basename(process.argv[1] ?? "")}`)
    .description(`Runs the pipeline '${pipeline.name}'.`)
    .showSuggestionAfterError(true)
    .exitOverride();
  const ours = runFlags();
  refuseUnknown(ignoredFlags, ours);
  for (const [words, description] of Object.entries(flags)) addOwn(command, words, description);
  const taken = [...ignoredFlags, ...command.options.flatMap(namesOf)];
  const free = (names: readonly string[]): string => names.filter((name) => !taken.includes(name)).join(", ");
  command.helpOption(free(helpNames) || false, "show help");
  if (free(versionNames) !== "") command.version(version, free(versionNames), "print the version");
  const left = ours.filter((flag) => !namesOf(flag).some((name) => taken.includes(name)));
  for (const flag of left) command.addOption(flag);
  return { command, flags: left, taken };
}

/** What flags of pipefish were set to: one of the script may have the name of one that it does without. */
function valuesOf(flags: readonly Option[], command: Command): RunFlags {
  const names = flags.map((flag) => flag.attributeName());
  return Object.fromEntries(Object.entries(command.opts()).filter(([name]) => names.includes(name)));
}

const helpNames = ["-h", "--help"];
const versionNames = ["-V", "--version"];

function addOwn(command: Command, words: string, description: string): void {
  try {
    command.option(words, description);
  } catch (error) {
    const hint = 'as in: "-l, --letters <letters>": "the texts to make"';
    const facts = [["why", (error as Error).message.split("\n")[0] ?? ""]] as const;
    throw new PipelineError([
      problem("bad-option", `'flags' has '${words}', which is no flag`, { facts, hint }),
    ]);
  }
}

function namesOf({ short, long }: Option): string[] {
  return [short, long].filter((name) => name !== undefined);
}

function refuseUnknown(ignored: readonly string[], ours: readonly Option[]): void {
  const names = [...ours.flatMap(namesOf), ...helpNames, ...versionNames];
  const unknown = ignored.filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw new PipelineError(
    unknown.map((name) => {
      const near = didYouMean(name, names);
      const hint = near === undefined ? `there are ${names.join(", ")}` : `did you mean '${near}'?`;
      return problem("unknown-option", `'ignoredFlags' names '${name}', and there is no such flag`, { hint });
    }),
  );
}
