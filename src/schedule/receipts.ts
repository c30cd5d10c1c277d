// What the ledger is told of jobs: that they start, and how they ended.
import type { JobFailure } from "../model/job.ts";
import type { PastFailure } from "../model/past.ts";
import { isOpen, type Task } from "../model/task.ts";
import { conclusionKey } from "../plan/conclusions.ts";
import type { Fingerprint } from "../plan/fingerprint.ts";
import type { Fingerprints } from "../plan/fingerprints.ts";
import { ownKey } from "../plan/job-id.ts";
import type { PlannedJob } from "../plan/plan.ts";
import type { JobRecord, Ledger, Receipt } from "../plan/ports.ts";
import { receiptKey } from "../plan/receipt.ts";
import type { EndedJob } from "./ended-job.ts";

/**
 * That a job starts: what was recorded of it before is void, but for the files that it made before and may remove. None
 * for a job without outputs.
 */
export function startMark(
  { job, lastMs = 0, before }: PlannedJob,
  startedAt: number,
  attempt: number,
  left: string,
): Receipt[] {
  const key = receiptKey(job);
  if (key === undefined) return [];
  // How long it took last is still worth knowing when it did not come to its end.
  return [
    {
      key,
      task: job.task.fullName,
      finished: false,
      startedAt,
      attempt,
      ...nothing,
      left,
      before,
      durationMs: lastMs,
    },
  ];
}

/** What an atomic job with patterns left before it starts now; nothing of other jobs, which remove nothing. */
export function leftBefore({ job }: PlannedJob, ledger: Pick<Ledger, "recall">): string {
  const { task } = job;
  if (!task.definition.atomic || !isOpen(task)) return "";
  return ledger.recall([receiptKey(job) ?? ""])[0]?.left ?? "";
}

/** That a task has something to do after its jobs, or has done it. */
export function conclusionReceipt(task: Task, startedAt: number, finished: boolean): Receipt {
  return { key: conclusionKey(task), task: task.fullName, finished, startedAt, attempt: 1, ...nothing };
}

/** Of a receipt, what only a job that ended well has. */
const nothing = {
  durationMs: 0,
  seen: "",
  left: "",
  code: undefined,
  extras: undefined,
  digests: undefined,
  before: undefined,
} as const;

/** What jobs that ended well saw and left, and with what they were made. */
export function receiptsOf(
  ended: readonly EndedJob[],
  fingerprints: Pick<Fingerprints, "of" | "isKnown">,
  attemptOf: (planned: PlannedJob) => number,
): { readonly receipts: readonly Receipt[]; readonly made: readonly Fingerprint[] } {
  const receipts: Receipt[] = [];
  const made: Fingerprint[] = [];
  for (const { planned, outcome } of ended) {
    const { job, before } = planned;
    const key = receiptKey(job);
    if (key === undefined || outcome.kind !== "done" || outcome.isUnrecorded === true) continue;
    const { startedAt, durationMs, seen, left, digests } = outcome;
    const { code, extras } = fingerprints.of(job);
    receipts.push({
      key,
      task: job.task.fullName,
      finished: true,
      startedAt,
      durationMs,
      seen,
      left,
      code: fingerprints.isKnown(job.task) ? code.digest : undefined,
      extras: extras.digest,
      attempt: attemptOf(planned),
      digests,
      before,
    });
    made.push(code, extras);
  }
  return { receipts, made };
}

/** How a job ended after its last try, for those who ask for it another day. */
export function jobRecord({ planned: { job }, outcome }: EndedJob, attempt: number): JobRecord {
  const { kind, startedAt, durationMs } = outcome;
  const failure = kind === "failed" ? { failure: withoutError(outcome.failure) } : {};
  return {
    key: ownKey(job),
    task: job.task.fullName,
    outcome: kind,
    attempt,
    startedAt,
    durationMs,
    ...failure,
  };
}

/** Some programs say very much when they fail. */
const longestMessage = 2_000;

function withoutError({ error: _, message, ...rest }: JobFailure): PastFailure {
  return { ...rest, message: message.slice(0, longestMessage) };
}
