// The port through which the scheduler has jobs run. Executors live in `executors/`; a test holds and releases jobs by
// one of its own.
import type { Job, LogLine, Outcome } from "../model/job.ts";

/** Who is told of a job while it runs. */
export interface JobListener {
  /** To be called when the job really begins, which may be after others that were handed out with it. */
  began(): void;
  /** To be called with what the job writes to its log, before its end is told. */
  logged(line: LogLine): void;
}

/** A job that is to run now. */
export interface Assignment extends JobListener {
  /** Unique in a run. */
  readonly id: number;
  readonly job: Job;
  /** Its outputs; for `split` and `subdivide`, the files that match now. */
  readonly output: unknown;
  /** Of an atomic job with patterns: the files that its receipt says it made before, see `ownIn`. */
  readonly earlier: string;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** How running jobs are ended: asked (their signal is aborted, their commands get SIGTERM), or killed. */
export type StopMode = "ask" | "kill";

/** Runs jobs somewhere. */
export interface Executor {
  /** How many jobs run at once. */
  readonly slots: number;
  /** Takes a place for a job, if there is one now; more than `slots` when jobs are so short that they are handed out ahead. */
  reserve(job: Job): boolean;
  /** Runs a job for which a place was taken. Resolves however the job ends; rejects only if the executor is unusable. */
  start(assignment: Assignment): Promise<Outcome>;
  /** Ends all jobs that run; their promises resolve. */
  stop(mode: StopMode): void;
  /** Ends what the executor started. No process is left when it resolves. */
  close(): Promise<void>;
}
