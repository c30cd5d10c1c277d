// Runs function jobs in the process of the run itself, for `multiprocess: 1`. The data still crosses as if to another
// process, so that a job sees the same with one process as with many.
import { writeSync } from "node:fs";
import { resolve } from "node:path";
import { stopwatch } from "../base/stopwatch.ts";
import { decode } from "../marshal/decode.ts";
import { encode } from "../marshal/encode.ts";
import type { LogLine, Outcome } from "../model/job.ts";
import type { Task } from "../model/task.ts";
import type { Disk } from "../plan/ports.ts";
import type { JobListener, StopMode } from "../schedule/executor.ts";
import type { Guardian } from "./guardian.ts";
import { logName, openSpool, type Spool } from "./job-log.ts";
import { divertOutput, insideJob, JobPrinter } from "./printing.ts";
import { type JobRequest, neverSettles, runJob } from "./run-job.ts";
import { noteProcess } from "./surroundings.ts";

/** What running in this process needs. */
export interface InlineSetting {
  readonly disk: Disk;
  readonly logDirectory: string;
  readonly runtimeData: Readonly<Record<string, unknown>>;
  /** Is told that functions run in this process, with the code that it has loaded. */
  runsHere?(): void;
}

/** Runs jobs in this process. */
export class Inline {
  readonly #disk: Disk;
  readonly #logDirectory: string;
  readonly #guardian: Guardian;
  readonly #runtimeData: Readonly<Record<string, unknown>>;
  readonly #runsHere: (() => void) | undefined;
  readonly #abort = new AbortController();
  #spool: Spool | undefined;
  /** Set while a job runs. */
  #stopGuarding: (() => void) | undefined;
  #restore: (() => void) | undefined;

  constructor({ disk, logDirectory, runtimeData, runsHere }: InlineSetting, guardian: Guardian) {
    this.#runsHere = runsHere;
    this.#disk = disk;
    this.#logDirectory = logDirectory;
    this.#guardian = guardian;
    this.#runtimeData = decode(encode(runtimeData, "runtimeData")) as Record<string, unknown>;
  }

  /** Runs a job's function. */
  async run(
    request: JobRequest,
    { name: taskName }: Task,
    run: (call: never) => unknown,
    { logged }: JobListener,
  ): Promise<Outcome> {
    this.#runsHere?.();
    this.#spool ??= openSpool(this.#logDirectory, `${process.pid}-0`);
    this.#restore ??= divertOutput(() => insideJob.getStore());
    const spool = this.#spool;
    const printer = new JobPrinter(spool);
    const copy = decode(encode(request, "job")) as JobRequest;
    const place = {
      disk: this.#disk,
      spool,
      printer,
      signal: this.#abort.signal,
      runtimeData: this.#runtimeData,
      // Who is told may print: that is no output of the job.
      logged: (line: LogLine) => insideJob.exit(() => logged(line)),
      guardian: this.#guardian,
    };
    const putBack = noteProcess();
    this.#stopGuarding = guardExit(taskName);
    const outcome = await unlessStuck(insideJob.run(printer, () => runJob(copy, run, place)));
    this.#stopGuarding();
    this.#stopGuarding = undefined;
    putBack();
    const log = spool.keep(request, { attempt: request.attempt, durationMs: outcome.durationMs });
    printer.end(() => resolve(this.#disk.directory, this.#logDirectory, logName(request)));
    return log === undefined ? outcome : { ...outcome, log };
  }

  /**
   * Asks the running job to stop. A function that never looks at its signal cannot be stopped in its own process: to
   * kill it is to end the process; the guardian ends what it started.
   */
  stop(mode: StopMode): void {
    if (mode === "kill" && this.#stopGuarding !== undefined) {
      this.#stopGuarding();
      process.exit(130);
    }
    this.#abort.abort();
  }

  /** Gives the process its output back. */
  close(): void {
    this.#restore?.();
    this.#spool?.close();
  }
}

/** The end of a job; or that it has failed, when nothing is left in this process that it could wait for. */
async function unlessStuck(ending: Promise<Outcome>): Promise<Outcome> {
  const timesSoFar = stopwatch();
  let onIdle: () => void = () => undefined;
  const stuck = new Promise<Outcome>((resolve) => {
    onIdle = () => resolve({ kind: "failed", ...timesSoFar(), failure: neverSettles });
    process.once("beforeExit", onIdle);
  });
  const outcome = await Promise.race([ending, stuck]);
  process.off("beforeExit", onIdle);
  return outcome;
}

/** A job that ends the process of the run must not pass for a run that went well. */
function guardExit(taskName: string): () => void {
  const onExit = (code: number): void => {
    const how = code === 0 ? "" : `, with exit code ${code}`;
    const hint = "a job ends by returning or throwing; with more than one process it fails alone";
    writeSync(
      2,
      `error[job-failed]: a job of '${taskName}' ended the process of the run${how}\n  hint  ${hint}\n`,
    );
    process.exitCode = code === 0 ? 1 : code;
  };
  process.once("exit", onExit);
  return () => process.off("exit", onExit);
}
