// Rules by which Pipefish refuses what Ruffus takes: the record of what Ruffus did then says nothing of what happens here.
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
import { inputsOf, references, tasksOf, valuesIn } from "./parts.ts";
import { jsRegExp } from "./patterns.ts";

/** A rule by which a case is turned down. */
interface Refusal {
  readonly reason: string;
  readonly codes: readonly string[];
  isRefused(one: Case): boolean;
}

/** A rule by which one of a case's tasks is turned down. */
function refusal(
  reason: string,
  codes: readonly string[],
  isTurnedDown: (task: TaskSpec, one: Case) => boolean,
): Refusal {
  return { reason, codes, isRefused: (one) => tasksOf(one).some((task) => isTurnedDown(task, one)) };
}

/** What is expected of a case with a mistake: that it is told and, when it is run, that nothing else happens. */
export function refused(codes: readonly string[], { mode, steps }: Case): Expectation {
  const isRun = mode === "run" || steps !== undefined;
  return isRun ? { codes, failed: 0, jobs: {}, created: [], touched: [] } : { codes };
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
export const refusals: readonly Refusal[] = [
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
    codes: ["bad-option"],
    isRefused: (one) =>
      (one.pipelines ?? []).some(
        (pipeline) => pipeline.set_input !== undefined && headsOf(one, pipeline).some(hasNoInput),
      ),
  },
];
