// A job that has ended, as others are told of it.
import { decode } from "../marshal/decode.ts";
import type { FailedJob } from "../model/event.ts";
import type { Outcome } from "../model/job.ts";
import type { PlannedJob } from "../plan/plan.ts";
import type { ResultStore } from "./setting.ts";
import type { TaskState } from "./task-state.ts";

/** A job of which one try has ended. */
export interface EndedJob {
  readonly state: TaskState;
  readonly planned: PlannedJob;
  readonly outcome: Outcome;
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

/** Keeps what a job returned, if anything, and says how to look at it. */
export function keepResult(
  { job }: PlannedJob,
  { result }: Extract<Outcome, { kind: "done" }>,
  store: ResultStore,
): { readonly result?: () => unknown } {
  if (result === undefined) return {};
  store.keep(job, result);
  return { result: () => decode(result) };
}
