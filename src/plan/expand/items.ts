// Kinds whose jobs take an input item each, or those items that come to the same output: every item is matched by the
// filter, and the templates are filled in after it.
import type { Problem } from "../../model/error.ts";
import { inOrder, mapStrings, namesIn, orderText, someString } from "../../model/files.ts";
import type { Match } from "../../model/filter.ts";
import type { Task } from "../../model/task.ts";
import { TemplateError } from "../../model/template.ts";
import { filledSpec, itemsOf, nested, type Surroundings } from "../inputs.ts";
import { badTemplate, type Expansion, jobsOf, type Parts, type Unmatched } from "./expansion.ts";

/** The texts in extras, which may hold themselves. */
function textsIn(extras: unknown): string[] {
  const texts: string[] = [];
  someString(extras, (text) => texts.push(text) === 0);
  return texts;
}

/** One job for each input item that matches. */
export function itemwise(task: Task, around: Surroundings): Expansion {
  const { filled, ...rest } = fillAll(task, around);
  return jobsOf(task, filled, rest);
}

/** One job for each distinct output and extras; the inputs that come to them come together. */
export function collated(task: Task, around: Surroundings): Expansion {
  const { filled, ...rest } = fillAll(task, around);
  const groups = new Map<string, { parts: Parts; inputs: unknown[] }>();
  for (const parts of filled) {
    const key = `${orderText(parts.output)}\0${textsIn(parts.extras).join("\0")}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { parts, inputs: [parts.input] });
    else if (orderText(group.inputs.at(-1)) !== orderText(parts.input)) group.inputs.push(parts.input);
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return jobsOf(
    task,
    sorted.map(([, { parts, inputs }]) => ({ ...parts, input: inputs })),
    rest,
  );
}

/** Matches every input item and fills the templates of those that match, in the order of the items' names. */
function fillAll(task: Task, around: Surroundings): Filled & { readonly itemCount: number } {
  const { filter, outputDir } = task.definition;
  const items = inOrder(itemsOf(around.sources.input, around)).filter((item) => namesIn(item).length > 0);
  const setting = { directory: around.directory, outputDir };
  const found = fillEach(task, items, around, (item) => {
    return filter?.match(item, setting) ?? `does not match ${filter?.text}`;
  });
  const mistake = found.filled.length + found.problems.length === 0 ? hiddenMistake(task, around) : undefined;
  const problems = mistake === undefined ? found.problems : [badTemplate(task, mistake)];
  return { ...found, problems, itemCount: items.length };
}

/** What came of the inputs of jobs. */
export interface Filled {
  readonly filled: readonly Parts[];
  readonly unmatched: readonly Unmatched[];
  readonly problems: readonly Problem[];
}

/**
 * Makes a job of each input that matches. A template that is wrong whatever the input ends it.
 *
 * @param match the match, or why there is none
 */
export function fillEach<T>(
  task: Task,
  inputs: Iterable<T>,
  around: Surroundings,
  match: (input: T) => Match | string,
  inputOf: (input: T) => unknown = (input) => input,
): Filled {
  const filled: Parts[] = [];
  const unmatched: Unmatched[] = [];
  for (const one of inputs) {
    const input = inputOf(one);
    const matched = match(one);
    if (typeof matched === "string") {
      unmatched.push({ input, why: matched });
      continue;
    }
    try {
      filled.push(fillItem(task, input, matched, around));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      if (error.kind === "syntax") return { filled: [], unmatched, problems: [badTemplate(task, error)] };
      unmatched.push({ input, why: error.message });
    }
  }
  return { filled, unmatched, problems: [] };
}

/** What is wrong with templates that no item filled. */
function hiddenMistake(task: Task, around: Surroundings): TemplateError | undefined {
  const trial = task.definition.filter?.trial;
  if (trial === undefined) return undefined;
  try {
    fillItem(task, null, trial, around);
    return undefined;
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
}

/** Fills the templates of a job after one item, or several that were matched together. */
function fillItem(task: Task, item: unknown, match: Match, around: Surroundings): Parts {
  const { addInputs, replaceInputs } = around.sources;
  const { extras, output } = task.definition;
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
    params: undefined,
  };
}

/** Whether a text has something to fill in, whatever the filter. */
function isTemplate(text: string): boolean {
  return /[${}]/.test(text);
}
