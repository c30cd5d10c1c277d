// Sees to it that one run at a time has a history. The lock is one of the operating system's, held through a database of
// its own that is never written: it goes with the process however that ends, knows nothing of process numbers that are
// used again, and is seen from other machines where the file system passes locks on.
import type { DatabaseSync } from "node:sqlite";
import { openDatabase, sqliteCode } from "./sqlite.ts";

const busy = 5;

/** The lock of a history file, open or shut. */
export class RunLock {
  readonly #path: string;
  #held: DatabaseSync | undefined;

  constructor(historyFile: string) {
    // The file stays when the lock is released: to remove it would take it from under one who just opened it.
    this.#path = `${historyFile}-lock`;
  }

  /** Whether this object has the lock. */
  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  /** Takes the lock, and tells whether it could. */
  acquire(): boolean {
    const db = openDatabase(this.#path);
    try {
      // Waits a little, for one who is about to leave; the journal is kept in memory, for a file would be made for it.
      db.exec("PRAGMA busy_timeout = 100; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    } catch (error) {
      db.close();
      if (sqliteCode(error) === busy) return false;
      throw error;
    }
    this.#held = db;
    return true;
  }

  /** Gives the lock back, if it is held. */
  release(): void {
    this.#held?.close();
    this.#held = undefined;
  }
}
