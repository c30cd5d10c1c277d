// The logs of jobs as a list: which there are, how large, and how old.
import { bytes, columns } from "../base/text.ts";
import type { Job } from "../model/job.ts";
import { jobText } from "./job-text.ts";
import { type Style, taskText } from "./names.ts";
import { ago } from "./times.ts";

/** The log of a job. */
export interface JobLogFile {
  readonly job: Job;
  /** The name of the job on the command line. */
  readonly id: string;
  /** Relative to the directory of the run. */
  readonly file: string;
  /** Undefined when there is no log: the job printed nothing when it last ran, or never ran. */
  readonly written?: { readonly sizeBytes: number; readonly at: number };
}

/** Writes logs as a table: the id and the task of each job, how much it printed, when, and its files. */
export function logsText(logs: readonly JobLogFile[], style: Style, now: number): string {
  const rows = logs.map(({ job, id, written }) => [
    id,
    taskText(job.task, style),
    ...(written === undefined ? ["nothing", ""] : [bytes(written.sizeBytes), ago(written.at, now)]),
    jobText(job, style, 1),
  ]);
  return columns([["id", "task", "printed", "when", "job"], ...rows]).join("\n");
}
