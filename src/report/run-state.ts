// How a run stands, kept up to date by its events. What the live view draws and the lines count is read from here.
import { unreachable } from "../base/unreachable.ts";
import type { JobCounts, RunEvent, RunSummary } from "../model/event.ts";
import type { Job } from "../model/job.ts";
import { nameIn, type Task } from "../model/task.ts";
import { makeGraph } from "../plan/graph.ts";

/** How a task stands. */
export interface TaskState {
  readonly task: Task;
  /** Jobs that there are, as far as known. */
  total: number;
  /** Jobs that are to run, or ran, as far as known. */
  stale: number;
  /** Whether more or other jobs may come. */
  complete: boolean;
  status: "waiting" | "open" | "ended";
  startedAt: number;
  running: number;
  done: number;
  failed: number;
  cancelled: number;
  skipped: number;
  /** The time that the jobs took which ended well. */
  spentMs: number;
}

/** An event by which a job begins or ends. */
type JobEvent = Extract<
  RunEvent,
  { kind: "job-started" | "job-done" | "job-failed" | "job-retried" | "job-cancelled" }
>;

/** How a run stands. */
export class RunState {
  pipeline = "";
  slots = 1;
  startedAt = 0;
  /** What is done in place of running jobs. */
  instead: Extract<RunEvent, { kind: "run-started" }>["instead"];
  /** When the user asked to stop. */
  stoppingAt: number | undefined;
  /** Jobs of the whole run that are to run, or ran, as far as known. */
  stale = 0;
  /** Jobs of the whole run that ran and ended, well or not. */
  ended = 0;
  /** Jobs that ended well and printed something. */
  printedCount = 0;
  /** Where the log files are. */
  logDirectory = "";
  readonly tasks: Map<Task, TaskState> = new Map();
  /** The jobs that run now, by when they started; those that started first come first. */
  readonly running: Map<Job, number> = new Map();
  /** The tasks that each depends on directly. */
  above: ReadonlyMap<Task, readonly Task[]> = new Map();

  /** Takes note of an event. */
  apply(event: RunEvent): void {
    switch (event.kind) {
      case "run-started":
        this.#begin(event);
        break;
      case "task-started":
        this.#plan(this.taskState(event.task), event);
        break;
      case "job-started":
      case "job-done":
      case "job-failed":
      case "job-retried":
      case "job-cancelled":
        this.#applyToJob(event);
        break;
      case "task-ended":
        this.#endTask(this.taskState(event.task), event.jobs);
        break;
      case "stopping":
        this.stoppingAt = event.at;
        break;
      case "run-ended":
        this.#finish(event.summary);
        break;
      case "jobs-fresh":
        this.#count(this.taskState(event.task), event.stale);
        break;
      case "problem":
      case "job-logged":
      case "engine":
        break;
      default:
        unreachable(event);
    }
  }

  #applyToJob(event: JobEvent): void {
    switch (event.kind) {
      case "job-started":
        this.#enter(event.job, event.at);
        break;
      case "job-done":
        this.taskState(event.job.task).spentMs += event.durationMs;
        if (event.log !== undefined) this.printedCount += 1;
        this.#endJob(event.job, "done");
        break;
      case "job-failed":
        this.#endJob(event.failed.job, "failed");
        break;
      case "job-retried":
        this.#leave(event.failed.job);
        break;
      case "job-cancelled":
        this.#endJob(event.job, "cancelled");
        break;
      default:
        unreachable(event);
    }
  }

  /** The state of a task; one that was not announced is noted now. */
  taskState(task: Task): TaskState {
    const known = this.tasks.get(task);
    if (known !== undefined) return known;
    const state: TaskState = {
      task,
      status: "waiting",
      total: 0,
      stale: 0,
      complete: false,
      startedAt: 0,
      ...nothingYet,
    };
    this.tasks.set(task, state);
    return state;
  }

  /** Whether jobs may still come that are not counted yet. */
  get isOpen(): boolean {
    return [...this.tasks.values()].some(({ complete }) => !complete);
  }

  #begin(event: Extract<RunEvent, { kind: "run-started" }>): void {
    this.pipeline = event.pipeline;
    this.slots = event.slots;
    this.startedAt = event.at;
    this.instead = event.instead;
    this.logDirectory = event.logDirectory;
    for (const { task, total, stale, complete } of event.tasks) {
      Object.assign(this.taskState(task), { total, stale, complete });
      this.stale += stale;
    }
    this.above = makeGraph([...this.tasks.keys()]).above;
  }

  #plan(state: TaskState, { at, total, stale }: { at: number; total: number; stale: number }): void {
    this.#count(state, stale);
    Object.assign(state, { total, complete: true, status: "open", startedAt: at });
  }

  /** Notes how many jobs of a task are to run, or ran, as far as is known now. */
  #count(state: TaskState, stale: number): void {
    this.stale += stale - state.stale;
    state.stale = stale;
  }

  #endJob(job: Job, how: "done" | "failed" | "cancelled"): void {
    this.#leave(job);
    this.taskState(job.task)[how] += 1;
    this.ended += 1;
  }

  #enter(job: Job, at: number): void {
    this.running.set(job, at);
    this.taskState(job.task).running += 1;
  }

  /** A job runs no more. One that was cancelled before it began was never running. */
  #leave(job: Job): void {
    if (this.running.delete(job)) this.taskState(job.task).running -= 1;
  }

  #endTask(state: TaskState, jobs: JobCounts): void {
    const { total, fresh, ...ended } = jobs;
    this.#count(state, total - fresh);
    Object.assign(state, {
      ...ended,
      total,
      complete: true,
      status: "ended",
      running: 0,
    });
  }

  /** Some tasks never came to their turn: the summary has the last word on all of them. */
  #finish({ tasks }: RunSummary): void {
    const counts = new Map(tasks.map(({ name, jobs }) => [name, jobs]));
    for (const state of this.tasks.values()) {
      const jobs = counts.get(nameIn(this.pipeline, state.task));
      if (jobs === undefined || state.status === "ended") continue;
      const isUntouched = jobs.done + jobs.failed + jobs.cancelled === 0 && jobs.skipped > 0;
      this.#endTask(state, jobs);
      if (isUntouched) state.status = "waiting";
    }
  }
}

const nothingYet = { running: 0, done: 0, failed: 0, cancelled: 0, skipped: 0, spentMs: 0 };

/** Jobs of a task that are to run and have not started. */
export function toDo({ stale, running, done, failed, cancelled, skipped }: TaskState): number {
  return Math.max(0, stale - running - done - failed - cancelled - skipped);
}

/** Jobs of a task that have nothing to do. */
export function freshCount({ total, stale }: TaskState): number {
  return Math.max(0, total - stale);
}
