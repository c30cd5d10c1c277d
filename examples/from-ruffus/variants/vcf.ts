// Variants, and the files that hold them: VCF with one sample.
import { readFile, writeFile } from "node:fs/promises";

/** A base that is other than in the genome. */
export interface Variant {
  readonly chrom: string;
  /** From 1. */
  readonly position: number;
  readonly ref: string;
  readonly alt: string;
  /** `0/1`: in one of the two copies; `1/1`: in both. */
  readonly genotype: string;
  /** Phred: how unlikely it is that there is none. */
  readonly quality: number;
}

/** A variant's name, the same for everybody who has it. */
export function nameOf({ chrom, position, ref, alt }: Variant): string {
  return `${chrom}:${position}${ref}>${alt}`;
}

/** Reads the variants of one sample. */
export async function readVcf(files: readonly string[]): Promise<Variant[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const lines = texts.flatMap((text) => text.trimEnd().split("\n")).filter((line) => !line.startsWith("#"));
  return lines.map((line) => {
    const [chrom = "", position, , ref = "", alt = "", quality, , , , genotype = ""] = line.split("\t");
    return { chrom, position: Number(position), ref, alt, genotype, quality: Number(quality) };
  });
}

/** Writes the variants of one sample. */
export async function writeVcf(file: string, sample: string, variants: readonly Variant[]): Promise<void> {
  const heading = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", sample];
  const rows = variants.map(({ chrom, position, ref, alt, quality, genotype }) =>
    [chrom, position, ".", ref, alt, quality, "PASS", ".", "GT", genotype].join("\t"),
  );
  await writeFile(file, ["##fileformat=VCFv4.2", heading.join("\t"), ...rows, ""].join("\n"));
}
