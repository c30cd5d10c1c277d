// One task and its inputs make jobs: a function for each kind, a row each of docs/task-kinds.md.

import { unreachable } from "../base/unreachable.ts";
import { type Problem, problem } from "../model/error.ts";
import {
  inOrder,
  isPattern,
  mapStrings,
  namesIn,
  orderText,
  someString,
  spliceStrings,
} from "../model/files.ts";
import type { Match } from "../model/filter.ts";
import type { Job } from "../model/job.ts";
import type { Task } from "../model/task.ts";
import { TemplateError } from "../model/template.ts";
import { filledSpec, itemsOf, nested, type Surroundings } from "./inputs.ts";

/** An input item that made no job, and why. */
export interface Unmatched {
  readonly input: unknown;
  readonly why: string;
}

/** The jobs of a task. */
export interface Expansion {
  readonly jobs: readonly Job[];
  /** How many input items there were. */
  readonly itemCount: number;
  readonly unmatched: readonly Unmatched[];
  readonly problems: readonly Problem[];
}

/** Makes the jobs of a task from the inputs as they are now. */
export function expand(task: Task, around: Surroundings): Expansion {
  switch (task.kind) {
    case "originate":
      return plain(task, originated(task));
    case "split":
    case "merge":
      return whole(task, around);
    case "transform":
    case "subdivide":
      return itemwise(task, around);
    case "collate":
      return collated(task, around);
    case "parallel":
      return plain(
        task,
        task.definition.params.map((params) => ({ ...nothing, params })),
      );
    case "mkdir":
      return plain(
        task,
        namesIn(task.definition.output).map((output) => ({ ...nothing, output })),
      );
    default:
      return unreachable(task.kind);
  }
}

/** What tells one job of a task from another. */
type Parts = Pick<Job, "input" | "output" | "extras" | "params">;

const nothing: Parts = { input: null, output: null, extras: undefined, params: undefined };

function plain(task: Task, parts: readonly Parts[], rest: Partial<Expansion> = {}): Expansion {
  const jobs = parts.map((part, index): Job => ({ task, index, ...part }));
  return { jobs, itemCount: jobs.length, unmatched: [], problems: [], ...rest };
}

function originated(task: Task): Parts[] {
  const { output, extras } = task.definition;
  const items: readonly unknown[] = Array.isArray(output) ? output : [output];
  return items.map((item) => ({ ...nothing, output: item, extras }));
}

/** Replaces patterns among outputs by the names that match now. */
export function found(output: unknown, around: Pick<Surroundings, "glob">): unknown {
  return spliceStrings(output, (name) => (isPattern(name) ? around.glob(name) : undefined));
}

function whole(task: Task, around: Surroundings): Expansion {
  const { input, output, extras } = task.definition;
  const items = itemsOf(input, around);
  return plain(task, [{ ...nothing, input: items, output, extras }], { itemCount: items.length });
}

/** The texts in extras, which may hold themselves. */
function textsIn(extras: unknown): string[] {
  const texts: string[] = [];
  someString(extras, (text) => texts.push(text) === 0);
  return texts;
}

/** One input item with what the filter made of it. */
type Filled = Omit<Parts, "params">;

function itemwise(task: Task, around: Surroundings): Expansion {
  const { filled, ...rest } = fillAll(task, around);
  return plain(
    task,
    filled.map((parts) => ({ ...nothing, ...parts })),
    rest,
  );
}

function collated(task: Task, around: Surroundings): Expansion {
  const { filled, ...rest } = fillAll(task, around);
  const groups = new Map<string, { parts: Filled; inputs: unknown[] }>();
  for (const parts of filled) {
    const key = `${orderText(parts.output)}\0${textsIn(parts.extras).join("\0")}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { parts, inputs: [parts.input] });
    else if (orderText(group.inputs.at(-1)) !== orderText(parts.input)) group.inputs.push(parts.input);
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return plain(
    task,
    sorted.map(([, { parts, inputs }]) => ({ ...nothing, ...parts, input: inputs })),
    rest,
  );
}

/** Matches every input item and fills the templates of those that match, in the order of the items' names. */
function fillAll(task: Task, around: Surroundings): Omit<Expansion, "jobs"> & { filled: Filled[] } {
  const { filter, outputDir, input } = task.definition;
  const items = inOrder(itemsOf(input, around)).filter((item) => namesIn(item).length > 0);
  const filled: Filled[] = [];
  const unmatched: Unmatched[] = [];
  const setting = { directory: around.directory, outputDir };
  for (const item of items) {
    const match = filter?.match(item, setting);
    if (match === undefined) {
      unmatched.push({ input: item, why: `does not match ${filter?.text}` });
      continue;
    }
    try {
      filled.push(fillItem(task, item, match, around));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      if (error.kind === "syntax")
        return { filled: [], itemCount: items.length, unmatched, problems: [badTemplate(task, error)] };
      unmatched.push({ input: item, why: error.message });
    }
  }
  return { filled, itemCount: items.length, unmatched, problems: [] };
}

function fillItem(task: Task, item: unknown, match: Match, around: Surroundings): Filled {
  const { addInputs, replaceInputs, extras, output } = task.definition;
  const fillInput = (template: string): string => match.fill(template, "input");
  let input = item;
  if (replaceInputs !== undefined) input = nested(filledSpec(replaceInputs, fillInput), around);
  else if (addInputs.length > 0)
    input = [item, ...(nested(filledSpec(addInputs, fillInput), around) as unknown[])];
  return {
    input,
    // Extras without a template cross as they are.
    extras: someString(extras, isTemplate)
      ? mapStrings(extras, (template) => match.fill(template, "extra"))
      : extras,
    output: mapStrings(output, (template) => match.fill(template, "output")),
  };
}

/** Whether a text has something to fill in, whatever the filter. */
function isTemplate(text: string): boolean {
  return /[${}]/.test(text);
}

function badTemplate(task: Task, error: TemplateError): Problem {
  return problem("bad-template", error.message, {
    task: task.name,
    at: task.definition.definedAt,
    hint: "a template has $1, $<name>, $& with suffix() and regex(), and {path[0]}, {basename[0]}, {ext[0]} with formatter()",
  });
}
