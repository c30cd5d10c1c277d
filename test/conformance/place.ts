// The directory of a case: files with the times that a step says, and what is there afterwards.
import { randomInt } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const ownDirectory = ".pipefish";
const historyFile = `${ownDirectory}/history.sqlite`;

/** Calls `work` in a new directory, which is the current one meanwhile and is gone afterwards. */
export async function inNewDirectory<T>(work: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  const directory = join(tmpdir(), `pipefish-conformance-${anyLetters()}`);
  mkdirSync(directory);
  process.chdir(directory);
  try {
    return await work();
  } finally {
    process.chdir(before);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Letters by chance: a pattern of a case may match anywhere in a path, and is more likely to have digits in it. */
function anyLetters(): string {
  return String(randomInt(2 ** 47)).replace(/\d/g, (digit) => "QRTUVWXYZK"[Number(digit)] ?? "");
}

let lastTick = 0;

/**
 * Now, in milliseconds since 1970, and later than ever before, for which it waits. What jobs and steps write gets these
 * times: a file system's own clock stands still for some milliseconds, in which an output would be no newer than its input.
 */
function tick(): number {
  let now = Date.now();
  while (now <= lastTick) now = Date.now();
  lastTick = now;
  return now;
}

/** Writes a file, and the directories above it where `parents` is set. */
export function writeFile(file: string, content: string, mtime?: number | string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  setTime(file, mtime);
}

/** Sets when a file was last changed: seconds since 1970, `now` or `now+seconds`. */
export function setTime(file: string, mtime: number | string = "now"): void {
  const later = typeof mtime === "string" ? Number(/^now\+(.+)$/.exec(mtime)?.[1] ?? 0) : 0;
  const seconds = typeof mtime === "number" ? mtime : tick() / 1000 + later;
  // What a run that failed did not make cannot be touched.
  if (existsSync(file)) utimesSync(file, seconds, seconds);
}

/** What a directory holds, by path relative to it: when each file was last changed. Our own files do not count. */
export interface Listing {
  readonly files: ReadonlyMap<string, bigint>;
  readonly directories: readonly string[];
}

/** Lists the current directory. */
export function list(): Listing {
  const files = new Map<string, bigint>();
  const directories: string[] = [];
  for (const entry of readdirSync(".", { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (path === ownDirectory || path.startsWith(`${ownDirectory}/`)) continue;
    if (entry.isDirectory()) directories.push(path);
    else files.set(path, lstatSync(path, { bigint: true }).mtimeNs);
  }
  return { files, directories: directories.sort() };
}

/** The files of which `after` has another time than `before`, and those that only it has. */
export function changes(before: Listing, after: Listing): { created: string[]; touched: string[] } {
  const created: string[] = [];
  const touched: string[] = [];
  for (const [file, time] of after.files) {
    const known = before.files.get(file);
    if (known === undefined) created.push(file);
    else if (known !== time) touched.push(file);
  }
  return { created: created.sort(), touched: touched.sort() };
}

/** The file of the history that stands for Ruffus's: its default is ours. */
export function historyFileFor(ruffus: string): string {
  return ruffus === ".ruffus_history.sqlite" ? historyFile : ruffus;
}

/** Forgets the receipt of the job that makes a file: it is known by its first output, or has the file in its list. */
export function forgetReceipt(file: string): void {
  const database = new DatabaseSync(historyFile);
  const listed = 'instr(char(31) || "left", char(31) || :file || char(31)) > 0';
  try {
    database.prepare(`DELETE FROM receipts WHERE key = :file OR ${listed}`).run({ file });
  } finally {
    database.close();
  }
}

/** Removes the whole history. */
export function removeHistory(): void {
  for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(`${historyFile}${end}`, { force: true });
}
