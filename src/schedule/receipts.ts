// What the ledger is told of a job: that it starts, and how it ended.
import type { Job, Outcome } from "../model/job.ts";
import type { Receipt } from "../plan/ports.ts";
import { receiptKey } from "../plan/receipt.ts";

/** That a job starts: what was recorded of it before is void. None for a job without outputs. */
export function startMark(job: Job, startedAt: number): Receipt[] {
  const key = receiptKey(job);
  return key === undefined
    ? []
    : [{ key, task: job.task.fullName, finished: false, startedAt, durationMs: 0, seen: "", left: "" }];
}

/** What a job that ended well saw and left. */
export function receiptOf(job: Job, outcome: Outcome): Receipt[] {
  const key = receiptKey(job);
  if (key === undefined || outcome.kind !== "done" || outcome.isUnrecorded === true) return [];
  const { startedAt, durationMs, seen, left } = outcome;
  return [{ key, task: job.task.fullName, finished: true, startedAt, durationMs, seen, left }];
}
