// The pieces that the reporters for people have in common: a header, what a job printed, why it starts, a warning.
import { count, duration, grouped } from "../base/text.ts";
import { type Problem, problemText } from "../model/error.ts";
import type { RunEvent } from "../model/event.ts";
import type { Job, JobLog } from "../model/job.ts";
import { hasWork } from "../plan/plan.ts";
import { deedText } from "./deeds.ts";
import { briefEnding } from "./endings.ts";
import { nameText, printable, type Style, settledLine, taskText } from "./names.ts";
import type { Palette } from "./palette.ts";
import { reasonText } from "./reasons.ts";
import type { RunState } from "./run-state.ts";
import { countsText, endedByText } from "./summary.ts";
import { wrapped } from "./width.ts";

/**
 * How much is told of a run; each level has what those before it have. 0: failures and nothing else. 1: tasks, jobs that
 * end (not each, when they are many), warnings. 2: what tasks are for, every job, what jobs print and log. 3: jobs that
 * start. 4: why. 5: jobs that are up to date, of tasks that run. 6: those of the other tasks. 10: what the engine does.
 */
export type Verbosity = number;

type RunStarted = Extract<RunEvent, { kind: "run-started" }>;

/** What is to be done, in a line: `variants: 340 jobs to run, 12 up to date, 8 at a time`. */
export function headerLine(event: RunStarted, palette: Palette): string {
  const stale = event.tasks.reduce((sum, task) => sum + task.stale, 0);
  const fresh = event.tasks.reduce((sum, task) => sum + task.total, 0) - stale;
  const isOpen = event.tasks.some(({ complete }) => !complete);
  const what = { run: "run", touch: "touch, none is run", record: "record as done, none is run" };
  const parts = [
    `${count(stale, "job")} to ${what[event.instead ?? "run"]}${isOpen ? " and perhaps more" : ""}`,
    ...(fresh > 0 ? [`${grouped(fresh)} up to date`] : []),
    ...(event.instead === "record" ? [] : [`${event.slots === 1 ? "one" : event.slots} at a time`]),
  ];
  return `${palette.strong(`${event.pipeline}:`)} ${parts.join(", ")}`;
}

/** So many names are listed of the tasks that run, and of those that are up to date; from verbosity 2 on, all. */
const mostTasks = 12;

/** Which tasks run, and which have nothing to do: for a pipeline of more than one. */
export function listLines(event: RunStarted, verbose: Verbosity, style: Style): string[] {
  const { palette, width } = style;
  if (event.tasks.length < 2) return [];
  const most = verbose >= 2 ? Number.POSITIVE_INFINITY : mostTasks;
  const listed = (title: string, tasks: RunStarted["tasks"]): string[] => {
    if (tasks.length === 0) return [];
    const names = tasks.slice(0, most).map(({ task }) => taskText(task, style));
    const more = tasks.length > most ? ` and ${count(tasks.length - most, "more task")}` : "";
    const [first = "", ...rest] = wrapped(`${title}: ${names.join(", ")}${more}`, width - 6);
    return [`  ${palette.faint(first)}`, ...rest.map((line) => `      ${palette.faint(line)}`)];
  };
  const without = event.tasks.filter((task) => !taskHasWork(task) && task.total === 0);
  return [
    ...listed(`to ${event.instead ?? "run"}`, event.tasks.filter(taskHasWork)),
    ...listed(
      "up to date",
      event.tasks.filter((task) => !taskHasWork(task) && task.total > 0),
    ),
    ...(verbose < 2
      ? []
      : [
          ...listed(
            "without jobs",
            without.filter(({ isActive }) => isActive),
          ),
          ...listed(
            "switched off",
            without.filter(({ isActive }) => !isActive),
          ),
        ]),
  ];
}

/** Whether a run that starts has anything to do. */
export function runHasWork(event: RunStarted): boolean {
  return event.tasks.some(taskHasWork);
}

/** Whether a task of a run that starts has jobs to run, as far as is known. */
export function taskHasWork({ stale, complete }: RunStarted["tasks"][number]): boolean {
  return hasWork({ staleCount: stale, complete });
}

type TaskStarted = Extract<RunEvent, { kind: "task-started" }>;

/** A task that starts: how many jobs it runs, why again, and, at verbosity 2, what it is for. */
export function taskLines(
  event: TaskStarted,
  { instead }: RunState,
  verbose: Verbosity,
  style: Style,
): string[] {
  const { palette, width } = style;
  const fresh = event.total - event.stale;
  const beside = fresh > 0 ? `, ${grouped(fresh)} up to date` : "";
  const { description = "" } = event.task.definition;
  const about =
    verbose >= 2 && description !== "" ? descriptionLines(description, Math.min(100, width) - 4) : [];
  return [
    `${palette.strong(taskText(event.task, style))}: ${count(event.stale, "job")} to ${instead ?? "run"}${beside}`,
    ...about.map((line) => `    ${palette.faint(line)}`),
    // Where each job tells why it runs, the first need not stand for all.
    ...(verbose < 4 ? againLines(event, style) : []),
  ];
}

/** Why a task runs again: that of its first job stands for all. Of what never ran there is nothing to say. */
export function againLines({ why, stale, at }: TaskStarted, style: Style): string[] {
  const [reason] = why;
  if (reason === undefined || why.some(({ kind }) => kind === "no-receipt" || kind === "no-outputs"))
    return [];
  const text = reasonText(reason, { now: at, name: (file) => nameText(file, style), isBrief: true });
  const more = stale > 1 || why.length > 1 ? ", and more (-v 4 tells all)" : "";
  return [`    ${style.palette.faint(`because ${text}${more}`)}`];
}

/** What a task is for, in lines of at most a width. */
export function descriptionLines(description: string, width: number): string[] {
  return description
    .trim()
    .split("\n")
    .flatMap((line) => wrapped(printable(line.trim()), width));
}

type JobStarted = Extract<RunEvent, { kind: "job-started" }>;

/** Reasons that are told of a job at verbosity 4; from 5 on, all. */
const mostReasons = 5;

/** Why a job starts, at verbosity 4. */
export function reasonLines({ reasons, at: now }: JobStarted, verbose: Verbosity, style: Style): string[] {
  if (verbose < 4) return [];
  const name = (file: string): string => nameText(file, style);
  const told = verbose >= 5 || reasons.length <= mostReasons + 1 ? reasons : reasons.slice(0, mostReasons);
  const more = reasons.length - told.length;
  const because = style.palette.faint("because");
  return [
    ...told.map((reason) => `${because} ${reasonText(reason, { now, name })}`),
    ...(more > 0 ? [style.palette.faint(`and for ${count(more, "more reason")}`)] : []),
  ];
}

/** Why a try failed, and when the next one comes. */
export function retryText({ failed, delayMs }: Extract<RunEvent, { kind: "job-retried" }>): string {
  return `${briefEnding(failed.failure)}; try ${failed.attempt + 1} in ${duration(delayMs)}`;
}

/** The jobs that are told to be up to date: of a task that runs from verbosity 5 on, of others from 6 on. */
export function freshJobs(
  { task, jobs }: Extract<RunEvent, { kind: "jobs-fresh" }>,
  state: RunState,
  verbose: Verbosity,
): readonly Job[] {
  const isRunning = state.taskState(task).status === "open";
  return verbose < (isRunning ? 5 : 6) ? [] : jobs;
}

/** A task that ended, with its counts and how long it took. */
export function taskEndedLine(
  { task, jobs, at }: Extract<RunEvent, { kind: "task-ended" }>,
  state: RunState,
  style: Style,
): string {
  const { palette } = style;
  const { startedAt } = state.taskState(task);
  const took = jobs.total === jobs.fresh || startedAt === 0 ? "" : ` in ${duration(at - startedAt)}`;
  return `${palette.strong(taskText(task, style))}: ${countsText(jobs, palette)}${took}`;
}

/** That the run is ended early, and by whom. */
export function stoppingLine({ running, by }: Extract<RunEvent, { kind: "stopping" }>, style: Style): string {
  const { palette } = style;
  const asked = running === 0 ? "no job is running" : `${count(running, "running job")} asked to end`;
  const text = by === undefined ? `${asked}; Ctrl-C again kills` : `${endedByText(by, style)}; ${asked}`;
  return palette.warning(`stopping: ${text}`);
}

/** What the engine does, at verbosity 10. */
export function engineLines(
  { deed }: Extract<RunEvent, { kind: "engine" }>,
  verbose: Verbosity,
  style: Style,
): string[] {
  if (verbose < 10) return [];
  return [style.palette.faint(`engine: ${deedText(deed, (task) => taskText(task, style))}`)];
}

/** The last lines that a job printed, set off by a bar. */
export function tailLines(log: JobLog | undefined, palette: Palette): string[] {
  return (log?.tail ?? []).map((line) => `${palette.faint("    │")} ${settledLine(line)}`.trimEnd());
}

/** A warning or mistake with its facts. */
export function problemLines(found: Problem, style: Pick<Style, "palette" | "directory">): string[] {
  const [headline = "", ...facts] = problemText(found, style.directory).split("\n");
  const colon = headline.indexOf(":") + 1;
  const paint = found.severity === "error" ? style.palette.bad : style.palette.warning;
  return [`${paint(headline.slice(0, colon))}${style.palette.strong(headline.slice(colon))}`, ...facts];
}

/** Where to find what jobs printed, when it was not shown. */
export function printedLines({ printedCount, logDirectory }: RunState, { palette }: Style): string[] {
  if (printedCount === 0) return [];
  const who = printedCount === 1 ? "1 job" : `${grouped(printedCount)} jobs`;
  return [palette.faint(`  what ${who} printed is in ${logDirectory} (-v 2 shows it)`)];
}
