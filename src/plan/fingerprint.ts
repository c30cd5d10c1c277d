// A fingerprint: what a job is made with, apart from its files, cut into parts with names. Its digest tells whether
// anything changed; the parts, of which the ledger keeps what is needed to show it, tell what.
import { createHash } from "node:crypto";
import type { PartChange } from "../model/verdict.ts";

/** One part: a function, the version of a package, a value among the extras. */
export interface Part {
  /** Unique among the parts of a fingerprint. */
  readonly name: string;
  readonly text: string;
}

/** Parts with the digest of all of them. The texts may be cut; the digest is that of the whole. */
export interface Fingerprint {
  readonly digest: string;
  readonly parts: readonly Part[];
}

/** How much of a fingerprint is kept. */
export interface Bounds {
  /** How many parts; those beyond are put together into one. */
  readonly parts: number;
  /** How many characters of each. */
  readonly characters: number;
}

/** Makes a fingerprint. The order of the parts counts. */
export function fingerprintOf(parts: readonly Part[], bounds: Bounds): Fingerprint {
  const kept = parts.slice(0, bounds.parts).map(({ name, text }) => ({ name, text: cut(text, bounds) }));
  const rest = parts.slice(bounds.parts);
  if (rest.length > 0) kept.push({ name: "more", text: `${rest.length} #${digestOf(textOf(rest))}` });
  return { digest: digestOf(textOf(parts)), parts: kept };
}

/** A text of which only the beginning is kept shows by its digest that the rest has changed. */
function cut(text: string, { characters }: Bounds): string {
  return text.length <= characters ? text : `${text.slice(0, characters)}… #${digestOf(text)}`;
}

function textOf(parts: readonly Part[]): string {
  return JSON.stringify(parts.map(({ name, text }) => [name, text]));
}

/** A digest, in as many characters as make two alike by chance unthinkable. */
export function digestOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, 16);
}

/** The parts that are not what they were. */
export function changedParts(was: readonly Part[], is: readonly Part[]): PartChange[] {
  const before = new Map(was.map(({ name, text }) => [name, text]));
  const now = new Set(is.map(({ name }) => name));
  const changed = is.flatMap(({ name, text }): PartChange[] => {
    const old = before.get(name);
    if (old === undefined) return [{ name, is: text }];
    return old === text ? [] : [{ name, was: old, is: text }];
  });
  const gone = was.filter(({ name }) => !now.has(name));
  return [...changed, ...gone.map(({ name, text }) => ({ name, was: text }))];
}
