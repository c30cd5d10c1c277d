// What a pipeline was seen to do, what is expected of it, and the comparison of the two. A case that is planned or run
// once has one of each; a sequence of steps has one for each of its runs.
import { inspect } from "node:util";
import type { Problem } from "pipefish";
import { isObject, itemsOf, type Jobs, marked, type Value } from "./case.ts";

/** What was seen. */
export interface Observed {
  /** All mistakes and warnings that were reported. */
  readonly problems: readonly Problem[];
  /** The code of each mistake, and how each job failed that did. */
  readonly codes: readonly string[];
  /** How many jobs failed. */
  readonly failed: number;
  /** Parameters of jobs, by `pipeline::task`. */
  readonly jobs: ReadonlyMap<string, readonly (readonly unknown[])[]>;
  /** How many input items of a task made no job. */
  readonly unmatched: ReadonlyMap<string, number>;
  readonly files?: readonly string[];
  readonly created?: readonly string[];
  readonly touched?: readonly string[];
  readonly directories?: readonly string[];
}

/** What is expected; what is left out is not compared. */
export interface Expectation {
  /** One of these must be reported, and no others; no mistake at all where it is left out. */
  readonly codes?: readonly string[];
  /** How many mistakes there are, jobs that failed among them. */
  readonly count?: number | undefined;
  readonly failed?: number;
  readonly jobs?: Jobs | undefined;
  /** Codes of warnings, by task. */
  readonly warnings?: Readonly<Record<string, string>> | undefined;
  readonly unmatched?: Readonly<Record<string, number>> | undefined;
  readonly files?: readonly string[] | undefined;
  readonly created?: readonly string[] | undefined;
  readonly touched?: readonly string[] | undefined;
  readonly directories?: readonly string[] | undefined;
}

/** The codes of mistakes, warnings left out, and that jobs failed: how is told of each of them. */
export function codesOf(problems: readonly Problem[]): string[] {
  const mistakes = problems.filter(({ severity, code }) => severity === "error" && code !== "job-failed");
  return mistakes.map(({ code }) => code);
}

/** Says in one line where a sequence of observations is not as expected; undefined where it is. */
export function difference(
  expected: readonly Expectation[],
  observed: readonly Observed[],
): string | undefined {
  for (const [index, one] of expected.entries()) {
    const seen = observed[index];
    const why = seen === undefined ? "it was not run" : differenceOfOne(one, seen);
    if (why !== undefined) return expected.length === 1 ? why : `run ${index + 1}: ${why}`;
  }
  return undefined;
}

function differenceOfOne(expected: Expectation, seen: Observed): string | undefined {
  return (
    errorDifference(expected, seen) ??
    jobsDifference(expected, seen) ??
    warningDifference(expected.warnings, seen) ??
    countDifference(expected.unmatched, seen) ??
    listDifference("files", expected.files, seen.files) ??
    listDifference("files made", expected.created, seen.created) ??
    listDifference("files touched", expected.touched, seen.touched) ??
    listDifference("directories", expected.directories, seen.directories)
  );
}

function errorDifference({ codes = [], count, failed }: Expectation, seen: Observed): string | undefined {
  const messages = seen.problems.filter(({ severity }) => severity === "error").map(oneLine);
  const got = messages.length === 0 ? seen.codes.join(", ") : messages.join("; ");
  const unexpected = seen.codes.filter((code) => !codes.includes(code));
  if (codes.length > 0 && unexpected.length === seen.codes.length)
    return `expected the error ${codes.join(" or ")}, got ${got || "none"}`;
  if (unexpected.length > 0) return `unexpected ${unexpected.join(", ")}: ${got}`;
  if (count !== undefined && seen.codes.length !== count)
    return `expected ${count} mistakes, got ${seen.codes.length}`;
  if (failed !== undefined && seen.failed !== failed)
    return `expected ${failed} failed jobs, got ${seen.failed}`;
  return undefined;
}

/** A problem as one line. */
export function oneLine({ code, message, task }: Problem): string {
  return `error[${code}]${task === undefined ? "" : ` of '${task}'`}: ${message}`;
}

function jobsDifference({ jobs: expected }: Expectation, seen: Observed): string | undefined {
  if (expected === undefined) return undefined;
  for (const task of new Set([...Object.keys(expected), ...seen.jobs.keys()])) {
    const rest = [...(seen.jobs.get(task) ?? [])];
    const missing = (expected[task] ?? []).filter((job) => {
      const at = rest.findIndex((other) => same(job, other));
      if (at !== -1) rest.splice(at, 1);
      return at === -1;
    });
    if (missing.length > 0 || rest.length > 0)
      return `${task}: expected ${jobText(missing)}, got ${jobText(rest)}`;
  }
  return undefined;
}

function jobText(jobs: readonly unknown[]): string {
  if (jobs.length === 0) return "no such job";
  const [text = ""] = jobs.map((job) => inspect(job, { depth: 4, breakLength: Number.POSITIVE_INFINITY }));
  const short = text.length > 160 ? `${text.slice(0, 160)}…` : text;
  return jobs.length === 1 ? short : `${short} and ${jobs.length - 1} more`;
}

/** Compares an expected value with a real one: a set has no order and holds nothing twice. */
function same(expected: Value, real: unknown): boolean {
  if (marked(expected, "$set") !== undefined) {
    const [wanted, got] = [itemsOf(expected) ?? [], Array.isArray(real) ? (real as readonly unknown[]) : []];
    return (
      Array.isArray(real) &&
      wanted.every((item) => got.some((other) => same(item, other))) &&
      got.every((other) => wanted.some((item) => same(item, other)))
    );
  }
  const items = itemsOf(expected);
  if (items !== undefined) {
    if (!Array.isArray(real) || real.length !== items.length) return false;
    return items.every((item, index) => same(item, (real as readonly unknown[])[index]));
  }
  if (!isObject(expected)) return expected === real;
  const entries = Object.entries(marked(expected, "$dict") ?? expected);
  const pairs = real instanceof Map ? real : new Map(Object.entries(real ?? {}));
  return pairs.size === entries.length && entries.every(([key, one]) => same(one, pairs.get(key)));
}

/** Ruffus warns of inputs only: other warnings have nothing to be compared with. */
function warningDifference(expected: Expectation["warnings"], seen: Observed): string | undefined {
  if (expected === undefined) return undefined;
  const wanted = Object.entries(expected).map(([task, code]) => `${code} of ${task}`);
  const got = seen.problems
    .filter(({ code }) => code === "no-input" || code === "no-match")
    .map(({ code, task }) => `${code} of ${task}`);
  return listDifference("warnings", wanted, got);
}

function countDifference(expected: Expectation["unmatched"], seen: Observed): string | undefined {
  if (expected === undefined) return undefined;
  const tasks = new Set([...Object.keys(expected), ...seen.unmatched.keys()]);
  const wrong = [...tasks].find((task) => (expected[task] ?? 0) !== (seen.unmatched.get(task) ?? 0));
  return wrong === undefined
    ? undefined
    : `${wrong}: expected ${expected[wrong] ?? 0} inputs that match nothing, got ${seen.unmatched.get(wrong) ?? 0}`;
}

function listDifference(
  what: string,
  expected: readonly string[] | undefined,
  seen: readonly string[] | undefined,
): string | undefined {
  if (expected === undefined) return undefined;
  const [wanted, got] = [[...expected].sort().join(" "), [...(seen ?? [])].sort().join(" ")];
  return wanted === got ? undefined : `${what}: expected [${wanted}], got [${got}]`;
}
