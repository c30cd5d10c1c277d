// The neutral notation of values as values of JavaScript: lists, tuples and sets are arrays, for names of files stand in
// arrays and records here; a dictionary, which Ruffus never looks into, is a Map, which Pipefish never looks into.

import { exported } from "./api.ts";
import { isObject, itemsOf, marked, type Value } from "./case.ts";

/** Who knows the tasks and pipelines that were defined so far. */
export interface World {
  /** The task of that name, or undefined where it is not defined yet. */
  task(name: string, pipeline?: string): object | undefined;
  /** The only task whose function has that name; undefined when there is none or more than one. */
  taskOfFunction(name: string): object | undefined;
  pipeline(name: string): object;
  /** What a name means that is not that of a task at hand: `pipeline::task`, a function, a task or pipeline elsewhere. */
  elsewhere(name: string): object | undefined;
}

/** How the texts in a value are written: names as they are, templates in another spelling. */
export type Spelling = (text: string) => string;

/** A name of a file, which is spelled the same everywhere. */
export const verbatim: Spelling = (text) => text;

/** Writes a value in JavaScript. */
export function translate(value: Value, spelling: Spelling, world: World): unknown {
  if (typeof value === "string") return spelling(value);
  if (typeof value !== "object" || value === null) return value;
  const items = itemsOf(value);
  if (items !== undefined) return items.map((item) => translate(item, spelling, world));
  if (isObject(value)) return reference(value, world) ?? opaque(value);
  return value;
}

/** A task or pipeline, or a stand-in for one, named in an input. */
export function reference(value: { readonly [key: string]: Value }, world: World): unknown {
  const { $task, $func, $pipeline, $output_from, $runtime } = value;
  if (typeof $task === "string") {
    const pipeline = typeof value["pipeline"] === "string" ? value["pipeline"] : undefined;
    return world.task($task, pipeline) ?? exported("outputFrom")(longName($task, pipeline));
  }
  if (typeof $func === "string") return world.taskOfFunction($func) ?? exported("outputFrom")($func);
  if (typeof $pipeline === "string") return world.pipeline($pipeline);
  if ($output_from !== undefined) {
    const given = itemsOf($output_from) ?? [$output_from];
    const one = (each: Value): unknown =>
      (typeof each === "string" ? world.elsewhere(each) : undefined) ?? translate(each, verbatim, world);
    return exported("outputFrom")(...given.map(one));
  }
  if ($runtime !== undefined) return exported("runtimeParameter")($runtime);
  return undefined;
}

/** The name of a task, with that of its pipeline where it is another. */
export function longName(task: string, pipeline: string | undefined): string {
  return pipeline === undefined ? task : `${pipeline}::${task}`;
}

function opaque(value: Value): Map<string, Value> {
  const entries = marked(value, "$dict");
  if (!isObject(entries)) throw new Error(`the runner does not know ${JSON.stringify(value)}`);
  return new Map(Object.entries(entries));
}
