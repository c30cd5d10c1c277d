// A plan: for each task its jobs, and for each job whether it must run and why. Data only; `planner.ts` makes it.
import type { Problem } from "../model/error.ts";
import type { Job } from "../model/job.ts";
import type { Task } from "../model/task.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Unmatched } from "./expand/expansion.ts";
import type { CheckLevel } from "./freshness.ts";
import type { Receipt } from "./ports.ts";

/** A job with the decision about it. */
export interface PlannedJob {
  readonly job: Job;
  readonly verdict: Verdict;
  /** The names of its outputs as they are on disk; for `split` and `subdivide`, the files that match now. */
  readonly outputs: unknown;
  /** How many milliseconds it took when it last ran to its end, as far as that is recorded. */
  readonly lastMs: number | undefined;
  /** Of a job that must run, which outputs were there when it was judged: see `beforeText`. Undefined where nobody looked. */
  readonly before?: string;
  /** What its receipt is to say from now on, where only the times of its files are others. */
  readonly renewed?: Receipt;
}

/** A task with its jobs. */
export interface PlannedTask {
  readonly task: Task;
  /** False when the task is switched off by `activeIf`: it has no jobs and no outputs. */
  readonly isActive: boolean;
  readonly jobs: readonly PlannedJob[];
  /** How many of them must run. */
  readonly staleCount: number;
  /** False while a task above has still to make files whose number is not known: more or other jobs may come. */
  readonly complete: boolean;
  /** Set where jobs read directories into which tasks above have still to write: all of these must end before. */
  readonly awaitsAll?: true;
  /** Input items that made no job. */
  readonly unmatched: readonly Unmatched[];
  readonly problems: readonly Problem[];
}

/** Whether a task has jobs to run, as far as is known. */
export function hasWork({ staleCount, complete }: Pick<PlannedTask, "staleCount" | "complete">): boolean {
  return staleCount > 0 || !complete;
}

/** What would run, and why, as things are now. */
export interface Plan {
  readonly pipeline: string;
  /** What was asked of jobs. */
  readonly check: CheckLevel;
  /** In an order in which they can run. */
  readonly tasks: readonly PlannedTask[];
  /** The tasks that were asked for: all of the pipeline where none were named. */
  readonly targets: ReadonlySet<Task>;
  /** The tasks whose jobs run whatever their state. */
  readonly forced: ReadonlySet<Task>;
  /** All mistakes and warnings that were found. A run does not start while one of them is an error. */
  readonly problems: readonly Problem[];
}
