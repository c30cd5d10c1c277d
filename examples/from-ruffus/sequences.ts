// Sequences of DNA and the files that hold them: FASTA for what is known, FASTQ for what a machine has read.
import { readFile, writeFile } from "node:fs/promises";
import type { Random } from "./random.ts";

/** What a sequencing machine says of one fragment: the bases, and how sure it is of each (Phred, plus 33). */
export interface Read {
  readonly name: string;
  readonly bases: string;
  readonly qualities: string;
}

const alphabet = "ACGT";

/** A random sequence. */
export function randomBases(length: number, random: Random): string {
  return Array.from({ length }, () => alphabet[random.between(0, 4)]).join("");
}

/** The other strand, read in its own direction. */
export function reverseComplement(sequence: string): string {
  const pairs: Readonly<Record<string, string>> = { A: "T", C: "G", G: "C", T: "A" };
  return [...sequence]
    .reverse()
    .map((base) => pairs[base] ?? "N")
    .join("");
}

/** Reads sequences by their names. */
export async function readFasta(files: readonly string[]): Promise<Map<string, string>> {
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const records = texts.flatMap((text) => text.split(/^>/m).slice(1));
  return new Map(
    records.map((record) => {
      const [name = "", ...lines] = record.trimEnd().split("\n");
      return [name, lines.join("")];
    }),
  );
}

/** Writes sequences by their names, sixty bases a line. */
export async function writeFasta(file: string, sequences: ReadonlyMap<string, string>): Promise<void> {
  const records = [...sequences].map(
    ([name, sequence]) => `>${name}\n${sequence.replace(/.{1,60}/g, "$&\n")}`,
  );
  await writeFile(file, records.join(""));
}

/** Reads what a machine has read: four lines a read. */
export async function readFastq(file: string): Promise<Read[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return Array.from({ length: Math.floor(lines.length / 4) }, (_, i) => {
    const [name = "", bases = "", , qualities = ""] = lines.slice(4 * i, 4 * i + 4);
    return { name: name.slice(1), bases, qualities };
  });
}

/** Writes what a machine has read. */
export async function writeFastq(file: string, reads: readonly Read[]): Promise<void> {
  await writeFile(
    file,
    reads.map(({ name, bases, qualities }) => `@${name}\n${bases}\n+\n${qualities}\n`).join(""),
  );
}

/** Reads a sequence as a machine does: it is wrong at times, and knows how often. */
export function sequence(name: string, sequence: string, random: Random): Read {
  const called = [...sequence].map((base) => {
    const quality = random.next() < 0.9 ? 40 : 15;
    const isWrong = random.next() < 10 ** (-quality / 10);
    const others = [...alphabet].filter((other) => other !== base);
    return { base: isWrong ? (others[random.between(0, 3)] ?? base) : base, quality };
  });
  return {
    name,
    bases: called.map(({ base }) => base).join(""),
    qualities: called.map(({ quality }) => String.fromCharCode(33 + quality)).join(""),
  };
}
