// Finds where in known sequences a read comes from: short words of it are looked up in an index, and each place that they
// point to is compared base by base. Without gaps: an insertion or a deletion is not found.
import { readFile, writeFile } from "node:fs/promises";
import { reverseComplement } from "./sequences.ts";

/** Where a read fits. */
export interface Alignment {
  readonly target: string;
  /** From 0. */
  readonly start: number;
  readonly isReverse: boolean;
  readonly mismatches: number;
  /** 0 when another place fits as well, more the worse the second best is. */
  readonly quality: number;
}

const wordLength = 12;

/** Known sequences, and for each word of them the places where it stands. */
export interface Index {
  readonly sequences: ReadonlyMap<string, string>;
  readonly places: ReadonlyMap<string, readonly (readonly [target: string, start: number])[]>;
}

/** Writes an index: a word a line, with the places where it stands. */
export async function writeIndex(file: string, sequences: ReadonlyMap<string, string>): Promise<void> {
  const places = new Map<string, string[]>();
  for (const [name, sequence] of sequences) {
    for (let start = 0; start + wordLength <= sequence.length; start++) {
      const word = sequence.slice(start, start + wordLength);
      places.set(word, [...(places.get(word) ?? []), `${name}:${start}`]);
    }
  }
  await writeFile(file, [...places].map(([word, at]) => `${word}\t${at.join(",")}\n`).join(""));
}

/** Reads an index of these sequences. */
export async function readIndex(
  files: readonly string[],
  sequences: ReadonlyMap<string, string>,
): Promise<Index> {
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const lines = texts.flatMap((text) => text.trimEnd().split("\n"));
  const places = lines.map((line): [string, [string, number][]] => {
    const [word = "", at = ""] = line.split("\t");
    return [
      word,
      at.split(",").map((place) => {
        const colon = place.lastIndexOf(":");
        return [place.slice(0, colon), Number(place.slice(colon + 1))];
      }),
    ];
  });
  return { sequences, places: new Map(places) };
}

/** Where a read fits best; undefined when it fits nowhere, that is, when more than one base in ten is other. */
export function align(read: string, index: Index): Alignment | undefined {
  const [best, second] = [
    ...candidates(read, false, index),
    ...candidates(reverseComplement(read), true, index),
  ]
    .filter(({ mismatches }) => mismatches <= read.length / 10)
    .sort((left, right) => left.mismatches - right.mismatches);
  if (best === undefined) return undefined;
  const lead = second === undefined ? Number.POSITIVE_INFINITY : second.mismatches - best.mismatches;
  return { ...best, quality: Math.min(60, 10 * lead) };
}

type Candidate = Omit<Alignment, "quality">;

function candidates(read: string, isReverse: boolean, { sequences, places }: Index): Candidate[] {
  const found = new Map<string, Candidate>();
  for (let offset = 0; offset + wordLength <= read.length; offset += wordLength) {
    for (const [target, at] of places.get(read.slice(offset, offset + wordLength)) ?? []) {
      const start = at - offset;
      const sequence = sequences.get(target) ?? "";
      if (start < 0 || start + read.length > sequence.length) continue;
      const mismatches = differences(read, sequence, start);
      found.set(`${target}:${start}`, { target, start, isReverse, mismatches });
    }
  }
  return [...found.values()];
}

function differences(read: string, sequence: string, start: number): number {
  let count = 0;
  for (let i = 0; i < read.length; i++) if (read[i] !== sequence[start + i]) count++;
  return count;
}
