// The worker's side of running jobs: takes them from the run one after the other, and tells how each ended. A job that
// throws where nobody awaits, or whose promise can never settle, fails; the worker then leaves, because what is left of
// that job may still be at work in it.
import { closeSync, ftruncateSync, openSync } from "node:fs";
import { decode } from "../marshal/decode.ts";
import type { JobFailure, Outcome } from "../model/job.ts";
import type { Disk } from "../plan/ports.ts";
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
  #abort = new AbortController();
  #isBusy = false;
  #isLeaving = false;
  /** Fails the running job from outside of its function. */
  #fail: ((failure: JobFailure) => void) | undefined;

  constructor(setting: ServeSetting) {
    const { hello, link } = setting;
    this.#setting = setting;
    this.#runtimeData = runtimeDataOf(setting);
    this.#spool = openSpool(hello.logDirectory, hello.spoolId, takeDescriptors);
    ftruncateSync(this.#spool.out, 0); // What the module printed while it was imported belongs to no job.
    process.on("uncaughtException", (error) => this.#failOutside(uncaught(error)));
    process.on("beforeExit", () => this.#failOutside(neverSettles));
    link.listen((message) => this.#hear(message), setting.unreadable);
  }

  #hear(message: ToWorker): void {
    if (message.kind === "jobs") this.#queue.push(...message.jobs);
    else if (message.kind === "recall") this.#giveBack(message.ids);
    else if (message.kind === "abort") this.#abort.abort();
    if (!this.#isBusy && this.#queue.length > 0) void this.#work();
  }

  async #work(): Promise<void> {
    const { link } = this.#setting;
    this.#isBusy = true;
    for (let request = this.#queue.shift(); request !== undefined; request = this.#queue.shift()) {
      const outcome = await this.#run(request);
      link.tell(endedMessage(request.id, outcome));
      if (this.#isLeaving) this.#leave();
    }
    this.#isBusy = false;
  }

  async #run(request: JobRequest): Promise<Outcome> {
    const { link, disk, functionOf } = this.#setting;
    const { signal } = this.#abort;
    if (signal.aborted) return { kind: "cancelled", startedAt: Date.now(), durationMs: 0 };
    const run = functionOf(request.task);
    if (run === undefined)
      throw new Error(`no function for the task '${request.task}' [this is a bug in pipefish]`);
    const place = { disk, spool: this.#spool, signal, runtimeData: this.#runtimeData, guardian: undefined };
    // While a job runs, it alone keeps the process alive: so a job that waits for nothing is found out.
    link.hold(false);
    const outcome = await Promise.race([runJob(request, run, place), this.#failedOutside()]);
    link.hold(true);
    this.#fail = undefined;
    return withLog(outcome, request, this.#spool);
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
    if (this.#fail === undefined) this.#leave();
    else this.#fail(failure);
  }

  /** Ends the worker; the run hands the jobs that it still had to others. */
  #leave(): void {
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
  const taskName = request.task.slice(request.task.indexOf("::") + 2);
  const output = request.patterns ?? request.output;
  const log = spool.keep(logName({ taskName, index: request.index, output }));
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
