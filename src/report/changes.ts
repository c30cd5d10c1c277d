// What changed of a job's code and extras: in a few words for a sentence, and line by line.
import { diff } from "node:util";
import { count, grouped } from "../base/text.ts";
import type { PartChange, Reason } from "../model/verdict.ts";
import { printable, type Style } from "./names.ts";
import type { Row } from "./rows.ts";
import { cut } from "./width.ts";

/** That the code or the extras of a job are not what they were. */
export type Changed = Extract<Reason, { readonly parts: readonly PartChange[] }>;

const mostNamed = 4;
const widestValue = 60;

/** Says what changed, as a sentence: `its extras changed: k: 21 → 31`. */
export function changedText({ kind, parts }: Changed): string {
  const what = kind === "code-changed" ? "its code" : "its extras";
  if (parts.length === 0) return `${what} changed since it last ran`;
  const named = parts
    .slice(0, mostNamed)
    .map((part) => (isText(kind, part) ? namedText(part) : valueText(part)));
  const more = parts.length - mostNamed;
  return `${what} changed: ${[...named, ...(more > 0 ? [`and ${grouped(more)} more`] : [])].join(", ")}`;
}

/** Whether a part is code, which is to be read line by line; versions and extras are values. */
function isText(kind: Changed["kind"], { name }: PartChange): boolean {
  return kind === "code-changed" && !isVersion(name);
}

/** Whether a part of code is a version: the one that a task gives, or that of a package. */
function isVersion(name: string): boolean {
  return /^(version$|package )/.test(name);
}

function namedText({ name, was, is }: PartChange): string {
  const isNew = was === undefined ? " is new" : "";
  return `${printable(name)}${is === undefined ? " is gone" : isNew}`;
}

function valueText({ name, was = "(none)", is = "(none)" }: PartChange): string {
  const [before, now] = [was, is].map((text) => cut(printable(text), widestValue));
  const separator = isVersion(name) ? " " : ": ";
  return `${printable(name)}${separator}${before} → ${now}`;
}

const mostLines = 40;

/** What changed in each part, line by line; nothing for reasons that say it all in their sentence. */
export function changeRows(reason: Reason, style: Style): Row[] {
  if (reason.kind !== "code-changed" && reason.kind !== "extras-changed") return [];
  const { kind, parts } = reason;
  const texts = parts.filter((part) => isText(kind, part) && part.was !== undefined && part.is !== undefined);
  const values = parts.filter((part) => !isText(kind, part));
  const rows = texts.map((part): Row => {
    return ["changed", [style.palette.strong(printable(part.name)), ...diffLines(part, style)]];
  });
  return values.length > mostNamed ? [...rows, ["changed", values.map(valueText)]] : rows;
}

/** The lines that changed, with one line around them that did not. */
function diffLines({ was = "", is = "" }: PartChange, { palette }: Style): string[] {
  const entries = hunksInOrder(diff(is.split("\n"), was.split("\n")));
  const isNear = (i: number): boolean => [-1, 0, 1].some((step) => (entries[i + step]?.[0] ?? 0) !== 0);
  const lines = entries.flatMap(([operation, line], i) => {
    if (!isNear(i)) return isNear(i - 1) && entries[i + 1] !== undefined ? [palette.faint("  …")] : [];
    const text = printable(line);
    if (operation === 0) return [palette.faint(`  ${text}`)];
    return [operation > 0 ? palette.good(`+ ${text}`) : palette.bad(`- ${text}`)];
  });
  const more = lines.length - mostLines;
  return more > 0 ? [...lines.slice(0, mostLines), `  and ${count(more, "more line")}`] : lines;
}

type Entry = readonly [operation: number, line: string];

/** Puts what was before what is, wherever lines next to each other changed. */
function hunksInOrder(entries: readonly Entry[]): Entry[] {
  const ordered: Entry[] = [];
  let hunk: Entry[] = [];
  for (const entry of [...entries, [0, ""] as const]) {
    if (entry[0] !== 0) hunk.push(entry);
    else {
      ordered.push(...hunk.sort((a, b) => a[0] - b[0]), entry);
      hunk = [];
    }
  }
  return ordered.slice(0, -1);
}
