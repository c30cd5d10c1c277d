// What would run, and why, without running it: Ruffus's pipeline_printout with its levels.
import { placeText } from "../base/place.ts";
import { count, duration, grouped, quoted } from "../base/text.ts";
import { namesIn } from "../model/files.ts";
import { isOpen } from "../model/task.ts";
import { type Estimate, estimate, staleShares } from "../plan/estimate.ts";
import { type Graph, makeGraph } from "../plan/graph.ts";
import { hasWork, type Plan, type PlannedTask } from "../plan/plan.ts";
import { descriptionLines, problemLines } from "./blocks.ts";
import { nameList, printable, type Style, taskText } from "./names.ts";
import { plannedJobLines } from "./planned-jobs.ts";
import { displayWidth, padded, wrapped } from "./width.ts";

/** How a plan is written. */
export interface PrintoutOptions extends Style {
  /**
   * How much is told; each level has what those before it have. 0: nothing. 1: tasks to run, with counts, and those that
   * are up to date. 2: what tasks are for. 3: jobs that would run. 4: why each of them would. 5: jobs that are up to date
   * of tasks that run. 6: jobs of tasks that are up to date. 10: what the engine knows of tasks.
   */
  readonly verbose: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** For how many jobs at once it is said how long it would take. */
  readonly places: number;
}

/** The level of a printout when nobody said. */
export const defaultPrintoutLevel = 4;

/** Writes a plan: problems first, then a count, the tasks that are up to date, and those that would run. */
export function printout(plan: Plan, options: PrintoutOptions): string {
  if (options.verbose <= 0) return "";
  const { palette } = options;
  const nameWidth = Math.max(0, ...plan.tasks.map(({ task }) => displayWidth(taskText(task, options))));
  const { above } = makeGraph(plan.tasks.map(({ task }) => task));
  const section = (title: string, tasks: readonly PlannedTask[]): string[] =>
    tasks.length === 0
      ? []
      : [
          "",
          palette.strong(title),
          ...tasks.flatMap((planned) => taskLines(planned, { plan, above, nameWidth }, options)),
        ];
  const idle = plan.tasks.filter((planned) => !hasWork(planned));
  const lines = [
    ...plan.problems.flatMap((found) => [...problemLines(found, options), ""]),
    headline(plan, options),
    ...section(
      "up to date",
      idle.filter(({ jobs }) => jobs.length > 0),
    ),
    ...section(
      "without jobs",
      idle.filter(({ jobs }) => jobs.length === 0),
    ),
    ...section("to run", plan.tasks.filter(hasWork)),
  ];
  return lines.join("\n");
}

function headline({ pipeline, tasks, problems }: Plan, { palette, places }: PrintoutOptions): string {
  const name = palette.strong(`${pipeline}:`);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  if (errors > 0)
    return `${name} ${palette.bad(`cannot run before ${count(errors, "mistake")} ${errors === 1 ? "is" : "are"} mended`)}`;
  const stale = tasks.reduce((sum, { staleCount }) => sum + staleCount, 0);
  const total = tasks.reduce((sum, { jobs }) => sum + jobs.length, 0);
  const isOpen = tasks.some(({ complete }) => !complete);
  if (total === 0 && !isOpen) return `${name} ${palette.warning("there are no jobs")}`;
  if (stale === 0 && !isOpen)
    return `${name} ${palette.good("everything is up to date")}, ${count(total, "job")}`;
  const time = estimate(staleShares(tasks), places);
  const takes = time === undefined ? "" : `, in ${estimateText(time, stale > 1 ? places : undefined)}`;
  return `${name} ${grouped(stale)} of ${count(total, "job")} would run${isOpen ? ", and perhaps more" : ""}${takes}`;
}

/** Nothing takes no time. */
const shortest = 10;

/** Writes an estimate: `about 4m 05s with 4 at a time`. @param places that it was made for, where that matters */
export function estimateText({ ms, isLeast }: Estimate, places: number | undefined): string {
  const how = places === undefined ? "" : places === 1 ? ", one at a time" : `, ${places} at a time`;
  return `${isLeast ? "at least" : "about"} ${duration(Math.max(ms, shortest))}${how}`;
}

/** What is to be known of the other tasks when one is written. */
interface Whole {
  readonly plan: Plan;
  readonly above: Graph["above"];
  readonly nameWidth: number;
}

function taskLines(planned: PlannedTask, whole: Whole, options: PrintoutOptions): string[] {
  const { palette, verbose, width } = options;
  const { description } = planned.task.definition;
  const mark = hasWork(planned)
    ? palette.busy("▸")
    : planned.jobs.length > 0
      ? palette.fresh("✓")
      : palette.faint("·");
  const about = verbose >= 2 && description !== undefined ? descriptionLines(description, width - 6) : [];
  return [
    `  ${mark} ${padded(taskText(planned.task, options), whole.nameWidth)}  ${countsText(planned)}`,
    ...about.map((line) => `      ${palette.faint(line)}`),
    ...(verbose >= 10 ? wrapped(knownText(planned, whole, options), width - 6) : []).map(
      (line) => `      ${palette.faint(line)}`,
    ),
    ...moreToCome(planned, whole, options)
      .flatMap((line) => wrapped(line, width - 6))
      .map((line) => `      ${palette.warning(line)}`),
    ...(verbose >= 4 ? unmatchedLines(planned, options) : []),
    ...plannedJobLines(planned.jobs, !hasWork(planned), options),
  ];
}

/** What the engine knows of a task: `transform 'a::b', defined at pipeline.ts:4:9, after 'reads', at most 2 at once`. */
function knownText({ task, complete }: PlannedTask, whole: Whole, style: Style): string {
  const { definedAt, limit, action } = task.definition;
  const above = whole.above.get(task) ?? [];
  const limited = limit === undefined ? "" : `, at most ${limit.count} at once`;
  return [
    `${task.kind} '${printable(task.fullName)}', a ${action.kind}`,
    ...(definedAt === undefined ? [] : [`defined at ${placeText(definedAt, style.directory)}`]),
    above.length === 0
      ? "after nothing"
      : `after ${quoted(
          above.map((one) => taskText(one, style)),
          above.length,
        )}`,
    `${complete ? "all jobs known" : "not all jobs known"}${limited}`,
  ].join(", ");
}

/** Says how many jobs a task has, and how many of them must run. */
export function countsText({ isActive, jobs, staleCount, complete }: PlannedTask): string {
  if (!isActive) return "switched off";
  if (jobs.length === 0) return complete ? "no jobs" : "jobs not known yet";
  const isPart = staleCount > 0 && staleCount < jobs.length;
  return `${isPart ? `${grouped(staleCount)} of ` : ""}${count(jobs.length, "job")}`;
}

/** Says of a task whose jobs are not all known what must run before they are. */
function moreToCome({ task, complete, jobs }: PlannedTask, { plan, above }: Whole, style: Style): string[] {
  if (complete) return [];
  const parents = new Set(above.get(task));
  const open = plan.tasks.filter((planned) => parents.has(planned.task) && isUnsettled(planned));
  const names = open.map((planned) => `'${taskText(planned.task, style)}'`).join(" and ");
  const after =
    names === "" ? "the tasks above it have run" : `${names} ${open.length === 1 ? "has" : "have"} run`;
  const more = task.kind === "merge" || task.kind === "split" ? "inputs" : "jobs";
  return [
    jobs.length === 0 ? `its jobs are known once ${after}` : `more or other ${more} may come once ${after}`,
  ];
}

function isUnsettled({ task, staleCount, complete }: PlannedTask): boolean {
  return !complete || (staleCount > 0 && isOpen(task));
}

const mostUnmatched = 5;

function unmatchedLines(
  { jobs, unmatched }: PlannedTask,
  { directory, pathAbbreviation, palette }: Style,
): string[] {
  if (jobs.length > 0 || unmatched.length === 0) return [];
  const shown = unmatched.slice(0, mostUnmatched).map(({ input, why }) => {
    return `      ${nameList(namesIn(input), { directory, pathAbbreviation })} ${palette.faint(printable(why))}`;
  });
  const more = unmatched.length - shown.length;
  return more > 0 ? [...shown, `      and ${count(more, "more input")}`] : shown;
}
