// The logs of jobs, found by what somebody knows of a job.
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { logName } from "./executors/job-log.ts";
import type { Job } from "./model/job.ts";
import { nameIn } from "./model/task.ts";
import { unknownJob } from "./one-job.ts";
import { logDirectory } from "./own-files.ts";
import { findJobs, jobId } from "./plan/job-id.ts";
import type { Plan } from "./plan/plan.ts";
import type { JobLogFile } from "./report/logs.ts";

/**
 * The logs that the last runs left of a job, of the job that makes a file, or of all jobs of a task, in the order of the
 * plan.
 *
 * @param word the id of a job as failures show it, the name of a file, or the name of a task
 * @throws {PipelineError} `unknown-job` when no job of the plan is meant
 */
export function findLogs(plan: Plan, word: string): readonly JobLogFile[] {
  const found = findJobs(plan.tasks, word, resolve("."));
  if (found.length === 0) throw unknownJob(word);
  return found.map(({ job }) => logFileOf(plan.pipeline, job));
}

function logFileOf(pipeline: string, job: Job): JobLogFile {
  const { task, index, output } = job;
  const file = join(logDirectory, logName({ nameInRun: nameIn(pipeline, task), index, output }));
  const stats = statSync(file, { throwIfNoEntry: false });
  const written = stats === undefined ? {} : { written: { sizeBytes: stats.size, at: stats.mtimeMs } };
  return { job, id: jobId(job), file, ...written };
}
