// Reused worker processes: gives each job to the least busy worker, hands jobs out ahead when they are short, and
// replaces a worker that dies. A worker runs one job at a time, in the order in which it got them.
import { rmSync } from "node:fs";
import { PipelineError, type Problem } from "../model/error.ts";
import type { Outcome } from "../model/job.ts";
import type { Guardian } from "./guardian.ts";
import { keepSpool, logName } from "./job-log.ts";
import { endingOf, type FromWorker, type Hello } from "./messages.ts";
import { Pace } from "./pace.ts";
import type { JobRequest } from "./run-job.ts";
import { death, unusable } from "./worker-death.ts";
import { type WorkerEnd, WorkerProcess } from "./worker-process.ts";

/** What a pool needs. */
export interface PoolSetting {
  /** The program that a worker runs. */
  readonly entry: string;
  /** What the worker of that number is told first. */
  hello(number: number): Hello;
}

/** After how long a job may no longer keep others waiting behind it while a worker is idle. */
const patienceMs = 10;
/** How much of the data of jobs may be under way to a worker, or waiting in it, before more is written down. */
const aheadBytes = 4 * 1024 * 1024;
/** How much of it goes in one message. */
const mostInMessage = 64 * 1024;
/** How long jobs that were asked to stop may take before their workers are killed. */
const stopGraceMs = 5000;

interface Pending {
  readonly request: JobRequest;
  /** Its part of the message in which it was sent; nothing while it has not been. */
  sizeBytes: number;
  began(): void;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** A worker with the jobs that it was handed; the first of them is running. */
interface Member {
  readonly worker: WorkerProcess;
  readonly logDirectory: string;
  jobs: Pending[];
  /** Those that it has still to be sent. */
  outbox: Pending[];
  /** How many jobs the next message takes, from how large those of the last were. */
  batch: number;
  startedAt: number;
  isReady: boolean;
  /** It has said that it will run no more jobs. */
  isLeaving: boolean;
  /** Jobs were called back, and the answer has not come. */
  isRecalled: boolean;
  refusal: Problem | undefined;
}

/** Worker processes that are started when there is work, and reused. */
export class Pool {
  /** How many workers may be busy at once. */
  width: number;
  readonly #setting: PoolSetting;
  readonly #guardian: Guardian;
  readonly #members = new Set<Member>();
  readonly #pace = new Pace();
  #workerNumber = 0;
  #stopping = false;
  #killTimer: NodeJS.Timeout | undefined;
  #balanceTimer: NodeJS.Timeout | undefined;

  constructor(width: number, setting: PoolSetting, guardian: Guardian) {
    this.width = width;
    this.#guardian = guardian;
    this.#setting = setting;
  }

  /** How many jobs of a task a worker may hold: more than one when they are short. */
  depth(task: string): number {
    return this.#pace.depth(task);
  }

  /** Runs a job. Rejects only when no worker can be had. */
  run(request: JobRequest, began: () => void): Promise<Outcome> {
    return new Promise((resolve, reject) => this.#assign({ request, sizeBytes: 0, began, resolve, reject }));
  }

  /** Asks the running jobs to stop; after a while, or at once, their workers are killed. */
  stop(mode: "ask" | "kill"): void {
    this.#stopping = true;
    const kill = (): void => {
      for (const member of this.#members) if (member.jobs.length > 0) member.worker.kill();
    };
    if (mode === "kill") {
      kill();
      return;
    }
    for (const member of this.#members) {
      this.#flush(member);
      member.worker.send({ kind: "abort" });
    }
    this.#killTimer ??= setTimeout(kill, stopGraceMs);
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    await Promise.all([...this.#members].map((member) => member.worker.close()));
    clearTimeout(this.#killTimer);
    clearTimeout(this.#balanceTimer);
  }

  #assign(pending: Pending): void {
    const member = this.#choose();
    pending.sizeBytes = 0;
    member.jobs.push(pending);
    if (member.outbox.push(pending) === 1) queueMicrotask(() => this.#flush(member));
    if (member.jobs.length === 1) this.#begin(member);
  }

  /** An idle worker, else a new one while there may be more, else the one with the fewest jobs. */
  #choose(): Member {
    let least: Member | undefined;
    let busy = 0;
    for (const member of this.#members) {
      if (member.jobs.length > 0) busy += 1;
      if (least === undefined || member.jobs.length < least.jobs.length) least = member;
    }
    const mayWiden = busy < this.width;
    if (least !== undefined && (least.jobs.length === 0) === mayWiden) return least;
    if (mayWiden || least === undefined) return this.#hire();
    return [...this.#members]
      .filter(({ jobs }) => jobs.length > 0)
      .reduce((a, b) => (b.jobs.length < a.jobs.length ? b : a));
  }

  #hire(): Member {
    this.#workerNumber += 1;
    const hello = this.#setting.hello(this.#workerNumber);
    const listener = {
      heard: (message: FromWorker): void => this.#hear(member, message),
      ended: (end: WorkerEnd): void => this.#bury(member, end),
    };
    const worker = new WorkerProcess(this.#setting.entry, hello, this.#guardian, listener);
    const member: Member = {
      worker,
      logDirectory: hello.logDirectory,
      jobs: [],
      outbox: [],
      batch: 1,
      startedAt: 0,
      isReady: false,
      isRecalled: false,
      isLeaving: false,
      refusal: undefined,
    };
    this.#members.add(member);
    return member;
  }

  /** Sends what waits for a worker, some at a time: bytes of much data must not be made long before they are needed. */
  #flush(member: Member): void {
    let sent = member.jobs.length - member.outbox.length;
    let ahead = member.jobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    // One job may always wait behind the one that runs, however large it is.
    while (member.outbox.length > 0 && (sent < 2 || ahead < aheadBytes)) {
      const jobs = member.outbox.splice(0, member.batch);
      const bytes = this.#send(member, jobs);
      for (const job of jobs) job.sizeBytes = bytes / jobs.length;
      member.batch = Math.max(1, Math.floor((mostInMessage * jobs.length) / bytes));
      ahead += bytes;
      sent += jobs.length;
    }
  }

  #send(member: Member, jobs: readonly Pending[]): number {
    return member.worker.send({ kind: "jobs", jobs: jobs.map(({ request }) => request) });
  }

  #begin(member: Member): void {
    member.startedAt = Date.now();
    member.jobs[0]?.began();
  }

  #hear(member: Member, message: FromWorker): void {
    if (message.kind === "ready") member.isReady = true;
    else if (message.kind === "refused") member.refusal = message.problem;
    else if (message.kind === "leaving") member.isLeaving = true;
    else if (message.kind === "returned") this.#reassign(member, message.ids);
    else this.#settle(member, message.id, endingOf(message));
  }

  #settle(member: Member, id: number, outcome: Outcome): void {
    const [pending] = member.jobs;
    if (pending?.request.id !== id)
      throw new Error(`a worker reported job ${id} out of turn [this is a bug in pipefish]`);
    member.jobs.shift();
    this.#pace.learn(pending.request.task, outcome.durationMs);
    if (member.jobs.length > 0) this.#begin(member);
    else this.#balanceLater();
    this.#flush(member);
    pending.resolve(outcome);
  }

  /** Looks, in a while, whether a job that turned out long keeps others waiting while a worker is idle. */
  #balanceLater(): void {
    this.#balanceTimer ??= setTimeout(() => {
      this.#balanceTimer = undefined;
      this.#balance();
    }, patienceMs);
  }

  #balance(): void {
    const members = [...this.#members];
    const laden = members.filter(({ jobs }) => jobs.length > 1);
    const busy = members.filter(({ jobs }) => jobs.length > 0).length;
    if (this.#stopping || busy >= this.width || laden.length === 0) return;
    for (const member of laden) {
      if (member.isRecalled || Date.now() - member.startedAt < patienceMs) continue;
      const unsent = member.outbox.splice(0);
      member.jobs.splice(member.jobs.length - unsent.length);
      for (const pending of unsent) this.#assign(pending);
      const ids = member.jobs.slice(1).map(({ request }) => request.id);
      member.isRecalled = ids.length > 0;
      if (member.isRecalled) member.worker.send({ kind: "recall", ids });
    }
    this.#balanceLater();
  }

  /** Hands jobs that a worker gave back to others. */
  #reassign(member: Member, ids: readonly number[]): void {
    member.isRecalled = false;
    const returned = member.jobs.filter(({ request }) => ids.includes(request.id));
    member.jobs = member.jobs.filter((pending) => !returned.includes(pending));
    for (const pending of returned) this.#assign(pending);
  }

  /** A worker has ended: the job that it ran failed by that, and those behind it go to another. */
  #bury(member: Member, end: WorkerEnd): void {
    this.#members.delete(member);
    const wasAsked = member.isLeaving && !this.#stopping;
    const first = wasAsked ? undefined : member.jobs.shift();
    if (first !== undefined) this.#endFirst(member, first, end);
    rmSync(member.worker.spoolFile, { force: true });
    for (const pending of member.jobs) {
      if (this.#stopping) pending.resolve({ kind: "cancelled", startedAt: Date.now(), durationMs: 0 });
      else if (member.isReady && member.refusal === undefined) this.#assign(pending);
    }
  }

  /** Says how the job ended that ran in a worker which is gone. */
  #endFirst(member: Member, { request, resolve, reject }: Pending, end: WorkerEnd): void {
    const { logDirectory, worker, startedAt, isReady, refusal } = member;
    const taskName = request.task.slice(request.task.indexOf("::") + 2);
    const { index, output } = request;
    const name = isReady ? logName({ taskName, index, output }) : "worker.log";
    const log = keepSpool(logDirectory, worker.spoolFile, name);
    const times = { startedAt, durationMs: Date.now() - startedAt, ...(log === undefined ? {} : { log }) };
    if (this.#stopping) resolve({ kind: "cancelled", ...times });
    else if (isReady && refusal === undefined)
      resolve({ kind: "failed", ...times, failure: death(end, log?.tail ?? []) });
    else reject(new PipelineError([refusal ?? unusable(end, log?.tail ?? [])]));
  }
}
