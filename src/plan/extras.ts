// Extras as parts, one for each value with its path, so that a change can be told as `options.k: 21 → 31`. The order of
// keys does not count; that of arrays, Maps and Sets does.
import { inspect } from "node:util";
import { encode } from "../marshal/encode.ts";
import { registrationOf } from "../marshal/registry.ts";
import type { Environment } from "../model/definition.ts";
import { isRecord } from "../model/files.ts";
import { digestOf, type Part } from "./fingerprint.ts";

/** The parts of extras, which can be sent. None for a job without extras. */
export function extrasParts(extras: unknown): Part[] {
  if (extras === undefined) return [];
  const parts: Part[] = [];
  collect(extras, [], parts, new Map());
  return parts;
}

/** The parts of what a task puts into the environment of its jobs. */
export function environmentParts(environment: Environment = {}): Part[] {
  const names = Object.keys(environment).sort();
  return names.map((name) => ({ name: `$${name}`, text: leafText(environment[name]) }));
}

/** What is deeper than this is not taken apart: values may be nested deeper than a stack is. */
const deepest = 20;

/** @param seen objects by their paths: one that comes again, be it within itself, is told by where it came first */
function collect(value: unknown, path: readonly string[], parts: Part[], seen: Map<unknown, string>): void {
  const steps = path.join("");
  const name = steps.startsWith(".") ? steps.slice(1) : `extras${steps}`;
  const entries = path.length < deepest ? entriesOf(value) : undefined;
  const before = entries && seen.get(value);
  if (before !== undefined) parts.push({ name, text: `the same as ${before}` });
  else if (entries === undefined) parts.push({ name, text: leafText(value) });
  else if (entries.length === 0) parts.push({ name, text: inspect(value) });
  else {
    seen.set(value, name);
    for (const [step, item] of entries) collect(item, [...path, step], parts, seen);
  }
}

type Entry = readonly [step: string, value: unknown];

/** What a collection holds, each with the step that leads there; undefined for what counts as one value. */
function entriesOf(value: unknown): Entry[] | undefined {
  if (Array.isArray(value)) {
    const isDense = Object.keys(value).length === value.length;
    return isDense ? value.map((item, i): Entry => [`[${i}]`, item]) : undefined;
  }
  if (value instanceof Map) return [...value].flatMap(mapEntries);
  if (value instanceof Set) return [...value].map((item, i): Entry => [`.items[${i}]`, item]);
  if (!isRecord(value)) return undefined;
  const keys = Object.keys(value).sort();
  return keys.map((key) => [/^[\w$]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`, value[key]]);
}

function mapEntries([key, value]: [unknown, unknown], i: number): Entry[] {
  if (typeof key !== "object") return [[`.get(${inspect(key)})`, value]];
  return [
    [`.keys[${i}]`, key],
    [`.values[${i}]`, value],
  ];
}

const inOneLine = { depth: 2, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 5, maxStringLength: 60 };

/**
 * A value in words. Of most objects words leave something out; the digest of what would be sent does not. Of classes of
 * users only what would be sent is told: the rest may be another at each look.
 */
function leafText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return inspect(value);
  const registration = registrationOf(Object.getPrototypeOf(value));
  const words = inspect(registration === undefined ? value : registration.encode(value), inOneLine);
  return `${registration === undefined ? "" : `${registration.name} `}${words} #${digestOf(encode(value, "extras"))}`;
}
