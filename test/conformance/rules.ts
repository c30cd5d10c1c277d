// Where Pipefish leaves Ruffus on purpose in general: each rule says what that makes of an expectation. A case that
// passes only by a rule is reported as `differs`, with the rule's reason.
import { posix, resolve } from "node:path";
import {
  type Case,
  type FilterSpec,
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
import { isPattern } from "./parts.ts";
import { jsRegExp } from "./patterns.ts";
import { refusals, refused } from "./refusals.ts";
import { bySequence, sequenceRules } from "./sequences.ts";

interface Rule {
  readonly reason: string;
  apply(expected: Expectation, tasks: ReadonlyMap<string, TaskSpec>, one: Case): Expectation;
}

/** What a case may do by the rules, and the reasons why. */
export interface Ruled {
  readonly expected: readonly Expectation[];
  readonly reasons: readonly string[];
}

/** What the rules make of what Ruffus did: the first refusal that applies, or else all the others together. */
export function byRules(one: Case, literal: readonly Expectation[]): Ruled {
  const asRuffus = literal.flatMap(({ codes = [] }) => codes);
  const known = refusals.find(
    ({ codes, isRefused }) => isRefused(one) && !codes.some((code) => asRuffus.includes(code)),
  );
  if (known !== undefined) {
    return { expected: literal.map(() => refused(known.codes, one)), reasons: [known.reason] };
  }
  const changed = byParts(one, literal);
  const { expected, reasons } = bySequence(one, changed.expected);
  return { expected, reasons: [...changed.reasons, ...reasons] };
}

function byParts(one: Case, literal: readonly Expectation[]): Ruled {
  const tasks = new Map(
    pipelinesOf(one).flatMap(({ name, tasks: all }) =>
      all.map((task): [string, TaskSpec] => [`${name}::${task.name}`, task]),
    ),
  );
  const reasons: string[] = [];
  let expected = literal;
  for (const { reason, apply } of rules) {
    const next = expected.map((each) => apply(each, tasks, one));
    if (JSON.stringify(next) !== JSON.stringify(expected)) reasons.push(reason);
    expected = next;
  }
  return { expected, reasons };
}

/** All tasks and their jobs, by `pipeline::task`. */
interface Everything {
  readonly jobs: Jobs;
  readonly tasks: ReadonlyMap<string, TaskSpec>;
}

/** A rule that changes jobs and nothing else. */
function jobRule(
  reason: string,
  change: (
    job: readonly Value[],
    task: TaskSpec | undefined,
    all: Everything,
  ) => readonly (readonly Value[])[],
): Rule {
  return {
    reason,
    apply: (expected, tasks) => {
      const { jobs } = expected;
      if (jobs === undefined) return expected;
      return {
        ...expected,
        jobs: changedJobs(jobs, (job, name) => change(job, tasks.get(name), { jobs, tasks })),
      };
    },
  };
}

const wholeInputs = jobRule("split, merge and collate always receive arrays", (job, task, all) => {
  const [input = null, ...rest] = job;
  if (task === undefined || !["split", "merge"].includes(task.kind)) return [job];
  if (input === null) return [[[], ...rest]];
  return [[isBare(input, task.input, all) ? [input] : input, ...rest]];
});

/** Whether an input is that of one job alone: not a list, or all that the one job of a task above makes, be it a list. */
function isBare(input: Value, given: Value | undefined, all: Everything): boolean {
  return itemsOf(input) === undefined || isOfOneJob(input, given, all);
}

function isOfOneJob(input: Value, given: Value | undefined, { jobs, tasks }: Everything): boolean {
  const named = itemsOf(marked(given, "$output_from")) ?? [];
  const above =
    marked(given, "$task") ?? marked(given, "$func") ?? (named.length === 1 ? named[0] : undefined);
  if (typeof above !== "string") return false;
  const [name, task] =
    [...tasks].find(([full, { func }]) => full.endsWith(`::${above}`) || func === above) ?? [];
  const isOne =
    task?.kind === "merge" ||
    task?.single !== undefined ||
    (task?.kind === "transform" && itemsOf(task.input) === undefined);
  return isOne && JSON.stringify(jobs[name ?? ""]?.[0]?.[1]) === JSON.stringify(input);
}

const rowInputs = jobRule("a row of files receives what a task makes as an array", (job, task, all) => {
  const [input = null, ...rest] = job;
  const rows =
    task?.kind === "files" ? (task.single === undefined ? itemsOf(task.params) : [task.single]) : [];
  const isTask = (rows ?? []).some((row) => isOfOneJob(input, itemsOf(row)?.[0], all));
  return [isTask ? [[input], ...rest] : job];
});

const directories = jobRule("mkdir makes one job for each directory", (job, task) =>
  task?.kind === "mkdir" && task.filter === undefined && job.length === 1
    ? [...new Set(stringsIn(job[0]))].map((name) => [null, name])
    : [job],
);

const mismatches = uncounted(
  jobRule("a pattern that does not match excludes the input, always", (job, task) => {
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
  }),
);

/** A rule by which inputs are excluded of which Ruffus says nothing: where it applies, they are not counted. */
function uncounted({ reason, apply }: Rule): Rule {
  return {
    reason,
    apply: (expected, tasks, one) => {
      const changed = apply(expected, tasks, one);
      const isSame = JSON.stringify(changed) === JSON.stringify(expected);
      return isSame ? expected : { ...changed, unmatched: undefined };
    },
  };
}

function matches(item: Value, filter: FilterSpec | undefined): boolean {
  const [first] = stringsIn(item);
  const { suffix, regex } = filter ?? {};
  if (typeof suffix === "string") return first === undefined || first.endsWith(suffix);
  if (typeof regex === "string") return first === undefined || new RegExp(jsRegExp(regex)).test(first);
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
            Object.entries(expected.jobs).filter(([name]) => tasks.has(name) || !/::mkdir\W/.test(name)),
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
      const task = tasks.get(name);
      // A directory is made once, whatever it is made for.
      const text = JSON.stringify([name, task?.kind === "mkdir" ? job[1] : job]);
      const isAnother =
        task?.kind !== "subdivide" && task?.kind !== "mkdir" && writes(job, task).length === 0;
      if (seen.has(text) && !isAnother) return [];
      seen.add(text);
      return [job];
    });
    return { ...expected, jobs };
  },
};

const sharedFiles: Rule = {
  reason: "two jobs that write the same file are a mistake, and are reported before anything runs",
  apply: (expected, tasks, one) => {
    const written = Object.entries(expected.jobs ?? {}).flatMap(([name, jobs]) =>
      jobs.flatMap((job) => [...new Set(writes(job, tasks.get(name)))]),
    );
    if (new Set(written).size === written.length) return expected;
    return refused(["duplicate-output"], one);
  },
};

/** The files that a job writes, where each job has its own. */
function writes(job: readonly Value[], task: TaskSpec | undefined): readonly string[] {
  const shares = ["mkdir", "parallel", "plain", undefined].includes(task?.kind);
  if (["split", "subdivide"].includes(task?.kind ?? "")) {
    return stringsIn(task?.output).some(isPattern) ? [] : stringsIn(job[1]).map((file) => resolve(file));
  }
  return shares || marked(job[1], "$dict") !== undefined
    ? []
    : stringsIn(job[1]).map((file) => resolve(file));
}

const literalNames: Rule = {
  reason: "originate takes names as they are: a pattern cannot say which files to make",
  apply: (expected, tasks) => {
    const jobs = Object.entries(expected.jobs ?? {}).map(([name, all]): [string, typeof all] => {
      const task = tasks.get(name);
      const isLiteral = task?.kind === "originate" && stringsIn(task.output).some(isPattern);
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

const inactive = jobRule("a task that is not active makes no jobs", (job, task) =>
  task?.active_if?.every(Boolean) === false ? [] : [job],
);

const constants = jobRule("what refers to nothing in an extra stays as it is", (job, task) => {
  const given = itemsOf(task?.extras);
  if (task?.filter?.["regex"] === undefined || given === undefined) return [job];
  return [job.map((value, at) => constantOr(given[at - 2], value))];
});

function constantOr(given: Value | undefined, value: Value): Value {
  const items = itemsOf(given);
  if (items !== undefined) return (itemsOf(value) ?? []).map((one, at) => constantOr(items[at], one));
  return typeof given === "string" && !given.includes("\\") ? given : value;
}

const joinedNames = jobRule("a directory and a name are joined without superfluous dots", (job, task) => {
  const directory = task?.output_dir;
  if (typeof directory !== "string") return [job];
  const start = directory.startsWith("./") ? "./" : "";
  const [input = null, ...rest] = job;
  const joined = (value: Value): Value =>
    typeof value === "string" && value.startsWith(directory)
      ? start + posix.normalize(value)
      : (itemsOf(value)?.map(joined) ?? value);
  return [[input, ...rest.map(joined)]];
});

const rules: readonly Rule[] = [
  joinedNames,
  literalNames,
  inactive,
  wholeInputs,
  rowInputs,
  constants,
  directories,
  mismatches,
  preparations,
  repetitions,
  sharedFiles,
];

/** The reasons of all rules. */
export const ruleReasons: readonly string[] = [...rules, ...refusals, ...sequenceRules].map(
  ({ reason }) => reason,
);
