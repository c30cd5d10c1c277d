// The worker's side of running jobs: takes them from the run one after the other, and tells how each ended. A job that
// throws where nobody awaits, or whose promise can never settle, fails; the worker then leaves, because what is left of
// that job may still be at work in it. So it does after a job that wanted a worker of its own, after one that changed
// what cannot be put back, and when it is worn.
import { resolve } from "node:path";
import { stopwatch, type Times } from "../base/stopwatch.ts";
import { decode } from "../marshal/decode.ts";
import type { JobFailure, LogLine, Outcome } from "../model/job.ts";
import type { Disk } from "../plan/ports.ts";
import { Builtins } from "./builtins.ts";
import { overdue } from "./deadline.ts";
import { logName, type Spool } from "./job-log.ts";
import { endedMessage, type Hello, type ToWorker } from "./messages.ts";
import { insideJob, JobPrinter } from "./printing.ts";
import { type JobRequest, neverSettles, runJob, spoilt, uncaught } from "./run-job.ts";
import type { RunLink } from "./run-link.ts";
import type { Surroundings } from "./surroundings.ts";

/** What serving needs. */
export interface ServeSetting {
  readonly link: RunLink;
  readonly hello: Hello;
  readonly spool: Spool;
  readonly surroundings: Surroundings;
  readonly disk: Disk;
  /** The function of a task by its full name. */
  functionOf(task: string): ((call: never) => unknown) | undefined;
  /** Ends the worker because it cannot read what it was sent. */
  unreadable(error: unknown): never;
}

/** Runs the jobs that come, one after the other. */
export class JobServer {
  readonly #setting: ServeSetting;
  readonly #runtimeData: Readonly<Record<string, unknown>>;
  readonly #builtins = new Builtins();
  #queue: JobRequest[] = [];
  readonly #abort = new AbortController();
  /** The job that runs. */
  #running: JobRequest | undefined;
  /** The job that runs was asked to end, because its time is over. */
  #isOverdue = false;
  #jobCount = 0;
  #isBusy = false;
  #isLeaving = false;
  /** Fails the running job from outside of its function. */
  #fail: ((failure: JobFailure) => void) | undefined;

  constructor(setting: ServeSetting) {
    const { link, spool, surroundings } = setting;
    this.#setting = setting;
    this.#runtimeData = runtimeDataOf(setting);
    spool.clear(); // What the module printed while it was imported belongs to no job.
    process.on("uncaughtException", (error) => this.#thrownOutside(error));
    process.on("beforeExit", () => this.#failOutside(neverSettles));
    surroundings.remember();
    link.listen((message) => this.#hear(message), setting.unreadable);
  }

  #hear(message: ToWorker): void {
    if (message.kind === "jobs") this.#queue.push(...message.jobs);
    else if (message.kind === "recall") this.#giveBack(message.ids);
    else if (message.kind === "abort") this.#end(message.id);
    if (!this.#isBusy && this.#queue.length > 0) void this.#work();
  }

  async #work(): Promise<void> {
    const { link } = this.#setting;
    this.#isBusy = true;
    for (let request = this.#queue.shift(); request !== undefined; request = this.#queue.shift()) {
      this.#running = request;
      const outcome = await this.#outcomeOf(request);
      this.#running = undefined;
      this.#jobCount += 1;
      this.#isLeaving ||= request.isFresh === true || this.#isWorn();
      link.tell(endedMessage(request.id, outcome, this.#isLeaving));
      if (this.#isLeaving) link.leave();
    }
    this.#isBusy = false;
  }

  /** What is left of a job that had to be ended may still be at work, or have children that are: the worker goes with it. */
  #end(id: number | undefined): void {
    if (id !== undefined) {
      if (id !== this.#running?.id) return;
      this.#isOverdue = true;
      this.#isLeaving = true;
    }
    this.#abort.abort();
  }

  #isWorn(): boolean {
    const { link, hello } = this.#setting;
    const { maxJobs = Infinity, maxMemoryMB } = hello.wear;
    if (this.#jobCount >= maxJobs) return true;
    return maxMemoryMB !== undefined && link.memoryBytes() > maxMemoryMB * 1024 * 1024;
  }

  /** Runs a job; what it made of the engine's own work is its failure too. */
  async #outcomeOf(request: JobRequest): Promise<Outcome> {
    const timesSoFar = stopwatch();
    try {
      return await this.#run(request);
    } catch (error) {
      this.#isLeaving = true;
      return { kind: "failed", ...timesSoFar(), failure: spoilt(error) };
    }
  }

  async #run(request: JobRequest): Promise<Outcome> {
    const { link, hello, disk, spool, surroundings } = this.#setting;
    const { signal } = this.#abort;
    if (signal.aborted) return { kind: "cancelled", startedAt: Date.now(), durationMs: 0 };
    const printer = new JobPrinter(spool);
    const place = {
      disk,
      spool,
      printer,
      signal,
      runtimeData: this.#runtimeData,
      logged: (line: LogLine) => link.tell({ kind: "logged", id: request.id, line }),
      guardian: link.guardian,
    };
    const run = this.#functionOf(request);
    // While a job runs, it alone keeps the process alive: so a job that waits for nothing is found out.
    link.hold(false);
    const outcome = await this.#ending(() => insideJob.run(printer, () => runJob(request, run, place)));
    link.hold(true);
    this.#fail = undefined;
    surroundings.restore();
    const { timeoutMs, attempt } = request;
    const judged = this.#isOverdue && timeoutMs !== undefined ? overdue(outcome, timeoutMs) : outcome;
    const log = spool.keep(request, { attempt, durationMs: outcome.durationMs });
    printer.end(() => resolve(disk.directory, hello.logDirectory, logName(request)));
    return log === undefined ? judged : { ...judged, log };
  }

  /** The function of a job, after which what it changed of JavaScript is as it was before. */
  #functionOf({ task }: JobRequest): (call: never) => Promise<unknown> {
    const run = this.#setting.functionOf(task);
    if (run === undefined) throw new Error(`no function for the task '${task}' [this is a bug in pipefish]`);
    return async (call) => {
      try {
        return await run(call);
      } finally {
        // What relies on the change cannot rely on this worker any more.
        if (this.#builtins.restore()) this.#isLeaving = true;
      }
    };
  }

  /** The end of a job, be it by itself or from outside of its function. */
  #ending(run: () => Promise<Outcome>): Promise<Outcome> {
    const ending = Promise.withResolvers<Outcome>();
    this.#fail = failing(stopwatch(), ending.resolve);
    // No `then`: a job may have replaced that.
    void settle(run, ending.resolve);
    return ending.promise;
  }

  /** An error was thrown where nobody awaits it; by a job that has ended already, perhaps, which fails no other. */
  #thrownOutside(error: unknown): void {
    // Before anything is made of the error.
    this.#builtins.restore();
    const failure = uncaught(error);
    const printer = insideJob.getStore();
    if (printer?.hasEnded !== true) {
      this.#failOutside(failure);
      return;
    }
    printer.write(Buffer.from(`after the job had ended, ${failure.message}\n`));
    if (this.#isBusy) this.#isLeaving = true;
    else this.#failOutside(failure);
  }

  #failOutside(failure: JobFailure): void {
    this.#isLeaving = true;
    this.#builtins.restore();
    if (this.#fail !== undefined) {
      this.#fail(failure);
      return;
    }
    this.#setting.link.tell({ kind: "leaving" });
    this.#setting.link.leave();
  }

  #giveBack(ids: readonly number[]): void {
    const returned = this.#queue.filter(({ id }) => ids.includes(id)).map(({ id }) => id);
    this.#queue = this.#queue.filter(({ id }) => !returned.includes(id));
    this.#setting.link.tell({ kind: "returned", ids: returned });
  }
}

function runtimeDataOf({ hello, unreadable }: ServeSetting): Readonly<Record<string, unknown>> {
  try {
    return decode(hello.runtimeData) as Record<string, unknown>;
  } catch (error) {
    return unreadable(error);
  }
}

/**
 * What fails a job from outside. Made apart from what runs it: sharing its variables, it would hold all that the job was
 * sent, and each job would keep that of the one before from a young collection.
 */
function failing(timesSoFar: () => Times, end: (outcome: Outcome) => void): (failure: JobFailure) => void {
  return (failure) => end({ kind: "failed", ...timesSoFar(), failure });
}

async function settle(run: () => Promise<Outcome>, end: (outcome: Outcome) => void): Promise<void> {
  end(await run());
}
