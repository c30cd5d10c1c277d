// What is written down of outputs that are being made, so that a run which is killed leaves nothing behind: the next run
// removes them; or, if they were about to be put in place, does that.
import {
  existsSync,
  lstatSync,
  mkdirSync,
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

/** What is to be done with what a job made. Names are absolute. */
export interface StageEntry {
  /** The directories in which it made its outputs: ours, with all that is in them. */
  readonly directories: readonly string[];
  /** Set when the job ended well: what is to be put in place, all of it. */
  readonly moves?: readonly Move[];
}

interface Written extends StageEntry {
  readonly host: string;
  /** The history of which its run had the lock. */
  readonly history?: string;
}

/** Notes of the stages of one run, a file each. */
export class StageJournal {
  readonly #directory: string;
  readonly #history: string | undefined;

  constructor(directory: string, history: string | undefined) {
    this.#directory = directory;
    this.#history = history;
  }

  /** Writes an entry, whole or not at all, in place of the one before. */
  write(id: number, entry: StageEntry): void {
    const file = this.#file(id);
    mkdirSync(this.#directory, { recursive: true });
    const history = this.#history === undefined ? {} : { history: this.#history };
    const written: Written = { host: hostname(), ...history, ...entry };
    writeFileSync(`${file}.new`, JSON.stringify(written));
    renameSync(`${file}.new`, file);
  }

  /** Removes an entry: nothing is left to be done. */
  remove(id: number): void {
    rmSync(this.#file(id), { force: true });
  }

  /**
   * Does what is left to be done of runs of other machines that had the same history: as this run has the lock of it now,
   * they are no more. To be called only then.
   */
  sweepOfHistory(): void {
    if (this.#history === undefined || !existsSync(this.#directory)) return;
    for (const name of readdirSync(this.#directory).filter((each) => each.endsWith(".json"))) {
      const file = join(this.#directory, name);
      const entry = readEntry(file);
      if (entry?.history === this.#history && entry.host !== hostname()) finishEntry(file, entry);
    }
  }

  /** Does what is left to be done of runs of this machine that were killed. */
  sweep(): void {
    if (!existsSync(this.#directory)) return;
    for (const name of readdirSync(this.#directory)) {
      const pid = /^(\d+)-\d+\.json(\.new)?$/.exec(name)?.[1];
      if (pid !== undefined && !isRunning(Number(pid))) sweepEntry(join(this.#directory, name));
    }
  }

  #file(id: number): string {
    return join(this.#directory, `${process.pid}-${id}.json`);
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
  for (const { from, to } of moves) {
    if (!existsSync(from)) continue;
    rmSync(to, { recursive: true, force: true });
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  }
  for (const directory of directories) removeDirectory(directory);
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
