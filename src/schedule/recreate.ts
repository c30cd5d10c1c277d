// Makes the history anew from the files that are there: every job whose files exist counts as done, and nothing is run or
// touched. For `touch: "history"`.
import type { JobCounts } from "../model/event.ts";
import { namesIn } from "../model/files.ts";
import { nameIn } from "../model/task.ts";
import { beforeText } from "../plan/before.ts";
import type { Fingerprints } from "../plan/fingerprints.ts";
import { lookAt } from "../plan/look-at.ts";
import type { PlannedJob, PlannedTask } from "../plan/plan.ts";
import type { Disk, Ledger } from "../plan/ports.ts";
import { factsText } from "../plan/receipt.ts";
import type { EndedJob } from "./ended-job.ts";
import { receiptsOf } from "./receipts.ts";

/** What making a history anew needs. */
export interface RecreateSetting {
  readonly disk: Disk;
  readonly ledger: Ledger;
  readonly fingerprints: Fingerprints;
}

/** Records the jobs of each task as done; returns how many were and how many were passed over. */
export function recreateHistory(
  pipeline: string,
  tasks: readonly PlannedTask[],
  { disk, ledger, fingerprints }: RecreateSetting,
  now: number,
): readonly { readonly name: string; readonly jobs: JobCounts }[] {
  return tasks.map(({ task, jobs }) => {
    const ended = jobs.flatMap((planned) => endedJob(planned, disk, now));
    const { receipts, made } = receiptsOf(ended, fingerprints, () => 1);
    ledger.record([], receipts, made);
    const [total, done] = [jobs.length, receipts.length];
    return {
      name: nameIn(pipeline, task),
      jobs: { total, done, fresh: 0, failed: 0, cancelled: 0, skipped: total - done },
    };
  });
}

/** A job as if it had just run; none when a file is missing, or there is no output. */
function endedJob(planned: PlannedJob, disk: Disk, now: number): EndedJob[] {
  const [read, made] = [namesIn(planned.job.input), namesIn(planned.outputs)];
  const written = [planned.job.output, made];
  const [seen, left] = [lookAt(disk, read, written), lookAt(disk, made, [])];
  if (made.length === 0 || seen.includes(undefined) || left.includes(undefined)) return [];
  const texts = { seen: factsText(read, seen), left: factsText(made, left) };
  // It was all there, and who made it nobody knows.
  const before = beforeText({ outputs: made, outputFacts: left, receipt: undefined });
  return [
    { planned: { ...planned, before }, outcome: { kind: "done", startedAt: now, durationMs: 0, ...texts } },
  ];
}
