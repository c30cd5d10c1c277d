// Reads with their places in the genome, and the files that hold them: SAM.
import { readFile, writeFile } from "node:fs/promises";
import { type Alignment, align, type Index } from "../aligner.ts";
import { type Read, reverseComplement } from "../sequences.ts";

/** One end of a fragment, in its place. */
export interface Placed {
  readonly name: string;
  /** The sum of {@link flag}s. */
  readonly flags: number;
  readonly chrom: string;
  /** From 1. */
  readonly position: number;
  /** 0 when it fits another place as well. */
  readonly quality: number;
  readonly matePosition: number;
  readonly bases: string;
  readonly qualities: string;
}

/** What the bits of the flags say. */
export const flag = {
  paired: 1,
  reverse: 16,
  mateReverse: 32,
  first: 64,
  second: 128,
  duplicate: 1024,
} as const;

/** Finds the places of pairs of reads; those of which an end fits nowhere are left out. */
export function alignPairs(r1: readonly Read[], r2: readonly Read[], genome: Index): Placed[] {
  return r1.flatMap((first, i) => {
    const second = r2[i];
    const at = align(first.bases, genome);
    const mateAt = second === undefined ? undefined : align(second.bases, genome);
    if (second === undefined || at === undefined || at.target !== mateAt?.target) return [];
    return [place(first, at, mateAt, flag.first), place(second, mateAt, at, flag.second)];
  });
}

function place(read: Read, at: Alignment, mateAt: Alignment, end: number): Placed {
  const strands = (at.isReverse ? flag.reverse : 0) + (mateAt.isReverse ? flag.mateReverse : 0);
  return {
    name: read.name,
    flags: flag.paired + end + strands,
    chrom: at.target,
    position: at.start + 1,
    quality: at.quality,
    matePosition: mateAt.start + 1,
    bases: at.isReverse ? reverseComplement(read.bases) : read.bases,
    qualities: at.isReverse ? [...read.qualities].reverse().join("") : read.qualities,
  };
}

/** In the order of the genome, with those marked that are copies of a fragment that is there already. */
export function markDuplicates(placed: readonly Placed[]): Placed[] {
  const seen = new Map<string, string>();
  const isCopy = (end: Placed): boolean => {
    const places = [end.position, end.matePosition].sort((left, right) => left - right);
    const fragment = [end.chrom, ...places, end.flags].join(" ");
    if (!seen.has(fragment)) seen.set(fragment, end.name);
    return seen.get(fragment) !== end.name;
  };
  return placed
    .toSorted((left, right) =>
      left.chrom < right.chrom ? -1 : left.chrom > right.chrom ? 1 : left.position - right.position,
    )
    .map((end) => (isCopy(end) ? { ...end, flags: end.flags + flag.duplicate } : end));
}

/** Reads the lines of SAM files, one file after the other. */
export async function readSam(files: readonly string[]): Promise<Placed[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const lines = texts.flatMap((text) => text.trimEnd().split("\n")).filter((line) => !line.startsWith("@"));
  return lines.map((line) => {
    const [name = "", flags, chrom = "", position, quality, , , mate, , bases = "", qualities = ""] =
      line.split("\t");
    return {
      name,
      flags: Number(flags),
      chrom,
      position: Number(position),
      quality: Number(quality),
      matePosition: Number(mate),
      bases,
      qualities,
    };
  });
}

/** Writes a SAM file of one sample. */
export async function writeSam(file: string, sample: string, placed: readonly Placed[]): Promise<void> {
  const rows = placed.map((end) =>
    [
      ...[end.name, end.flags, end.chrom, end.position, end.quality, `${end.bases.length}M`],
      ...["=", end.matePosition, 0, end.bases, end.qualities, `RG:Z:${sample}`],
    ].join("\t"),
  );
  await writeFile(file, ["@HD\tVN:1.6", `@RG\tID:${sample}\tSM:${sample}`, ...rows, ""].join("\n"));
}
