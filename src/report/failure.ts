// A failed job for people: what, where, what happened, the user's own stack frames, what it printed, what to do.

import { inspect } from "node:util";
import { placeText } from "../base/place.ts";
import { bytes, duration, grouped, shortened } from "../base/text.ts";
import { messageOf } from "../base/thrown-text.ts";
import type { FailedJob } from "../model/event.ts";
import { namesIn } from "../model/files.ts";
import type { Job, JobFailure } from "../model/job.ts";
import { codeOf, endingText, failureHint, gatheredBy } from "./endings.ts";
import { paramsText } from "./job-text.ts";
import { printable, type Style, settledLine, taskText } from "./names.ts";
import { type Row, rowLines } from "./rows.ts";
import { ownFrames } from "./stack.ts";
import { wrapped } from "./width.ts";

/** Breaks a sentence into lines that fit. */
type Prose = (text: string) => string[];

/** Writes a failed job in full: a headline and rows of a label and what belongs to it. */
export function failureText(failed: FailedJob, style: Omit<Style, "pathAbbreviation">): string {
  const { job, failure } = failed;
  const { palette, directory } = style;
  const { definedAt } = job.task.definition;
  const prose: Prose = (text) => wrapped(text, Math.max(20, style.width - 12));
  const rows: Row[] = [
    ["at", [definedAt === undefined ? "" : placeText(definedAt, directory)]],
    ...sideRows(job),
    ["ended", prose(endedText(failed))],
    ...commandRow(failure),
    ["error", errorLines(failure, directory, prose)],
    ...logRows(failed),
    ["hint", prose(failureHint(failure) ?? "")],
    ["again", [failed.again ?? ""]],
  ];
  const headline = palette.strong(`a job of '${taskText(job.task, style)}' failed`);
  return [`${palette.bad("error[job-failed]:")} ${headline}`, ...rowLines(rows, palette)].join("\n");
}

function endedText({ job, failure, attempt, durationMs }: FailedJob): string {
  const tries = job.task.definition.retries.count + 1;
  return `${endingText(failure)}, after ${duration(durationMs)}${tries > 1 ? `, on try ${attempt} of ${tries}` : ""}`;
}

const mostNames = 5;

/** The files of a job, all on one line when there is one on each side; or its parameters. */
function sideRows(job: Job): Row[] {
  const [inputs, outputs] = [namesIn(job.input).map(printable), namesIn(job.output).map(printable)];
  if (inputs.length + outputs.length === 0)
    return job.params === undefined ? [] : [["params", [paramsText(job.params)]]];
  if (inputs.length <= 1 && outputs.length <= 1) return [["job", [[...inputs, "→", ...outputs].join(" ")]]];
  return [
    ["input", listed(inputs)],
    ["output", listed(outputs)],
  ];
}

function listed(names: readonly string[]): string[] {
  const more = names.length - mostNames;
  return more > 1 ? [...names.slice(0, mostNames), `and ${grouped(more)} more`] : [...names];
}

function commandRow({ command }: JobFailure): Row[] {
  return command === undefined ? [] : [["command", command.trim().split("\n").map(shownLine)]];
}

const mostMessageLines = 20;
/** A message may have all of a file in one line, and a command the names of ten thousand. */
const longestLine = 4000;

function shownLine(line: string): string {
  return settledLine(shortened(line, longestLine));
}

/** The message with the frames under it, then the same for what stands behind it. */
function errorLines({ kind, message, error }: JobFailure, directory: string, prose: Prose): string[] {
  // Of other kinds, how the job ended has said what the message says.
  const own = kind === "threw" ? messageLines(named(message, error, "")) : [];
  return [...own.flatMap(prose), ...framesOf(error, directory), ...behindLines(error, directory, prose)];
}

const deepest = 3;
const mostGathered = 5;

/** What stands behind an error: its cause, and those that it gathers. */
function behindLines(error: unknown, directory: string, prose: Prose, depth = 0): string[] {
  if (!(error instanceof Error) || depth === deepest) return [];
  const gathered = gatheredBy(error);
  const behind: (readonly [how: string, what: unknown])[] = [
    ...(error.cause === undefined ? [] : [["caused by", error.cause] as const]),
    ...gathered.slice(0, mostGathered).map((one) => ["one of them:", one] as const),
  ];
  const more = gathered.length - mostGathered;
  return [
    ...behind.flatMap(([how, what]) => [
      ...messageLines(`${how} ${thrownText(what)}`).flatMap(prose),
      ...framesOf(what, directory),
      ...behindLines(what, directory, prose, depth + 1),
    ]),
    ...(more > 0 ? [`and ${grouped(more)} more`] : []),
  ];
}

function thrownText(thrown: unknown): string {
  return thrown instanceof Error ? named(messageOf(thrown), thrown, "Error") : inspect(thrown, { depth: 1 });
}

/** A message with the name of its error's class and its code, as Node writes them: `TypeError [ERR_X]: no such thing`. */
function named(message: string, error: unknown, plain: string): string {
  if (!(error instanceof Error)) return message;
  const { name }: { name?: unknown } = error;
  const code = codeOf(error);
  const isTold = code === undefined || message.includes(code);
  const known = typeof name !== "string" || name === "Error" ? plain : name;
  if (isTold) return known === "" || message.startsWith(known) ? message : `${known}: ${message}`;
  return `${known === "" ? "Error" : known} [${code}]: ${message}`;
}

function messageLines(message: string): string[] {
  const lines = message.trim().split("\n");
  const shown = lines.slice(0, mostMessageLines).map(shownLine);
  return lines.length > mostMessageLines
    ? [...shown, `(${lines.length - mostMessageLines} more lines)`]
    : shown;
}

function framesOf(error: unknown, directory: string): string[] {
  const stack = error instanceof Error && typeof error.stack === "string" ? error.stack : "";
  return ownFrames(stack, directory).map((frame) => `  at ${frame}`);
}

function logRows({ log }: FailedJob): Row[] {
  if (log === undefined || log.sizeBytes === 0) return [];
  return [
    ["printed", log.tail.map(settledLine)],
    ["log", [`${printable(log.file)} (${bytes(log.sizeBytes)})`]],
  ];
}
