// What a job is called from outside: a short name that stays the same from run to run, and the words by which jobs are
// found.
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { namesIn } from "../model/files.ts";
import type { Job } from "../model/job.ts";
import type { PlannedJob, PlannedTask } from "./plan.ts";
import { receiptKey } from "./receipt.ts";

/** The name of a job: it stays as long as its task and its first output, or without one its number, are what they are. */
export function jobId(job: Job): string {
  const own = receiptKey(job) ?? String(job.index);
  return createHash("sha256").update(`${job.task.fullName}\0${own}`).digest("hex").slice(0, 10);
}

/** The jobs that a word means: that of this name, or of one that begins so; those that make this file; or those of a task. */
export function findJobs(
  tasks: readonly PlannedTask[],
  word: string,
  directory: string,
): readonly PlannedJob[] {
  const all = tasks.flatMap(({ jobs }) => jobs);
  const path = resolve(directory, word);
  const ways: readonly ((planned: PlannedJob) => boolean)[] = [
    ({ job }) => /^[0-9a-f]{4,}$/.test(word) && jobId(job).startsWith(word),
    ({ job, outputs }) =>
      [...namesIn(job.output), ...namesIn(outputs)].some((name) => resolve(directory, name) === path),
    ({ job: { task } }) => task.name === word || task.fullName === word,
  ];
  for (const way of ways) {
    const found = all.filter(way);
    if (found.length > 0) return found;
  }
  return [];
}
