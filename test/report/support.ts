// A pipeline, its jobs and the events of a run, for the tests of the reporters; and a stream that keeps what it is given.
import type { Deed, FailedJob, JobCounts, RunEvent, RunSummary } from "../../src/model/event.ts";
import { suffix } from "../../src/model/filter.ts";
import type { Job, JobFailure, JobLog, LogLevel } from "../../src/model/job.ts";
import { withResults } from "../../src/model/run-summary.ts";
import type { Task } from "../../src/model/task.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import type { FileFacts, Reason } from "../../src/model/verdict.ts";
import type { Style } from "../../src/report/names.ts";
import { palette } from "../../src/report/palette.ts";

process.env["TZ"] = "UTC";

/** 2026-11-22 21:00:00 in UTC. */
export const start: number = Date.UTC(2026, 10, 22, 21);

/** No colours, two parts of each path. */
export const plain: Style = {
  pipeline: "variants",
  palette: palette(false),
  directory: "/work",
  pathAbbreviation: 2,
  width: Number.POSITIVE_INFINITY,
};

const run = (): void => undefined;

/** Three tasks, one below the other: `reads` makes files, `align` has a job for each, `report` takes all. */
export function variants(): {
  readonly set: TaskSet;
  readonly reads: Task;
  readonly align: Task;
  readonly report: Task;
} {
  const set = new TaskSet("variants");
  const reads = set.originate({ name: "reads", output: ["data/a.fastq", "data/b.fastq"], run });
  const description = "Aligns reads to the reference genome";
  const output = { bam: ".bam", index: ".bam.bai" };
  const align = set.transform({
    name: "align",
    input: reads,
    filter: suffix(".fastq"),
    output,
    description,
    run,
  });
  const report = set.merge({ name: "report", input: align, output: "report.html", run });
  return { set, reads: at(reads, 5), align: at(align, 12), report: at(report, 24) };
}

/** The task as if it were written at a line of `/work/pipeline.ts`: the place must not depend on this file. */
export function at(task: Task, line: number): Task {
  const definition = { ...task.definition, definedAt: { file: "/work/pipeline.ts", line, column: 24 } };
  return Object.defineProperty(task, "definition", { value: definition });
}

/** A job. */
export function jobOf(
  task: Task,
  index: number,
  input: unknown,
  output: unknown,
  params?: readonly unknown[],
): Job {
  return { task, index, input, output, extras: undefined, params };
}

/** A job of `align` for the sample of that name. */
export function alignJob(task: Task, sample: string, index = 0): Job {
  return jobOf(task, index, `data/${sample}.fastq`, {
    bam: `data/${sample}.bam`,
    index: `data/${sample}.bam.bai`,
  });
}

/** What a job printed. */
export function logOf(...tail: string[]): JobLog {
  return { file: ".pipefish/logs/align/0.log", sizeBytes: 1536, tail };
}

/** What is known of a file. */
export function facts(sizeBytes: number, at: number, ns = 0n): FileFacts {
  return { sizeBytes, mtimeNs: BigInt(at) * 1_000_000n + ns, isDirectory: false };
}

const none: JobCounts = { total: 0, done: 0, fresh: 0, failed: 0, cancelled: 0, skipped: 0 };

/** Counts of jobs; those that are not given are zero, and `total` is their sum. */
export function counts(given: Partial<JobCounts>): JobCounts {
  const total = Object.values(given).reduce((sum, n) => sum + n, 0);
  return { ...none, total, ...given };
}

/** How a run ended. */
export function summaryOf(given: Partial<RunSummary> = {}): RunSummary {
  return withResults({
    pipeline: "variants",
    ok: true,
    interrupted: false,
    jobs: none,
    tasks: [],
    failures: [],
    problems: [],
    warnings: [],
    durationMs: 72_000,
    ...given,
  });
}

/** Events of a run, written short. Instants are seconds after the start of the run. */
export const happened = {
  runStarted: (
    tasks: readonly (readonly [task: Task, total: number, stale: number, complete?: boolean])[],
    slots = 4,
  ): RunEvent => ({
    kind: "run-started",
    at: start,
    pipeline: "variants",
    tasks: tasks.map(([task, total, stale, complete = true]) => ({
      task,
      total,
      stale,
      complete,
      isActive: true,
    })),
    warnings: [],
    slots,
    logDirectory: ".pipefish/logs",
  }),
  taskStarted: (s: number, task: Task, total: number, stale: number, ...why: Reason[]): RunEvent => ({
    kind: "task-started",
    at: start + s * 1000,
    task,
    total,
    stale,
    why,
  }),
  jobsFresh: (s: number, task: Task, stale: number, ...jobs: Job[]): RunEvent => ({
    kind: "jobs-fresh",
    at: start + s * 1000,
    task,
    jobs,
    stale,
  }),
  jobLogged: (s: number, job: Job, level: LogLevel, message: string): RunEvent => ({
    kind: "job-logged",
    at: start + s * 1000,
    job,
    level,
    message,
  }),
  engine: (s: number, deed: Deed): RunEvent => ({ kind: "engine", at: start + s * 1000, deed }),
  jobStarted: (s: number, job: Job, ...reasons: Reason[]): RunEvent => ({
    kind: "job-started",
    attempt: 1,
    at: start + s * 1000,
    job,
    reasons,
  }),
  jobDone: (s: number, job: Job, tookS: number, log?: JobLog): RunEvent => ({
    kind: "job-done",
    at: start + s * 1000,
    job,
    durationMs: tookS * 1000,
    ...(log === undefined ? {} : { log }),
  }),
  jobFailed: (s: number, failed: FailedJob): RunEvent => ({
    kind: "job-failed",
    at: start + s * 1000,
    failed,
  }),
  jobCancelled: (s: number, job: Job, tookS: number): RunEvent => ({
    kind: "job-cancelled",
    at: start + s * 1000,
    job,
    durationMs: tookS * 1000,
  }),
  taskEnded: (s: number, task: Task, jobs: Partial<JobCounts>): RunEvent => ({
    kind: "task-ended",
    at: start + s * 1000,
    task,
    jobs: counts(jobs),
  }),
  runEnded: (s: number, summary: Partial<RunSummary>): RunEvent => ({
    kind: "run-ended",
    at: start + s * 1000,
    summary: summaryOf({ durationMs: s * 1000, ...summary }),
  }),
} as const;

/** A job that failed. */
export function failedJob(job: Job, failure: Partial<JobFailure>, rest: Partial<FailedJob> = {}): FailedJob {
  const told = { kind: "threw", message: "no index", ...failure } as const;
  return { job, failure: told, attempt: 1, durationMs: 12_000, ...rest };
}

/** A stream that keeps what is written to it. */
export class FakeStream {
  text = "";
  isTTY: boolean;
  columns: number;
  rows: number;
  readonly listeners: Set<() => void> = new Set();

  constructor({
    isTTY = false,
    columns = 80,
    rows = 24,
  }: { isTTY?: boolean; columns?: number; rows?: number } = {}) {
    this.isTTY = isTTY;
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): boolean {
    this.text += text;
    return true;
  }

  on(_event: "resize", listener: () => void): void {
    this.listeners.add(listener);
  }

  off(_event: "resize", listener: () => void): void {
    this.listeners.delete(listener);
  }

  /** What was written since the last call. */
  take(): string {
    const { text } = this;
    this.text = "";
    return text;
  }
}
