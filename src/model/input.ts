// What a user may give as `input`: names, patterns, tasks and mixtures; and the types in which a job receives them.
import type { FileSpec, FilesOf } from "./files.ts";
import type { Definitions, Task } from "./task.ts";

/** A pattern for file names, told apart from a name that has the same characters. Made by {@link glob}. */
export class Glob {
  readonly #pattern: string;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  /** The pattern as it was written. */
  get pattern(): string {
    return this.#pattern;
  }
}

/**
 * Marks a text as a pattern for file names: `*` any characters but `/`, `?` one, `[ab]` one of a set, `**` any
 * directories. Names that begin with a dot are not matched by a wildcard.
 *
 * A string with one of `* ? [ ]` in an input is a pattern without being marked; `glob` says so aloud.
 */
export function glob(pattern: string): Glob {
  return new Glob(pattern);
}

/** Tasks that are named, which may be defined later. Made by {@link outputFrom}. */
export class OutputFrom<out Out = unknown> {
  /** Carries the type `Out`; never set. */
  declare readonly "~output"?: Out;
  readonly #given: readonly unknown[];

  constructor(given: readonly unknown[]) {
    this.#given = given;
  }

  /** What was given: names, tasks, pipelines. */
  get given(): readonly unknown[] {
    return this.#given;
  }
}

/**
 * Stands for the outputs of tasks that are named, be they defined later or in another pipeline (`pipeline::task`).
 *
 * `Out` is the shape of the files that one job makes: a name from which nothing can be told must be told.
 *
 * @param given names of tasks; tasks and pipelines (their tails) may stand among them
 */
export function outputFrom<Out extends FileSpec = string>(
  ...given: readonly (string | number | Task | Definitions)[]
): OutputFrom<NoInfer<Out>> {
  return new OutputFrom(given);
}

/** A part of an input that is given when the pipeline is run. Made by {@link runtimeParameter}. */
export class RuntimeParameter<out Value = unknown> {
  /** Carries the type `Value`; never set. */
  declare readonly "~value"?: Value;
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** Its name in the run's `runtimeData`. */
  get key(): string {
    return this.#key;
  }
}

/**
 * Stands in an input for `runtimeData[key]` of the run: names, patterns, or arrays and records of these.
 *
 * A run without such data is refused with `missing-runtime-data`.
 */
export function runtimeParameter<Value extends FileSpec = string>(
  key: string,
): RuntimeParameter<NoInfer<Value>> {
  return new RuntimeParameter(key);
}

/**
 * What a task reads: a name, a pattern, a task (its outputs), a pipeline (those of its tail tasks), or these nested in
 * arrays and records.
 */
export type InputSpec =
  | string
  | number
  | boolean
  | null
  | Glob
  | Task
  | Definitions
  | OutputFrom
  | RuntimeParameter
  | readonly InputSpec[]
  | { readonly [name: string]: InputSpec };

/** What makes files of the shape `Out`: of a pipeline nothing is known. */
type Producer<Out> = Task<Out> | OutputFrom<Out> | Definitions;

/** Whether a literal string type is a pattern. */
type IsPattern<S extends string> = S extends `${string}${"*" | "?" | "[" | "]"}${string}` ? true : false;

/** The items that one element of an array stands for, as a tuple to be spliced in. */
type Spliced<E> =
  E extends Producer<infer Out>
    ? readonly Out[]
    : E extends RuntimeParameter<infer Value>
      ? ItemsOf<Value>
      : E extends Glob
        ? readonly string[]
        : E extends string
          ? IsPattern<E> extends true
            ? readonly string[]
            : readonly [string]
          : readonly [Nested<E>];

/** A tuple of elements with each element's items spliced in. */
type SplicedAll<T extends readonly unknown[]> = T extends readonly [infer Head, ...infer Rest]
  ? readonly [...Spliced<Head>, ...SplicedAll<Rest>]
  : T extends readonly []
    ? readonly []
    : readonly Spliced<T[number]>[number][];

/** The type of an input inside a job: arrays are spliced, records keep their keys, a task is all of its outputs. */
export type Nested<S> =
  S extends Producer<infer Out>
    ? readonly Out[]
    : S extends RuntimeParameter<infer Value>
      ? Nested<Value>
      : S extends Glob
        ? readonly string[]
        : S extends string
          ? IsPattern<S> extends true
            ? readonly string[]
            : string
          : S extends readonly unknown[]
            ? SplicedAll<S>
            : S extends number | boolean | null
              ? FilesOf<S>
              : { readonly [K in keyof S]: Nested<S[K]> };

/** The type of one item of an input: what a `transform` job receives, and what a `merge` job receives many of. */
export type ItemOf<S> =
  S extends Producer<infer Out>
    ? Out
    : S extends RuntimeParameter<infer Value>
      ? ItemOf<Value>
      : S extends Glob | string
        ? string
        : S extends readonly unknown[]
          ? Spliced<S[number]>[number]
          : Nested<S>;

/** The type of all items of an input: what a `merge` or `split` job receives. An array, and a tuple where its length is known. */
export type ItemsOf<S> = S extends readonly unknown[] ? SplicedAll<S> : Spliced<S>;

/** The type of an item after `addInputs`: the item first, then what was added. */
export type WithAdded<Item, A> = A extends readonly []
  ? Item
  : A extends readonly unknown[]
    ? readonly [Item, ...SplicedAll<A>]
    : Item;

/** The type of an item after `replaceInputs`. */
export type Replaced<Item, R> = [R] extends [never] ? Item : Nested<R>;
