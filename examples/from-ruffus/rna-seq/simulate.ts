// What the pipeline works on: the transcripts of genes, and how often a machine reads each of them in a sample.
import { Random } from "../random.ts";
import { type Read, randomBases, reverseComplement, sequence } from "../sequences.ts";
import type { Row } from "../tables.ts";

const readLength = 50;

/** The transcripts of so many genes. */
export function makeTranscripts(genes: number): Map<string, string> {
  const random = new Random("transcripts");
  const names = Array.from({ length: genes }, (_, i) => `gene${String(i + 1).padStart(2, "0")}`);
  return new Map(names.map((name) => [name, randomBases(random.between(300, 500), random)]));
}

/** How much of each gene there is in a condition: the number of fragments to expect of it. */
export type Levels = readonly Row<"gene" | "level">[];

/**
 * Sequences one sample. Samples are read more or less deeply, and what lives varies: no two of a condition are the same.
 * Where a fragment is shorter than a read, the machine reads on into the adapter.
 */
export function sequenceSample(
  name: string,
  levels: Levels,
  transcripts: ReadonlyMap<string, string>,
  adapter: string,
): Read[] {
  const random = new Random(name);
  const depth = Math.exp(0.3 * random.normal());
  return levels.flatMap(({ gene, level }) => {
    const transcript = transcripts.get(gene);
    if (transcript === undefined) throw new Error(`there is no transcript of ${gene}`);
    const count = random.poisson(Number(level) * depth * Math.exp(0.12 * random.normal()));
    return Array.from({ length: count }, (_, i) => {
      const length = random.between(25, 90);
      const start = random.between(0, transcript.length - length);
      const piece = transcript.slice(start, start + length);
      const fragment = random.next() < 0.5 ? piece : reverseComplement(piece);
      const read = fragment + adapter + randomBases(readLength, random);
      return sequence(`${name}:${gene}:${i}`, read.slice(0, readLength), random);
    });
  });
}
