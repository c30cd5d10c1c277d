// What a task becomes when it is given another input or output, and when its pipeline is copied.
import type { Place } from "../base/place.ts";
import type { TaskDefinition } from "./definition.ts";
import { type Problem, problem } from "./error.ts";
import { isRecord } from "./files.ts";
import { OutputFrom } from "./input.ts";
import { type Complaint, describe, shapeMistake } from "./option-shapes.ts";
import { Task } from "./task.ts";

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
  const names = verb === "setInput" ? inputNames(definition) : outputNames(definition);
  const option = verb === "setInput" ? "input" : "output";
  const mistakes = entries.flatMap(([name, value]): Complaint[] => {
    if (!names.includes(name))
      return [[`${verb} of this ${definition.kind} task does not know '${name}'`, known(names)]];
    const mistake = shapeMistake(option, value);
    return mistake === undefined ? [] : [mistake];
  });
  if (entries.length === 0) mistakes.push([`${verb} takes an object, not ${describe(given)}`, known(names)]);
  const problems = mistakes.map(([message, hint]) =>
    problem("bad-option", message, { at, task: definition.name, hint }),
  );
  if (problems.length > 0) return { definition, problems };
  return { definition: changed(definition, names, Object.fromEntries(entries)), problems };
}

function inputNames({ kind, factors }: TaskDefinition): string[] {
  if (kind !== "product") return ["input"];
  return factors.map((_, i) => (i === 0 ? "input" : `input${i + 1}`));
}

function outputNames({ kind }: TaskDefinition): string[] {
  return kind === "originate" ? ["output"] : [];
}

function known(names: readonly string[]): string {
  return names.length === 0
    ? "only a task that originates files has an output to set"
    : `it takes { ${names.join(", ")} }`;
}

function changed(
  definition: TaskDefinition,
  names: readonly string[],
  given: Readonly<Record<string, unknown>>,
): TaskDefinition {
  if (definition.kind !== "product") return { ...definition, ...given };
  const factors = definition.factors.map((factor, i) => ({
    ...factor,
    input: given[names[i] ?? ""] ?? factor.input,
  }));
  return { ...definition, factors };
}

/**
 * The definition of a task's copy in another pipeline: what it says of tasks beside it is said by name, and so of their
 * copies. A limit is one for both: what it protects is there once.
 */
export function copiedDefinition({ definition, pipeline, fullName }: Task): TaskDefinition {
  const { input, addInputs, replaceInputs, factors, follows, limit } = definition;
  const byName = (value: unknown): unknown => {
    if (value instanceof Task) return value.pipeline === pipeline ? new OutputFrom([value.name]) : value;
    if (value instanceof OutputFrom)
      return new OutputFrom(value.given.map((one) => (one instanceof Task ? byName(one) : one)));
    if (Array.isArray(value)) return value.map(byName);
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, byName(item)]));
  };
  return {
    ...definition,
    input: byName(input),
    addInputs: addInputs.map(byName),
    replaceInputs: byName(replaceInputs),
    factors: factors.map((factor) => ({ ...factor, input: byName(factor.input) })),
    follows: follows.map((one) => (one instanceof Task && one.pipeline === pipeline ? one.name : one)),
    limit: limit === undefined ? undefined : { name: fullName, ...limit },
  };
}
