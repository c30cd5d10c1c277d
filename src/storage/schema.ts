// The tables of the history and how they came to be what they are. Add a step at the end to change them, and never change
// one that was published: files of that form are out there.
import type { DatabaseSync } from "node:sqlite";
import { foreign, tooNew } from "./history-error.ts";

/** The steps from an empty file to the present form. The version of a file is the number of those it has been through. */
export const migrations: readonly string[] = [
  `CREATE TABLE receipts (
     key TEXT PRIMARY KEY,
     task TEXT NOT NULL,
     finished INTEGER NOT NULL,
     started_at REAL NOT NULL,
     duration_ms REAL NOT NULL,
     seen TEXT NOT NULL,
     "left" TEXT NOT NULL,
     run INTEGER
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE runs (
     id INTEGER PRIMARY KEY,
     pipeline TEXT NOT NULL,
     started_at REAL NOT NULL,
     ended_at REAL,
     pid INTEGER NOT NULL,
     host TEXT NOT NULL,
     outcome TEXT
   ) STRICT`,
  // Receipts have numbers and not digests, for there are many of them and all are read.
  `CREATE TABLE fingerprints (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, parts TEXT NOT NULL) STRICT;
   ALTER TABLE receipts ADD COLUMN code INTEGER;
   ALTER TABLE receipts ADD COLUMN extras INTEGER`,
  `ALTER TABLE receipts ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1;
   ALTER TABLE receipts ADD COLUMN digests TEXT`,
  // Of each run, what its jobs did: numbered in the order in which they ended, from 1. 'records' says how many there are.
  `CREATE TABLE job_records (
     run INTEGER NOT NULL,
     number INTEGER NOT NULL,
     key TEXT NOT NULL,
     task TEXT NOT NULL,
     outcome TEXT NOT NULL,
     attempt INTEGER NOT NULL,
     started_at REAL NOT NULL,
     duration_ms REAL NOT NULL,
     failure TEXT,
     PRIMARY KEY (run, number)
   ) STRICT, WITHOUT ROWID;
   ALTER TABLE runs ADD COLUMN kind TEXT;
   ALTER TABLE runs ADD COLUMN jobs TEXT;
   ALTER TABLE runs ADD COLUMN records INTEGER`,
  `ALTER TABLE receipts ADD COLUMN before TEXT`,
];

// "pipe" in ASCII: tells a history from the database of another program.
const applicationId = 0x70697065;

/**
 * The version of a file; 0 if nothing was ever written to it.
 *
 * @throws {PipelineError} `history-too-new`; `history-corrupt` if it is not a history
 */
export function versionOf(db: DatabaseSync, file: string): number {
  const version = pragma(db, "user_version");
  const isOurs = version === 0 ? isEmpty(db) : pragma(db, "application_id") === applicationId;
  if (!isOurs) throw foreign(file);
  if (version > migrations.length) throw tooNew(file, version, migrations.length);
  return version;
}

/** Takes a file of version `from` through the steps that it lacks: through all of them or none. */
export function migrate(db: DatabaseSync, from: number, steps: readonly string[] = migrations): void {
  inTransaction(db, () => {
    for (const step of steps.slice(from)) db.exec(step);
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length}`);
  });
}

/** Writes in one transaction: all that `action` does is done when this returns, or nothing is. */
export function inTransaction(db: DatabaseSync, action: () => void): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    action();
    db.exec("COMMIT");
  } catch (error) {
    // After some errors SQLite has rolled back already.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** Whether a file has a table: one of an older version, which is read before it is migrated, may have none of that name. */
export function hasTable(db: DatabaseSync, name: "fingerprints" | "job_records"): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(name) !== undefined;
}

/** Whether receipts have a column: `digests` came with `attempt`; those of older versions have them not. */
export function hasColumn(db: DatabaseSync, name: "digests" | "before"): boolean {
  return db.prepare("SELECT 1 FROM pragma_table_info('receipts') WHERE name = ?").get(name) !== undefined;
}

function isEmpty(db: DatabaseSync): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
