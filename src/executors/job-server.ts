// The worker's side of running jobs: takes them from the run one after the other, and tells how each ended. A job that
// throws where nobody awaits, or whose promise can never settle, fails; the worker then leaves, because what is left of
// that job may still be at work in it. So it does after a job that wanted a process of its own, and when it is worn.
import { closeSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { decode } from "../marshal/decode.ts";
import type { JobFailure, LogLine, Outcome } from "../model/job.ts";
import type { Disk } from "../plan/ports.ts";
import { overdue } from "./deadline.ts";
import { logName, openSpool, type Spool } from "./job-log.ts";
import { endedMessage, type Hello, type ToWorker } from "./messages.ts";
import { type JobRequest, neverSettles, runJob, uncaught } from "./run-job.ts";
import { endGroup, type RunLink } from "./run-link.ts";

/** What serving needs. */
export interface ServeSetting {
  readonly link: RunLink;
  readonly hello: Hello;
  readonly disk: Disk;
  /** The function of a task by its full name. */
  functionOf(task: string): ((call: never) => unknown) | undefined;
  /** Ends the worker because it cannot read what it was sent. */
  unreadable(error: unknown): never;
}

/** Runs the jobs that come, one after the other. */
export class JobServer {
  readonly #setting: ServeSetting;
  readonly #spool: Spool;
  readonly #runtimeData: Readonly<Record<string, unknown>>;
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
    const { hello, link } = setting;
    this.#setting = setting;
    this.#runtimeData = runtimeDataOf(setting);
    // What the module printed while it was imported belongs to no job.
    rmSync(join(hello.logDirectory, `.spool-${hello.spoolId}`), { force: true });
    this.#spool = openSpool(hello.logDirectory, hello.spoolId, takeDescriptors);
    process.on("uncaughtException", (error) => this.#failOutside(uncaught(error)));
    process.on("beforeExit", () => this.#failOutside(neverSettles));
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
      const outcome = await this.#run(request);
      this.#running = undefined;
      this.#jobCount += 1;
      this.#isLeaving ||= request.isFresh === true || this.#isWorn();
      link.tell(endedMessage(request.id, outcome, this.#isLeaving));
      if (this.#isLeaving) endGroup();
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
    const { maxJobs = Infinity, maxMemoryMB } = this.#setting.hello.wear;
    if (this.#jobCount >= maxJobs) return true;
    return maxMemoryMB !== undefined && process.memoryUsage.rss() > maxMemoryMB * 1024 * 1024;
  }

  async #run(request: JobRequest): Promise<Outcome> {
    const { link, disk, functionOf } = this.#setting;
    const { signal } = this.#abort;
    if (signal.aborted) return { kind: "cancelled", startedAt: Date.now(), durationMs: 0 };
    const run = functionOf(request.task);
    if (run === undefined)
      throw new Error(`no function for the task '${request.task}' [this is a bug in pipefish]`);
    const place = {
      disk,
      spool: this.#spool,
      signal,
      runtimeData: this.#runtimeData,
      logged: (line: LogLine) => link.tell({ kind: "logged", id: request.id, line }),
      guardian: undefined,
    };
    // While a job runs, it alone keeps the process alive: so a job that waits for nothing is found out.
    link.hold(false);
    const outcome = await Promise.race([runJob(request, run, place), this.#failedOutside()]);
    link.hold(true);
    this.#fail = undefined;
    const { timeoutMs } = request;
    const judged = this.#isOverdue && timeoutMs !== undefined ? overdue(outcome, timeoutMs) : outcome;
    return withLog(judged, request, this.#spool);
  }

  /** Resolves when the running job fails from outside of its function. */
  #failedOutside(): Promise<Outcome> {
    const startedAt = Date.now();
    return new Promise((resolve) => {
      this.#fail = (failure) =>
        resolve({ kind: "failed", startedAt, durationMs: Date.now() - startedAt, failure });
    });
  }

  #failOutside(failure: JobFailure): void {
    this.#isLeaving = true;
    if (this.#fail !== undefined) {
      this.#fail(failure);
      return;
    }
    this.#setting.link.tell({ kind: "leaving" });
    endGroup();
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

function withLog(outcome: Outcome, request: JobRequest, spool: Spool): Outcome {
  const { nameInRun, index, output, patterns } = request;
  const log = spool.keep(logName({ nameInRun, index, output: patterns ?? output }));
  return log === undefined ? outcome : { ...outcome, log };
}

/**
 * Opens the spool as descriptors 1 and 2, so that everything that is printed from here on, by this process or by what
 * it starts, goes there. A system call opens the lowest descriptor that is free: the one that was just closed.
 */
function takeDescriptors(file: string): number {
  for (const descriptor of [1, 2]) {
    closeSync(descriptor);
    const opened = openSync(file, "a");
    if (opened !== descriptor) throw new Error(`the log could not be opened as descriptor ${descriptor}`);
  }
  return 1;
}
