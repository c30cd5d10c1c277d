// The history file as a database: opened when it is needed, made when something is written, brought to the present form,
// and kept in the journal mode that suits the file system.
import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { isOnLocalDisk } from "./file-system.ts";
import { gone } from "./history-error.ts";
import { migrate, migrations, versionOf } from "./schema.ts";
import { openDatabase, sqliteCode } from "./sqlite.ts";

/** How a change is made safe: by a log of what is new (`wal`), or by a copy of what was (`rollback`). */
export type Journal = "wal" | "rollback";

const busy = 5;

/** One history file. Every error of SQLite's is thrown as it is. */
export class HistoryFile {
  readonly #path: string;
  readonly #journal: Journal | undefined;
  #db: DatabaseSync | undefined;
  #identity: string | undefined;
  #hasTables = false;

  constructor(path: string, journal: Journal | undefined) {
    this.#path = path;
    this.#journal = journal;
  }

  /** The database, for reading; undefined where nothing was ever written. Makes no file. */
  forReading(): DatabaseSync | undefined {
    if (this.#db === undefined) {
      if (identityOf(this.#path) === undefined) return undefined;
      if (isReadOnly(this.#path) && isAtRest(this.#path)) this.#open(asItLies(this.#path));
    }
    const db = this.inPlace();
    this.#hasTables ||= versionOf(db, this.#path) > 0;
    return this.#hasTables ? db : undefined;
  }

  /** Makes the file if there is none, and brings it to the present form. No other process may be writing it. */
  prepare(): void {
    const db = this.inPlace();
    const version = versionOf(db, this.#path);
    setJournal(db, this.#journal ?? (isOnLocalDisk(dirname(this.#path)) ? "wal" : "rollback"));
    if (version < migrations.length) migrate(db, version);
    this.#hasTables = true;
  }

  /**
   * The database, which is still the file of that name: one that was removed can be written without an error, and all
   * of it would be lost.
   */
  inPlace(): DatabaseSync {
    if (this.#db === undefined) return this.#open(this.#path);
    if (identityOf(this.#path) !== this.#identity) throw gone(this.#path);
    return this.#db;
  }

  close(): void {
    this.#db?.close();
    this.#db = undefined;
    this.#hasTables = false;
  }

  #open(path: string | URL): DatabaseSync {
    this.#db = openDatabase(path);
    // Waits for those who read or write at the same moment; nobody does so for long.
    this.#db.exec("PRAGMA busy_timeout = 5000");
    this.#identity = identityOf(this.#path);
    return this.#db;
  }
}

/**
 * The history as it lies in its file. To read a write-ahead log an index is made, which fails in a directory that is not
 * ours to write; beside a file that is not, it would be left, and nobody could write either from then on.
 */
function asItLies(path: string): URL {
  const url = pathToFileURL(path);
  url.searchParams.set("immutable", "1");
  return url;
}

function setJournal(db: DatabaseSync, journal: Journal): void {
  if (journal === "rollback") {
    db.exec("PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL");
    return;
  }
  try {
    // What is committed survives the end of the process. A machine that goes down may lose the last commits, in order.
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  } catch (error) {
    // Somebody is reading a file that was in the other mode: it can stay in it until next time.
    if (sqliteCode(error) !== busy) throw error;
  }
}

/** What tells a file from another of the same name; undefined if there is none. */
function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`;
}

/** Whether there is a file and nothing in it, as when it was emptied or copied half; what is in its log counts. */
export function isEmptyHistory(path: string): boolean {
  return identityOf(path) !== undefined && ["", "-wal"].every((end) => sizeOf(path + end) === 0);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Whether nobody has the file open, nor left in it what has still to be put in or taken back. */
function isAtRest(path: string): boolean {
  return ["-wal", "-journal", "-shm"].every((end) => sizeOf(path + end) === 0);
}

function isReadOnly(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
    return false;
  } catch {
    return true;
  }
}
