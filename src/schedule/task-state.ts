// A task in the course of a run: what it waits for, what it has still to start, and how its jobs ended so far.
import type { JobCounts } from "../model/event.ts";
import type { Task } from "../model/task.ts";
import type { PlannedJob, PlannedTask } from "../plan/plan.ts";
import { Tally } from "./tally.ts";

/** A task while it waits, runs, and when it has ended. */
export interface TaskState {
  readonly task: Task;
  planned: PlannedTask;
  /** Tasks directly above that have not ended. */
  waitingFor: number;
  /** Jobs that are still to start. */
  queue: PlannedJob[];
  running: number;
  readonly tally: Tally;
  /** It was planned again after tasks above it had run. */
  isReplanned: boolean;
  /** There is something to do after its jobs. */
  hasConclusion: boolean;
  status: "waiting" | "open" | "concluding" | "ended" | "failed";
}

/** The state of a task before anything ran. */
export function waitingTask(planned: PlannedTask, waitingFor: number): TaskState {
  const tally = new Tally();
  tally.total = planned.jobs.length;
  return {
    task: planned.task,
    planned,
    waitingFor,
    queue: [],
    running: 0,
    tally,
    isReplanned: false,
    hasConclusion: false,
    status: "waiting",
  };
}

/**
 * Whether what a task asks for after its jobs is to be done.
 *
 * @param isReached whether it has jobs to run, or something was done above it; a task that has not is passed over
 */
export function willConclude({ task, planned: { jobs, isActive } }: TaskState, isReached: boolean): boolean {
  const isLeftAlone = jobs.some(({ verdict }) => verdict.fresh && verdict.isLeftAlone === true);
  return task.definition.postTask.length > 0 && isActive && isReached && !isLeftAlone;
}

/** How the jobs of a task stand, also of one that was never reached. */
export function countsOf({ planned: { jobs, staleCount }, status, tally }: TaskState): JobCounts {
  if (status !== "waiting") return tally.counts;
  return {
    total: jobs.length,
    done: 0,
    fresh: jobs.length - staleCount,
    failed: 0,
    cancelled: 0,
    skipped: staleCount,
  };
}
