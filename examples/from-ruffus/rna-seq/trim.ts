// Cuts off reads what does not belong to the fragment, as Trimmomatic does.
import type { Read } from "../sequences.ts";

const leastQuality = 20;

/** Where the adapter begins in a read: at least `least` of its bases, one in ten of them wrong; else the read's end. */
export function adapterStart(bases: string, adapter: string, least: number): number {
  for (let start = 0; start + least <= bases.length; start++) {
    const length = Math.min(adapter.length, bases.length - start);
    let mismatches = 0;
    for (let i = 0; i < length; i++) if (bases[start + i] !== adapter[i]) mismatches++;
    if (mismatches <= length / 10) return start;
  }
  return bases.length;
}

/** The read without the adapter, and without doubtful bases at its end. */
export function trim({ name, bases, qualities }: Read, adapter: string): Read {
  let end = adapterStart(bases, adapter, 3);
  while (end > 0 && qualities.charCodeAt(end - 1) - 33 < leastQuality) end--;
  return { name, bases: bases.slice(0, end), qualities: qualities.slice(0, end) };
}
