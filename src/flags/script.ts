// The flags of `pipefish run` for a script: `await pipeline.cli()`.
import { basename } from "node:path";
import { Command, type Option } from "commander";
import { didYouMean } from "../base/text.ts";
import { PipelineError, problem } from "../model/error.ts";
import type { RunSummary } from "../model/event.ts";
import type { TaskSet } from "../model/task-set.ts";
import type { RunOptions } from "../run-options.ts";
import { toldOnStandardError } from "./exit-code.ts";
import { type Performed, perform } from "./perform.ts";
import { type RunFlags, runFlags } from "./run-flags.ts";
import { packageVersion } from "./version.ts";
import { spelled } from "./words.ts";

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
    const command = makeCommand(pipeline, script).action(async (flags: RunFlags) => {
      ended.performed = await perform(pipeline, flags, own);
    });
    const words = process.argv.slice(2);
    // What follows `--` is for the script.
    const ours = words.includes("--") ? words.slice(0, words.indexOf("--")) : words;
    const names = command.options.flatMap(({ long }) => long ?? []);
    await command.parseAsync(spelled(ours, names), { from: "user" });
    return ended.performed?.exitCode ?? 0;
  });
  if (exitCode !== 0) process.exitCode = exitCode;
  return ended.performed?.summary;
}

function makeCommand(pipeline: TaskSet, { version, flags = {}, ignoredFlags = [] }: ScriptFlags): Command {
  const command = new Command(`node ${basename(process.argv[1] ?? "")}`)
    .description(`Runs the pipeline '${pipeline.name}'.`)
    .helpOption("-h, --help", "show help")
    .version(version ?? `pipefish ${packageVersion()}`, "-V, --version", "print the version")
    .showSuggestionAfterError(true)
    .exitOverride();
  for (const [words, description] of Object.entries(flags)) command.option(words, description);
  const taken = [...ignoredFlags, ...command.options.flatMap(namesOf)];
  const ours = runFlags();
  refuseUnknown(ignoredFlags, ours);
  for (const flag of ours) if (!namesOf(flag).some((name) => taken.includes(name))) command.addOption(flag);
  return command;
}

function namesOf({ short, long }: Option): string[] {
  return [short, long].filter((name) => name !== undefined);
}

function refuseUnknown(ignored: readonly string[], ours: readonly Option[]): void {
  const names = ours.flatMap(namesOf);
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
