// Rules by which Ruffus's record says nothing of what happens here: Pipefish refuses what Ruffus takes, or takes what
// Ruffus gets wrong. A refusal expects its error; for the rest, no more is known than that there is no error.
import {
  type Case,
  isObject,
  itemsOf,
  marked,
  type PipelineSpec,
  pipelinesOf,
  stringsIn,
  type TaskSpec,
  type Value,
} from "./case.ts";
import type { Expectation } from "./outcome.ts";
import { inputsOf, isPattern, references, tasksOf, valuesIn } from "./parts.ts";
import { jsRegExp } from "./patterns.ts";

/** A rule that replaces the whole expectation of a case. */
export interface CaseRule {
  readonly reason: string;
  /** What is expected instead, where the rule applies. */
  instead(expected: Expectation, one: Case): Expectation | undefined;
}

/** A rule by which one of a case's tasks is turned down. */
function refusal(
  reason: string,
  codes: readonly string[],
  isRefused: (task: TaskSpec, one: Case) => boolean,
): CaseRule {
  return {
    reason,
    instead: (_, one) => (tasksOf(one).some((task) => isRefused(task, one)) ? { codes } : undefined),
  };
}

/** A rule by which jobs are made that Ruffus does not make: which ones its record cannot tell. */
function otherwise(reason: string, isSo: (task: TaskSpec, one: Case) => boolean): CaseRule {
  return {
    reason,
    instead: ({ codes, failed }, one) =>
      tasksOf(one).some((task) => isSo(task, one))
        ? codes === undefined
          ? {}
          : { codes, failed }
        : undefined,
  };
}

/** A rule by which what Ruffus complained of is no mistake. */
function allowance(reason: string, isAllowed: (error: string, one: Case) => boolean): CaseRule {
  return {
    reason,
    instead: (_, one) => {
      const { class: error = "", underlying = error } = one.expected_error ?? {};
      return isAllowed(underlying, one) ? {} : undefined;
    },
  };
}

const combinatorial = ["product", "permutations", "combinations", "combinations_with_replacement"];
const unfiltered = ["originate", "files", "parallel", "files_re", "plain"];

function hasDictionary(value: Value | undefined): boolean {
  return valuesIn(value).some((each) => marked(each, "$dict") !== undefined);
}

/** Whether something in braces is not a name with as many indexes as its kind of task has. */
function hasWrongField(task: TaskSpec): boolean {
  const members = combinatorial.includes(task.kind) ? 2 : 1;
  if (members === 1 && task.filter?.["formatter"] === undefined) return false;
  const templates = [task.output, task.extras, task.add_inputs, task.replace_inputs].flatMap(stringsIn);
  const fields = templates.flatMap((text) => text.replaceAll(/\{\{|\}\}/g, "").match(/\{[^{}]*\}/g) ?? []);
  return fields.some((field) => {
    const [, name = "", indexes = ""] = /^\{(\w+)((?:\[[^\]]*\])*)\}$/.exec(field) ?? [];
    const needed = members + (/^sub(?:path|dir)$/.test(name) ? 1 : 0);
    return indexes.split("[").length - 1 < needed || /\[[^\]]*:/.test(indexes);
  });
}

/** Whether a template refers to a group that the pattern of a task does not have. */
function lacksGroup({
  filter,
  output,
  extras,
  add_inputs: added,
  replace_inputs: replaced,
}: TaskSpec): boolean {
  const { regex } = filter ?? {};
  const pattern = typeof regex === "string" ? jsRegExp(regex) : "";
  if (!(pattern instanceof RegExp)) return false;
  const groups = new RegExp(`${pattern.source}|`).exec("") ?? [];
  const texts = [output, extras, added, replaced].flatMap(stringsIn);
  const numbers = texts.flatMap((text) =>
    [...text.matchAll(/\\(?:g<)?(\d+)/g)].map(([, digits]) => Number(digits)),
  );
  return numbers.some((number) => number >= groups.length);
}

function isScalar(value: Value | undefined): boolean {
  return typeof value === "number" || typeof value === "boolean";
}

function hasUnfitOutput({ kind, output, filter, params, single }: TaskSpec): boolean {
  if (kind === "mkdir" && filter === undefined) return false;
  const rows = kind === "files" ? (itemsOf(params) ?? [single ?? null]).map((row) => itemsOf(row)?.[1]) : [];
  return [output, ...rows].some((one) => isScalar(one) || hasDictionary(one) || stringsIn(one).includes(""));
}

/** Whether a task passes its input on: its output is what stands for the input's own name. */
function passesOn({ kind, filter, input, output }: TaskSpec): boolean {
  if (!["transform", "subdivide"].includes(kind) || !isObject(input) || input["$task"] === undefined)
    return false;
  return stringsIn(output).some((text) => text === filter?.["suffix"] || text === "\\g<0>");
}

/** Whether a case's function leaves out a file that its job should make. */
function lacksOutput({ jobs, files }: Expectation, one: Case): boolean {
  if (one.mode !== "run" || files === undefined) return false;
  const byName = new Map(
    pipelinesOf(one).flatMap(({ name, tasks }) => tasks.map((task) => [`${name}::${task.name}`, task])),
  );
  const made = new Set(files.flatMap((file) => [file, `./${file}`, `${process.cwd()}/${file}`]));
  return Object.entries(jobs ?? {}).some(([name, all]) => {
    const task = byName.get(name);
    if (task === undefined || ["parallel", "plain", "mkdir"].includes(task.kind)) return false;
    return all.some((job) => stringsIn(job[1]).some((file) => !isPattern(file) && !made.has(file)));
  });
}

const missingOutput: CaseRule = {
  reason: "a job that ends without its output has failed",
  instead: (expected, one) => (lacksOutput(expected, one) ? { codes: ["no-output"] } : undefined),
};

function iteratesLetters({ kind, input, inputs, args = [] }: TaskSpec): boolean {
  const all = kind === "files_re" ? (JSON.stringify(args).includes("$combine") ? [args[0]] : []) : [];
  const given = ["collate", ...combinatorial].includes(kind)
    ? (inputs?.map((each) => each.input) ?? [input])
    : all;
  return given.some((each) => typeof each === "string" && !isPattern(each));
}

/** Whether a task reads what such a task makes. */
function isBelow(task: TaskSpec, one: Case, isSuch: (above: TaskSpec) => boolean): boolean {
  const inputs = [...inputsOf(task), task.add_inputs, task.replace_inputs, task.params, task.single];
  const text = JSON.stringify(inputs);
  return tasksOf(one).some((above) => isSuch(above) && text.includes(`"${above.name}"`));
}

function hasTails(task: TaskSpec, one: Case): boolean {
  const several = pipelinesOf(one).filter(({ tail_tasks: tails = [] }) => tails.length > 1);
  const named = inputsOf(task).flatMap((input) => references(input, "$pipeline"));
  return several.some(
    ({ name }) => named.includes(name) || JSON.stringify(task).includes(`"$output_from":["${name}"`),
  );
}

function hasOptionalGroup({ filter, inputs }: TaskSpec): boolean {
  const filters = [filter, ...(inputs ?? []).map((one) => one.filter)];
  return filters
    .flatMap((one) => stringsIn(one?.["formatter"]))
    .some((pattern) => /\)(?:\?|\*|\{0?,)|\|/.test(pattern) && /\((?!\?[^P])/.test(pattern));
}

function isFunctionOnly(task: TaskSpec, one: Case): boolean {
  const functions = new Set(tasksOf(one).map(({ func, name }) => func ?? name));
  const named = [...inputsOf(task), ...(task.follows ?? [])].flatMap((value) => references(value, "$func"));
  return named.some((name) => !functions.has(name));
}

function hasNoInput({ kind, filter }: TaskSpec): boolean {
  return unfiltered.includes(kind) || (kind === "mkdir" && filter === undefined);
}

/** The tasks that `set_input` of a pipeline is about: a clone has the heads of what it was cloned from. */
function headsOf(
  one: Case,
  { name, clone_of: origin, head_tasks: heads }: Pick<PipelineSpec, "name" | "clone_of" | "head_tasks">,
): readonly TaskSpec[] {
  const own = pipelinesOf(one).find((each) => each.name === (origin ?? name));
  return (own?.tasks ?? []).filter((task) => (heads ?? own?.head_tasks ?? []).includes(task.name));
}

/** The rules, in the order in which they are tried: the first that applies says what is expected. */
export const caseRules: readonly CaseRule[] = [
  refusal(
    "an input that was left out was forgotten, which is said and not taken for no work",
    ["missing-option"],
    (task) => !hasNoInput(task) && inputsOf(task).some((input) => input === undefined),
  ),
  refusal(
    "a filter that a task does not take is a mistake, and is not taken for another one",
    ["bad-option"],
    (task) =>
      combinatorial.includes(task.kind) &&
      [task.filter, ...(task.inputs ?? []).map((one) => one.filter)].some(
        (filter) => filter !== undefined && !("formatter" in filter),
      ),
  ),
  refusal(
    "a field of a template is a name with its indexes, and nothing else that Python writes in braces",
    ["bad-template"],
    hasWrongField,
  ),
  refusal("a group that a pattern lacks is told also where no name matches", ["bad-template"], lacksGroup),
  refusal("an output is names of files, or nothing at all", ["bad-option"], hasUnfitOutput),
  refusal(
    "an input is names of files in arrays and records, and nothing that is not looked into",
    ["bad-option"],
    (task) => inputsOf(task).some(isScalar) || [...inputsOf(task), task.add_inputs].some(hasDictionary),
  ),
  refusal("a function is no task before one is defined with it", ["unknown-task"], isFunctionOnly),
  refusal(
    "mkdir only makes directories: it takes no extras and no further inputs",
    ["unknown-option"],
    ({ kind, extras, add_inputs: added, replace_inputs: replaced }) =>
      kind === "mkdir" && (extras ?? added ?? replaced) !== undefined,
  ),
  refusal(
    "a task that would write the files of another one is a mistake, even if it only passes them on",
    ["duplicate-output"],
    passesOn,
  ),
  {
    reason: "a task without an input cannot be given another one",
    instead: (_, one) =>
      (one.pipelines ?? []).some(
        (pipeline) => pipeline.set_input !== undefined && headsOf(one, pipeline).some(hasNoInput),
      )
        ? { codes: ["bad-option"] }
        : undefined,
  },
  allowance("extras may be any value that can be sent", (error) => error === "error_extras_wrong_type"),
  allowance(
    "a backslash refers to nothing in a template, so none can have been forgotten",
    (error) => error === "error_unescaped_regular_expression_forms",
  ),
  allowance(
    "an input of null is no input",
    (error, one) => error === "TypeError" && tasksOf(one).some((task) => inputsOf(task).includes(null)),
  ),
  allowance(
    "rows are often computed: a list that happens to be empty makes no job and is no mistake",
    (error, one) =>
      error === "Exception" &&
      tasksOf(one).some(({ kind, params }) => kind === "parallel" && itemsOf(params)?.length === 0),
  ),
  allowance(
    "names of pipelines are those of a run",
    (error, { pipelines = [] }) =>
      error === "Exception" && new Set(pipelines.map(({ name }) => name)).size < pipelines.length,
  ),
  missingOutput,
  otherwise("a single name as input is one item, not one for each of its letters", iteratesLetters),
  otherwise(
    "parallel has no outputs: its second value is a value as any other",
    (task, one) =>
      isBelow(task, one, ({ kind }) => kind === "parallel") ||
      (task.kind === "parallel" && one.mode === "run"),
  ),
  otherwise("mkdir makes an item for each directory", (task, one) =>
    isBelow(task, one, ({ kind, filter }) => kind === "mkdir" && filter === undefined),
  ),
  otherwise(
    "an output that says the whole name does not go behind the stem",
    ({ filter, output }) =>
      filter?.["suffix"] !== undefined &&
      stringsIn(output).some((text) => text.includes("\\g<0>") && !/\\(?:1|g<1>)/.test(text)),
  ),
  otherwise("every tail of a pipeline counts, and so does what follows it in a list", hasTails),
  otherwise(
    "every numbered group of a formatter pattern can be used, also one inside another",
    ({ filter, inputs }) =>
      [filter, ...(inputs ?? []).map((one) => one.filter)].some((one) =>
        stringsIn(one?.["formatter"]).some((pattern) => pattern.includes("((")),
      ),
  ),
  otherwise("a group of a formatter pattern that took no part is the empty text", hasOptionalGroup),
  otherwise("what is given at run time is an input as any other", (_, { runtime_data: data = {} }) =>
    Object.values(data).some((value) => typeof value === "string" || stringsIn(value).some(isPattern)),
  ),
  otherwise(
    "a function that makes rows may use patterns in them, as in rows that are written down",
    ({ kind, generator }) =>
      kind === "files" && (generator ?? []).some((row) => stringsIn((itemsOf(row) ?? [])[0]).some(isPattern)),
  ),
];
