// A job that has ended, as others are told of it.
import { decode } from "../marshal/decode.ts";
import type { FailedJob, RunEvent } from "../model/event.ts";
import type { Outcome } from "../model/job.ts";
import type { PlannedJob } from "../plan/plan.ts";
import type { ResultStore } from "./setting.ts";
import type { TaskState } from "./task-state.ts";

/** A job that has ended. */
export interface EndedJob {
  readonly planned: PlannedJob;
  readonly outcome: Outcome;
}

/** A job of which one try has ended: there may be another. */
export interface EndedTry extends EndedJob {
  readonly state: TaskState;
}

/** A try that failed, with all that is known of it. */
export function failedJob(
  { job }: PlannedJob,
  { failure, durationMs, log }: Extract<Outcome, { kind: "failed" }>,
  attempt: number,
  again: string | undefined,
): FailedJob {
  return {
    job,
    failure,
    attempt,
    durationMs,
    ...(again === undefined ? {} : { again }),
    ...(log === undefined ? {} : { log }),
  };
}

/** A job that ended well, with all that is known of it; what it returned, if anything, is kept. */
export function doneJob(
  { job }: PlannedJob,
  { durationMs, result, log }: Extract<Outcome, { kind: "done" }>,
  store: ResultStore,
): Omit<Extract<RunEvent, { kind: "job-done" }>, "kind" | "at"> {
  if (result !== undefined) store.keep(job, result);
  return {
    job,
    durationMs,
    ...(result === undefined ? {} : { result: () => decode(result) }),
    ...(log === undefined ? {} : { log }),
  };
}
