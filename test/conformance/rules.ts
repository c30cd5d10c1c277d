// Where Pipefish leaves Ruffus on purpose in general: each rule says what that makes of an expectation. A case that
// passes only by a rule is reported as `differs`, with the rule's reason.
import { resolve } from "node:path";
import {
  type Case,
  type FilterSpec,
  isObject,
  itemsOf,
  type Jobs,
  marked,
  pipelinesOf,
  stringsIn,
  type TaskSpec,
  type Value,
} from "./case.ts";
import { changedJobs } from "./expect.ts";
import type { Expectation } from "./outcome.ts";
import { jsRegExp } from "./patterns.ts";

interface Rule {
  readonly reason: string;
  apply(expected: Expectation, tasks: ReadonlyMap<string, TaskSpec>): Expectation;
}

/** What a case is expected to do by the rules, and the reasons of those that changed something. */
export function byRules(
  one: Case,
  expected: readonly Expectation[],
): { readonly expected: readonly Expectation[]; readonly reasons: readonly string[] } {
  const tasks = new Map(
    pipelinesOf(one).flatMap(({ name, tasks: all }) =>
      all.map((task): [string, TaskSpec] => [`${name}::${task.name}`, task]),
    ),
  );
  const reasons: string[] = [];
  let changed = expected;
  for (const { reason, apply } of rules) {
    const next = changed.map((each) => apply(each, tasks));
    if (JSON.stringify(next) !== JSON.stringify(changed)) reasons.push(reason);
    changed = next;
  }
  return { expected: changed, reasons };
}

/** A rule that changes jobs and nothing else. */
function jobRule(
  reason: string,
  change: (job: readonly Value[], task: TaskSpec | undefined, all: Jobs) => readonly (readonly Value[])[],
): Rule {
  return {
    reason,
    apply: (expected, tasks) => {
      const { jobs } = expected;
      if (jobs === undefined) return expected;
      return { ...expected, jobs: changedJobs(jobs, (job, name) => change(job, tasks.get(name), jobs)) };
    },
  };
}

const wholeInputs = jobRule("split, merge and collate always receive arrays", (job, task, all) => {
  const [input = null, ...rest] = job;
  if (task === undefined || !["split", "merge", "collate"].includes(task.kind)) return [job];
  if (input === null) return [[[], ...rest]];
  return [[isBare(input, task, all) ? [input] : input, ...rest]];
});

/** Whether an input is that of one job alone: not a list, or all that the one job above makes, be it a list. */
function isBare(input: Value, task: TaskSpec, all: Jobs): boolean {
  if (itemsOf(input) === undefined) return true;
  const above = isObject(task.input) ? task.input["$task"] : undefined;
  if (typeof above !== "string") return false;
  const [job, ...more] = Object.entries(all).find(([name]) => name.endsWith(`::${above}`))?.[1] ?? [];
  return more.length === 0 && JSON.stringify(job?.[1]) === JSON.stringify(input);
}

const directories = jobRule("mkdir makes one job for each directory", (job, task) =>
  task?.kind === "mkdir" && task.filter === undefined && job.length === 1
    ? stringsIn(job[0]).map((name) => [null, name])
    : [job],
);

const mismatches = jobRule(
  "a formatter pattern that does not match excludes the input, always",
  (job, task) => {
    const [input = null, ...rest] = job;
    if (task === undefined || task.replace_inputs !== undefined) return [job];
    const added = task.add_inputs !== undefined;
    const isExcluded = (item: Value, filter: FilterSpec | undefined): boolean =>
      !matches(added ? (itemsOf(item)?.[0] ?? null) : item, filter);
    if (task.kind === "collate") {
      const kept = (itemsOf(input) ?? []).filter((item) => !isExcluded(item, task.filter));
      return kept.length === 0 ? [] : [[kept, ...rest]];
    }
    if (task.tuple_size === undefined && task.inputs === undefined)
      return isExcluded(input, task.filter) ? [] : [job];
    const members = itemsOf(added ? itemsOf(input)?.[0] : input) ?? [];
    const filters = members.map((_, i) => (task.inputs === undefined ? task.filter : task.inputs[i]?.filter));
    return members.every((member, i) => matches(member, filters[i])) ? [job] : [];
  },
);

function matches(item: Value, filter: FilterSpec | undefined): boolean {
  const patterns = itemsOf(filter?.["formatter"]) ?? [];
  return stringsIn(item).every((name, index) => {
    const pattern = patterns[index];
    return typeof pattern !== "string" || new RegExp(jsRegExp(pattern)).test(resolve(name));
  });
}

const preparations: Rule = {
  reason: "directories that a task needs are an option of it, not a task",
  apply: (expected, tasks) => ({
    ...expected,
    ...(expected.jobs === undefined
      ? {}
      : {
          jobs: Object.fromEntries(
            Object.entries(expected.jobs).filter(([name]) => tasks.has(name) || !name.includes("::mkdir ")),
          ),
        }),
  }),
};

const repetitions: Rule = {
  reason: "jobs that are the same to the letter are one job",
  apply: (expected, tasks) => {
    const seen = new Set<string>();
    if (expected.jobs === undefined) return expected;
    const jobs = changedJobs(expected.jobs, (job, name) => {
      const text = JSON.stringify([name, job]);
      if (seen.has(text) && writes(job, tasks.get(name)).length > 0) return [];
      seen.add(text);
      return [job];
    });
    return { ...expected, jobs };
  },
};

const sharedFiles: Rule = {
  reason: "two jobs that write the same file are a mistake, and are reported before anything runs",
  apply: (expected, tasks) => {
    const written = Object.entries(expected.jobs ?? {}).flatMap(([name, jobs]) =>
      jobs.flatMap((job) => [...new Set(writes(job, tasks.get(name)))]),
    );
    if (new Set(written).size === written.length) return expected;
    return { codes: ["duplicate-output"] };
  },
};

/** The files that a job writes, where each job has its own. */
function writes(job: readonly Value[], task: TaskSpec | undefined): readonly string[] {
  const shares = ["split", "subdivide", "mkdir", "parallel", "plain", undefined].includes(task?.kind);
  return shares || marked(job[1], "$dict") !== undefined ? [] : stringsIn(job[1]);
}

const literalNames: Rule = {
  reason: "originate takes names as they are: a pattern cannot say which files to make",
  apply: (expected, tasks) => {
    const jobs = Object.entries(expected.jobs ?? {}).map(([name, all]): [string, typeof all] => {
      const task = tasks.get(name);
      const isLiteral =
        task?.kind === "originate" && stringsIn(task.output).some((text) => /[*?[\]]/.test(text));
      return [name, isLiteral ? originated(task) : all];
    });
    return expected.jobs === undefined ? expected : { ...expected, jobs: Object.fromEntries(jobs) };
  },
};

/** One job for each item of the output, as it is written. */
function originated({ output, extras }: TaskSpec): Value[][] {
  const items = itemsOf(output) ?? [output ?? null];
  return items.map((item) => [null, listed(item), ...(itemsOf(extras) ?? [])]);
}

/** A value with its tuples as lists, which is how expectations are written. */
function listed(value: Value): Value {
  return itemsOf(value)?.map(listed) ?? value;
}

const rules: readonly Rule[] = [
  literalNames,
  wholeInputs,
  directories,
  mismatches,
  preparations,
  repetitions,
  sharedFiles,
];
