// The form in which a job receives its files. Receipts list their names; which of them is the `tumour` and which the
// `normal`, and what stands beside them, no list of names tells.
import { inspect } from "node:util";
import { isRecord } from "../model/files.ts";
import type { Job } from "../model/job.ts";
import type { Part } from "./fingerprint.ts";

/** The forms of the inputs and outputs of a job, as parts; none for one name, or a list of names. */
export function formParts({ input, output }: Pick<Job, "input" | "output">): Part[] {
  return [
    { name: "the form of its input", text: formOf(input) },
    { name: "the form of its output", text: formOf(output) },
  ].filter(({ text }) => text !== "");
}

/** Jobs that have the same form have the same text, whatever their files are called. */
function formOf(files: unknown): string {
  if (files === undefined || files === null || isName(files)) return "";
  if (!Array.isArray(files)) return textOf(files);
  return files.every(isName) ? "" : `[${listText(files, true)}]`;
}

function isName(value: unknown): boolean {
  return typeof value === "string";
}

function textOf(value: unknown): string {
  if (isName(value)) return "file";
  if (Array.isArray(value)) return `[${listText(value, false)}]`;
  if (!isRecord(value)) return inspect(value);
  const fields = Object.entries(value).map(
    ([key, item]) => `${/^[\w$]+$/.test(key) ? key : JSON.stringify(key)}: ${textOf(item)}`,
  );
  return `{ ${fields.join(", ")} }`;
}

/** Items that are alike are counted; not where they are all that a job has: then the list of names tells how many. */
function listText(items: readonly unknown[], areAll: boolean): string {
  const runs: { readonly text: string; count: number }[] = [];
  for (const text of items.map(textOf)) {
    const last = runs.at(-1);
    if (last?.text === text) last.count += 1;
    else runs.push({ text, count: 1 });
  }
  if (areAll && runs.length === 1) return `${runs[0]?.text}, …`;
  return runs.map(({ text, count }) => (count === 1 ? text : `${count} × ${text}`)).join(", ");
}
