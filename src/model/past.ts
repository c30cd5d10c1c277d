// What was: runs, and what their jobs did, as the history tells of them.
import type { JobCounts } from "./event.ts";
import type { JobFailure } from "./job.ts";

/** What a run did: ran jobs; touched their outputs in place of that; or recorded files as they were. */
export type RunKind = "run" | "touch" | "record";

/** How a run ended of which the end is known. */
export type RunOutcome = "done" | "failed" | "interrupted";

/** A run that was, or is going on. */
export interface PastRun {
  /** Its number in the history: later runs have higher ones. */
  readonly run: number;
  readonly pipeline: string;
  readonly kind: RunKind;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Left out when its end is not recorded. */
  readonly endedAt?: number;
  /** `running` while it goes on; `killed` when it is over and nobody could record its end. */
  readonly outcome: RunOutcome | "running" | "killed";
  /** How its jobs ended; left out when its end is not recorded, or was recorded by an older version. */
  readonly jobs?: JobCounts;
}

/** A failure without what was thrown, which is a value of the process in which that happened. */
export type PastFailure = Omit<JobFailure, "error">;

/** A job of a run that was, after its last try. */
export interface PastJob {
  /** Its name on the command line. */
  readonly id: string;
  /** The name of its task, with that of the pipeline. */
  readonly task: string;
  /** The first file that it makes; left out for a job without outputs. */
  readonly file?: string;
  /** `unfinished` when its end is not recorded: it runs, or was killed with its run. */
  readonly outcome: "done" | "failed" | "cancelled" | "unfinished";
  /** The number of its last try: 1 for the first. */
  readonly attempt: number;
  /** When its last try began; milliseconds since 1970. */
  readonly startedAt: number;
  /** How long its last try took; left out when that is not recorded. */
  readonly durationMs?: number;
  readonly failure?: PastFailure;
}
