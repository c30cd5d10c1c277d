// What a task becomes when it is given another input or output, and when its pipeline is copied.
import type { Place } from "../base/place.ts";
import type { TaskDefinition } from "./definition.ts";
import { type Problem, problem } from "./error.ts";
import { isRecord } from "./files.ts";
import { OutputFrom } from "./input.ts";
import { hasOption } from "./option-names.ts";
import { type Complaint, describe, shapeMistake } from "./option-shapes.ts";
import { type Definitions, Task } from "./task.ts";

/** A definition, with the mistakes in what was given. */
export interface Redefined {
  readonly definition: TaskDefinition;
  readonly problems: readonly Problem[];
}

/** Gives a task another input or output; with a mistake it stays as it is. */
export function redefine(
  definition: TaskDefinition,
  verb: "setInput" | "setOutput",
  given: unknown,
  at: Place | undefined,
): Redefined {
  const entries = isRecord(given) ? Object.entries(given) : [];
  const option = verb === "setInput" ? "input" : "output";
  const names = option === "input" ? inputNames(definition) : outputNames(definition);
  const mistakes = entries.flatMap(([name, value]): Complaint[] => {
    if (!names.includes(name))
      return [[`${verb} of this ${definition.kind} task does not know '${name}'`, known(names, option)]];
    if (value === undefined) return [[`${verb} is given nothing as '${name}'`, "null stands for no input"]];
    const mistake = shapeMistake(option, value);
    return mistake === undefined ? [] : [mistake];
  });
  if (!isRecord(given))
    mistakes.push([`${verb} takes an object, not ${describe(given)}`, known(names, option)]);
  else if (entries.length === 0) mistakes.push([`${verb} is given nothing`, known(names, option)]);
  const problems = mistakes.map(([message, hint]) =>
    problem("bad-option", message, { at, task: definition.name, hint }),
  );
  if (problems.length > 0) return { definition, problems };
  return { definition: changed(definition, names, Object.fromEntries(entries)), problems };
}

function inputNames({ kind, filter, factors }: TaskDefinition): string[] {
  if (kind === "product") return factors.map((_, i) => (i === 0 ? "input" : `input${i + 1}`));
  return hasOption(kind, "input") && !(kind === "mkdir" && filter === undefined) ? ["input"] : [];
}

function outputNames({ kind }: TaskDefinition): string[] {
  return kind === "originate" ? ["output"] : [];
}

function known(names: readonly string[], option: "input" | "output"): string {
  if (names.length > 0) return `it takes { ${names.join(", ")} }`;
  return option === "input"
    ? "it has no input that could be set; leave it out of the head tasks"
    : "only a task that originates files has an output to set";
}

function changed(
  definition: TaskDefinition,
  names: readonly string[],
  given: Readonly<Record<string, unknown>>,
): TaskDefinition {
  if (definition.kind !== "product") return { ...definition, ...given };
  const factors = definition.factors.map((factor, i) => {
    const name = names[i] ?? "";
    return Object.hasOwn(given, name) ? { ...factor, input: given[name] } : factor;
  });
  return { ...definition, factors };
}

/**
 * The definition of a task's copy in another pipeline: what it says of its pipeline and of tasks beside it is said of the
 * copies. A limit is one for both: what it protects is there once.
 */
export function copiedDefinition(
  { definition, pipeline, kind, fullName }: Task,
  copy: Definitions,
): TaskDefinition {
  const { input, addInputs, replaceInputs, factors, follows, rows, limit } = definition;
  const renamed = (name: string): string => {
    const isQualified = name.startsWith(`${pipeline.name}::`);
    const isPipeline = name === pipeline.name && pipeline.task(name) === undefined;
    return isQualified || isPipeline ? copy.name + name.slice(pipeline.name.length) : name;
  };
  const named = (one: unknown): unknown => (typeof one === "string" ? renamed(one) : copied(one));
  const copied = (value: unknown): unknown => {
    if (value === pipeline) return copy;
    if (value instanceof Task) return value.pipeline === pipeline ? new OutputFrom([value.name]) : value;
    if (value instanceof OutputFrom) return new OutputFrom(value.given.map(named));
    if (Array.isArray(value)) return value.map(copied);
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copied(item)]));
  };
  const isWritten = kind === "files" && typeof rows !== "function";
  return {
    ...definition,
    input: copied(input),
    addInputs: addInputs.map(copied),
    replaceInputs: copied(replaceInputs),
    factors: factors.map((factor) => ({ ...factor, input: copied(factor.input) })),
    follows: follows.map(named),
    rows: isWritten ? rows.map(([first, ...rest]) => [copied(first), ...rest]) : rows,
    limit: limit === undefined ? undefined : { name: fullName, ...limit },
  };
}
