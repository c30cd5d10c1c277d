// Kinds whose jobs take an input item each, or those items that come to the same output: every item is matched by the
// filter, and the templates are filled in after it.
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
function fillAll(task: Task, around: Surroundings): Omit<Expansion, "jobs"> & { filled: Parts[] } {
  const { filter, outputDir } = task.definition;
  const items = inOrder(itemsOf(around.sources.input, around)).filter((item) => namesIn(item).length > 0);
  const filled: Parts[] = [];
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
  const mistake = filled.length === 0 ? hiddenMistake(task, around) : undefined;
  const problems = mistake === undefined ? [] : [badTemplate(task, mistake)];
  return { filled, itemCount: items.length, unmatched, problems };
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
export function fillItem(task: Task, item: unknown, match: Match, around: Surroundings): Parts {
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
