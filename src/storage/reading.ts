// A list of files that several threads read: each takes the next one that nobody has taken, until there is none.
import type { FileFacts } from "../model/verdict.ts";
import { readFacts } from "./digest-file.ts";

/** Files to be read. */
export interface Reading {
  readonly number: number;
  readonly paths: readonly string[];
  /** In memory that threads share: how many files were taken, and how many other threads are at work. */
  readonly state: Int32Array<SharedArrayBuffer>;
}

/** What was found in a file, by its place in the list. */
export type Finding = readonly [index: number, facts: FileFacts | undefined];

/** What a thread has found of a list. */
export interface Findings {
  readonly number: number;
  readonly found: readonly Finding[];
}

const taken = 0;
const working = 1;

/** Makes a list of files. */
export function makeReading(number: number, paths: readonly string[]): Reading {
  return { number, paths, state: new Int32Array(new SharedArrayBuffer(8)) };
}

/** Whether every file was taken by somebody. */
export function isTaken({ paths, state }: Reading): boolean {
  return Atomics.load(state, taken) >= paths.length;
}

/** Reads files of the list while there are some, or a while has passed. */
export function readShare({ paths, state }: Reading, forMs: number = Number.POSITIVE_INFINITY): Finding[] {
  const found: Finding[] = [];
  const until = performance.now() + forMs;
  while (performance.now() < until) {
    const index = Atomics.add(state, taken, 1);
    const path = paths[index];
    if (path === undefined) break;
    found.push([index, readFacts(path)]);
  }
  return found;
}

/** Reads files of the list for another thread; what was found has been told before that thread can hear of the end. */
export function helpRead(reading: Reading, tell: (findings: Findings) => void): void {
  const { number, state } = reading;
  Atomics.add(state, working, 1);
  tell({ number, found: readShare(reading) });
  Atomics.sub(state, working, 1);
  Atomics.notify(state, working);
}

/** Waits until no other thread reads files of the list. */
export function awaitHelp({ state }: Reading): void {
  for (let count = Atomics.load(state, working); count > 0; count = Atomics.load(state, working))
    Atomics.wait(state, working, count);
}
