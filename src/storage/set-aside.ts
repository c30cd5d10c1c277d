// Puts a history that cannot be read out of the way of a new one. It is renamed and not removed: something may be saved from it.
import { existsSync, renameSync, rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { PipelineError } from "../model/error.ts";
import { guarded, isDamage } from "./history-error.ts";
import { RunLock } from "./run-lock.ts";
import { hasTable, migrate, migrations, versionOf } from "./schema.ts";
import { openDatabase } from "./sqlite.ts";

/** A history that was renamed: because it is damaged, or of a newer version. */
export interface SetAside {
  readonly why: "damaged" | "newer";
  readonly name: string;
}

/**
 * Renames a history that is damaged or of a newer version; returns undefined where it is sound, or is not there, or
 * another run has it.
 *
 * @throws {PipelineError} `history-corrupt` if it is the database of another program
 */
export function setAsideIfUnreadable(file: string): SetAside | undefined {
  return guarded(file, () => {
    if (!existsSync(file)) return undefined;
    const lock = new RunLock(file);
    if (!lock.acquire()) return undefined;
    try {
      const why = whatIsWrong(file);
      return why === undefined ? undefined : { why, name: setAside(file, why) };
    } finally {
      lock.release();
    }
  });
}

function whatIsWrong(file: string): SetAside["why"] | undefined {
  const db = openDatabase(file);
  try {
    return isWhole(db, versionOf(db, file)) ? undefined : "damaged";
  } catch (error) {
    if (isDamage(error)) return "damaged";
    if (error instanceof PipelineError && error.code === "history-too-new") return "newer";
    throw error;
  } finally {
    db.close();
  }
}

/** Whether the pages fit together, the tables are those of this version, and what is kept as JSON is that. */
function isWhole(db: DatabaseSync, version: number): boolean {
  if (db.prepare("PRAGMA integrity_check(1)").get()?.["integrity_check"] !== "ok") return false;
  if (tablesOf(db) !== tablesOfVersion(version)) return false;
  const isJson = (table: string, column: string): boolean =>
    db.prepare(`SELECT 1 FROM ${table} WHERE NOT json_valid(${column})`).get() === undefined;
  if (hasTable(db, "fingerprints") && !isJson("fingerprints", "parts")) return false;
  return !hasTable(db, "job_records") || (isJson("job_records", "failure") && isJson("runs", "jobs"));
}

function tablesOf(db: DatabaseSync): string {
  return JSON.stringify(
    db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").all(),
  );
}

function tablesOfVersion(version: number): string {
  const db = openDatabase(":memory:");
  migrate(db, 0, migrations.slice(0, version));
  const tables = tablesOf(db);
  db.close();
  return tables;
}

function setAside(file: string, why: SetAside["why"]): string {
  let name = `${file}.${why}`;
  for (let number = 2; existsSync(name); number += 1) name = `${file}.${why}-${number}`;
  renameSync(file, name);
  // What has still to be put in or taken back belongs to it; the index can be made again.
  for (const end of ["-wal", "-journal"]) if (existsSync(file + end)) renameSync(file + end, name + end);
  rmSync(`${file}-shm`, { force: true });
  return name;
}
