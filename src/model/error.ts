// What can be wrong, as data. A Problem is one mistake with its place and a hint; a PipelineError carries one or more
// of them to the caller. Words for people are made here and nowhere else. docs/errors.md has a row for every code.
import { currentDirectory, type Place, placeText } from "../base/place.ts";
import { printableLines } from "../base/printable.ts";
import { columns } from "../base/text.ts";

/** The name of a kind of mistake. Codes are part of the public interface; the words of a message are not. */
export type ErrorCode =
  | "ambiguous-job"
  | "ambiguous-task"
  | "bad-name"
  | "bad-option"
  | "bad-pattern"
  | "bad-template"
  | "callback-failed"
  | "cycle"
  | "definitions-differ"
  | "duplicate-output"
  | "duplicate-pipeline"
  | "duplicate-task"
  | "ended-by-job"
  | "history-corrupt"
  | "history-empty"
  | "history-in-use"
  | "history-set-aside"
  | "history-too-new"
  | "history-unusable"
  | "interrupted"
  | "job-failed"
  | "large-value"
  | "missing-input"
  | "missing-option"
  | "missing-runtime-data"
  | "no-directory"
  | "no-head-tasks"
  | "no-input"
  | "no-match"
  | "no-pipeline"
  | "no-tail-tasks"
  | "not-a-directory"
  | "not-ordered"
  | "overlapping-outputs"
  | "post-task-owed"
  | "reporter-failed"
  | "run-in-job"
  | "too-few-resources"
  | "unknown-file"
  | "unknown-job"
  | "unknown-option"
  | "unknown-resource"
  | "unknown-run"
  | "unknown-task"
  | "unreadable"
  | "unsendable"
  | "worker-unusable";

/** The exit code of a program that is ended by an error of that code: a mistake to mend, unless jobs ran. */
export function exitCodeFor(code: ErrorCode): number {
  if (code === "interrupted") return 130;
  return code === "job-failed" || code === "ended-by-job" ? 1 : 2;
}

/**
 * A detail under a message: a label and a value, such as `["file", "a.bam"]`. A value may have several lines; the names in
 * it are `printable`.
 */
export type Fact = readonly [label: string, value: string];

/** One thing that is wrong with a pipeline, found before anything ran. */
export interface Problem {
  readonly code: ErrorCode;
  /** An `error` stops the run before its first job; a `warning` is shown and the run goes on. */
  readonly severity: "error" | "warning";
  /** One sentence, in lower case and without a full stop. */
  readonly message: string;
  readonly facts: readonly Fact[];
  /** What the user can do about it. */
  readonly hint?: string;
  /** Where in the user's file the thing was written. */
  readonly at?: Place;
  /** The task that it is about. */
  readonly task?: string;
}

/** What can be said of a problem beyond its code and message. */
export interface ProblemDetails {
  readonly severity?: "error" | "warning";
  readonly facts?: readonly Fact[];
  readonly hint?: string | undefined;
  readonly at?: Place | undefined;
  readonly task?: string;
}

/** Makes a problem; `severity` is `error` unless given. */
export function problem(code: ErrorCode, message: string, details: ProblemDetails = {}): Problem {
  const { severity = "error", facts = [], hint, at, task } = details;
  return {
    code,
    severity,
    message,
    facts,
    ...(hint === undefined ? {} : { hint }),
    ...(at === undefined ? {} : { at }),
    ...(task === undefined ? {} : { task }),
  };
}

/** Tells of a thing that has a name, and where it was written. */
export function placedFact(label: string, name: string, at: Place | undefined): Fact {
  return [label, at === undefined ? `'${name}'` : `'${name}'  ${placeText(at, currentDirectory())}`];
}

/** Writes a problem for people: a headline, facts in columns, the place, a hint. */
export function problemText(found: Problem, directory: string = currentDirectory()): string {
  const rows: [string, string][] = [];
  if (found.task !== undefined) rows.push(["task", `'${found.task}'`]);
  if (found.at !== undefined) rows.push(["at", placeText(found.at, directory)]);
  for (const [label, value] of found.facts) {
    const [first = "", ...more] = printableLines(value).split("\n");
    rows.push([label, first], ...more.map((line): [string, string] => ["", line]));
  }
  if (found.hint !== undefined) rows.push(["hint", printableLines(found.hint)]);
  const lines = columns(rows).map((line) => `  ${line}`);
  return [`${found.severity}[${found.code}]: ${printableLines(found.message)}`, ...lines].join("\n");
}

/**
 * Thrown when a pipeline is not right, cannot be run, or did not end well.
 *
 * `code` is that of the first problem; `problems` has all that were found. Recognise the class by its `name` or `code`:
 * two copies of the package may be loaded in one process.
 */
export class PipelineError extends Error {
  override readonly name = "PipelineError";
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options: { cause?: unknown } = {}) {
    const [first] = problems;
    if (first === undefined) throw new Error("a PipelineError without a problem [this is a bug in pipefish]");
    super(problems.map((found) => problemText(found)).join("\n\n"), options);
    this.code = first.code;
    this.problems = problems;
    // Node prints the stack of an uncaught error and then its fields. The message says all; a stack would point into
    // the engine, where there is nothing to see.
    this.stack = this.message;
    for (const field of ["code", "problems"]) Object.defineProperty(this, field, { enumerable: false });
    Object.defineProperty(this, "name", { enumerable: false });
  }
}
