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

/** Whether an aim was reached, or why that cannot be told. */
export function aimText(aim: Aim, figures: readonly Figures[]): string {
  const { text, measure, against, factor = 1, plus = 0 } = aim;
  const show = measure === "seconds" ? secondsText : megabytes;
  const own = amounts(figures[0], measure);
  const peers = figures.filter(({ tool }) => against?.includes(tool)).map((one) => amounts(one, measure));
  if (own.length === 0 || (against !== undefined && peers.length === 0))
    return `aim: ${text}: cannot be told here`;
  const best = peers.sort((a, b) => median(a) - median(b))[0] ?? own.map(() => 0);
  const limits = best.map((amount) => factor * amount + plus);
  const part = ratio(own, limits);
  const verdict = part <= 1 ? "met" : "missed";
  return `aim: ${text}, here ${show(median(limits))}: ${verdict}, ${show(median(own))} is ${part.toFixed(2)} of it`;
}

/** A Markdown table of the time and the memory that each more job takes, from one size to the next. */
export function growthOf(sizes: readonly Sized[]): string {
  const steps = sizes.slice(1).map((to, i) => ({ from: sizes[i] ?? to, to }));
  const head = [
    "for each more job",
    ...steps.map(({ from, to }) => `${count(from.jobs)} to ${count(to.jobs)}`),
  ];
  const rows = (sizes[0]?.figures ?? []).map(({ tool }) => [
    tool,
    ...steps.map(({ from, to }) => growthText(tool, from, to)),
  ]);
  return aligned([head, head.map((_, column) => (column === 0 ? "---" : "---:")), ...rows]);
}

/** What was measured with one number of jobs. */
interface Sized {
  readonly jobs: number;
  readonly figures: readonly Figures[];
}

function growthText(tool: string, from: Sized, to: Sized): string {
  const [small, large] = [from, to].map(({ figures }) => figures.find((one) => one.tool === tool));
  if (small === undefined || large === undefined) return "";
  const more = to.jobs - from.jobs;
  const microseconds = ((median(large.seconds) - median(small.seconds)) / more) * 1e6;
  const [before = Number.NaN, after = Number.NaN] = [small, large].map(peakOf);
  const bytes = ((after - before) / more) * 1e6;
  return `${microseconds.toFixed(1)} µs${Number.isNaN(bytes) ? "" : `, ${bytes.toFixed(0)} B`}`;
}

function peakOf({ mainMB, largestMB }: Figures): number | undefined {
  return mainMB ?? largestMB;
}

function amounts(figures: Figures | undefined, measure: Aim["measure"]): readonly number[] {
  if (measure === "seconds") return figures?.seconds ?? [];
  return figures?.mainMB === undefined ? [] : [figures.mainMB];
}

/** The median over the rounds that both had: what was slow for a round was slow for both. */
function ratio(values: readonly number[], others: readonly number[]): number {
  const rounds = Math.min(values.length, others.length);
  return median(Array.from({ length: rounds }, (_, round) => (values[round] ?? 0) / (others[round] ?? 0)));
}

function count(amount: number): string {
  return amount.toLocaleString("en");
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
