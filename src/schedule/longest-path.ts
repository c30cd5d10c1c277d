// Which of the jobs that could start should start first: those from which it is longest to the end of the run, by how
// long jobs took when they last ran. What is long and is begun late is what a run waits for at its end.
import type { Job } from "../model/job.ts";
import type { Task } from "../model/task.ts";
import type { Graph } from "../plan/graph.ts";
import type { PlannedJob, PlannedTask } from "../plan/plan.ts";
import type { Planner } from "../plan/planner.ts";
import { receiptKey } from "../plan/receipt.ts";
import { awaitsWhole, type JobOrder } from "./job-order.ts";

/** How much a job matters: of those that could start, the weightiest does. */
export type Weigh = (planned: PlannedJob) => number;

/** What is known of a run before it begins. */
export interface Outlook {
  readonly graph: Graph;
  readonly planned: readonly PlannedTask[];
  readonly planner: Pick<Planner, "needsOf">;
  readonly order: JobOrder;
  readonly slots: number;
}

/**
 * Weighs a job by the milliseconds from its start to the end of the longest way down from it. Where nothing is recorded,
 * all weigh the same.
 */
export function longestPath(outlook: Outlook): Weigh {
  const { graph, planned, order, slots } = outlook;
  const meanMs = meanDurations(planned);
  if (meanMs === undefined) return () => 0;
  const plans = new Map(planned.map((one) => [one.task, one]));
  const rest = new Rest();
  const weigh: Weigh = ({ job, lastMs = meanMs(job.task) }) => lastMs + rest.of(job);
  for (const one of planned.toReversed()) {
    const throughMs = spanMs(one, meanMs(one.task), slots) + rest.ofTask(one.task);
    for (const above of graph.above.get(one.task) ?? [])
      if (order === "task" || one.awaitsAll === true || awaitsWhole(one.task, plans.get(above), graph))
        rest.raise(above, throughMs);
    if (order === "job") raiseNeeded(one, outlook, rest, weigh);
  }
  return weigh;
}

/** Notes how long the ways are that lead down from jobs through those of a task that need them. */
function raiseNeeded({ jobs }: PlannedTask, { planner }: Outlook, rest: Rest, weigh: Weigh): void {
  for (const one of jobs)
    if (!one.verdict.fresh) for (const needed of planner.needsOf(one.job)) rest.raise(needed, weigh(one));
}

/** How long it is from the end of tasks and jobs to that of the run. */
class Rest {
  readonly #ofTasks = new Map<Task, number>();
  /** By the keys of their receipts: a job that is planned again is the same. */
  readonly #ofJobs = new Map<string, number>();

  ofTask(task: Task): number {
    return this.#ofTasks.get(task) ?? 0;
  }

  of(job: Job): number {
    const ofJob = this.#ofJobs.size === 0 ? undefined : this.#ofJobs.get(receiptKey(job) ?? "");
    return Math.max(ofJob ?? 0, this.ofTask(job.task));
  }

  /** Notes that it is as long as this at least. */
  raise(one: Task | Job, ms: number): void {
    if (!("task" in one)) this.#ofTasks.set(one, Math.max(ms, this.ofTask(one)));
    else this.#ofJobs.set(receiptKey(one) ?? "", Math.max(ms, this.of(one)));
  }
}

/** How long a usual job of each task takes; of a task of which nothing is known, one of the run. */
function meanDurations(planned: readonly PlannedTask[]): ((task: Task) => number) | undefined {
  const known = new Map<Task, readonly number[]>();
  for (const { task, jobs } of planned) {
    const durations = jobs.flatMap(({ lastMs }) => lastMs ?? []);
    if (durations.length > 0) known.set(task, durations);
  }
  if (known.size === 0) return undefined;
  const means = new Map([...known].map(([task, durations]) => [task, meanOf(durations)]));
  const usualMs = meanOf([...known.values()].flat());
  return (task) => means.get(task) ?? usualMs;
}

function meanOf(durations: readonly number[]): number {
  return durations.reduce((sum, ms) => sum + ms, 0) / durations.length;
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
