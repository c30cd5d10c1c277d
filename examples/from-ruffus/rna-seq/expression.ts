// Which genes are read more often in one condition than in another: normalised counts, a test for each gene, and a
// correction for having tested many.

import { beside, type Counts } from "./counts.ts";

/** What is said of one gene. */
export interface Comparison {
  readonly gene: string;
  /** The logarithm, base 2, of how many times more there is in the second condition. */
  readonly change: number;
  /** How likely such a difference is by chance. */
  readonly p: number;
  /** The share of false findings among the genes with this p or less (Benjamini and Hochberg). */
  readonly q: number;
}

/** Compares two conditions gene by gene, the most certain difference first. */
export function compareConditions(left: Counts, right: Counts): Comparison[] {
  const tested = [...normalise(beside([left, right]))].map(([gene, values]) => {
    const samples = left.get(gene)?.length ?? 0;
    return { gene, ...test(values.slice(0, samples), values.slice(samples)) };
  });
  const byChance = tested.toSorted((one, other) => one.p - other.p);
  let q = 1;
  return byChance
    .map((row, i) => ({ ...row, rank: i + 1 }))
    .reverse()
    .map(({ rank, ...row }) => {
      q = Math.min(q, (row.p * byChance.length) / rank);
      return { ...row, q };
    })
    .reverse();
}

/** Logarithms of counts, as if all samples had been read equally deeply: by the median of ratios (Anders and Huber). */
function normalise(counts: Counts): Map<string, number[]> {
  const samples = [...counts.values()][0]?.length ?? 0;
  const seen = [...counts.values()].filter((values) => values.every((value) => value > 0));
  const depths = Array.from({ length: samples }, (_, sample) =>
    median(seen.map((values) => Math.log2(values[sample] ?? 0) - mean(values.map(Math.log2)))),
  );
  const logOf = (count: number, sample: number): number => Math.log2(count + 0.5) - (depths[sample] ?? 0);
  return new Map([...counts].map(([gene, values]) => [gene, values.map(logOf)]));
}

/** Student's test of two samples of the same variance. */
function test(left: readonly number[], right: readonly number[]): { change: number; p: number } {
  const change = mean(right) - mean(left);
  const freedom = left.length + right.length - 2;
  const variance = (deviations(left) + deviations(right)) / freedom;
  const t = change / Math.sqrt(variance * (1 / left.length + 1 / right.length));
  return { change, p: change === 0 ? 1 : chanceOf(t, freedom) };
}

/**
 * How likely a value of Student's t is that is as far from 0 as this. With t = √freedom · tan(angle), the density becomes
 * a power of the cosine, whose integral comes down two powers at a time.
 */
function chanceOf(t: number, freedom: number): number {
  const tail = (angle: number, power: number): number => {
    if (power === 0) return Math.PI / 2 - angle;
    if (power === 1) return 1 - Math.sin(angle);
    return ((power - 1) * tail(angle, power - 2) - Math.cos(angle) ** (power - 1) * Math.sin(angle)) / power;
  };
  return tail(Math.atan(Math.abs(t) / Math.sqrt(freedom)), freedom - 1) / tail(0, freedom - 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviations(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
