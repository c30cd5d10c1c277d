// Rules for sequences of runs: what Pipefish does on purpose otherwise when a run only touches, and when an input is
// missing.
import { type Case, pipelinesOf, type RunStep, stringsIn, type TaskSpec } from "./case.ts";
import type { Expectation } from "./outcome.ts";
import { isPattern } from "./parts.ts";
import { refused } from "./refusals.ts";

/** A run among the steps of its case. */
interface Moment {
  readonly one: Case;
  readonly run: RunStep;
  readonly tasks: ReadonlyMap<string, TaskSpec>;
  /** The files that are there before the run. */
  readonly present: ReadonlySet<string>;
}

interface SequenceRule {
  readonly reason: string;
  readonly apply: (expected: Expectation, moment: Moment) => Expectation;
}

/** What is left of the expectations of a case's runs by these rules, and the reasons of those that apply. */
export function bySequence(
  one: Case,
  expected: readonly Expectation[],
): { readonly expected: readonly Expectation[]; readonly reasons: readonly string[] } {
  const moments = momentsOf(one);
  const reasons = new Set<string>();
  const changed = expected.map((each, index) => {
    const moment = moments[index];
    if (moment === undefined) return each;
    return sequenceRules.reduce((now, { reason, apply }) => {
      const next = apply(now, moment);
      if (JSON.stringify(next) !== JSON.stringify(now)) reasons.add(reason);
      return next;
    }, each);
  });
  return { expected: changed, reasons: [...reasons] };
}

function momentsOf(one: Case): readonly Moment[] {
  const tasks = new Map(
    pipelinesOf(one).flatMap(({ tasks: all }) => all.map((task): [string, TaskSpec] => [task.name, task])),
  );
  const present = new Set<string>();
  return (one.steps ?? []).flatMap((step) => {
    if (step.op === "run") {
      const moment = { one, run: step, tasks, present: new Set(present) };
      for (const file of step.expected.files_created) present.add(file);
      return [moment];
    }
    if (step.op === "delete") present.delete(step.file ?? "");
    else if (step.file !== undefined) present.add(step.file);
    return [];
  });
}

/** Whether a job of a run has an input that is not there when it needs it. */
function lacksInput({ run, present, tasks }: Moment): boolean {
  const known = new Set([...present, ...run.expected.files_created]);
  return Object.entries(run.expected.jobs_run).some(([name, jobs]) => {
    const task = tasks.get(name);
    if (task === undefined || !writesFiles(task)) return false;
    return jobs.some(([input]) => stringsIn(input).some((file) => !isPattern(file) && !known.has(file)));
  });
}

function writesFiles({ kind }: TaskSpec): boolean {
  return !["parallel", "plain", "mkdir"].includes(kind);
}

/** The rules, each of which changes what those before it leave. */
export const sequenceRules: readonly SequenceRule[] = [
  {
    reason: "to count files as done runs nothing and makes nothing",
    apply: (expected, { run: { touch_files_only: touch = false } }) =>
      typeof touch === "boolean" ? expected : { ...expected, jobs: {}, created: [] },
  },
  {
    reason: "to touch files calls no function",
    apply: (expected, { run, tasks }) => {
      const { jobs = {} } = expected;
      const kept = Object.entries(jobs).filter(([name]) =>
        writesFiles(tasks.get(name.split("::").at(-1) ?? "") ?? { kind: "", name }),
      );
      return run.touch_files_only !== true || kept.length === Object.keys(jobs).length
        ? expected
        : { ...expected, jobs: Object.fromEntries(kept) };
    },
  },
  {
    reason: "a missing input is told before the first job, so nothing has run yet",
    apply: (expected, { one, run: { expected: ruffus } }) =>
      ruffus.underlying === "MissingInputFileError" && Object.keys(ruffus.jobs_run).length > 0
        ? refused(["missing-input"], one)
        : expected,
  },
  {
    reason: "a forced job needs its inputs like any other",
    apply: (expected, moment) =>
      (moment.run.forced ?? []).length > 0 && lacksInput(moment)
        ? refused(["missing-input"], moment.one)
        : expected,
  },
];
