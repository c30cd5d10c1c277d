// What the rules look for in the definitions of a case.
import { type Case, itemsOf, marked, pipelinesOf, type TaskSpec, type Value } from "./case.ts";

/** All tasks of a case. */
export function tasksOf(one: Case): readonly TaskSpec[] {
  return pipelinesOf(one).flatMap(({ tasks }) => tasks);
}

/** The inputs of a task: several for a product. */
export function inputsOf({ input, inputs, raw_named: named }: TaskSpec): readonly (Value | undefined)[] {
  return inputs?.map((one) => one.input) ?? [input === undefined ? named?.["input"] : input];
}

/** Every value in a value, itself and the opaque ones included. */
export function valuesIn(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  return [value, ...(itemsOf(value) ?? itemsOf(marked(value, "$output_from")) ?? []).flatMap(valuesIn)];
}

/** Tasks above that are named in a value. */
export function references(value: Value | undefined, key: string): readonly string[] {
  return valuesIn(value).flatMap((each) => {
    const name = marked(each, key);
    return typeof name === "string" ? [name] : [];
  });
}

/** Whether a name is a pattern of names. */
export const isPattern = (text: string): boolean => /[*?[\]]/.test(text);
