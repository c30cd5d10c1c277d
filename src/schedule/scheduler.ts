// The loop of a run: hands jobs to the executor as far as places and limits allow, and settles what comes back. It and the
// tasks (`tasks.ts`), which it moves on, are the only ones that change the state of a run.
//
// Order within one turn matters. Receipts of jobs that start are void before the executor hears of them, and receipts
// of jobs that ended are written before a job that depends on them can start; so a run that is killed between any two
// lines has at worst jobs to do again, never a job that looks done.
import type { EndedBy, FailedJob, RunSummary } from "../model/event.ts";
import type { LogLine, Outcome } from "../model/job.ts";
import type { PlannedJob } from "../plan/plan.ts";
import { doneJob, type EndedTry, failedJob } from "./ended-job.ts";
import type { Executor } from "./executor.ts";
import { Limits } from "./limits.ts";
import { Notes } from "./notes.ts";
import type { ReadyJob } from "./ready-jobs.ts";
import { jobRecord, leftBefore, receiptsOf, startMark } from "./receipts.ts";
import { Retries } from "./retries.ts";
import type { SchedulerSetting } from "./setting.ts";
import { summarise } from "./summary.ts";
import { Tasks } from "./tasks.ts";

/** Runs what a plan says. */
export class Scheduler {
  readonly #setting: SchedulerSetting;
  readonly #tasks: Tasks;
  readonly #limits: Limits;
  readonly #retries: Retries;
  readonly #failures: FailedJob[] = [];
  readonly #notes: Notes;
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
    this.#limits = new Limits(setting.resources);
    this.#tasks = new Tasks(setting, this.#notes, {
      barred: () => this.#afterFailure(),
      wake: () => this.#wake(),
      failed: (error) => this.#breakDown(error),
    });
  }

  /** Runs all jobs that must run. Resolves when the last has ended, well or not. */
  async run(): Promise<RunSummary> {
    const { signal, emit, now } = this.#setting;
    const onAbort = (): void => this.#stop();
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) this.#stop();
    for (;;) {
      this.#turn();
      if (this.#failed !== undefined) throw this.#failed;
      if (this.#running === 0 && !this.#tasks.areAway) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (this.#settled.length > 0 || this.#tasks.areDue) resolve();
      });
    }
    signal.removeEventListener("abort", onAbort);
    if (this.#isStuck()) throw new Error("jobs are left and none can start [this is a bug in pipefish]");
    this.#tasks.close();
    const { problems, warnings } = this.#notes;
    const findings = { endedBy: this.#endedBy, failures: this.#failures, problems, warnings };
    const summary = summarise(this.#tasks.states, findings, this.#setting);
    emit({ kind: "run-ended", at: now(), summary });
    return summary;
  }

  /** Whether the run has come to rest before its end, though nothing went wrong. */
  #isStuck(): boolean {
    const isHindered = this.#failures.length + this.#notes.problems.length > 0;
    return this.#starting && (!this.#tasks.ready.isEmpty || !(isHindered || this.#tasks.haveEnded));
  }

  /** Settles what has ended, picks what can start, writes both down, and only then does what follows. */
  #turn(): void {
    const { ledger, fingerprints, executor, now } = this.#setting;
    const ended = this.#settled.splice(0);
    const attemptOf = (planned: PlannedJob): number => this.#retries.attemptOf(planned);
    const { receipts, made } = receiptsOf(ended, fingerprints, attemptOf);
    for (const one of ended) this.#settleJob(one);
    this.#tasks.advance();
    const picked = this.#pick();
    const starts = picked.map((one) => ({ ...one, earlier: leftBefore(one.planned, ledger) }));
    const marks = starts.flatMap(({ planned, earlier }) =>
      startMark(planned, now(), attemptOf(planned), earlier),
    );
    if (marks.length + receipts.length + this.#records.length > 0)
      ledger.record(marks, receipts, made, this.#records.splice(0));
    this.#tasks.conclude();
    for (const one of starts) if (this.#starting) this.#start(one, executor);
    // Code is read once, as workers come up. Who is told of a job may have stopped the run before the executor had it.
    if (picked.length > 0) fingerprints.readCode();
    if (picked.length > 0 && this.#isAskedToStop) executor.stop("ask");
  }

  #pick(): ReadyJob[] {
    if (!this.#starting) return [];
    return this.#tasks.ready.take(({ state: { task }, planned }) => {
      if (!this.#limits.allows(task) || !this.#setting.executor.reserve(planned.job)) return false;
      this.#limits.take(task);
      return true;
    });
  }

  #start({ state, planned, earlier }: ReadyJob & { earlier: string }, executor: Executor): void {
    const { emit, now } = this.#setting;
    const { job, verdict, outputs } = planned;
    const reasons = verdict.fresh ? [] : verdict.reasons;
    const attempt = this.#retries.attemptOf(planned);
    const began = (): void => emit({ kind: "job-started", at: now(), job, attempt, reasons });
    const logged = (line: LogLine): void => emit({ kind: "job-logged", job, ...line });
    state.toStart -= 1;
    state.running += 1;
    this.#running += 1;
    const id = ++this.#jobNumber;
    executor.start({ id, job, output: outputs, earlier, attempt, began, logged }).then(
      (outcome) => {
        this.#limits.release(state.task);
        this.#settled.push({ state, planned, outcome });
        this.#wake();
      },
      (error: unknown) => this.#breakDown(error),
    );
  }

  /** Ends the run by an error that nobody has seen coming. */
  #breakDown(error: unknown): void {
    this.#failed ??= error;
    this.#wake();
  }

  #settleJob(ended: EndedTry): void {
    const { state, planned, outcome } = ended;
    const { emit, now } = this.#setting;
    const { job } = planned;
    if (outcome.kind === "failed" && this.#retry(ended, outcome)) return;
    this.#records.push(jobRecord(ended, this.#retries.attemptOf(planned)));
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
    this.#tasks.jobEnded(state, job, outcome.kind === "done");
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
      state.toStart += 1;
      state.running -= 1;
      this.#running -= 1;
      this.#tasks.ready.add(state, [planned]);
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
    this.#tasks.halt();
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
}
