// A task in the course of a run: what it waits for, what it has still to start, and how its jobs ended so far.
import type { JobCounts } from "../model/event.ts";
import type { Task } from "../model/task.ts";
import type { Graph } from "../plan/graph.ts";
import type { PlannedTask } from "../plan/plan.ts";
import { Tally } from "./tally.ts";

/** A task while it waits, runs, and when it has ended. */
export interface TaskState {
  readonly task: Task;
  /** Its place in the order of the run. */
  readonly number: number;
  planned: PlannedTask;
  /** Tasks directly above. */
  readonly above: readonly TaskState[];
  /** Tasks directly below. */
  readonly below: TaskState[];
  /** Tasks directly above that have not ended. */
  waitingFor: number;
  /** Jobs that have still to start, or to turn out to be up to date. */
  toStart: number;
  running: number;
  readonly tally: Tally;
  /** Its turn has come: it was found out, or is about to be, what it has to do. */
  isPlanned: boolean;
  /** Something was done above it, or it was not known before what it has to do. */
  isMoved: boolean;
  /** Its first job is about to start, or has been. */
  hasBegun: boolean;
  /** What it does after its jobs is written down as still to be done. */
  owes: boolean;
  /** `open`: its jobs are known, and start as they can. `barred`: a mistake keeps it from going on. */
  status: "waiting" | "open" | "concluding" | "ended" | "failed" | "barred";
}

/** The tasks before anything ran. Those above come before those below. */
export function waitingTasks(
  planned: readonly PlannedTask[],
  graph: Graph,
  owing: ReadonlySet<Task>,
): ReadonlyMap<Task, TaskState> {
  const states = new Map<Task, TaskState>();
  for (const [number, one] of planned.entries()) {
    const { task, jobs } = one;
    const above = (graph.above.get(task) ?? []).flatMap((parent) => states.get(parent) ?? []);
    const tally = new Tally();
    tally.total = jobs.length;
    const state: TaskState = {
      task,
      number,
      planned: one,
      above,
      below: [],
      waitingFor: above.length,
      toStart: jobs.length,
      running: 0,
      tally,
      isPlanned: false,
      isMoved: !one.complete,
      hasBegun: false,
      owes: owing.has(task),
      status: "waiting",
    };
    for (const parent of above) parent.below.push(state);
    states.set(task, state);
  }
  return states;
}

/** Whether the files that a task reads may be others than when it was planned: a task above it did something. */
export function isMovedFromAbove({ above }: TaskState): boolean {
  return above.some(({ tally, isMoved }) => tally.done > 0 || isMoved);
}

/**
 * Whether a task, its jobs done, has something to do after them. It has not where nothing was done in it or above it, and
 * nothing is owed from before; nor where it was left alone.
 */
export function willConclude({
  task,
  planned: { jobs, isActive },
  tally,
  isMoved,
  owes,
}: TaskState): boolean {
  const isLeftAlone = jobs.some(({ verdict }) => verdict.fresh && verdict.isLeftAlone === true);
  const isReached = isMoved || owes || tally.done > 0;
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
