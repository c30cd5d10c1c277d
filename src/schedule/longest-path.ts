// Which of the jobs that could start should start first: those from which it is longest to the end of the run, by how
// long jobs took when they last ran. What is long and is begun late is what a run waits for at its end.
import type { Task } from "../model/task.ts";
import type { Graph } from "../plan/graph.ts";
import type { PlannedJob, PlannedTask } from "../plan/plan.ts";

/** How much a job matters: of those that could start, the weightiest does. */
export type Weigh = (planned: PlannedJob) => number;

/**
 * Weighs a job by the milliseconds from its start to the end of the longest way down from it. Where nothing is recorded,
 * all weigh the same.
 */
export function longestPath(graph: Graph, planned: readonly PlannedTask[], slots: number): Weigh {
  const tasks = new Map(planned.map((one) => [one.task, timesOf(one)]));
  const known = [...tasks.values()].filter(({ count }) => count > 0);
  const sum = (of: (times: Times) => number): number => known.reduce((all, times) => all + of(times), 0);
  if (known.length === 0) return () => 0;
  const usualMs = sum(({ ms }) => ms) / sum(({ count }) => count);
  const meanMs = (task: Task): number => meanOf(tasks.get(task)) ?? usualMs;
  const restMs = new Map<Task, number>();
  for (const one of planned.toReversed()) {
    const { task } = one;
    const throughMs = spanMs(one, meanMs(task), slots) + (restMs.get(task) ?? 0);
    for (const above of graph.above.get(task) ?? [])
      restMs.set(above, Math.max(restMs.get(above) ?? 0, throughMs));
  }
  return ({ job: { task }, lastMs = meanMs(task) }) => lastMs + (restMs.get(task) ?? 0);
}

/** How long jobs of a task took, as far as that is recorded. */
interface Times {
  readonly count: number;
  readonly ms: number;
}

function timesOf({ jobs }: PlannedTask): Times {
  let [count, ms] = [0, 0];
  for (const { lastMs } of jobs) {
    if (lastMs === undefined) continue;
    count += 1;
    ms += lastMs;
  }
  return { count, ms };
}

function meanOf(times: Times | undefined): number | undefined {
  return times === undefined || times.count === 0 ? undefined : times.ms / times.count;
}

/** How long the jobs of a task will take, so many at once: their sum in turn, and no less than the longest of them. */
function spanMs({ task, jobs }: PlannedTask, meanMs: number, slots: number): number {
  let [longestMs, allMs] = [0, 0];
  for (const { verdict, lastMs = meanMs } of jobs) {
    if (verdict.fresh) continue;
    allMs += lastMs;
    longestMs = Math.max(longestMs, lastMs);
  }
  return Math.max(longestMs, allMs / Math.min(slots, task.definition.limit?.count ?? slots));
}
