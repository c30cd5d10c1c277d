// How alike two people are by their variants.
import { nameOf, type Variant } from "./vcf.ts";

/** What two people have in common. */
export interface Likeness {
  /** Places where at least one of them has a variant. */
  readonly sites: number;
  /** Those with the same genotype. */
  readonly same: number;
  /** Those where they have no base in common. Parent and child have none: each gives a child one of two copies. */
  readonly opposite: number;
}

/** Compares the variants of two people. */
export function compare(left: readonly Variant[], right: readonly Variant[]): Likeness {
  const ofLeft = new Map(left.map((variant) => [nameOf(variant), variant.genotype]));
  const ofRight = new Map(right.map((variant) => [nameOf(variant), variant.genotype]));
  const genotypes = [...new Set([...ofLeft.keys(), ...ofRight.keys()])].map((name) => [
    ofLeft.get(name) ?? "0/0",
    ofRight.get(name) ?? "0/0",
  ]);
  return {
    sites: genotypes.length,
    same: genotypes.filter(([one, other]) => one === other).length,
    opposite: genotypes.filter((both) => both.includes("0/0") && both.includes("1/1")).length,
  };
}
