// Rules for sequences of runs: what Pipefish does on purpose otherwise when files were changed between runs, when a run
// only touches, and when an input is missing.
import { type Case, pipelinesOf, type RunStep, type Step, stringsIn, type TaskSpec } from "./case.ts";
import type { Expectation } from "./outcome.ts";
import { isPattern } from "./parts.ts";

/** A run among the steps of its case. */
interface Moment {
  readonly run: RunStep;
  readonly before: readonly Step[];
  readonly tasks: ReadonlyMap<string, TaskSpec>;
  /** The files that are there before the run. */
  readonly present: ReadonlySet<string>;
}

interface SequenceRule {
  readonly reason: string;
  readonly apply: (expected: Expectation, moment: Moment) => Expectation;
}

/** What is left of the expectations of a case's runs by these rules; undefined where none applies. */
export function bySequence(
  one: Case,
  expected: readonly Expectation[],
): { readonly expected: readonly Expectation[]; readonly reasons: readonly string[] } | undefined {
  const moments = momentsOf(one);
  const reasons = new Set<string>();
  const changed = expected.map((each, index) => {
    const moment = moments[index];
    if (moment === undefined) return each;
    return rules.reduce((now, { reason, apply }) => {
      const next = apply(now, moment);
      if (next !== now) reasons.add(reason);
      return next;
    }, each);
  });
  return reasons.size === 0 ? undefined : { expected: changed, reasons: [...reasons] };
}

function momentsOf(one: Case): readonly Moment[] {
  const tasks = new Map(
    pipelinesOf(one).flatMap(({ tasks: all }) => all.map((task): [string, TaskSpec] => [task.name, task])),
  );
  const steps = one.steps ?? [];
  const present = new Set<string>();
  return steps.flatMap((step, at) => {
    if (step.op === "run") {
      const moment = { run: step, before: steps.slice(0, at), tasks, present: new Set(present) };
      for (const file of step.expected.files_created) present.add(file);
      return [moment];
    }
    if (step.op === "delete") present.delete(step.file ?? "");
    else if (step.file !== undefined) present.add(step.file);
    return [];
  });
}

/** All that Ruffus ran must run, and more may. */
function atLeast(expected: Expectation): Expectation {
  const { codes, failed, jobs } = expected;
  return { ...(codes === undefined ? {} : { codes, failed }), jobs, isLeast: true };
}

/** Nothing is known of a run but whether it has errors. */
function anything({ codes, failed }: Expectation): Expectation {
  return codes === undefined ? {} : { codes, failed };
}

function earlierRuns({ before }: Moment): readonly RunStep[] {
  return before.filter((step) => step.op === "run");
}

/** Whether files were changed after a run that left receipts. */
function hasChangedFiles({ before, run }: Moment): boolean {
  const first = before.findIndex((step) => step.op === "run");
  if (first === -1 || run.checksum_level === 0) return false;
  return before.slice(first).some(({ op }) => ["touch", "write", "delete", "symlink"].includes(op));
}

function isMissing({ run }: Moment | { readonly run: RunStep }): boolean {
  return run.expected.underlying === "MissingInputFileError";
}

/** Whether a job of a run has names that are not there when it needs them: `at` 0 is its input, 1 its output. */
function lacks({ run, present, tasks }: Moment, at: 0 | 1, isAsked: (task: TaskSpec) => boolean): boolean {
  const known = new Set([...present, ...run.expected.files_created]);
  return Object.entries(run.expected.jobs_run).some(([name, jobs]) => {
    const task = tasks.get(name);
    if (task === undefined || !isAsked(task)) return false;
    return jobs.some((job) => stringsIn(job[at]).some((file) => !isPattern(file) && !known.has(file)));
  });
}

function writesFiles({ kind }: TaskSpec): boolean {
  return !["parallel", "plain", "mkdir"].includes(kind);
}

const isHistoryOnly = ({ touch_files_only: touch = false }: RunStep): boolean => typeof touch !== "boolean";

const rules: readonly SequenceRule[] = [
  {
    reason:
      "a job runs again when a file that it read or left is another one, by its time: older ones count too",
    apply: (expected, moment) => (hasChangedFiles(moment) ? atLeast(expected) : expected),
  },
  {
    reason: "what a split or subdivide has made is what its receipt lists, also if that is nothing",
    apply: (expected, moment) => {
      const asks = [...moment.tasks.values()].some(
        ({ kind, output }) => ["split", "subdivide"].includes(kind) && stringsIn(output).some(isPattern),
      );
      return asks && earlierRuns(moment).length > 0 && moment.run.checksum_level !== 0
        ? anything(expected)
        : expected;
    },
  },
  {
    reason: "to count files as done runs nothing and makes nothing",
    apply: (expected, { run }) =>
      isHistoryOnly(run) ? { ...anything(expected), jobs: {}, created: [], touched: [] } : expected,
  },
  {
    reason: "what was counted as done is done, whatever the times of its files",
    apply: (expected, moment) => (earlierRuns(moment).some(isHistoryOnly) ? anything(expected) : expected),
  },
  {
    reason: "parallel has no outputs: its second value is a value as any other",
    apply: (expected, { tasks }) =>
      [...tasks.values()].some(({ kind }) => kind === "parallel")
        ? { ...expected, created: undefined }
        : expected,
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
    apply: (expected, moment) => {
      if (isMissing(moment)) return { codes: expected.codes ?? [], jobs: {} };
      return earlierRuns(moment).some((run) => isMissing({ run })) ? atLeast(expected) : expected;
    },
  },
  {
    reason: "a forced job needs its inputs like any other",
    apply: (expected, moment) =>
      (moment.run.forced ?? []).length > 0 && lacks(moment, 0, ({ kind }) => writesFiles({ kind, name: "" }))
        ? { codes: ["missing-input"] }
        : expected,
  },
  {
    reason: "a job that ends without its output has failed, and is named",
    apply: (expected, moment) => {
      const all = [...earlierRuns(moment), moment.run].map((run) => ({ ...moment, run }));
      const isOwn = lacks(moment, 1, writesFiles) && moment.run.touch_files_only !== true;
      if (isOwn) return { codes: ["no-output", ...(expected.codes ?? [])] };
      return all.some((each) => lacks(each, 1, writesFiles)) ? anything(expected) : expected;
    },
  },
  {
    reason: "a job that passes its input on has a receipt like any other, and does not run every time",
    apply: (expected, { run, tasks }) => {
      const passes = Object.values(run.expected.jobs_run).some((jobs) =>
        jobs.some((job) => stringsIn(job[0]).some((name) => stringsIn(job[1]).includes(name))),
      );
      return passes && run.checksum_level !== 0 && tasks.size > 0 ? anything(expected) : expected;
    },
  },
];
