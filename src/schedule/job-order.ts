// The order "job": a job may start when the jobs that write its inputs have ended, whatever else of the tasks above goes
// on. Which jobs these are is known of tasks whose inputs are known by name; the others wait for the tasks above.
//
// A job waits only for jobs of tasks that were opened before its own. So no jobs wait for each other.
import type { Job } from "../model/job.ts";
import { isOpen, type Task } from "../model/task.ts";
import type { Graph } from "../plan/graph.ts";
import { looksForFiles } from "../plan/inputs.ts";
import type { ReadyJob } from "./ready-jobs.ts";
import type { TaskState } from "./task-state.ts";

/** In which order jobs run: `task`, all jobs of the tasks above first; `job`, those that make a job's inputs first. */
export const jobOrders = ["task", "job"] as const;

/** One of {@link jobOrders}. */
export type JobOrder = (typeof jobOrders)[number];

/** Whether the jobs of a task can be waited for one by one by those of a task below. */
function isSeenThrough({ task, status, planned }: TaskState, follows: readonly Task[]): boolean {
  if (status === "waiting" || status === "barred" || isOpen(task) || follows.includes(task)) return false;
  return planned.jobs.some(({ job }) => job.output !== null && job.output !== undefined);
}

/** Whether a task may be opened though tasks above it have not ended. */
export function opensEarly({ task, above }: TaskState, graph: Graph): boolean {
  const sources = graph.sources.get(task);
  const follows = sources?.follows ?? [];
  return (
    above.every((parent) => parent.status === "ended" || isSeenThrough(parent, follows)) &&
    task.definition.upToDate === undefined &&
    !looksForFiles(task, sources)
  );
}

/** A job that waits for others. */
interface Waiting extends ReadyJob {
  /** How many of those have not ended. */
  missing: number;
}

/** Which jobs wait for which. */
export class Needs {
  readonly #waiting = new Map<Job, Waiting[]>();

  /** Has a job wait for others. */
  add(ready: ReadyJob, needed: readonly Job[]): void {
    const waiting = { ...ready, missing: needed.length };
    for (const job of needed) {
      const others = this.#waiting.get(job);
      if (others === undefined) this.#waiting.set(job, [waiting]);
      else others.push(waiting);
    }
  }

  /** Notes that the files of a job are as they will be; returns the jobs that wait for nothing more. */
  meet(job: Job): readonly ReadyJob[] {
    const waiting = this.#waiting.get(job) ?? [];
    this.#waiting.delete(job);
    for (const one of waiting) one.missing -= 1;
    return waiting.filter(({ missing }) => missing === 0);
  }
}
