// What Ruffus did in a case, as expectations: names of tasks in full, `$CWD` filled in, errors as codes.
import { type Case, type Jobs, pipelinesOf, type RunExpectation, type Value } from "./case.ts";
import { codesFor } from "./errors.ts";
import type { Expectation } from "./outcome.ts";

const warningCodes: Readonly<Record<string, string>> = { no_match: "no-match", empty_files: "no-input" };

/** What is expected of a case: once, or for each run of its steps. */
export function expectationsOf(one: Case): readonly Expectation[] {
  if (one.steps === undefined) return [expectationOf(one)];
  return one.steps.flatMap((step) => (step.op === "run" ? [ofRun(one, step.expected)] : []));
}

function expectationOf(one: Case): Expectation {
  const error = one.expected_error;
  const warnings = Object.entries(one.expected_warnings ?? {}).map(([task, word]) => [
    task,
    warningCodes[word] ?? word,
  ]);
  return {
    ...(error === undefined ? {} : { codes: codesFor(error), count: error.count }),
    jobs: one.expected === undefined ? undefined : fullNames(one, one.expected),
    warnings: Object.fromEntries(warnings),
    unmatched: fullNames(one, one.substitution_failures ?? {}),
    files: one.expected_files,
  };
}

function ofRun(one: Case, expected: RunExpectation): Expectation {
  const {
    error,
    underlying,
    count,
    jobs_run: jobs,
    files_created: created,
    files_touched: touched,
  } = expected;
  const failure =
    error === null ? undefined : { class: error, ...(underlying === undefined ? {} : { underlying }) };
  return {
    ...(failure === undefined ? {} : { codes: codesFor(failure), count }),
    jobs: fullNames(one, jobs),
    created,
    touched,
    directories: one.dirs_matter === true ? expected.dirs : undefined,
  };
}

/** Writes the names of tasks as `pipeline::task`. */
export function fullNames<T>(one: Case, byTask: Readonly<Record<string, T>>): Record<string, T> {
  const [first] = pipelinesOf(one);
  return Object.fromEntries(
    Object.entries(byTask).map(([task, value]) => [
      task.includes("::") ? task : `${first?.name}::${task}`,
      filledIn(value),
    ]),
  );
}

/** Fills in the working directory. */
function filledIn<T>(value: T): T {
  const text = JSON.stringify(value).replaceAll("$CWD", JSON.stringify(process.cwd()).slice(1, -1));
  return JSON.parse(text) as T;
}

/** A job's parameters with other ones in their places. */
export function changedJobs(
  jobs: Jobs,
  change: (job: readonly Value[], task: string) => readonly (readonly Value[])[],
): Jobs {
  return Object.fromEntries(
    Object.entries(jobs).map(([task, all]) => [task, all.flatMap((job) => change(job, task))]),
  );
}
