// The tasks of a run: opens each when its turn has come, finds out which of its jobs must run, and ends it. What the jobs
// themselves come to is told by the scheduler.
import type { Problem } from "../model/error.ts";
import type { Job } from "../model/job.ts";
import type { Task } from "../model/task.ts";
import type { PlannedJob, PlannedTask } from "../plan/plan.ts";
import { makeTaskDirectories } from "./directories.ts";
import { opensEarly } from "./job-order.ts";
import { Needs } from "./needs.ts";
import type { Notes } from "./notes.ts";
import { doPostTask } from "./post-task.ts";
import { type ReadyJob, ReadyJobs } from "./ready-jobs.ts";
import { conclusionReceipt } from "./receipts.ts";
import type { SchedulerSetting } from "./setting.ts";
import { isMovedFromAbove, type TaskState, waitingTasks, willConclude } from "./task-state.ts";

/** Who is told what comes of tasks. */
export interface TasksListener {
  /** A mistake keeps a task from going on. */
  barred(): void;
  /** There is something to do: {@link Tasks.advance} will do it. */
  wake(): void;
  /** Something happened that must not happen. */
  failed(error: unknown): void;
}

/** The tasks of a run, in the order of the run. */
export class Tasks {
  readonly states: ReadonlyMap<Task, TaskState>;
  /** The jobs that could start. */
  readonly ready: ReadyJobs;
  readonly #setting: SchedulerSetting;
  readonly #notes: Notes;
  readonly #listener: TasksListener;
  readonly #needs = new Needs();
  /** Tasks of which it is to be seen whether they can be opened or have ended. */
  readonly #due: TaskState[];
  /** Jobs that waited for others, and may be judged now. */
  readonly #met = new Map<TaskState, PlannedJob[]>();
  /** What goes on now that something has come to its end. */
  readonly #resumed: (() => void)[] = [];
  /** Those whose jobs have ended, and that have something to do after them. */
  readonly #concluding: TaskState[] = [];
  #awayCount = 0;
  #isHalted = false;

  constructor(setting: SchedulerSetting, notes: Notes, listener: TasksListener) {
    this.#setting = setting;
    this.#notes = notes;
    this.#listener = listener;
    this.ready = new ReadyJobs(setting.weigh);
    this.states = waitingTasks(setting.planned, setting.graph, setting.owing);
    this.#due = [...this.states.values()];
  }

  /** Whether tasks do what they do after their jobs, or have files read. */
  get areAway(): boolean {
    return this.#awayCount > 0;
  }

  /** Whether there is something to do that does not wait for jobs. */
  get areDue(): boolean {
    return this.#resumed.length > 0;
  }

  /** Whether every task has come to a good end. */
  get haveEnded(): boolean {
    return [...this.states.values()].every(({ status }) => status === "ended");
  }

  /** No task is opened any more. */
  halt(): void {
    this.#isHalted = true;
  }

  /** Notes that a job of a task runs no more. */
  jobEnded(state: TaskState, job: Job, isDone: boolean): void {
    state.running -= 1;
    this.#due.push(state);
    if (!isDone) return;
    this.#setting.planner.settleJob(job);
    this.#meet(job);
  }

  /** Opens and ends tasks, and judges jobs, as far as that goes now. */
  advance(): void {
    for (const resume of this.#resumed.splice(0)) resume();
    while (this.#due.length + this.#met.size > 0) {
      // What one of them comes to may make others due.
      for (const state of this.#due.splice(0)) this.#see(state);
      for (const [state, jobs] of this.#met) {
        this.#met.delete(state);
        this.#judge(state, jobs);
      }
    }
  }

  /** Begins what tasks ask for after their jobs, of which the ends must have been written down. */
  conclude(): void {
    const { touch, killed } = this.#setting;
    for (const state of this.#concluding.splice(0))
      this.#with(doPostTask(state.task, touch, killed), (failure) => this.#endConclusion(state, failure));
  }

  /** Ends the tasks that are still open: nothing will come of them any more. */
  close(): void {
    for (const state of this.states.values()) if (state.status === "open") this.#end(state);
  }

  #see(state: TaskState): void {
    const { order, graph } = this.#setting;
    if (state.status === "open") {
      const isOver = state.toStart === 0 ? state.waitingFor === 0 : this.#isHalted;
      if (state.running === 0 && isOver) this.#end(state);
    } else if (state.status === "waiting" && !state.isPlanned && !this.#isHalted) {
      if (state.waitingFor === 0 || (order === "job" && opensEarly(state, graph))) this.#plan(state);
    }
  }

  /** Goes on with what something comes to: at once, or in a later turn. */
  #with<T>(awaited: T | Promise<T>, goOn: (value: T) => void): void {
    if (!(awaited instanceof Promise)) {
      goOn(awaited);
      return;
    }
    this.#awayCount += 1;
    const resume = (value: T): void => {
      this.#awayCount -= 1;
      goOn(value);
    };
    awaited.then(
      (value) => {
        this.#resumed.push(() => resume(value));
        this.#listener.wake();
      },
      (error: unknown) => this.#listener.failed(error),
    );
  }

  /** The turn of a task has come: finds out what it has to do. */
  #plan(state: TaskState): void {
    const { digests, replan } = this.#setting;
    const isEarly = state.waitingFor > 0;
    state.isPlanned = true;
    state.isMoved ||= isMovedFromAbove(state);
    const planned = state.isMoved ? digests.ahead(() => replan(state.task)) : state.planned;
    this.#with(planned, (found) => {
      if (!this.#isHalted) this.#open(state, found, isEarly);
    });
  }

  #open(state: TaskState, planned: PlannedTask, isEarly: boolean): void {
    state.planned = planned;
    const { jobs, staleCount, problems } = state.planned;
    state.status = "open";
    state.tally.total = jobs.length;
    state.toStart = jobs.length;
    if (state.isMoved && !this.#notes.take(state.task, problems)) {
      state.tally.fresh = jobs.length - staleCount;
      this.#bar(state);
      return;
    }
    this.#admit(state, isEarly ? jobs.filter((planned) => !this.#waits(state, planned)) : jobs);
    if (this.#setting.order === "job") this.#due.push(...state.below);
  }

  /** Has a job wait for those that write its inputs; false when it need not, and its verdict holds. */
  #waits(state: TaskState, planned: PlannedJob): boolean {
    const writers = this.#setting.planner.needsOf(planned.job);
    const needed = writers.filter(({ task }) => this.states.get(task)?.status !== "waiting");
    if (needed.length > 0) this.#needs.add({ state, planned }, needed);
    // When it was planned, one had still to run that has come to its end since.
    else if (isPending(planned)) this.#judgeLater({ state, planned });
    else return false;
    return true;
  }

  /** The files of a job are as they will be: jobs that waited for no other can be judged. */
  #meet(job: Job): void {
    for (const ready of this.#needs.meet(job)) this.#judgeLater(ready);
  }

  #judgeLater({ state, planned }: ReadyJob): void {
    const jobs = this.#met.get(state);
    if (jobs === undefined) this.#met.set(state, [planned]);
    else jobs.push(planned);
  }

  #judge(state: TaskState, planned: readonly PlannedJob[]): void {
    const { digests, planner } = this.#setting;
    if (state.status !== "open" || this.#isHalted) return;
    const jobs = planned.map(({ job }) => job);
    const judged = digests.ahead(() => planner.judge(state.task, jobs));
    this.#with(judged, (found) => {
      if (state.status === "open" && !this.#isHalted) this.#admit(state, found);
    });
  }

  /** Takes in jobs of an open task, of which it is known whether they must run. */
  #admit(state: TaskState, judged: readonly PlannedJob[]): void {
    this.#setting.ledger.renew(judged.flatMap(({ renewed }) => renewed ?? []));
    const stale = judged.filter(({ verdict }) => !verdict.fresh);
    const fresh = judged.flatMap(({ job, verdict }) => (verdict.fresh ? [job] : []));
    state.tally.fresh += fresh.length;
    state.toStart -= fresh.length;
    const [first] = stale;
    if (first !== undefined && !state.hasBegun && !this.#begin(state, first)) return;
    this.#tellFresh(state, fresh);
    for (const job of fresh) this.#meet(job);
    this.ready.add(state, stale);
    this.#due.push(state);
  }

  /** The first job of a task is about to start; false if a mistake keeps it from that. */
  #begin(state: TaskState, { verdict }: PlannedJob): boolean {
    const { emit, now, makeDirectory } = this.#setting;
    const { task, tally } = state;
    const why = verdict.fresh ? [] : verdict.reasons;
    const { total, fresh } = tally;
    state.hasBegun = true;
    this.#owe(state);
    emit({ kind: "task-started", at: now(), task, total, stale: total - fresh, why });
    if (this.#notes.take(task, makeTaskDirectories(task, makeDirectory))) return true;
    this.#bar(state);
    return false;
  }

  #tellFresh({ task, tally }: TaskState, jobs: readonly Job[]): void {
    const { emit, now } = this.#setting;
    if (jobs.length > 0)
      emit({ kind: "jobs-fresh", at: now(), task, jobs, stale: tally.total - tally.fresh });
  }

  #end(state: TaskState): void {
    const { tally, toStart, waitingFor } = state;
    const isWhole = tally.failed === 0 && tally.cancelled === 0 && toStart === 0 && waitingFor === 0;
    state.isMoved ||= isMovedFromAbove(state);
    if (!isWhole) this.#tellEnd(state, "failed");
    else if (this.#setting.concludes && willConclude(state)) this.#conclude(state);
    else this.#endWell(state);
  }

  #endWell(state: TaskState): void {
    this.#tellEnd(state, "ended");
    this.#notes.take(state.task, this.#setting.planner.settle(state.task));
    for (const below of state.below) {
      below.waitingFor -= 1;
      this.#due.push(below);
    }
  }

  /** A mistake keeps a task from going on. */
  #bar(state: TaskState): void {
    this.#tellEnd(state, "barred");
    this.#listener.barred();
  }

  #tellEnd(state: TaskState, status: "ended" | "failed" | "barred"): void {
    const { emit, now } = this.#setting;
    state.status = status;
    emit({ kind: "task-ended", at: now(), task: state.task, jobs: state.tally.counts });
  }

  /** Writes down that a task has something to do after its jobs. */
  #owe(state: TaskState): void {
    const { ledger, now } = this.#setting;
    if (state.owes || state.task.definition.postTask.length === 0) return;
    state.owes = true;
    ledger.record([conclusionReceipt(state.task, now(), false)], []);
  }

  /** Notes that the task asks for something after its jobs; it has not ended before that has. */
  #conclude(state: TaskState): void {
    this.#owe(state);
    state.status = "concluding";
    this.#concluding.push(state);
  }

  #endConclusion(state: TaskState, failure: Problem | undefined): void {
    const { ledger, now } = this.#setting;
    if (!this.#notes.take(state.task, failure === undefined ? [] : [failure])) {
      this.#bar(state);
      return;
    }
    ledger.record([], [conclusionReceipt(state.task, now(), true)]);
    this.#endWell(state);
  }
}

function isPending({ verdict }: PlannedJob): boolean {
  return !verdict.fresh && verdict.reasons[0].kind === "input-pending";
}
