// Runs one job's function in this process, and says how it ended: looks at its inputs before and after, at its outputs
// after, and checks what it returns. Used in workers and, with `multiprocess: 1`, in the process of the run.
import { inspect, types } from "node:util";
import { printable } from "../base/printable.ts";
import { stopwatch } from "../base/stopwatch.ts";
import { messageOf, thrownText } from "../base/thrown-text.ts";
import { encode } from "../marshal/encode.ts";
import { UnsendableError } from "../marshal/refusal.ts";
import { toSendableError } from "../marshal/thrown.ts";
import type { Environment } from "../model/definition.ts";
import { isEndRun } from "../model/end-run.ts";
import { namesIn } from "../model/files.ts";
import type { JobBase, JobFailure, Log, LogLevel, LogLine, Outcome } from "../model/job.ts";
import type { FileFacts } from "../model/verdict.ts";
import { found } from "../plan/expand/expand.ts";
import { lookAt, withFilled } from "../plan/look-at.ts";
import type { Disk } from "../plan/ports.ts";
import { differ, factsText } from "../plan/receipt.ts";
import { setEnvironment } from "./environment.ts";
import type { Guard } from "./guardian.ts";
import type { Spool } from "./job-log.ts";
import type { JobPrinter } from "./printing.ts";
import { JobShell, ShellError } from "./shell.ts";
import { declaredOutputs, finalName, handedOutputs, type Staged } from "./stage-names.ts";

/** A job as it crosses to where it runs. */
export interface JobRequest {
  readonly id: number;
  /** Full name of the task. */
  readonly task: string;
  /** What the task is called in the run: that of its log. */
  readonly nameInRun: string;
  readonly index: number;
  readonly input: unknown;
  /** Its outputs; for `split` and `subdivide`, the files that match when it starts. */
  readonly output: unknown;
  /** Its output patterns, for `split` and `subdivide`. */
  readonly patterns?: unknown;
  /** Where it makes its outputs, if not where they belong: see `stage-names.ts`. */
  readonly stage?: string;
  /** It runs though inputs are missing: the task has a check of its own. */
  readonly mayLackInputs?: boolean;
  readonly extras: unknown;
  readonly params: readonly unknown[] | undefined;
  readonly attempt: number;
  readonly timeoutMs?: number;
  readonly env?: Environment;
  /** It needs a process in which no other job was, and leaves it to no other. */
  readonly isFresh?: true;
}

/** What a function runs with. */
export interface JobPlace {
  readonly disk: Disk;
  readonly spool: Spool;
  readonly printer: JobPrinter;
  readonly signal: AbortSignal;
  readonly runtimeData: Readonly<Record<string, unknown>>;
  /** Is told what the job writes to its log. */
  logged(line: LogLine): void;
  /** Who ends shell lines with the run; undefined in a worker, with which they end. */
  readonly guardian: Guard | undefined;
}

/** Runs a job's function. Never rejects. */
export async function runJob(
  request: JobRequest,
  run: (call: never) => unknown,
  place: JobPlace,
): Promise<Outcome> {
  const timesSoFar = stopwatch();
  const ending = await tryJob(request, run, place);
  const times = timesSoFar();
  if ("endRun" in ending) return { kind: "cancelled", ...times, ...ending };
  if ("failure" in ending) {
    return place.signal.aborted ? { kind: "cancelled", ...times } : { kind: "failed", ...times, ...ending };
  }
  return { kind: "done", ...times, ...ending };
}

/** Why a job failed, why it ended the run, or what it saw, left and returned. */
type JobEnding =
  | { readonly endRun: string }
  | { readonly failure: JobFailure }
  | { readonly seen: string; readonly left: string; readonly result?: Uint8Array };

async function tryJob(
  request: JobRequest,
  run: (call: never) => unknown,
  place: JobPlace,
): Promise<JobEnding> {
  try {
    const inputs = namesIn(request.input);
    const before = lookAt(place.disk, inputs, writtenBy(request));
    const failure = inputFailure(request, inputs, before);
    if (failure !== undefined) return { failure };
    const result = await call(request, run, place);
    const found = checkFiles(request, place.disk, inputs, before);
    if ("kind" in found) return { failure: found };
    return result === undefined ? found : { ...found, result };
  } catch (error) {
    return isEndRun(error) ? { endRun: thrownText(toSendableError(error)) } : { failure: thrown(error) };
  }
}

/** Calls the function; returns what it returned, encoded. */
async function call(
  request: JobRequest,
  run: (call: never) => unknown,
  place: JobPlace,
): Promise<Uint8Array | undefined> {
  const { signal, runtimeData, disk, guardian, spool } = place;
  const { input, extras, params, attempt } = request;
  const shell = new JobShell({ directory: disk.directory, out: spool.out, guardian }, spool, signal);
  const restoreEnvironment = request.env === undefined ? undefined : setEnvironment(request.env);
  const task = request.task.slice(request.task.indexOf("::") + 2);
  const base: JobBase = { task, signal, log: logTo(place), $: shell.$, runtimeData, attempt };
  try {
    const given =
      params === undefined ? { ...base, input, output: handedOutputs(request), extras } : { ...base, params };
    const value = await run(given as never);
    await shell.finish();
    return value === undefined ? undefined : encode(value, "result");
  } finally {
    shell.end();
    restoreEnvironment?.();
  }
}

function logTo({ printer, logged }: JobPlace): Log {
  const write =
    (level: LogLevel) =>
    (message: string): void => {
      const at = Date.now();
      printer.write(Buffer.from(`${new Date(at).toISOString()} ${level.padEnd(5)} ${message}\n`));
      if (!printer.hasEnded) logged({ at, level, message: String(message) });
    };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}

/** Describes what a job's function threw. */
function thrown(error: unknown): JobFailure {
  // A proxy throws, perhaps, when it is looked at.
  if (types.isProxy(error)) return threw(toSendableError(error));
  if (error instanceof ShellError) {
    const { command, exitCode, signal, message } = error;
    return {
      kind: "exited",
      message,
      error: toSendableError(error),
      command,
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(signal === undefined ? {} : { signal }),
    };
  }
  if (error instanceof UnsendableError) {
    const message = `what it returned cannot be sent back: ${error.message}`;
    return { kind: "unsendable", message, hint: error.returnHint };
  }
  return threw(toSendableError(error));
}

function threw(error: unknown): JobFailure {
  const message =
    error instanceof Error ? messageOf(error) : `what was thrown is no error: ${inspect(error)}`;
  return { kind: "threw", message, error };
}

/** The failure of a job that threw where nobody waits: in a timer, or in a promise that is not awaited. */
export function uncaught(error: unknown): JobFailure {
  const hint = "await every promise, and handle errors in timers and listeners";
  const { message, ...rest } = thrown(error);
  return { hint, ...rest, message: `an error was thrown where nobody awaited it: ${message}` };
}

/** The failure of a job after which its worker cannot go on. */
export function spoilt(error: unknown): JobFailure {
  return {
    kind: "worker-died",
    message: `it left its process in a state in which nothing can go on: ${thrownText(error)}`,
    hint: "leave built-in objects such as Array.prototype as they are, and close only descriptors that you opened",
  };
}

/** The failure of a job whose promise nothing can settle any more. */
export const neverSettles: JobFailure = {
  kind: "threw",
  message: "its promise can never settle: nothing is left that it could wait for",
  hint: "look for a promise whose resolve is never called",
};

/** Why a job cannot begin, if an input is not there; `before` is how its inputs were found. */
export function inputFailure(
  { mayLackInputs }: Pick<JobRequest, "mayLackInputs">,
  inputs: readonly string[],
  before: readonly (FileFacts | undefined)[],
): JobFailure | undefined {
  const absent = inputs.find((_, i) => before[i] === undefined);
  return absent === undefined || mayLackInputs === true ? undefined : missingInput(absent);
}

/** The failure of a job of which an input is not there. */
export function missingInput(file: string): JobFailure {
  return {
    kind: "missing-input",
    message: `its input '${printable(file)}' does not exist`,
    hint: "the task that makes it left it out, or it was removed while the run went on",
  };
}

/** What a job writes, where its inputs are concerned: patterns, and what they match. */
export function writtenBy({ output, patterns }: Staged): unknown {
  return [output, patterns];
}

/** Looks at what a job left, and whether its inputs are still what they were. */
export function checkFiles(
  request: Staged,
  disk: Disk,
  inputs: readonly string[],
  before: readonly (FileFacts | undefined)[],
): JobFailure | { seen: string; left: string } {
  const declared = declaredOutputs(request);
  const outputs = namesIn(request.patterns === undefined ? declared : found(declared, disk));
  const facts = lookAt(disk, outputs, []);
  const absent = outputs.filter((_, i) => facts[i] === undefined);
  if (absent.length > 0) return noOutput(absent, request.stage);
  const left = factsText(outputs, facts);
  if (inputs.length === 0) return { seen: "", left };
  // Before the job, nobody knew what would match its patterns.
  const written = [writtenBy(request), outputs];
  const was = withFilled(disk, inputs, before, written);
  const is = lookAt(disk, inputs, written);
  const seen = factsText(inputs, is);
  if (seen === factsText(inputs, was)) return { seen, left };
  // A job may change what it declares as its output, though it is an input too.
  const own = new Set(outputs);
  const changed = inputs.find((name, i) => !own.has(name) && differ(was[i], is[i]));
  return changed === undefined ? { seen, left } : inputChanged(changed);
}

function noOutput(absent: readonly string[], stage: string | undefined): JobFailure {
  const files = absent
    .slice(0, 5)
    .map((name) => `'${printable(finalName(name, stage))}'`)
    .join(", ");
  return {
    kind: "no-output",
    message: `it ended without making ${files}${absent.length > 5 ? ` and ${absent.length - 5} more` : ""}`,
    hint:
      stage === undefined
        ? "make every file that 'output' declares, under exactly that name"
        : "write to the names that the job receives as 'output': with 'atomic', they are not those that are declared",
  };
}

function inputChanged(file: string): JobFailure {
  return {
    kind: "input-changed",
    message: `its input '${printable(file)}' changed while it ran`,
    hint: "run again: what it made may be from the old content or from the new",
  };
}
