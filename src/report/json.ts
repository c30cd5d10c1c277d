// The reporter for programs: one event a line, as JSON. The types below are a contract: fields may be added, none is
// renamed, removed or given another meaning while `format` is 1. test/report/json.test.ts has an example of each.
import { inspect } from "node:util";
import { messageOf } from "../base/thrown-text.ts";
import { unreachable } from "../base/unreachable.ts";
import type { Problem } from "../model/error.ts";
import type { EndedBy, FailedJob, JobCounts, Reporter, RunEvent, SummaryData } from "../model/event.ts";
import type { Job, JobFailure, JobLog, LogLevel } from "../model/job.ts";
import { nameIn, type Task } from "../model/task.ts";
import type { Reason } from "../model/verdict.ts";
import type { Verbosity } from "./blocks.ts";
import { deedText } from "./deeds.ts";
import { codeOf, gatheredBy } from "./endings.ts";
import type { ReportStream } from "./stream.ts";

/**
 * A line. Every one has `event`, the kind of what happened, and `at`, milliseconds since 1970. File names are as the user
 * wrote them, relative to the directory of the run. A `bigint` is a string of digits; what is not known is left out.
 */
export type JsonEvent = { readonly at: number } & (
  | {
      readonly event: "run-started";
      /** The number of this contract. */
      readonly format: 1;
      readonly pipeline: string;
      /** How many jobs may run at once. */
      readonly slots: number;
      readonly tasks: readonly JsonTask[];
      readonly warnings: readonly JsonProblem[];
      /** What is done in place of running jobs. */
      readonly instead?: "touch" | "record";
    }
  | { readonly event: "task-started"; readonly task: string; readonly total: number; readonly stale: number }
  /** At verbosity 5 and above. */
  | {
      readonly event: "jobs-fresh";
      readonly task: string;
      readonly jobs: readonly JsonJob[];
      readonly stale: number;
    }
  | {
      readonly event: "job-started";
      readonly job: JsonJob;
      /** 1 for the first try. */
      readonly attempt: number;
      readonly reasons: readonly JsonReason[];
    }
  | {
      readonly event: "job-logged";
      readonly job: JsonJob;
      readonly level: LogLevel;
      readonly message: string;
    }
  | { readonly event: "job-done"; readonly job: JsonJob; readonly durationMs: number; readonly log?: JobLog }
  | ({ readonly event: "job-failed" } & JsonFailedJob)
  /** A job failed, and will be tried again in so many milliseconds. */
  | ({ readonly event: "job-retried"; readonly delayMs: number } & JsonFailedJob)
  | { readonly event: "job-cancelled"; readonly job: JsonJob; readonly durationMs: number }
  | { readonly event: "task-ended"; readonly task: string; readonly jobs: JobCounts }
  | { readonly event: "problem"; readonly problem: JsonProblem }
  | { readonly event: "stopping"; readonly running: number; readonly by?: JsonEndedBy }
  /** At verbosity 10: what the engine did, in words that may change. */
  | { readonly event: "engine"; readonly message: string }
  | ({ readonly event: "run-ended" } & JsonSummary)
);

/** A task when the run starts: its jobs, those of them that are to run, and whether all of them are known already. */
export interface JsonTask {
  readonly task: string;
  readonly kind: string;
  readonly total: number;
  readonly stale: number;
  readonly complete: boolean;
}

/** A job. Inputs and outputs are in the shape in which the task declares them; null when there are none. */
export interface JsonJob {
  readonly task: string;
  /** Its number among the jobs of its task, from 0. */
  readonly index: number;
  readonly input: unknown;
  readonly output: unknown;
  /** The row of a `parallel` task: texts, numbers, booleans and null as they are, anything else described in a text. */
  readonly params?: readonly (string | number | boolean | null)[];
}

/** A reason as in `model/verdict.ts`, `mtimeNs` as a string. */
export type JsonReason = { readonly kind: Reason["kind"] } & Readonly<Record<string, unknown>>;

/** A mistake or a warning. `at` is where in the user's file the thing was written. */
export type JsonProblem = Problem;

/** Why a job failed. `error` describes what was thrown. */
export type JsonFailure = Omit<JobFailure, "error"> & {
  readonly error?: JsonError;
};

/** What was thrown; of what is no error, `name` is its type and `message` describes it. */
export interface JsonError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** A number is written as text. */
  readonly code?: string;
  /** What caused it, with its own cause, up to three levels down. */
  readonly cause?: JsonError;
  /** What an `AggregateError` gathers, at most 20. */
  readonly errors?: readonly JsonError[];
}

/** A job that failed. */
export interface JsonFailedJob {
  readonly job: JsonJob;
  readonly failure: JsonFailure;
  /** The number of the try that failed: 1 for the first. */
  readonly attempt: number;
  /** The command that runs just this job again. */
  readonly again?: string;
  readonly log?: JobLog;
  readonly durationMs: number;
}

/** The job that ended the run, and its reason. */
export interface JsonEndedBy {
  readonly job: JsonJob;
  readonly reason: string;
}

/** How the run ended. */
export type JsonSummary = Omit<SummaryData, "tasks" | "failures" | "endedBy"> & {
  readonly endedBy?: JsonEndedBy;
  readonly tasks: readonly { readonly task: string; readonly jobs: JobCounts }[];
  readonly failures: readonly JsonFailedJob[];
};

/** Makes the reporter that writes JSON. Of what may be very much, only verbosity brings it. */
export function jsonReporter(stream: ReportStream, pipeline: string, verbose: Verbosity = 1): Reporter {
  const named: Named = (task) => nameIn(pipeline, task);
  return {
    on: (event) => {
      if ((event.kind === "jobs-fresh" && verbose < 5) || (event.kind === "engine" && verbose < 10)) return;
      stream.write(
        `${JSON.stringify(jsonEvent(event, named), (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value))}\n`,
      );
    },
  };
}

/** The name of a task in the run. */
type Named = (task: Task) => string;

/** The line of an event, as data. */
function jsonEvent(event: RunEvent, named: Named): JsonEvent {
  const { at } = event;
  switch (event.kind) {
    case "run-started":
      return jsonStart(event, named);
    case "task-started":
      return { event: "task-started", at, task: named(event.task), total: event.total, stale: event.stale };
    case "jobs-fresh":
      return {
        event: "jobs-fresh",
        at,
        task: named(event.task),
        jobs: event.jobs.map((job) => jsonJob(job, named)),
        stale: event.stale,
      };
    case "task-ended":
      return { event: "task-ended", at, task: named(event.task), jobs: event.jobs };
    case "problem":
      return { event: "problem", at, problem: event.problem };
    case "stopping":
      return { event: "stopping", at, running: event.running, ...maybe("by", jsonEndedBy(event.by, named)) };
    case "engine":
      return { event: "engine", at, message: deedText(event.deed, named) };
    case "run-ended":
      return { event: "run-ended", at, ...jsonSummary(event.summary, named) };
    case "job-started":
    case "job-logged":
    case "job-done":
    case "job-failed":
    case "job-retried":
    case "job-cancelled":
      return jsonJobEvent(event, named);
    default:
      return unreachable(event);
  }
}

function jsonStart(event: Extract<RunEvent, { kind: "run-started" }>, named: Named): JsonEvent {
  const { at, pipeline, slots, warnings, instead } = event;
  const tasks = event.tasks.map(({ task, total, stale, complete }) => ({
    task: named(task),
    kind: task.kind,
    total,
    stale,
    complete,
  }));
  const other = instead === undefined ? {} : { instead };
  return { event: "run-started", at, format: 1, pipeline, slots, tasks, warnings, ...other };
}

/** The same of what a job does. */
function jsonJobEvent(event: Extract<RunEvent, { kind: `job-${string}` }>, named: Named): JsonEvent {
  const { at } = event;
  if (event.kind === "job-failed") return { event: "job-failed", at, ...jsonFailed(event.failed, named) };
  if (event.kind === "job-retried")
    return { event: "job-retried", at, ...jsonFailed(event.failed, named), delayMs: event.delayMs };
  const job = jsonJob(event.job, named);
  switch (event.kind) {
    case "job-logged":
      return { event: "job-logged", at, job, level: event.level, message: event.message };
    case "job-started":
      return { event: "job-started", at, job, attempt: event.attempt, reasons: event.reasons };
    case "job-done":
      return { event: "job-done", at, job, durationMs: event.durationMs, ...maybe("log", event.log) };
    case "job-cancelled":
      return { event: "job-cancelled", at, job, durationMs: event.durationMs };
    default:
      return unreachable(event);
  }
}

/** A field that is there only when it has a value. */
export function maybe<const K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}

/** A job as data for JSON. */
export function jsonJob({ task, index, input, output, params }: Job, named: Named): JsonJob {
  return {
    task: named(task),
    index,
    input: input ?? null,
    output: output ?? null,
    ...maybe("params", params?.map(jsonParam)),
  };
}

const shallow = { depth: 2, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 20, maxStringLength: 200 };

function jsonParam(value: unknown): string | number | boolean | null {
  if (typeof value === "string") return value.length > 1000 ? `${value.slice(0, 1000)}…` : value;
  if (typeof value === "boolean" || value === null || (typeof value === "number" && Number.isFinite(value)))
    return value;
  return typeof value === "bigint" ? String(value) : inspect(value, shallow);
}

function jsonFailed(
  { job, failure, attempt, again, log, durationMs }: FailedJob,
  named: Named,
): JsonFailedJob {
  const { error, ...rest } = failure;
  return {
    job: jsonJob(job, named),
    failure: { ...rest, ...maybe("error", jsonError(error)) },
    attempt,
    ...maybe("again", again),
    ...maybe("log", log),
    durationMs,
  };
}

function jsonError(error: unknown, depth = 0): JsonError | undefined {
  if (error === undefined || depth > 3) return undefined;
  if (!(error instanceof Error)) return { name: typeof error, message: String(jsonParam(error)) };
  // Any of these may be anything.
  const { name, stack, cause }: { name?: unknown; stack?: unknown; cause?: unknown } = error;
  const errors = gatheredBy(error)
    .slice(0, 20)
    .flatMap((one) => jsonError(one, depth + 1) ?? []);
  return {
    name: typeof name === "string" ? name : "Error",
    message: messageOf(error),
    ...maybe("stack", typeof stack === "string" ? stack : undefined),
    ...maybe("code", codeOf(error)),
    ...maybe("cause", jsonError(cause, depth + 1)),
    ...(errors.length > 0 ? { errors } : {}),
  };
}

function jsonEndedBy(by: EndedBy | undefined, named: Named): JsonEndedBy | undefined {
  return by === undefined ? undefined : { job: jsonJob(by.job, named), reason: by.reason };
}

function jsonSummary({ tasks, failures, endedBy, ...rest }: SummaryData, named: Named): JsonSummary {
  return {
    ...rest,
    ...maybe("endedBy", jsonEndedBy(endedBy, named)),
    tasks: tasks.map(({ name, jobs }) => ({ task: name, jobs })),
    failures: failures.map((one) => jsonFailed(one, named)),
  };
}
