// Plans and pipelines as text for people: what the command line prints, for programs that want to print it too.
import type { Cleaning } from "./clean.ts";
import type { PastJob, PastRun } from "./model/past.ts";
import type { TaskSet } from "./model/task-set.ts";
import type { Explanation } from "./plan/explanation.ts";
import { makeGraph } from "./plan/graph.ts";
import type { Plan } from "./plan/plan.ts";
import { makeStyle } from "./report/choose.ts";
import { cleaningText } from "./report/cleaning.ts";
import { explanationText } from "./report/explain.ts";
import { historyText, runText } from "./report/history.ts";
import { type JobLogFile, logsText } from "./report/logs.ts";
import { type JsonExplanation, type JsonPlan, jsonExplanation, jsonPlan } from "./report/plan-json.ts";
import { defaultPrintoutLevel, printout } from "./report/printout.ts";
import { tasksText } from "./report/tasks.ts";

/** How to print. */
export interface PrintOptions {
  /** Where it will be printed: decides about colours and width. @defaultValue standard output */
  readonly stream?: NodeJS.WriteStream;
  /**
   * How much of a file's path is shown: 0 all of it, from the root; 2 the last two parts; -60 as many as fit into 60
   * characters.
   * @defaultValue 2
   */
  readonly pathAbbreviation?: number;
}

/** How long a run would take depends on this. */
export interface EstimateOptions {
  /** How many jobs run at once. @defaultValue 1 */
  readonly multiprocess?: number;
}

/** How to print a plan. */
export interface FormatPlanOptions extends PrintOptions, EstimateOptions {
  /**
   * 0 nothing, 1 tasks with counts, 2 what they are for, 3 jobs that would run, 4 why, 5 jobs that are up to date, 6 all,
   * 10 also what the engine knows of tasks.
   * @defaultValue 4
   */
  readonly verbose?: number;
}

/** Writes what would run, and why; ends in a line break. */
export function formatPlan(
  plan: Plan,
  { verbose = defaultPrintoutLevel, multiprocess: places = 1, ...options }: FormatPlanOptions = {},
): string {
  return ended(printout(plan, { ...styleFor(plan.pipeline, options), verbose, now: Date.now(), places }));
}

/** A plan as data for JSON: the contract of `pipefish plan --json`. */
export function planAsJson(plan: Plan, { multiprocess = 1 }: EstimateOptions = {}): JsonPlan {
  return jsonPlan(plan, multiprocess);
}

/** Writes why a file would be made again, or why it is up to date, or the same of a job or a task; ends in a line break. */
export function formatExplanation(
  found: Explanation,
  { multiprocess: places = 1, ...options }: PrintOptions & EstimateOptions = {},
): string {
  const style = styleFor(found.plan.pipeline, options);
  return ended(explanationText(found, { ...style, now: Date.now(), places }));
}

/** An explanation as data for JSON: the contract of `pipefish why --json`. */
export function explanationAsJson(
  found: Explanation,
  { multiprocess = 1 }: EstimateOptions = {},
): JsonExplanation {
  return jsonExplanation(found, multiprocess);
}

/** Writes the tasks of a pipeline as a table, and below them those of other pipelines that it needs; ends in a line break. */
export function formatTasks(pipeline: TaskSet, options: PrintOptions = {}): string {
  const tasks = new Set([...pipeline.tasks, ...makeGraph(pipeline.tasks).order]);
  return ended(tasksText([...tasks], styleFor(pipeline.name, options)));
}

/** Writes logs as a list: the id of each job, how much it printed, and when; ends in a line break. */
export function formatLogs(plan: Plan, logs: readonly JobLogFile[], options: PrintOptions = {}): string {
  return ended(logsText(logs, styleFor(plan.pipeline, options), Date.now()));
}

/** How to print lists. */
export interface FormatListOptions extends PrintOptions {
  /** All runs, jobs or files, however many. @defaultValue false */
  readonly isWhole?: boolean;
}

/** Writes the runs of a pipeline as a table; ends in a line break. */
export function formatHistory(
  { name }: TaskSet,
  runs: readonly PastRun[],
  { isWhole = false, ...options }: FormatListOptions = {},
): string {
  return ended(historyText(runs, { ...styleFor(name, options), now: Date.now(), isWhole }));
}

/** Writes what is known of a run: how it ended, what failed, and how long its jobs took; ends in a line break. */
export function formatRun(
  run: PastRun,
  jobs: readonly PastJob[],
  { isWhole = false, ...options }: FormatListOptions = {},
): string {
  return ended(runText(run, jobs, { ...styleFor(run.pipeline, options), now: Date.now(), isWhole }));
}

/** Writes what was removed, or would be, and what stays and why; ends in a line break. */
export function formatCleaning(
  found: Cleaning,
  { isWhole = false, ...options }: FormatListOptions = {},
): string {
  return ended(cleaningText(found, styleFor(found.pipeline, options), isWhole));
}

function styleFor(
  pipeline: string,
  { stream = process.stdout, ...options }: PrintOptions,
): ReturnType<typeof makeStyle> {
  return makeStyle({ ...options, pipeline, stream, env: process.env });
}

function ended(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
