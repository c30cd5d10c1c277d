// Names of files in any shape a user may give them: one name, a tuple, a record, nested. The shape is kept from the
// definition to the job function and on to the next task; these are the only functions that walk it.

import { posix } from "node:path";

/**
 * File names in the shape in which they are declared. Strings are file names; numbers, booleans and null may stand
 * beside them and are handed through as they are.
 */
export type FileSpec =
  | string
  | number
  | boolean
  | null
  | readonly FileSpec[]
  | { readonly [name: string]: FileSpec };

/** The type in which a job receives files that were declared as `S`: the same shape, with `string` for each name. */
export type FilesOf<S> = FileSpec extends S
  ? FileSpec // Nothing is known of it, at any depth.
  : S extends string
    ? string
    : S extends number
      ? number
      : S extends boolean
        ? boolean
        : S extends null
          ? null
          : { readonly [K in keyof S]: FilesOf<S[K]> };

/** Tells whether a value is a record: an object made by `{}`, and neither an array nor an instance of a class. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Copies a nested value, replacing each string by what `change` makes of it; everything else stays as it is. What is
 * shared, or refers to itself, does so in the copy.
 */
export function mapStrings(
  value: unknown,
  change: (text: string) => unknown,
  copies?: Map<object, object>,
): unknown {
  if (typeof value === "string") return change(value);
  if (!Array.isArray(value) && !isRecord(value)) return value;
  return mapStringsIn(value, change, copies ?? new Map());
}

function mapStringsIn(
  value: object,
  change: (text: string) => unknown,
  copies: Map<object, object>,
): unknown {
  const known = copies.get(value);
  if (known !== undefined) return known;
  const copy: object = Array.isArray(value)
    ? new Array(value.length)
    : Object.create(Object.getPrototypeOf(value));
  copies.set(value, copy);
  for (const [key, item] of Object.entries(value)) {
    const mapped = mapStrings(item, change, copies);
    Object.defineProperty(copy, key, { value: mapped, configurable: true, enumerable: true, writable: true });
  }
  return copy;
}

/** Whether some string in a nested value is as `test` says. */
export function someString(value: unknown, test: (text: string) => boolean, seen?: Set<object>): boolean {
  if (typeof value === "string") return test(value);
  if ((!Array.isArray(value) && !isRecord(value)) || seen?.has(value)) return false;
  const met = seen ?? new Set();
  met.add(value);
  return Object.values(value).some((item) => someString(item, test, met));
}

/** Like {@link mapStrings}, but a string inside an array may become several items, spliced in where it stood. */
export function spliceStrings(
  value: unknown,
  change: (text: string) => readonly string[] | undefined,
): unknown {
  if (typeof value === "string") return change(value) ?? value;
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown): readonly unknown[] =>
      typeof item === "string" ? (change(item) ?? [item]) : [spliceStrings(item, change)],
    );
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spliceStrings(item, change)]));
}

/** Lists the strings in a nested value, depth first, left to right. */
export function namesIn(value: unknown): string[] {
  // An array that is made of its one element is a quarter of one to which that was added, and there may be a million.
  return typeof value === "string" ? [value] : gathered(value, []);
}

function gathered(value: unknown, names: string[]): string[] {
  if (typeof value === "string") names.push(value);
  else if (Array.isArray(value)) for (const item of value) gathered(item, names);
  else if (isRecord(value)) for (const item of Object.values(value)) gathered(item, names);
  return names;
}

/** Tells whether a name is a pattern: it has one of `* ? [ ]`. */
export function isPattern(name: string): boolean {
  return /[*?[\]]/.test(name);
}

/** A text by which nested values are put in order: a name as it is, anything else as JSON. */
export function orderText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** Puts values in the order of their texts, by code unit, leaving the array that was given alone. */
export function inOrder<T>(values: readonly T[]): T[] {
  if (isInOrder(values)) return [...values];
  const keyed = values.map((value) => ({ value, text: orderText(value) }));
  keyed.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return keyed.map(({ value }) => value);
}

/** Whether values are names that stand in order: what a pattern finds does, and there may be a million. */
function isInOrder(values: readonly unknown[]): boolean {
  let before = "";
  for (const value of values) {
    if (typeof value !== "string" || value < before) return false;
    before = value;
  }
  return true;
}

/**
 * The name by which a file is told from others, however it is spelt: relative to `directory` where it lies below it.
 * Links are not followed.
 */
export function fileKey(name: string, directory: string): string {
  const isBelow = name.startsWith(directory) && name[directory.length] === "/";
  const near = isBelow ? name.slice(directory.length + 1) : name;
  // Nearly all names are in order as they are, and there may be a million.
  return /(^|\/)\.\.?(\/|$)|\/\/|\/$/.test(near) ? fileKeyOf(posix.normalize(near), directory) : near;
}

function fileKeyOf(normal: string, directory: string): string {
  const name = normal.length > 1 ? normal.replace(/\/$/, "") : normal;
  if (!name.startsWith("..")) return name;
  const path = posix.resolve(directory, name);
  return path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : path;
}
