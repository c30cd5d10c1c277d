// What the pipeline works on: a small genome, and people who have it but for a few variants.
import { Random } from "../random.ts";
import { type Read, randomBases, reverseComplement, sequence } from "../sequences.ts";
import type { Variant } from "./vcf.ts";

const readLength = 60;

/** Two chromosomes. A stretch of the first stands in the second again: reads of it fit two places. */
export function makeGenome(): Map<string, string> {
  const random = new Random("genome");
  const chr1 = randomBases(3000, random);
  const chr2 = randomBases(900, random) + chr1.slice(1000, 1200) + randomBases(900, random);
  return new Map([
    ["chr1", chr1],
    ["chr2", chr2],
  ]);
}

/** What is sequenced of one person in one lane of the machine. */
export interface Lane {
  readonly name: string;
  readonly genome: ReadonlyMap<string, string>;
  readonly variants: readonly Variant[];
  /** How many fragments are read, each from both of its ends. */
  readonly pairs: number;
}

/** Reads fragments from both ends. One fragment in ten was copied before, so that it is read twice. */
export function sequenceLane({ name, genome, variants, pairs }: Lane): { r1: Read[]; r2: Read[] } {
  const random = new Random(name);
  const copies = [...haplotype(genome, variants, ["0/1", "1/1"]), ...haplotype(genome, variants, ["1/1"])];
  const fragments = Array.from({ length: pairs }, () => drawFragment(copies, random));
  const library = fragments.flatMap((fragment) => (random.next() < 0.1 ? [fragment, fragment] : [fragment]));
  const both = library.map((fragment, i) => ({
    r1: sequence(`${name}:${i}`, fragment.slice(0, readLength), random),
    r2: sequence(`${name}:${i}`, reverseComplement(fragment).slice(0, readLength), random),
  }));
  return { r1: both.map(({ r1 }) => r1), r2: both.map(({ r2 }) => r2) };
}

/** One of a person's two copies of the genome: with the variants that have one of these genotypes. */
function haplotype(
  genome: ReadonlyMap<string, string>,
  variants: readonly Variant[],
  genotypes: readonly string[],
): string[] {
  return [...genome].map(([chromosome, reference]) => {
    const bases = [...reference];
    for (const { chrom, position, ref, alt, genotype } of variants) {
      if (chrom !== chromosome) continue;
      if (reference[position - 1] !== ref)
        throw new Error(`${chrom}:${position} is not ${ref} in the genome`);
      if (genotypes.includes(genotype)) bases[position - 1] = alt;
    }
    return bases.join("");
  });
}

/** A piece of one of the copies, longer ones the more often, from either strand. */
function drawFragment(copies: readonly string[], random: Random): string {
  const length = random.between(100, 180);
  let place = random.between(
    0,
    copies.reduce((sum, copy) => sum + copy.length - length, 0),
  );
  const copy = copies.find((candidate) => {
    const isHere = place < candidate.length - length;
    if (!isHere) place -= candidate.length - length;
    return isHere;
  });
  const fragment = (copy ?? "").slice(place, place + length);
  return random.next() < 0.5 ? fragment : reverseComplement(fragment);
}
