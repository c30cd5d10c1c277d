// What happens in a run, told to reporters: one closed union, and the summary at the end.
import type { Problem } from "./error.ts";
import type { Job, JobFailure, JobLog, LogLine } from "./job.ts";
import type { JobResults } from "./results.ts";
import type { Task } from "./task.ts";
import type { Reason } from "./verdict.ts";

/** How a run or a task stands in numbers. */
export interface JobCounts {
  /** Jobs that there are, as far as known. */
  readonly total: number;
  /** Jobs that ran and ended well. */
  readonly done: number;
  /** Jobs that had nothing to do. */
  readonly fresh: number;
  readonly failed: number;
  /** Jobs that were stopped while they ran. */
  readonly cancelled: number;
  /** Jobs that were not started, because something above them failed or the run was stopped. */
  readonly skipped: number;
}

/** A job that failed, with all that is known of it. */
export interface FailedJob {
  readonly job: Job;
  readonly failure: JobFailure;
  /** The number of the try that failed: 1 for the first. */
  readonly attempt: number;
  /** The command that runs just this job again. */
  readonly again?: string;
  readonly log?: JobLog;
  readonly durationMs: number;
}

/** A job that ended the run by throwing `EndRun`, and what it gave as the reason. */
export interface EndedBy {
  readonly job: Job;
  readonly reason: string;
}

/** How a run ended. */
export interface RunSummary {
  readonly pipeline: string;
  /** Whether every job that had to run ended well. */
  readonly ok: boolean;
  /** Whether the run was interrupted. */
  readonly interrupted: boolean;
  /** The job that ended the run, if one did. */
  readonly endedBy?: EndedBy;
  readonly jobs: JobCounts;
  /** The same for each task, in the order of the run. */
  readonly tasks: readonly { readonly name: string; readonly jobs: JobCounts }[];
  readonly failures: readonly FailedJob[];
  /** Mistakes that showed only while the run went on: each kept a task from running. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly durationMs: number;
  /**
   * What the jobs of a task returned in this run, in the order of the jobs.
   *
   * @throws {PipelineError} `unknown-task` when the task had no part in the run
   */
  results<Result>(task: Task<unknown, Result>): JobResults<Result>;
}

/** How a run ended, without what its jobs returned. */
export type SummaryData = Omit<RunSummary, "results">;

/** Which worker: its process, 0 if none could be started; and its thread, where it is one. */
export interface WorkerId {
  readonly pid: number;
  readonly thread?: number;
}

/** What the engine did, for those who look for what is slow or wrong. Members may be added and removed. */
export type Deed =
  /** The whole pipeline was looked over. */
  | { readonly what: "planned"; readonly tasks: number; readonly jobs: number; readonly tookMs: number }
  | { readonly what: "planned-again"; readonly task: Task; readonly jobs: number; readonly tookMs: number }
  | ({ readonly what: "worker-started" } & WorkerId)
  | ({
      readonly what: "worker-ended";
      readonly exitCode: number | undefined;
      readonly signal: string | undefined;
    } & WorkerId)
  | ({ readonly what: "jobs-handed"; readonly jobs: number } & WorkerId)
  /** Start marks of jobs, and receipts of jobs that ended, went to the history in one step. */
  | {
      readonly what: "receipts-written";
      readonly started: number;
      readonly ended: number;
      readonly tookMs: number;
    };

/** Something that happened in a run. Instants are milliseconds since 1970. */
export type RunEvent =
  /** The plan is made; nothing has run. `stale` counts jobs that are to run as far as is known. */
  | {
      readonly kind: "run-started";
      readonly at: number;
      readonly pipeline: string;
      readonly tasks: readonly {
        readonly task: Task;
        readonly total: number;
        readonly stale: number;
        readonly complete: boolean;
        /** Whether `activeIf` says that it is; a task that is not has no jobs. */
        readonly isActive: boolean;
      }[];
      readonly warnings: readonly Problem[];
      /** What is done in place of running jobs: their outputs are touched, or they are recorded as done. */
      readonly instead?: "touch" | "record";
      /** How many jobs may run at once. */
      readonly slots: number;
      /** Where the log files of jobs are kept, relative to the directory of the run. */
      readonly logDirectory: string;
    }
  /** The tasks above have ended; the jobs of this one are known. */
  | {
      readonly kind: "task-started";
      readonly at: number;
      readonly task: Task;
      readonly total: number;
      readonly stale: number;
      /** Why the first of its jobs runs. */
      readonly why: readonly Reason[];
    }
  /** Jobs of a task that have nothing to do. */
  | {
      readonly kind: "jobs-fresh";
      readonly at: number;
      readonly task: Task;
      readonly jobs: readonly Job[];
      /** How many jobs of the task are to run, or ran, as far as is known. */
      readonly stale: number;
    }
  | {
      readonly kind: "job-started";
      readonly at: number;
      readonly job: Job;
      /** 1 for the first try. */
      readonly attempt: number;
      readonly reasons: readonly Reason[];
    }
  /** A job wrote to its log. Comes before the end of that job. */
  | ({ readonly kind: "job-logged"; readonly job: Job } & LogLine)
  | {
      readonly kind: "job-done";
      readonly at: number;
      readonly job: Job;
      readonly durationMs: number;
      /** What its function returned, decoded when this is called; left out when it returned nothing. */
      readonly result?: () => unknown;
      readonly log?: JobLog;
    }
  /** A job failed and will be tried again, after a while. */
  | {
      readonly kind: "job-retried";
      readonly at: number;
      readonly failed: FailedJob;
      readonly delayMs: number;
    }
  | { readonly kind: "job-failed"; readonly at: number; readonly failed: FailedJob }
  | { readonly kind: "job-cancelled"; readonly at: number; readonly job: Job; readonly durationMs: number }
  | { readonly kind: "task-ended"; readonly at: number; readonly task: Task; readonly jobs: JobCounts }
  /** A warning or a mistake that shows while the run goes on. */
  | { readonly kind: "problem"; readonly at: number; readonly problem: Problem }
  /** The user asked to stop, or the job `by`; running jobs are ending. */
  | { readonly kind: "stopping"; readonly at: number; readonly running: number; readonly by?: EndedBy }
  | { readonly kind: "engine"; readonly at: number; readonly deed: Deed }
  | { readonly kind: "run-ended"; readonly at: number; readonly summary: RunSummary };

/** Is told of everything that happens in a run, in order. */
export interface Reporter {
  /** Must not throw. What it throws harms nobody: it is told as a warning, the first time. */
  on(event: RunEvent): void;
  /** Called once at the end: gives back the terminal. */
  close?(): void;
}
