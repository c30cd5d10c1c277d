// What a user may give as `input`: names, patterns, tasks and mixtures; and the types in which a job receives them.
import type { FilesOf } from "./files.ts";
import type { Task } from "./task.ts";

/** A pattern for file names, told apart from a name that has the same characters. Made by {@link glob}. */
export class Glob {
  readonly pattern: string;

  constructor(pattern: string) {
    this.pattern = pattern;
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

/** What a task reads: a name, a pattern, a task (its outputs), or these nested in arrays and records. */
export type InputSpec =
  | string
  | number
  | boolean
  | null
  | Glob
  | Task
  | readonly InputSpec[]
  | { readonly [name: string]: InputSpec };

/** Whether a literal string type is a pattern. */
type IsPattern<S extends string> = S extends `${string}${"*" | "?" | "[" | "]"}${string}` ? true : false;

/** The items that one element of an array stands for, as a tuple to be spliced in. */
type Spliced<E> =
  E extends Task<infer Out>
    ? readonly Out[]
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
  S extends Task<infer Out>
    ? readonly Out[]
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
  S extends Task<infer Out>
    ? Out
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
