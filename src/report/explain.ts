// Why a file is made, or not: which job makes it, what decided about that job, what was compared and found equal, who uses
// the file, and what runs in turn. The same of a job and of a task.
import { resolve } from "node:path";
import { placeText } from "../base/place.ts";
import { count, duration, grouped } from "../base/text.ts";
import { nameIn, type Task } from "../model/task.ts";
import type { Reason } from "../model/verdict.ts";
import { type ExplainedJob, type Explanation, makes } from "../plan/explanation.ts";
import type { Plan, PlannedJob } from "../plan/plan.ts";
import { changeRows } from "./changes.ts";
import { comparedRows, isUntouched, unchangedRow } from "./compared.ts";
import { inTurnRows } from "./in-turn.ts";
import { jobText } from "./job-text.ts";
import { printable, type Style, taskText } from "./names.ts";
import { printout } from "./printout.ts";
import { reasonText } from "./reasons.ts";
import { type Row, rowLines } from "./rows.ts";
import { ago } from "./times.ts";
import { wrapped } from "./width.ts";

/** How an explanation is written. */
export interface ExplainOptions extends Style {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** For how many jobs at once it is said how long it would take. */
  readonly places: number;
}

/** Columns beside the labels of rows. */
const labelWidth = 13;

/** Writes what is known of a file, a job or a task. */
export function explanationText(found: Explanation, options: ExplainOptions): string {
  const { plan, file, task, jobs, readers } = found;
  const { palette } = options;
  if (task !== undefined) {
    const rows = inTurnRows(found, options);
    const part = printout({ ...plan, tasks: [task], problems: [] }, { ...options, verbose: 4 });
    return [part, ...(rows.length === 0 ? [] : [""]), ...rowLines(rows, palette)].join("\n");
  }
  const rows: Row[] = [
    ...(jobs.length === 0 ? [["made by", ["no task: it is an input of the pipeline"]] as const] : []),
    ...jobs.flatMap((one) => jobRows(one, found, options)),
    ...userRows(readers, jobs.length === 0, options),
    ...inTurnRows(found, options),
  ];
  const [first] = jobs;
  const title =
    file ?? `${first === undefined ? "" : taskText(first.planned.job.task, options)} ${first?.id}`;
  return [palette.strong(printable(title)), ...rowLines(rows, palette)].join("\n");
}

/** Parts of a path that no name has: names are written as they are. */
const wholeName = 1000;
const mostNames = 20;

function jobRows(explained: ExplainedJob, found: Explanation, options: ExplainOptions): Row[] {
  const { planned, id } = explained;
  const { job, verdict } = planned;
  const text = jobText(job, { ...options, pathAbbreviation: wholeName }, mostNames);
  return [
    ["made by", [placedTask(job.task, options)]],
    ["job", wrapped(text, options.width - labelWidth)],
    ["id", [id]],
    ...(verdict.fresh
      ? freshRows(explained, found.plan, options)
      : staleRows(explained, verdict.reasons, found, options)),
  ];
}

function placedTask(task: Task, style: Style): string {
  const { definedAt } = task.definition;
  return `'${taskText(task, style)}'${definedAt === undefined ? "" : `  ${placeText(definedAt, style.directory)}`}`;
}

function freshRows(explained: ExplainedJob, plan: Plan, options: ExplainOptions): Row[] {
  const { palette, width } = options;
  const state = `${palette.fresh("up to date")}${proofText(explained, plan, options.now)}`;
  return [["state", wrapped(state, width - labelWidth)], ...comparedRows(explained, plan, options)];
}

/** By what a job is known to be up to date. */
function proofText(explained: ExplainedJob, plan: Plan, now: number): string {
  const { planned, lastRun, inputs, outputs } = explained;
  const { job, verdict } = planned;
  if (verdict.fresh && verdict.isLeftAlone) return ": it was not looked at, for what needs it is up to date";
  if (verdict.fresh && verdict.isOwnCheck) return ", as its own check says";
  if (job.task.kind === "mkdir") return ": the directory is there";
  if (plan.check === "timestamps" || lastRun === undefined) return ": its outputs are newer than its inputs";
  const { startedAt, durationMs } = lastRun;
  const took = durationMs < 10 ? "" : ` for ${duration(durationMs)}`;
  // At the level `contents`, times may be others.
  const what = [...inputs, ...outputs].every(isUntouched) ? "all is" : "what is in its files is";
  return `: ${what} as when it last ran${took}, ${ago(startedAt, now)}`;
}

function staleRows(
  explained: ExplainedJob,
  reasons: readonly Reason[],
  { plan }: Explanation,
  options: ExplainOptions,
): Row[] {
  const { palette, now, width } = options;
  const pending = pendingOf(reasons);
  return [
    ["state", [palette.busy("would run")]],
    ["because", reasons.flatMap((reason) => wrapped(reasonText(reason, { now }), width - labelWidth))],
    ...reasons.flatMap((reason) => changeRows(reason, options)),
    ["above", pending === undefined ? [] : chain(pending, plan, options)],
    ...unchangedRow(explained),
  ];
}

/** Follows an input that has still to be made up to the job that decides: a line for each job on the way. */
function chain(first: Pending, plan: Plan, { directory, now, width }: ExplainOptions): string[] {
  const lines: string[] = [];
  const seen = new Set<PlannedJob>();
  let pending: Pending | undefined = first;
  while (pending !== undefined) {
    const maker = makerOf(pending, plan, directory);
    if (maker === undefined || maker.verdict.fresh || seen.has(maker)) break;
    seen.add(maker);
    const why = maker.verdict.reasons.map((reason) => reasonText(reason, { now })).join("; ");
    const line = `'${pending.by}' makes ${printable(pending.file)} because ${why}`;
    lines.push(...wrapped(line, width - labelWidth));
    pending = pendingOf(maker.verdict.reasons);
  }
  return lines;
}

type Pending = Extract<Reason, { kind: "input-pending" }>;

function pendingOf(reasons: readonly Reason[]): Pending | undefined {
  return reasons.find((reason) => reason.kind === "input-pending");
}

function makerOf({ file, by }: Pending, plan: Plan, directory: string): PlannedJob | undefined {
  const path = resolve(directory, file);
  const jobs = plan.tasks.find(({ task }) => nameIn(plan.pipeline, task) === by)?.jobs;
  return jobs?.find((job) => makes(job, path, directory));
}

const mostUsers = 10;

/** The tasks that use a file; with the jobs and what decides about them when no job makes the file. */
function userRows(users: readonly PlannedJob[], isDetailed: boolean, options: ExplainOptions): Row[] {
  const byTask = Map.groupBy(users, ({ job }) => job.task);
  return [...byTask].map(([task, jobs]): Row => {
    const stale = jobs.filter(({ verdict }) => !verdict.fresh).length;
    const state =
      stale === 0 ? "up to date" : `${stale === jobs.length ? "" : `${grouped(stale)} `}would run`;
    const title = `${placedTask(task, options)}  ${count(jobs.length, "job")}, ${state}`;
    return ["used by", isDetailed ? [title, ...userLines(jobs, options)] : [title]];
  });
}

function userLines(jobs: readonly PlannedJob[], options: ExplainOptions): string[] {
  const { palette, now, width } = options;
  const lines = jobs.slice(0, mostUsers).flatMap(({ job, verdict }) => {
    const why = verdict.fresh
      ? []
      : wrapped(`because ${reasonText(verdict.reasons[0], { now })}`, width - labelWidth - 4);
    return [
      `${verdict.fresh ? palette.fresh("✓") : palette.busy("▸")} ${jobText(job, { ...options, pathAbbreviation: wholeName })}`,
      ...why.map((line) => `    ${palette.faint(line)}`),
    ];
  });
  const more = jobs.length - mostUsers;
  return more > 0 ? [...lines, `and ${count(more, "more job")}`] : lines;
}
