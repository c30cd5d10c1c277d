// Finds variants: lays the reads over the genome, and asks of each base which genotype makes what is seen most likely.
import { flag, type Placed } from "./sam.ts";
import type { Variant } from "./vcf.ts";

/** A part of a chromosome, from `start` up to and without `end`, from 0. */
export interface Region {
  readonly chrom: string;
  readonly start: number;
  readonly end: number;
}

/** The bases that reads have at one place of the genome. */
type Column = Map<string, number>;

const leastMapping = 20;
const leastBase = 20;
const leastQuality = 20;

/** The variants of a region. Copies of a fragment, reads that fit elsewhere too, and doubtful bases do not count. */
export function callVariants(placed: readonly Placed[], region: Region, reference: string): Variant[] {
  return [...pileUp(placed, region)]
    .sort(([left], [right]) => left - right)
    .flatMap(([place, column]) => {
      const ref = reference[place] ?? "N";
      const call = genotype(column, ref);
      return call === undefined ? [] : [{ chrom: region.chrom, position: place + 1, ref, ...call }];
    });
}

function pileUp(placed: readonly Placed[], { chrom, start, end }: Region): Map<number, Column> {
  const columns = new Map<number, Column>();
  const usable = placed.filter(
    (read) => read.chrom === chrom && read.quality >= leastMapping && (read.flags & flag.duplicate) === 0,
  );
  for (const { position, bases, qualities } of usable) {
    for (const [i, base] of [...bases].entries()) {
      const place = position - 1 + i;
      if (place < start || place >= end || qualities.charCodeAt(i) - 33 < leastBase) continue;
      const column = columns.get(place) ?? new Map<string, number>();
      columns.set(place, column.set(base, (column.get(base) ?? 0) + 1));
    }
  }
  return columns;
}

/** The most likely genotype, where it is not that of the genome. A variant is expected at one base in a thousand. */
function genotype(column: Column, ref: string): Pick<Variant, "alt" | "genotype" | "quality"> | undefined {
  const [[alt, seen] = ["", 0]] = [...column].filter(([base]) => base !== ref).sort(([, a], [, b]) => b - a);
  const refSeen = column.get(ref) ?? 0;
  const error = 0.01;
  const likelihood = (share: number): number => seen * Math.log10(share) + refSeen * Math.log10(1 - share);
  const none = likelihood(error);
  const one = likelihood(0.5) + Math.log10(1e-3);
  const both = likelihood(1 - error) + Math.log10(5e-4);
  const quality = Math.round(10 * (Math.max(one, both) - none));
  if (quality < leastQuality) return undefined;
  return { alt, genotype: one > both ? "0/1" : "1/1", quality };
}
