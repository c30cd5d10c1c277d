// What the scheduler is given: the plan, and the hands and ears by which it acts and tells.
import type { Resources } from "../model/definition.ts";
import type { Problem } from "../model/error.ts";
import type { RunEvent } from "../model/event.ts";
import type { Job } from "../model/job.ts";
import type { Task } from "../model/task.ts";
import type { Digests } from "../plan/digests.ts";
import type { Fingerprints } from "../plan/fingerprints.ts";
import type { Graph } from "../plan/graph.ts";
import type { PlannedTask } from "../plan/plan.ts";
import type { Planner } from "../plan/planner.ts";
import type { Ledger } from "../plan/ports.ts";
import type { Executor } from "./executor.ts";
import type { JobOrder } from "./job-order.ts";
import type { Weigh } from "./longest-path.ts";

/**
 * What a failed job means for the others: `finish`, nothing new is started and running jobs end; `continue`, all that
 * does not depend on the failure is run; `stop`, running jobs are stopped.
 */
export const failurePolicies = ["finish", "continue", "stop"] as const;

/** One of {@link failurePolicies}. */
export type OnError = (typeof failurePolicies)[number];

/** Calls `action` after a while; what it returns calls that off. */
export type After = (ms: number, action: () => void) => () => void;

/** Keeps what jobs returned, until somebody asks for it. */
export interface ResultStore {
  /** Keeps what a job returned, as bytes of the marshaller. */
  keep(job: Job, bytes: Uint8Array): void;
  /** What a job returned; undefined where nothing was kept. */
  read(job: Job): Uint8Array | undefined;
}

/** What the scheduler needs. */
export interface SchedulerSetting {
  readonly pipeline: string;
  readonly graph: Graph;
  readonly planned: readonly PlannedTask[];
  /** What the plan warned of, for the summary. */
  readonly warnings: readonly Problem[];
  /** Plans a task again, now that the tasks above it have run. */
  replan(task: Task): PlannedTask;
  /** Has files read, where planning needs that, before it is done. */
  readonly digests: Pick<Digests, "ahead">;
  /** What else is planned while jobs run. */
  readonly planner: Pick<Planner, "judge" | "needsOf" | "settle" | "settleJob">;
  readonly order: JobOrder;
  /** Which of the jobs that could start does. */
  readonly weigh: Weigh;
  /** How much there is of what jobs take; enough of what is not named. */
  readonly resources: Resources;
  /** Makes a directory that a task asked for. */
  makeDirectory(name: string): void;
  /** Touches a file that a task asked for. */
  touch(name: string): void;
  readonly executor: Executor;
  readonly ledger: Pick<Ledger, "recall" | "record" | "renew">;
  readonly fingerprints: Fingerprints;
  readonly results: ResultStore;
  readonly onError: OnError;
  /** Whether tasks do what they ask for after their last job: not where only a part of the jobs is to run. */
  readonly concludes: boolean;
  /** The tasks that owe it from earlier runs. */
  readonly owing: ReadonlySet<Task>;
  /** The command that runs one job again, if there is one. */
  again(job: Job): string | undefined;
  /** Aborted when the run is to end early. */
  readonly signal: AbortSignal;
  /** Aborted when nothing may be waited for any longer. */
  readonly killed: AbortSignal;
  emit(event: RunEvent): void;
  /** When the run was asked for: planning is part of its time. */
  readonly startedAt: number;
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls something after a while. */
  readonly after: After;
}
