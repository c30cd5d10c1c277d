// Makes the history anew from the files that are there: every job whose files exist counts as done, and nothing is run or
// touched. For `touch: "history"`.
import type { JobCounts } from "../model/event.ts";
import { namesIn } from "../model/files.ts";
import { nameIn } from "../model/task.ts";
import type { PlannedJob, PlannedTask } from "../plan/plan.ts";
import type { Disk, Ledger, Receipt } from "../plan/ports.ts";
import { factsText, inputsText } from "../plan/receipt.ts";
import { receiptOf } from "./receipts.ts";

/** Records the jobs of each task as done; returns how many were and how many were passed over. */
export function recreateHistory(
  pipeline: string,
  tasks: readonly PlannedTask[],
  disk: Disk,
  ledger: Ledger,
  now: number,
): readonly { readonly name: string; readonly jobs: JobCounts }[] {
  return tasks.map(({ task, jobs }) => {
    const receipts = jobs.flatMap((planned) => receiptFor(planned, disk, now));
    ledger.record([], receipts);
    const [total, done] = [jobs.length, receipts.length];
    return {
      name: nameIn(pipeline, task),
      jobs: { total, done, fresh: 0, failed: 0, cancelled: 0, skipped: total - done },
    };
  });
}

/** The receipt of a job as if it had just run; none when a file is missing, or there is no output. */
function receiptFor({ job, outputs }: PlannedJob, disk: Disk, now: number): Receipt[] {
  const [read, made] = [namesIn(job.input), namesIn(outputs)];
  const [seen, left] = [disk.look(read), disk.look(made)];
  if (made.length === 0 || seen.includes(undefined) || left.includes(undefined)) return [];
  return receiptOf(job, {
    kind: "done",
    startedAt: now,
    durationMs: 0,
    seen: inputsText(read, seen, made),
    left: factsText(made, left),
  });
}
