// Turns what a user gave as input into concrete names: patterns are looked up, tasks become their outputs.
import { isPattern, isRecord, mapStrings } from "../model/files.ts";
import { Glob } from "../model/input.ts";
import { Task } from "../model/task.ts";
import type { Sources } from "./sources.ts";

/** What resolving inputs needs to know. */
export interface Surroundings {
  /** Absolute path of the directory of the run. */
  readonly directory: string;
  glob(pattern: string): readonly string[];
  /** What the task reads. */
  readonly sources: Sources;
  /** The outputs of a task, one item for each that the next task sees. */
  outputsOf(task: Task): readonly unknown[];
}

/** The items of a task's input: each is the input of one job, or one element for the kinds that take all. */
export function itemsOf(input: unknown, around: Surroundings): unknown[] {
  if (input === null || input === undefined) return [];
  if (Array.isArray(input)) return input.flatMap((element) => spliced(element, around));
  return spliced(input, around);
}

/** The items that stand in an array where `element` stood. */
function spliced(element: unknown, around: Surroundings): unknown[] {
  if (element instanceof Task) return [...around.outputsOf(element)];
  if (element instanceof Glob) return [...around.glob(element.pattern)];
  if (typeof element === "string") return isPattern(element) ? [...around.glob(element)] : [element];
  return [nested(element, around)];
}

/** An input inside a job: arrays are spliced, a pattern or task that stands alone becomes an array. */
export function nested(value: unknown, around: Surroundings): unknown {
  if (Array.isArray(value)) return value.flatMap((element) => spliced(element, around));
  if (value instanceof Task || value instanceof Glob) return spliced(value, around);
  if (typeof value === "string") return isPattern(value) ? [...around.glob(value)] : value;
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, nested(item, around)]));
}

/** Fills the templates in an input, leaving tasks alone. */
export function filledSpec(spec: unknown, fill: (template: string) => string): unknown {
  if (spec instanceof Glob) return new Glob(fill(spec.pattern));
  if (Array.isArray(spec)) return spec.map((item) => filledSpec(item, fill));
  if (spec instanceof Task) return spec;
  if (!isRecord(spec)) return mapStrings(spec, fill);
  return Object.fromEntries(Object.entries(spec).map(([key, item]) => [key, filledSpec(item, fill)]));
}

/** Whether the jobs of a task depend on which files there are: those that a pattern matches, or a function finds. */
export function looksForFiles({ definition: { rows } }: Task, sources: Sources | undefined): boolean {
  return typeof rows === "function" || hasPattern(sources);
}

/** Whether an input has a pattern, whose matches depend on which files there are. */
function hasPattern(spec: unknown): boolean {
  if (spec instanceof Glob) return true;
  if (typeof spec === "string") return isPattern(spec);
  if (Array.isArray(spec)) return spec.some(hasPattern);
  return !(spec instanceof Task) && isRecord(spec) && Object.values(spec).some(hasPattern);
}
