// A plan, and an explanation, for programs. The types below are a contract: fields may be added, none is renamed, removed
// or given another meaning while `format` is 1. test/report/plan-json.test.ts has both whole.

import { nameIn } from "../model/task.ts";
import type { FileFacts, Reason } from "../model/verdict.ts";
import { type Estimate, estimate, type Share, staleShares } from "../plan/estimate.ts";
import type { ComparedFile, ExplainedJob, Explanation } from "../plan/explanation.ts";
import { jobId } from "../plan/job-id.ts";
import type { Plan, PlannedJob, PlannedTask } from "../plan/plan.ts";
import { inTurn } from "./in-turn.ts";
import { type JsonJob, type JsonProblem, type JsonReason, jsonJob, maybe } from "./json.ts";

/** A plan. File names are as the user wrote them, relative to the directory of the run; what is not known is left out. */
export interface JsonPlan {
  /** The number of this contract. */
  readonly format: 1;
  readonly pipeline: string;
  readonly check: string;
  /** All jobs, and those that would run. */
  readonly jobs: { readonly total: number; readonly stale: number };
  /** Whether all jobs are known: false while tasks have still to make files whose number is not known. */
  readonly complete: boolean;
  /** How long it would take; left out when nothing would run, or nothing is known of the time. */
  readonly estimate?: JsonEstimate;
  /** In an order in which they can run. */
  readonly tasks: readonly JsonPlannedTask[];
  readonly problems: readonly JsonProblem[];
}

/** How long something takes with so many jobs at once; `isLeast` when more time or more jobs are still to be known. */
export interface JsonEstimate {
  readonly ms: number;
  readonly isLeast: boolean;
  readonly places: number;
}

/** A task with all its jobs. */
export interface JsonPlannedTask {
  readonly task: string;
  readonly kind: string;
  readonly isActive: boolean;
  readonly complete: boolean;
  readonly total: number;
  readonly stale: number;
  readonly jobs: readonly JsonPlannedJob[];
}

/** A job, and whether it would run. */
export interface JsonPlannedJob extends JsonJob {
  /** Its name on the command line. */
  readonly id: string;
  readonly fresh: boolean;
  /** Why it would run; none of a job that is fresh. */
  readonly reasons: readonly JsonReason[];
  /** How long it took when it last ended well. */
  readonly lastMs?: number;
}

/** What is known of a file, a job or a task. */
export interface JsonExplanation {
  /** The number of this contract. */
  readonly format: 1;
  readonly pipeline: string;
  readonly check: string;
  /** The file that was asked about. */
  readonly file?: string;
  /** The task that was asked about, when it has several jobs or none. */
  readonly task?: JsonPlannedTask;
  /** The jobs that make the file, or the one that was asked about. */
  readonly jobs: readonly JsonExplainedJob[];
  /** The jobs that read the file. */
  readonly readers: readonly JsonPlannedJob[];
  /** The jobs that run in turn, counted by task. */
  readonly inTurn: readonly JsonShare[];
  /** How long all of it would take. */
  readonly estimate?: JsonEstimate;
}

/** A job with what it was compared with. */
export interface JsonExplainedJob extends JsonPlannedJob {
  readonly lastRun?: { readonly startedAt: number; readonly durationMs: number };
  readonly inputFiles: readonly JsonFile[];
  readonly outputFiles: readonly JsonFile[];
  /** The names of the parts of its code, where the level of `check` asks for it and it is as it was. */
  readonly code?: readonly string[];
  /** Its extras in words, by path, on the same conditions. */
  readonly extras?: Readonly<Record<string, string>>;
}

/** A file as it was when the job last ran, and as it is. */
export interface JsonFile {
  readonly file: string;
  readonly was?: JsonFacts;
  readonly is?: JsonFacts;
}

/** Facts of a file; `mtimeNs` are nanoseconds since 1970 in digits. */
export type JsonFacts = Omit<FileFacts, "mtimeNs" | "identity"> & { readonly mtimeNs: string };

/** Jobs of a task: so many of all of them; more may come when it is not complete. */
export interface JsonShare {
  readonly task: string;
  readonly jobs: number;
  readonly total: number;
  readonly complete: boolean;
}

/** A plan as data for JSON. @param places for how many jobs at once the time is estimated */
export function jsonPlan(plan: Plan, places: number): JsonPlan {
  const { pipeline, check, problems } = plan;
  const tasks = plan.tasks.map((planned) => jsonTask(planned, plan));
  const sum = (of: (task: JsonPlannedTask) => number): number => tasks.reduce((n, task) => n + of(task), 0);
  return {
    format: 1,
    pipeline,
    check,
    jobs: { total: sum(({ total }) => total), stale: sum(({ stale }) => stale) },
    complete: tasks.every(({ complete }) => complete),
    ...maybe("estimate", jsonEstimate(estimate(staleShares(plan.tasks), places), places)),
    tasks,
    problems,
  };
}

function jsonEstimate(found: Estimate | undefined, places: number): JsonEstimate | undefined {
  return found === undefined ? undefined : { ...found, places };
}

function jsonTask(planned: PlannedTask, plan: Plan): JsonPlannedTask {
  const { task, isActive, complete, jobs, staleCount: stale } = planned;
  return {
    task: nameIn(plan.pipeline, task),
    kind: task.kind,
    isActive,
    complete,
    total: jobs.length,
    stale,
    jobs: jobs.map((job) => jsonPlannedJob(job, plan)),
  };
}

function jsonPlannedJob({ job, verdict, lastMs }: PlannedJob, { pipeline }: Plan): JsonPlannedJob {
  return {
    ...jsonJob(job, (task) => nameIn(pipeline, task)),
    id: jobId(job),
    fresh: verdict.fresh,
    reasons: verdict.fresh ? [] : verdict.reasons.map(jsonReason),
    ...maybe("lastMs", lastMs),
  };
}

function jsonReason(reason: Reason): JsonReason {
  const entries = Object.entries(reason).map(([name, value]: [string, unknown]) => [
    name,
    isFacts(value) ? jsonFacts(value) : value,
  ]);
  return Object.fromEntries(entries) as JsonReason;
}

function isFacts(value: unknown): value is FileFacts {
  return typeof value === "object" && value !== null && "mtimeNs" in value;
}

function jsonFacts({ identity: _, mtimeNs, ...rest }: FileFacts): JsonFacts {
  return { ...rest, mtimeNs: String(mtimeNs) };
}

/** An explanation as data for JSON. @param places for how many jobs at once the time is estimated */
export function jsonExplanation(found: Explanation, places: number): JsonExplanation {
  const { plan, file, task, jobs, readers } = found;
  const { below, all } = inTurn(found);
  return {
    format: 1,
    pipeline: plan.pipeline,
    check: plan.check,
    ...maybe("file", file),
    ...maybe("task", task === undefined ? undefined : jsonTask(task, plan)),
    jobs: jobs.map((job) => jsonExplained(job, plan)),
    readers: readers.map((job) => jsonPlannedJob(job, plan)),
    inTurn: below.map((share) => jsonShare(share, plan)),
    ...maybe("estimate", jsonEstimate(estimate(all, places), places)),
  };
}

function jsonShare({ planned, jobs, isOpen }: Share, { pipeline }: Plan): JsonShare {
  const total = planned.jobs.length;
  return { task: nameIn(pipeline, planned.task), jobs: jobs.length, total, complete: !isOpen };
}

function jsonExplained(
  { planned, lastRun, inputs, outputs, code, extras }: ExplainedJob,
  plan: Plan,
): JsonExplainedJob {
  const texts = extras?.map(({ name, text }) => [name, text] as const);
  return {
    ...jsonPlannedJob(planned, plan),
    ...maybe("lastRun", lastRun),
    inputFiles: inputs.map(jsonFile),
    outputFiles: outputs.map(jsonFile),
    ...maybe(
      "code",
      code?.map(({ name }) => name),
    ),
    ...maybe("extras", texts && Object.fromEntries(texts)),
  };
}

function jsonFile({ file, was, is }: ComparedFile): JsonFile {
  return { file, ...maybe("was", was && jsonFacts(was)), ...maybe("is", is && jsonFacts(is)) };
}
