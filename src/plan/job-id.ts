// What a job is called from outside: a short name that stays the same from run to run, and the words by which jobs are
// found.
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { namesIn } from "../model/files.ts";
import type { Job } from "../model/job.ts";
import type { PastJob } from "../model/past.ts";
import type { PlannedJob, PlannedTask } from "./plan.ts";
import { receiptKey } from "./receipt.ts";

/** The name of a job: it stays as long as its task and its first output, or without one its number, are what they are. */
export function jobId(job: Job): string {
  return idOf(job.task.fullName, ownKey(job));
}

/** What tells a job from the others of its task: the key of its receipt, or its number after a NUL if it has none. */
export function ownKey(job: Job): string {
  return receiptKey(job) ?? `\0${job.index}`;
}

/** The name of a job by the full name of its task and by what tells it from others. */
function idOf(task: string, own: string): string {
  return createHash("sha256").update(`${task}\0${own}`).digest("hex").slice(0, 10);
}

/** A job of a run that was, by what tells it from the other jobs of its task. */
export function pastJob({ key, ...rest }: Omit<PastJob, "id" | "file"> & { readonly key: string }): PastJob {
  const [file] = key.split("\0");
  return { id: idOf(rest.task, key), ...(file === "" || file === undefined ? {} : { file }), ...rest };
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
