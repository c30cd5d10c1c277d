// What the ledger is told of jobs: that they start, and how they ended.
import type { Fingerprint } from "../plan/fingerprint.ts";
import type { Fingerprints } from "../plan/fingerprints.ts";
import type { PlannedJob } from "../plan/plan.ts";
import type { Receipt } from "../plan/ports.ts";
import { receiptKey } from "../plan/receipt.ts";
import type { EndedJob } from "./ended-job.ts";

/** That a job starts: what was recorded of it before is void. None for a job without outputs. */
export function startMark({ job, lastMs = 0 }: PlannedJob, startedAt: number): Receipt[] {
  const key = receiptKey(job);
  if (key === undefined) return [];
  // How long it took last is still worth knowing when it did not come to its end.
  const nothing = { durationMs: lastMs, seen: "", left: "", code: undefined, extras: undefined };
  return [{ key, task: job.task.fullName, finished: false, startedAt, ...nothing }];
}

/** What jobs that ended well saw and left, and with what they were made. */
export function receiptsOf(
  ended: readonly EndedJob[],
  fingerprints: Pick<Fingerprints, "of">,
): { readonly receipts: readonly Receipt[]; readonly made: readonly Fingerprint[] } {
  const receipts: Receipt[] = [];
  const made: Fingerprint[] = [];
  for (const { planned, outcome } of ended) {
    const { job } = planned;
    const key = receiptKey(job);
    if (key === undefined || outcome.kind !== "done" || outcome.isUnrecorded === true) continue;
    const { startedAt, durationMs, seen, left } = outcome;
    const { code, extras } = fingerprints.of(job);
    const digests = { code: code.digest, extras: extras.digest };
    receipts.push({
      key,
      task: job.task.fullName,
      finished: true,
      startedAt,
      durationMs,
      seen,
      left,
      ...digests,
    });
    made.push(code, extras);
  }
  return { receipts, made };
}
