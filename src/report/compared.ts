// What a job was compared with and found equal: its files with sizes and times, its code, its extras.
import { bytes, count, grouped } from "../base/text.ts";
import type { FileFacts } from "../model/verdict.ts";
import type { ComparedFile, ExplainedJob } from "../plan/explanation.ts";
import { includes } from "../plan/freshness.ts";
import type { Plan } from "../plan/plan.ts";
import { printable, type Style } from "./names.ts";
import type { Row } from "./rows.ts";
import { instant } from "./times.ts";
import { cut, displayWidth, padded, wrapped } from "./width.ts";

const mostFiles = 20;
const mostParts = 8;
const widestValue = 60;

/** Columns beside the labels of rows. */
const labelWidth = 13;

/** The rows of a job that is up to date: all that speaks for it. */
export function comparedRows(explained: ExplainedJob, plan: Plan, style: Style): Row[] {
  const { inputs, outputs, code, extras, planned } = explained;
  const isByLook = planned.job.task.definition.upToDate === undefined && planned.job.task.kind !== "mkdir";
  const asks = (level: "functions" | "params"): Row[] => {
    if (!isByLook || includes(plan.check, level)) return [];
    return [
      [
        level === "functions" ? "code" : "extras",
        [style.palette.faint(`not compared: --check ${level} does`)],
      ],
    ];
  };
  const names = (parts: readonly string[]): string[] =>
    wrapped(listed(parts, mostParts).join(", "), style.width - labelWidth);
  return [
    ["inputs", inputs.length === 0 ? ["(none)"] : fileLines(inputs, style)],
    ["outputs", fileLines(outputs, style)],
    ...(code === undefined ? asks("functions") : [["code", names(code.map(({ name }) => name))] as const]),
    ...(extras === undefined
      ? asks("params")
      : [["extras", names(extras.map(({ name, text }) => `${name}: ${cut(text, widestValue)}`))] as const]),
  ];
}

/** Whether a file has the size and time that it had, as far as that is known. */
export function isUntouched({ was, isAsItWas }: ComparedFile): boolean {
  return was === undefined || isAsItWas;
}

function fileLines(files: readonly ComparedFile[], { palette }: Style): string[] {
  const names = files.slice(0, mostFiles).map(({ file }) => printable(file));
  const wide = Math.max(0, ...names.map(displayWidth));
  const lines = names.map((name, i) => `${padded(name, wide)}  ${palette.faint(fileText(files[i]))}`);
  return files.length > mostFiles ? [...lines, `and ${grouped(files.length - mostFiles)} more`] : lines;
}

function fileText(compared: ComparedFile | undefined): string {
  const since = compared === undefined || isUntouched(compared) ? "" : ", touched since";
  return factsText(compared?.is) + since;
}

function factsText(is: FileFacts | undefined): string {
  if (is === undefined) return "not there";
  if (is.isDirectory) return "directory";
  return `${bytes(is.sizeBytes).replace(".0 ", " ")}, ${instant(Number(is.mtimeNs / 1_000_000n))}`;
}

function listed(texts: readonly string[], most: number): string[] {
  if (texts.length === 0) return ["(none)"];
  const shown = texts.slice(0, most).map(printable);
  return texts.length > most ? [...shown, `and ${grouped(texts.length - most)} more`] : shown;
}

/** Of a job that would run, what did not decide that: nothing where it was not compared. */
export function unchangedRow({ planned, inputs, outputs, code, extras, lastRun }: ExplainedJob): Row[] {
  const { verdict } = planned;
  const isCompared = !verdict.fresh && verdict.reasons.every(({ kind }) => !uncompared.has(kind));
  if (lastRun === undefined || !isCompared) return [];
  const same = [
    ...sideText(inputs, "input"),
    ...sideText(outputs, "output"),
    ...(code === undefined ? [] : ["its code"]),
    ...(extras === undefined || extras.length === 0 ? [] : ["its extras"]),
  ];
  return [["as before", [same.join(", ")]]];
}

/** Reasons for which a job is not compared with its receipt. */
const uncompared: ReadonlySet<string> = new Set([
  "input-pending",
  "inputs-unknown",
  "own-check",
  "no-outputs",
  "output-older",
]);

function sideText(files: readonly ComparedFile[], noun: string): string[] {
  const same = files.filter(({ isAsItWas }) => isAsItWas).length;
  if (same === 0) return [];
  return [same === files.length ? count(same, noun) : `${grouped(same)} of ${count(files.length, noun)}`];
}
