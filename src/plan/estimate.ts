// How long jobs will take, from how long they took when they last ran. Says nothing where nothing is known, and "at
// least" where only a part is.
import type { Task } from "../model/task.ts";
import { makeGraph } from "./graph.ts";
import type { PlannedJob, PlannedTask } from "./plan.ts";

/** How long something will take. */
export interface Estimate {
  readonly ms: number;
  /** It takes longer: of some jobs nothing is known, or more of them may come. */
  readonly isLeast: boolean;
}

/** The jobs of a task that are to run. */
export interface Share {
  readonly planned: PlannedTask;
  readonly jobs: readonly PlannedJob[];
  /** More may come, once tasks above have run. */
  readonly isOpen: boolean;
}

/** All jobs of a plan that are to run. */
export function staleShares(tasks: readonly PlannedTask[]): Share[] {
  return tasks.map((planned) => {
    const jobs = planned.staleCount === 0 ? [] : planned.jobs.filter(({ verdict }) => !verdict.fresh);
    return { planned, jobs, isOpen: !planned.complete };
  });
}

/**
 * Estimates how long jobs take, so many of them at once, those of a task after those of the tasks above it; undefined when
 * nothing is known of any. A job of which nothing is recorded counts as the mean of its task.
 */
export function estimate(shares: readonly Share[], places: number): Estimate | undefined {
  const { above } = makeGraph(shares.map(({ planned: { task } }) => task));
  const finish = new Map<Task, number>();
  let [workMs, isKnown, isLeast] = [0, false, false];
  for (const { planned, jobs, isOpen } of shares) {
    const { task } = planned;
    const begin = Math.max(0, ...(above.get(task) ?? []).map((one) => finish.get(one) ?? 0));
    const work = workOf(planned, jobs, Math.min(places, task.definition.limit?.count ?? places));
    finish.set(task, begin + (work?.spanMs ?? 0));
    workMs += work?.workMs ?? 0;
    isKnown ||= work !== undefined && jobs.length > 0;
    isLeast ||= isOpen || work === undefined;
  }
  return isKnown ? { ms: Math.max(workMs / places, ...finish.values()), isLeast } : undefined;
}

/** The work of some jobs of a task, and how long it takes side by side; undefined when that is not known. */
function workOf(
  planned: PlannedTask,
  jobs: readonly PlannedJob[],
  places: number,
): { readonly workMs: number; readonly spanMs: number } | undefined {
  if (jobs.length === 0) return { workMs: 0, spanMs: 0 };
  const meanMs = meanOf(planned.jobs);
  if (meanMs === undefined) return undefined;
  let [workMs, longestMs] = [0, 0];
  for (const { lastMs = meanMs } of jobs) {
    workMs += lastMs;
    longestMs = Math.max(longestMs, lastMs);
  }
  return { workMs, spanMs: Math.max(workMs / places, longestMs) };
}

function meanOf(jobs: readonly PlannedJob[]): number | undefined {
  let [sum, known] = [0, 0];
  for (const { lastMs } of jobs) {
    sum += lastMs ?? 0;
    known += lastMs === undefined ? 0 : 1;
  }
  return known === 0 ? undefined : sum / known;
}
