// Reused workers: gives each job to the least busy worker, hands jobs out ahead when they are short, and
// replaces a worker that dies. A worker runs one job at a time, in the order in which it got them.
import { rmSync } from "node:fs";
import { stopwatch } from "../base/stopwatch.ts";
import { PipelineError } from "../model/error.ts";
import type { Deed } from "../model/event.ts";
import type { Outcome } from "../model/job.ts";
import type { JobListener } from "../schedule/executor.ts";
import { Deadline } from "./deadline.ts";
import { keepSpool } from "./job-log.ts";
import { choose, type Member, type Pending } from "./member.ts";
import { endingOf, type FromWorker, type Hello } from "./messages.ts";
import { Pace } from "./pace.ts";
import type { JobRequest } from "./run-job.ts";
import { death, unusable, wasKilled } from "./worker-death.ts";
import type { StartWorker, WorkerEnd } from "./worker-port.ts";

/** What a pool needs. */
export interface PoolSetting {
  /** What the worker of that number is told first. */
  hello(number: number): Hello;
  /** Is told what the pool does. */
  tell(deed: Deed): void;
  /** Is told when a worker has loaded the code of the project. */
  loaded?(): void;
  /** How long jobs that were asked to end may take before their workers are killed. */
  readonly graceMs: number;
}

/** After how long a job may no longer keep others waiting behind it while a worker is idle. */
const patienceMs = 10;
/** How much of the data of jobs may be under way to a worker, or waiting in it, before more is written down. */
const aheadBytes = 4 * 1024 * 1024;
/** How much of it goes in one message. */
const mostInMessage = 64 * 1024;

/** Workers that are started when there is work, and reused. */
export class Pool {
  #width: number;
  readonly #setting: PoolSetting;
  readonly #startWorker: StartWorker;
  readonly #members = new Set<Member>();
  /** Jobs for which there is no worker yet. */
  #waiting: Pending[] = [];
  readonly #pace = new Pace();
  #workerNumber = 0;
  #stopping = false;
  #killTimer: NodeJS.Timeout | undefined;
  #balanceTimer: NodeJS.Timeout | undefined;

  constructor(width: number, setting: PoolSetting, startWorker: StartWorker) {
    this.#width = width;
    this.#setting = setting;
    this.#startWorker = startWorker;
  }

  /** How many workers may be busy at once. */
  set width(width: number) {
    this.#width = width;
    this.#assignWaiting();
  }

  /** How many jobs of a task a worker may hold: more than one when they are short. */
  depth(task: string): number {
    return this.#pace.depth(task);
  }

  /** Runs a job. Rejects only when no worker can be had. */
  run(request: JobRequest, listener: JobListener): Promise<Outcome> {
    return new Promise((resolve, reject) =>
      this.#assign({ request, listener, sizeBytes: 0, resolve, reject }),
    );
  }

  /** Asks the running jobs to stop; after a while, or at once, their workers are killed. */
  stop(mode: "ask" | "kill"): void {
    this.#stopping = true;
    for (const pending of this.#waiting.splice(0)) pending.resolve(neverBegan());
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
    this.#killTimer ??= setTimeout(kill, this.#setting.graceMs);
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    await Promise.all([...this.#members].map((member) => member.worker.close()));
    clearTimeout(this.#killTimer);
    clearTimeout(this.#balanceTimer);
  }

  #assign(pending: Pending): void {
    this.#waiting.push(pending);
    this.#assignWaiting();
  }

  /** Gives jobs to workers, in the order in which they came, as long as there is a worker for the first. */
  #assignWaiting(): void {
    for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
      const { isFresh = false } = next.request;
      const chosen = choose(this.#members, this.#width, isFresh);
      if (chosen === undefined) return;
      this.#waiting.shift();
      this.#give(chosen === "new" ? this.#hire(isFresh) : chosen, next);
    }
  }

  #give(member: Member, pending: Pending): void {
    pending.sizeBytes = 0;
    member.jobs.push(pending);
    if (member.outbox.push(pending) === 1) queueMicrotask(() => this.#flush(member));
    if (member.jobs.length === 1) this.#begin(member);
  }

  #hire(isFresh: boolean): Member {
    this.#workerNumber += 1;
    const hello = this.#setting.hello(this.#workerNumber);
    const listener = {
      heard: (message: FromWorker): void => this.#hear(member, message),
      patienceMs: (): number => this.#pace.unheardMs(member.jobs[0]?.request.task ?? "", member.jobs.length),
      ended: (end: WorkerEnd): void => this.#bury(member, end),
    };
    const worker = this.#startWorker(hello, listener);
    const member: Member = {
      worker,
      logDirectory: hello.logDirectory,
      jobs: [],
      outbox: [],
      batch: 1,
      times: stopwatch(),
      isFresh,
      isReady: false,
      isRecalled: false,
      isLeaving: false,
      refusal: undefined,
    };
    this.#members.add(member);
    this.#setting.tell({ what: "worker-started", ...worker.id });
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

  /** Sends jobs to a worker; returns the size of the message in bytes. */
  #send({ worker }: Member, jobs: readonly Pending[]): number {
    const sizeBytes = worker.send({ kind: "jobs", jobs: jobs.map(({ request }) => request) });
    this.#setting.tell({ what: "jobs-handed", ...worker.id, jobs: jobs.length });
    return sizeBytes;
  }

  #begin(member: Member): void {
    member.times = stopwatch();
    const [first] = member.jobs;
    if (first === undefined) return;
    if (first.hasBegun === undefined) first.listener.began();
    first.hasBegun = true;
    this.#limitTime(member);
  }

  /** Starts the clock of the job that runs; while a worker is starting, none does. */
  #limitTime({ jobs: [first], isReady, worker }: Member): void {
    if (!isReady || first?.request.timeoutMs === undefined) return;
    const { id, timeoutMs } = first.request;
    first.deadline = new Deadline(timeoutMs, this.#setting.graceMs, (mode) => {
      if (mode === "ask") worker.send({ kind: "abort", id });
      else worker.kill();
    });
  }

  #hear(member: Member, message: FromWorker): void {
    if (message.kind === "ready") {
      member.isReady = true;
      this.#setting.loaded?.();
      this.#limitTime(member);
    } else if (message.kind === "refused") member.refusal = message.problem;
    else if (message.kind === "leaving") member.isLeaving = true;
    else if (message.kind === "returned") this.#reassign(member, message.ids);
    else if (message.kind === "logged")
      member.jobs.find(({ request }) => request.id === message.id)?.listener.logged(message.line);
    else this.#settle(member, message.id, endingOf(message), message.isLast);
  }

  #settle(member: Member, id: number, outcome: Outcome, isLast = false): void {
    const [pending] = member.jobs;
    if (pending?.request.id !== id)
      throw new Error(`a worker reported job ${id} out of turn [this is a bug in pipefish]`);
    member.jobs.shift();
    member.isLeaving ||= isLast;
    this.#pace.learn(pending.request.task, outcome.durationMs);
    if (member.jobs.length === 0) this.#becomeIdle();
    else if (!member.isLeaving) {
      this.#begin(member);
      this.#flush(member);
    }
    pending.resolve(pending.deadline?.judge(outcome) ?? outcome);
  }

  #becomeIdle(): void {
    this.#assignWaiting();
    this.#balanceLater();
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
    if (this.#stopping || busy >= this.#width || laden.length === 0) return;
    for (const member of laden) {
      if (member.isRecalled || member.times().durationMs < patienceMs) continue;
      const unsent = member.outbox.splice(0);
      member.jobs.splice(member.jobs.length - unsent.length);
      for (const pending of unsent) this.#assign(pending);
      const ids = member.jobs.slice(1).map(({ request }) => request.id);
      member.isRecalled = ids.length > 0;
      if (member.isRecalled) member.worker.send({ kind: "recall", ids });
    }
    // Those that were called back come back by themselves.
    if (laden.some(({ isRecalled }) => !isRecalled)) this.#balanceLater();
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
    const { exitCode, signal } = end;
    this.#setting.tell({ what: "worker-ended", ...member.worker.id, exitCode, signal });
    const wasAsked = member.isLeaving && !this.#stopping;
    // Another may do better: this one had come as far as it had to, or was ended by somebody else.
    const isSound = member.refusal === undefined && (member.isReady || wasKilled(end));
    const first = wasAsked ? undefined : member.jobs.shift();
    if (first !== undefined) this.#endFirst(member, first, end, isSound);
    rmSync(member.worker.spoolFile, { force: true });
    for (const pending of member.jobs) {
      pending.deadline?.stop();
      if (this.#stopping) pending.resolve(neverBegan());
      else if (isSound) this.#assign(pending);
    }
    this.#assignWaiting();
  }

  /** Says how the job ended that ran in a worker which is gone. */
  #endFirst(member: Member, pending: Pending, end: WorkerEnd, isSound: boolean): void {
    const { request, deadline, resolve, reject } = pending;
    const { logDirectory, worker, isReady, refusal } = member;
    const log = keepSpool(logDirectory, worker.spoolFile, isReady ? request : undefined);
    const times = { ...member.times(), ...(log === undefined ? {} : { log }) };
    const failure = deadline?.stop() ?? death(end, log?.tail ?? [], worker.kind);
    if (this.#stopping) resolve({ kind: "cancelled", ...times });
    else if (isSound) resolve({ kind: "failed", ...times, failure });
    else reject(new PipelineError([refusal ?? unusable(end, log?.tail ?? [])]));
  }
}

/** The end of a job that was stopped before it began. */
function neverBegan(): Outcome {
  return { kind: "cancelled", startedAt: Date.now(), durationMs: 0 };
}
