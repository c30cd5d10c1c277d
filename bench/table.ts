// The figures as a table for people: medians, how far the runs lay apart, and ratios.
import type { Figures } from "./compare.ts";
import type { Aim } from "./workloads.ts";

/** The middle value; between the two middle ones where their number is even. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2;
}

/** A Markdown table with a row for each tool; the first tool is the one that others are compared with. */
export function tableOf(figures: readonly Figures[]): string {
  const own = figures[0]?.seconds ?? [];
  const rows = figures.map(({ tool, seconds, mainMB, largestMB }) => [
    tool,
    secondsText(median(seconds)),
    `${secondsText(Math.min(...seconds))} to ${secondsText(Math.max(...seconds))}`,
    ratio(seconds, own).toFixed(2),
    megabytes(mainMB),
    megabytes(largestMB),
  ]);
  const head = ["", "median", "lowest to highest", "to pipefish", "memory: main", "largest process"];
  return aligned([head, head.map((_, column) => (column === 0 ? "---" : "---:")), ...rows]);
}

/** Whether an aim was reached; undefined where the peer is not there, or nothing could measure it. */
export function aimText(aim: Aim, figures: readonly Figures[]): string | undefined {
  const { text, measure, against, factor = 1, plus = 0 } = aim;
  const show = measure === "seconds" ? secondsText : megabytes;
  const own = amounts(figures[0], measure);
  const peer =
    against &&
    amounts(
      figures.find(({ tool }) => tool === against.name),
      measure,
    );
  if (own.length === 0 || peer?.length === 0) return undefined;
  const limits = own.map((_, round) => factor * (peer?.[round] ?? 0) + plus);
  const part = ratio(own, limits);
  const verdict = part <= 1 ? "met" : "missed";
  return `aim: ${text}, here ${show(median(limits))}: ${verdict}, ${show(median(own))} is ${part.toFixed(2)} of it`;
}

function amounts(figures: Figures | undefined, measure: Aim["measure"]): readonly number[] {
  if (measure === "seconds") return figures?.seconds ?? [];
  return figures?.mainMB === undefined ? [] : [figures.mainMB];
}

/** The median over the rounds: what was slow for a round was slow for both. */
function ratio(values: readonly number[], others: readonly number[]): number {
  return median(values.map((value, round) => value / (others[round] ?? Number.NaN)));
}

function secondsText(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toFixed(seconds < 0.1 ? 1 : 0)} ms` : `${seconds.toFixed(2)} s`;
}

function megabytes(amount: number | undefined): string {
  return amount === undefined ? "" : `${amount.toFixed(0)} MB`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map((row) => `| ${row.map((cell, i) => fill(cell, widths[i] ?? 0, i === 0)).join(" | ")} |`)
    .join("\n");
}

function fill(cell: string, width: number, isLeft: boolean): string {
  return isLeft ? cell.padEnd(width) : cell.padStart(width);
}
