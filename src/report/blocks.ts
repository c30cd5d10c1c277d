// The pieces that the reporters for people have in common: a header, what a job printed, why it starts, a warning.
import { count, duration, grouped } from "../base/text.ts";
import { type Problem, problemText } from "../model/error.ts";
import type { RunEvent } from "../model/event.ts";
import type { Job, JobLog } from "../model/job.ts";
import type { Reason } from "../model/verdict.ts";
import { briefEnding } from "./endings.ts";
import { jobText } from "./job-text.ts";
import { printable, type Style, settledLine, shortName } from "./names.ts";
import type { Palette } from "./palette.ts";
import { reasonText } from "./reasons.ts";
import type { RunState } from "./run-state.ts";
import { wrapped } from "./width.ts";

/**
 * How much is told of a run: 0 nothing but failures, 1 what happens, 2 also what the tasks are for and every job however
 * many there are, 3 also why each job runs.
 */
export type Verbosity = number;

/** What is to be done, in a line: `variants: 340 jobs to run, 12 up to date, 8 at a time`. */
export function headerLine(event: Extract<RunEvent, { kind: "run-started" }>, palette: Palette): string {
  const stale = event.tasks.reduce((sum, task) => sum + task.stale, 0);
  const fresh = event.tasks.reduce((sum, task) => sum + task.total, 0) - stale;
  const isOpen = event.tasks.some(({ complete }) => !complete);
  const parts = [
    `${count(stale, "job")} to run${isOpen ? " and perhaps more" : ""}`,
    ...(fresh > 0 ? [`${grouped(fresh)} up to date`] : []),
    `${event.slots === 1 ? "one" : event.slots} at a time`,
  ];
  return `${palette.strong(`${event.pipeline}:`)} ${parts.join(", ")}`;
}

/** Whether a run that starts has anything to do. */
export function hasWork(event: Extract<RunEvent, { kind: "run-started" }>): boolean {
  return event.tasks.some(({ stale, complete }) => stale > 0 || !complete);
}

type TaskStarted = Extract<RunEvent, { kind: "task-started" }>;

/** A task that starts: how many jobs it runs, why again, and, at verbosity 2, what it is for. */
export function taskLines(event: TaskStarted, verbose: Verbosity, style: Style): string[] {
  const { palette } = style;
  const fresh = event.total - event.stale;
  const beside = fresh > 0 ? `, ${grouped(fresh)} up to date` : "";
  const { name, definition } = event.task;
  const about =
    verbose >= 2 && definition.description !== undefined ? descriptionLines(definition.description, 100) : [];
  return [
    `${palette.strong(name)}: ${count(event.stale, "job")} to run${beside}`,
    ...about.map((line) => `    ${palette.faint(line)}`),
    ...againLines(event, style),
  ];
}

/** Why a task runs again: that of its first job stands for all. Of what never ran there is nothing to say. */
export function againLines({ why, stale, at }: TaskStarted, style: Style): string[] {
  const [reason] = why;
  if (reason === undefined || why.some(({ kind }) => kind === "no-receipt" || kind === "no-outputs"))
    return [];
  const text = reasonText(reason, { now: at, name: (file) => named(file, style), isBrief: true });
  const more = stale > 1 || why.length > 1 ? ", and more (-v 3 tells all)" : "";
  return [`    ${style.palette.faint(`because ${text}${more}`)}`];
}

function named(file: string, style: Style): string {
  return shortName(file, Math.max(0, style.pathAbbreviation), style.directory);
}

/** What a task is for, in lines of at most a width. */
export function descriptionLines(description: string, width: number): string[] {
  return description
    .trim()
    .split("\n")
    .flatMap((line) => wrapped(printable(line.trim()), width));
}

/** A job that starts, and why. */
export function jobStartLines(job: Job, reasons: readonly Reason[], now: number, style: Style): string[] {
  const name = (file: string): string => named(file, style);
  return [
    `${style.palette.strong(job.task.name)}  ${jobText(job, style)}  starts`,
    ...reasons.map((reason) => `    ${style.palette.faint("because")} ${reasonText(reason, { now, name })}`),
  ];
}

/** Why a try failed, and when the next one comes. */
export function retryText({ failed, delayMs }: Extract<RunEvent, { kind: "job-retried" }>): string {
  return `${briefEnding(failed.failure)}; try ${failed.attempt + 1} in ${duration(delayMs)}`;
}

/** The last lines that a job printed, set off by a bar. */
export function tailLines(log: JobLog | undefined, palette: Palette): string[] {
  return (log?.tail ?? []).map((line) => `${palette.faint("    │")} ${settledLine(line)}`.trimEnd());
}

/** Whether a job printed anything. */
export function hasPrinted(log: JobLog | undefined): log is JobLog {
  return log !== undefined && log.tail.length > 0;
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
