// Tables of counts: a gene a line, a sample a column.
import { readFile } from "node:fs/promises";
import { align, type Index } from "../aligner.ts";
import type { Read } from "../sequences.ts";
import { writeTable } from "../tables.ts";

/** How often each gene was read in some samples: a number for each sample. */
export type Counts = ReadonlyMap<string, readonly number[]>;

/** How many reads come from each gene, and from none. */
export function countReads(reads: readonly Read[], index: Index): { counts: Counts; lost: number } {
  const genes = reads.map(({ bases }) => align(bases, index)?.target);
  const counts = new Map([...index.sequences.keys()].map((gene) => [gene, [0]]));
  for (const gene of genes) if (gene !== undefined) counts.set(gene, [(counts.get(gene)?.[0] ?? 0) + 1]);
  return { counts, lost: genes.filter((gene) => gene === undefined).length };
}

/** Reads a table of counts. */
export async function readCounts(file: string): Promise<Counts> {
  const [, ...lines] = (await readFile(file, "utf8")).trimEnd().split("\n");
  return new Map(
    lines.map((line) => {
      const [gene = "", ...counts] = line.split("\t");
      return [gene, counts.map(Number)];
    }),
  );
}

/** Writes a table of counts, with a name for each sample. */
export async function writeCounts(file: string, samples: readonly string[], counts: Counts): Promise<void> {
  await writeTable(
    file,
    ["gene", ...samples],
    [...counts].map(([gene, values]) => [gene, ...values]),
  );
}

/** Puts the samples of several tables beside each other. */
export function beside(tables: readonly Counts[]): Counts {
  const genes = [...(tables[0]?.keys() ?? [])];
  return new Map(genes.map((gene) => [gene, tables.flatMap((table) => table.get(gene) ?? [])]));
}
