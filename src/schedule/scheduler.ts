// The loop of a run: opens a task when all tasks above it have ended, hands its jobs to the executor as far as places
// and limits allow, and settles what comes back. It is the only one that changes the state of a run.
//
// Order within one turn matters. Receipts of jobs that start are void before the executor hears of them, and receipts
// of jobs that ended are written before a job that depends on them can start; so a run that is killed between any two
// lines has at worst jobs to do again, never a job that looks done.
import type { Problem } from "../model/error.ts";
import type { EndedBy, FailedJob, RunSummary } from "../model/event.ts";
import type { LogLine, Outcome } from "../model/job.ts";
import type { Task } from "../model/task.ts";
import type { PlannedJob } from "../plan/plan.ts";
import { makeDirectories } from "./directories.ts";
import { doneJob, type EndedTry, failedJob } from "./ended-job.ts";
import type { Executor } from "./executor.ts";
import { Limits } from "./limits.ts";
import { Notes } from "./notes.ts";
import { doPostTask } from "./post-task.ts";
import { jobRecord, receiptsOf, startMark } from "./receipts.ts";
import { Retries } from "./retries.ts";
import type { SchedulerSetting } from "./setting.ts";
import { summarise } from "./summary.ts";
import { type TaskState, waitingTask, willConclude } from "./task-state.ts";

/** Runs what a plan says. */
export class Scheduler {
  readonly #setting: SchedulerSetting;
  readonly #states = new Map<Task, TaskState>();
  readonly #below = new Map<Task, TaskState[]>();
  readonly #limits = new Limits();
  readonly #retries: Retries;
  readonly #failures: FailedJob[] = [];
  readonly #notes: Notes;
  /** Tasks above which all has ended, and which are still to be opened. */
  readonly #ready: TaskState[] = [];
  readonly #concluded: { state: TaskState; failure: Problem | undefined }[] = [];
  readonly #settled: EndedTry[] = [];
  readonly #records: ReturnType<typeof jobRecord>[] = [];
  #jobNumber = 0;
  #running = 0;
  #starting = true;
  #isAskedToStop = false;
  #endedBy: EndedBy | undefined;
  #failed: unknown;
  #wake: () => void = () => undefined;

  constructor(setting: SchedulerSetting) {
    this.#setting = setting;
    this.#retries = new Retries(setting.after);
    this.#notes = new Notes(setting.warnings, setting);
    for (const planned of setting.planned) {
      const { task } = planned;
      const above = setting.graph.above.get(task) ?? [];
      const state = waitingTask(planned, above.length);
      this.#states.set(task, state);
      for (const parent of above) this.#below.set(parent, [...(this.#below.get(parent) ?? []), state]);
    }
  }

  /** Runs all jobs that must run. Resolves when the last has ended, well or not. */
  async run(): Promise<RunSummary> {
    const { signal, emit, now } = this.#setting;
    const onAbort = (): void => this.#stop();
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) this.#stop();
    this.#ready.push(...[...this.#states.values()].filter(({ waitingFor }) => waitingFor === 0));
    for (;;) {
      this.#turn();
      if (this.#failed !== undefined) throw this.#failed;
      if (this.#running === 0) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (this.#settled.length + this.#concluded.length > 0) resolve();
      });
    }
    signal.removeEventListener("abort", onAbort);
    if (this.#starting && [...this.#states.values()].some(({ queue }) => queue.length > 0)) {
      throw new Error("jobs are left and none can start [this is a bug in pipefish]");
    }
    for (const state of this.#states.values()) if (state.status === "open") this.#end(state);
    const { problems, warnings } = this.#notes;
    const findings = { endedBy: this.#endedBy, failures: this.#failures, problems, warnings };
    const summary = summarise(this.#states, findings, this.#setting);
    emit({ kind: "run-ended", at: now(), summary });
    return summary;
  }

  /** Settles what has ended, picks what can start, writes both down, and only then starts it. */
  #turn(): void {
    const { ledger, fingerprints, executor, now } = this.#setting;
    const ended = this.#settled.splice(0);
    const { receipts, made } = receiptsOf(ended, fingerprints);
    for (const one of ended) this.#settleJob(one);
    for (const { state, failure } of this.#concluded.splice(0)) this.#settleTask(state, failure);
    // A task that has nothing to do ends at once, and makes others ready.
    for (let state = this.#ready.shift(); state !== undefined && this.#starting; state = this.#ready.shift())
      this.#open(state);
    const picked = this.#pick();
    const marks = picked.flatMap(({ planned }) => startMark(planned.job, now()));
    if (marks.length + receipts.length + this.#records.length > 0)
      ledger.record(marks, receipts, made, this.#records.splice(0));
    for (const { state, planned } of picked) {
      if (this.#starting) this.#start(state, planned, executor);
      else state.queue.push(planned);
    }
    // Code is read once, as workers come up. Who is told of a job may have stopped the run before the executor had it.
    if (picked.length > 0) fingerprints.readCode();
    if (picked.length > 0 && this.#isAskedToStop) executor.stop("ask");
  }

  #settleTask(state: TaskState, failure: Problem | undefined): void {
    this.#running -= 1;
    if (this.#notes.take(state.task, failure === undefined ? [] : [failure])) this.#end(state);
    else this.#fail(state);
  }

  #pick(): { state: TaskState; planned: PlannedJob }[] {
    const picked: { state: TaskState; planned: PlannedJob }[] = [];
    if (!this.#starting) return picked;
    for (const state of this.#states.values()) {
      if (state.status !== "open") continue;
      for (let next = state.queue.at(-1); next !== undefined; next = state.queue.at(-1)) {
        if (!this.#limits.allows(state.task) || !this.#setting.executor.reserve(next.job)) break;
        state.queue.pop();
        this.#limits.take(state.task);
        picked.push({ state, planned: next });
      }
    }
    return picked;
  }

  #start(state: TaskState, planned: PlannedJob, executor: Executor): void {
    const { emit, now } = this.#setting;
    const { job, verdict, outputs } = planned;
    const reasons = verdict.fresh ? [] : verdict.reasons;
    const attempt = this.#retries.attemptOf(planned);
    const began = (): void => emit({ kind: "job-started", at: now(), job, attempt, reasons });
    const logged = (line: LogLine): void => emit({ kind: "job-logged", job, ...line });
    state.running += 1;
    this.#running += 1;
    const id = ++this.#jobNumber;
    executor.start({ id, job, output: outputs, attempt, began, logged }).then(
      (outcome) => {
        this.#limits.release(state.task);
        this.#settled.push({ state, planned, outcome });
        this.#wake();
      },
      (error: unknown) => {
        this.#failed ??= error;
        this.#wake();
      },
    );
  }

  #settleJob(ended: EndedTry): void {
    const { state, planned, outcome } = ended;
    const { emit, now } = this.#setting;
    const { job } = planned;
    if (outcome.kind === "failed" && this.#retry(ended, outcome)) return;
    this.#records.push(jobRecord(ended, this.#retries.attemptOf(planned)));
    state.running -= 1;
    this.#running -= 1;
    if (outcome.kind === "done") {
      state.tally.done += 1;
      emit({ kind: "job-done", at: now(), ...doneJob(planned, outcome, this.#setting.results) });
    } else if (outcome.kind === "cancelled") {
      state.tally.cancelled += 1;
      emit({ kind: "job-cancelled", at: now(), job, durationMs: outcome.durationMs });
      if (outcome.endRun !== undefined && !this.#isAskedToStop) {
        this.#endedBy = { job, reason: outcome.endRun };
        this.#stop();
      }
    } else {
      state.tally.failed += 1;
      const failed = this.#failedJob(planned, outcome);
      this.#failures.push(failed);
      emit({ kind: "job-failed", at: now(), failed });
      this.#afterFailure();
    }
    if (state.running === 0 && (state.queue.length === 0 || !this.#starting)) this.#end(state);
  }

  #failedJob(planned: PlannedJob, outcome: Extract<Outcome, { kind: "failed" }>): FailedJob {
    return failedJob(planned, outcome, this.#retries.attemptOf(planned), this.#setting.again(planned.job));
  }

  /** Sees to it that a job that failed is tried again, if it may be; it counts as running until its last try has ended. */
  #retry(ended: EndedTry, outcome: Extract<Outcome, { kind: "failed" }>): boolean {
    const { emit, now } = this.#setting;
    const { state, planned } = ended;
    const delayMs = this.#starting ? this.#retries.delayOf(planned) : undefined;
    if (delayMs === undefined) return false;
    const failed = this.#failedJob(planned, outcome);
    this.#retries.wait(ended, delayMs, () => {
      state.running -= 1;
      this.#running -= 1;
      state.queue.push(planned);
      this.#wake();
    });
    // Who is told may stop the run: then it waits no more.
    emit({ kind: "job-retried", at: now(), failed, delayMs });
    return true;
  }

  #afterFailure(): void {
    const { onError } = this.#setting;
    if (onError !== "continue") this.#startNoMore();
    if (onError === "stop") this.#askToStop();
  }

  /** Nothing is started any more: jobs that wait for another try have failed. */
  #startNoMore(): void {
    this.#starting = false;
    this.#settled.push(...this.#retries.giveUp());
    this.#wake();
  }

  #stop(): void {
    const { emit, now } = this.#setting;
    const running = this.#running - this.#retries.waitingCount;
    const by = this.#endedBy === undefined ? {} : { by: this.#endedBy };
    if (!this.#isAskedToStop) emit({ kind: "stopping", at: now(), running, ...by });
    this.#startNoMore();
    this.#askToStop();
  }

  #askToStop(): void {
    this.#isAskedToStop = true;
    this.#setting.executor.stop("ask");
  }

  /** The tasks above have ended: finds out what this one has to do. */
  #open(state: TaskState): void {
    const { graph, emit, now } = this.#setting;
    const above = (graph.above.get(state.task) ?? []).map((task) => this.#states.get(task));
    const isMoved = above.some(
      (parent) => parent !== undefined && (parent.tally.done > 0 || parent.isReplanned),
    );
    state.isReplanned = isMoved || !state.planned.complete;
    if (state.isReplanned) state.planned = this.#setting.replan(state.task);
    const stale = state.planned.jobs.filter(({ verdict }) => !verdict.fresh);
    state.hasConclusion = this.#setting.concludes && willConclude(state, isMoved || stale.length > 0);
    state.tally.total = state.planned.jobs.length;
    state.tally.fresh = state.planned.jobs.length - stale.length;
    state.queue = stale.toReversed();
    state.status = "open";
    const { total } = state.tally;
    const [first] = stale;
    const why = first === undefined || first.verdict.fresh ? [] : first.verdict.reasons;
    if (first !== undefined)
      emit({ kind: "task-started", at: now(), task: state.task, total, stale: stale.length, why });
    if (stale.length < total) {
      const fresh = state.planned.jobs.flatMap(({ job, verdict }) => (verdict.fresh ? [job] : []));
      emit({ kind: "jobs-fresh", at: now(), task: state.task, jobs: fresh });
    }
    const isReady =
      this.#notes.take(state.task, state.isReplanned ? state.planned.problems : []) &&
      (stale.length === 0 ||
        this.#notes.take(state.task, makeDirectories(state.task, this.#setting.makeDirectory)));
    if (!isReady) this.#fail(state);
    else if (stale.length === 0) this.#end(state);
  }

  #fail(state: TaskState): void {
    const { emit, now } = this.#setting;
    state.status = "failed";
    state.queue = [];
    emit({ kind: "task-ended", at: now(), task: state.task, jobs: state.tally.counts });
    this.#afterFailure();
  }

  #end(state: TaskState): void {
    const { emit, now, settle } = this.#setting;
    const { failed, cancelled } = state.tally;
    const whole = failed === 0 && cancelled === 0 && state.queue.length === 0;
    if (whole && state.status === "open" && state.hasConclusion) {
      this.#conclude(state);
      return;
    }
    state.status = whole ? "ended" : "failed";
    emit({ kind: "task-ended", at: now(), task: state.task, jobs: state.tally.counts });
    if (!whole) return;
    settle(state.task);
    for (const below of this.#below.get(state.task) ?? []) {
      below.waitingFor -= 1;
      if (below.waitingFor === 0) this.#ready.push(below);
    }
  }

  /** Does what the task asks for after its jobs; the tasks below wait for it. */
  #conclude(state: TaskState): void {
    state.status = "concluding";
    this.#running += 1;
    const { touch, killed } = this.#setting;
    void doPostTask(state.task, touch, killed).then((failure) => {
      this.#concluded.push({ state, failure });
      this.#wake();
    });
  }
}
