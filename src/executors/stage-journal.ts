// What is written down of outputs that are being made, so that a run which is killed leaves nothing behind: the next run
// removes them; or, if they were about to be put in place, does that.
import { randomInt } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { isRunning } from "./job-log.ts";

/** A file that goes from one name to another. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** What was at both ends of a move when it was noted: see {@link stampOf}. Who goes on with it later looks again. */
export interface NotedMove extends Move {
  readonly fromStamp?: string;
  readonly toStamp?: string;
}

/** Notes what is at both ends. */
export function noted({ from, to }: Move): NotedMove {
  return { from, to, fromStamp: stampOf(from), toStamp: stampOf(to) };
}

/** What tells whether something is still what it was; links are not followed. Nothing has a stamp as well. */
function stampOf(path: string): string {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? nothingThere : `${stats.mode >> 12n} ${stats.size} ${stats.mtimeNs}`;
}

const nothingThere = "-";

/** What is to be done with what a job made. Names are absolute. */
export interface StageEntry {
  /** The directories in which it made its outputs: ours, with all that is in them. */
  readonly directories: readonly string[];
  /** Set when the job ended well: what is to be put in place, all of it. */
  readonly moves?: readonly NotedMove[];
}

interface Written extends StageEntry {
  readonly host: string;
  /** The history of which its run had the lock. */
  readonly history?: string;
}

/** Entries of all runs of this process have numbers of their own, and others than those of one that had its number before. */
let lastNumber = randomInt(2 ** 40);

/** Notes of the stages of one run, a file each. */
export class StageJournal {
  readonly #directory: string;
  readonly #history: string | undefined;

  constructor(directory: string, history: string | undefined) {
    this.#directory = directory;
    this.#history = history;
  }

  /** The number of a new entry. */
  next(): number {
    lastNumber += 1;
    return lastNumber;
  }

  /** Writes an entry, whole or not at all, in place of the one before. */
  write(id: number, entry: StageEntry): void {
    const file = this.#file(id);
    mkdirSync(this.#directory, { recursive: true });
    const history = this.#history === undefined ? {} : { history: this.#history };
    const written: Written = { host: hostname(), ...history, ...entry };
    // What is about to be moved has to be known after a power cut as well: it is on the disk before the first move.
    const flush = entry.moves !== undefined;
    writeFileSync(`${file}.new`, JSON.stringify(written), { flush });
    renameSync(`${file}.new`, file);
    if (flush) flushDirectory(this.#directory);
  }

  /** Removes an entry: nothing is left to be done. */
  remove(id: number): void {
    rmSync(this.#file(id), { force: true });
  }

  /**
   * Does what is left to be done of runs that had the same history: as this run has the lock of it now, they are no more,
   * though a process may have their number, even this one: in a container that was started again, it mostly does. To be
   * called only then, before anything is written.
   */
  sweepOfHistory(): void {
    if (this.#history === undefined || !existsSync(this.#directory)) return;
    for (const name of readdirSync(this.#directory).filter((each) => each.endsWith(".json"))) {
      const file = join(this.#directory, name);
      const entry = readEntry(file);
      if (entry?.history === this.#history) finishEntry(file, entry);
    }
  }

  #file(id: number): string {
    return join(this.#directory, `${process.pid}-${id}.json`);
  }
}

/** Does what is left to be done of runs of this machine that were killed. */
export function sweepStages(directory: string): void {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) {
    const pid = /^(\d+)-\d+\.json(\.new)?$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) sweepEntry(join(directory, name));
  }
}

function sweepEntry(file: string): void {
  const entry = readEntry(file);
  if (entry === undefined || entry.host === hostname()) finishEntry(file, entry);
}

function finishEntry(file: string, entry: Written | undefined): void {
  try {
    if (entry !== undefined) finish(entry);
    rmSync(file, { force: true });
  } catch {
    // What cannot be done now is left for another time: the job runs again in any case.
  }
}

/** Undefined for one that was never whole: nothing was made for it. */
function readEntry(file: string): Written | undefined {
  if (file.endsWith(".new")) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Written;
  } catch {
    return undefined;
  }
}

function finish({ directories, moves = [] }: StageEntry): void {
  // When somebody else has put something there since, the rest is not ours to move: the job runs again in any case.
  if (moves.every(canGoOn)) {
    for (const { from, to } of moves) {
      if (stampOf(from) === nothingThere) continue;
      rmSync(to, { recursive: true, force: true });
      mkdirSync(dirname(to), { recursive: true });
      renameSync(from, to);
    }
  }
  for (const directory of directories) removeDirectory(directory);
}

/** Whether a move was made, or both its ends are as they were noted: a directory may have been taken out of its way. */
function canGoOn({ from, to, fromStamp, toStamp }: NotedMove): boolean {
  const is = stampOf(from);
  if (is === nothingThere) return true;
  return is === fromStamp && [toStamp, nothingThere].includes(stampOf(to));
}

/** Not all systems let a directory be written out. */
function flushDirectory(directory: string): void {
  try {
    const file = openSync(directory, "r");
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch {
    // Then it is there after a power cut if the system says so.
  }
}

/** Removes a directory with all that is in it; something that is being killed may still be writing there. */
export function removeDirectory(directory: string): void {
  try {
    // Most are empty by then, and to find that out takes less than to look into them.
    rmdirSync(directory);
    return;
  } catch {
    // Something is left in it, or it was never made: perhaps there is a file where it should have been.
    if (!isThere(directory)) return;
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

/** Whether there is something of this name, be it known or not what. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path) !== undefined;
  } catch (error) {
    return !["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
  }
}
