// Why a file is made, or not: which job makes it, what decided about that job, and who uses the file.
import { resolve } from "node:path";
import { placeText } from "../base/place.ts";
import { count, grouped } from "../base/text.ts";
import { isPattern, namesIn } from "../model/files.ts";
import { nameIn, type Task } from "../model/task.ts";
import type { Reason } from "../model/verdict.ts";
import type { Plan, PlannedJob } from "../plan/plan.ts";
import { changeRows } from "./changes.ts";
import { jobText } from "./job-text.ts";
import { printable, type Style, taskText } from "./names.ts";
import { reasonText } from "./reasons.ts";
import { type Row, rowLines } from "./rows.ts";
import { wrapped } from "./width.ts";

/** How an explanation is written. */
export interface ExplainOptions extends Style {
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Explains a file of a plan: the job that makes it, whether that job would run and each reason, what its inputs wait for,
 * and the tasks that use the file. Returns undefined when no job knows the file.
 *
 * @param file its name, relative to the directory of the run or absolute
 */
export function explain(plan: Plan, file: string, options: ExplainOptions): string | undefined {
  const { palette, directory } = options;
  const path = resolve(directory, file);
  const makers = plan.tasks.flatMap(({ jobs }) => jobs.filter((job) => makes(job, path, directory)));
  const users = plan.tasks.flatMap(({ jobs }) =>
    jobs.filter(({ job }) => has(namesIn(job.input), path, directory)),
  );
  if (makers.length + users.length === 0) return undefined;
  const rows: Row[] = [
    ...(makers.length === 0 ? [["made by", ["no task: it is an input of the pipeline"]] as const] : []),
    ...makers.flatMap((maker) => makerRows(maker, plan, options)),
    ...userRows(users, makers.length === 0, options),
  ];
  return [palette.strong(printable(file)), ...rowLines(rows, palette)].join("\n");
}

function has(names: readonly string[], path: string, directory: string): boolean {
  return names.some((name) => resolve(directory, name) === path);
}

/** Whether a job makes a file: by name, by a pattern that the file matches, or as one that it is known to have made. */
function makes({ job, outputs }: PlannedJob, path: string, directory: string): boolean {
  const declared = namesIn(job.output);
  return (
    has(declared, path, directory) ||
    has(namesIn(outputs), path, directory) ||
    declared.some((name) => isPattern(name) && matches(path, resolve(directory, name)))
  );
}

function matches(path: string, pattern: string): boolean {
  const source = pattern.replace(/\*\*\/?|[*?]|\[[^\]]*\]|[\\^$.|+(){}[\]]/g, (part) => {
    if (part.startsWith("**")) return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    return part.length > 1 ? part : `\\${part}`;
  });
  return new RegExp(`^${source}$`).test(path);
}

/** Parts of a path that no name has: names are written as they are. */
const wholeName = 1000;
const mostNames = 20;

function makerRows(maker: PlannedJob, plan: Plan, options: ExplainOptions): Row[] {
  const { job, verdict } = maker;
  return [
    ["made by", [placedTask(job.task, options)]],
    [
      "job",
      wrapped(jobText(job, { ...options, pathAbbreviation: wholeName }, mostNames), options.width - 12),
    ],
    ...(verdict.fresh ? freshRows(maker, options) : staleRows(verdict.reasons, plan, options)),
  ];
}

function placedTask(task: Task, style: Style): string {
  const { definedAt } = task.definition;
  return `'${taskText(task, style)}'${definedAt === undefined ? "" : `  ${placeText(definedAt, style.directory)}`}`;
}

function freshRows({ job, outputs }: PlannedJob, { palette }: Style): Row[] {
  const [inputs, made] = [namesIn(job.input), namesIn(outputs)];
  return [
    ["state", [`${palette.fresh("up to date")}, as these files show`]],
    ["inputs", inputs.length === 0 ? ["(none)"] : listed(inputs)],
    ["outputs", listed(made)],
  ];
}

function listed(names: readonly string[]): string[] {
  const shown = names.slice(0, mostNames).map(printable);
  const more = names.length - shown.length;
  return more > 0 ? [...shown, `and ${grouped(more)} more`] : shown;
}

function staleRows(reasons: readonly Reason[], plan: Plan, options: ExplainOptions): Row[] {
  const { palette, now, width } = options;
  const pending = pendingOf(reasons);
  return [
    ["state", [palette.busy("would run")]],
    ["because", reasons.flatMap((reason) => wrapped(reasonText(reason, { now }), width - 12))],
    ...reasons.flatMap((reason) => changeRows(reason, options)),
    ["above", pending === undefined ? [] : chain(pending, plan, options)],
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
    lines.push(...wrapped(`'${pending.by}' makes ${printable(pending.file)} because ${why}`, width - 12));
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
  const byTask = new Map<Task, PlannedJob[]>();
  for (const user of users) byTask.set(user.job.task, [...(byTask.get(user.job.task) ?? []), user]);
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
      : wrapped(`because ${reasonText(verdict.reasons[0], { now })}`, width - 16);
    return [
      `${verdict.fresh ? palette.fresh("✓") : palette.busy("▸")} ${jobText(job, { ...options, pathAbbreviation: wholeName })}`,
      ...why.map((line) => `    ${palette.faint(line)}`),
    ];
  });
  const more = jobs.length - mostUsers;
  return more > 0 ? [...lines, `and ${count(more, "more job")}`] : lines;
}
