// The door to node:sqlite. It is opened when the first database is: an old Node that has no such module can load the
// package and be told so in words, and who has no history does not pay for it.
import type { DatabaseSync } from "node:sqlite";
import { withoutWarning } from "../base/without-warning.ts";

type Sqlite = typeof import("node:sqlite");

let loaded: Sqlite | undefined;

/** Opens a database, which is made if it is not there; a URL may carry options of SQLite's. */
export function openDatabase(path: string | URL): DatabaseSync {
  loaded ??= withoutWarning("SQLite", () => process.getBuiltinModule("node:sqlite"));
  return new loaded.DatabaseSync(path);
}

/** SQLite's number for an error it gave, without the particulars; undefined for errors that are not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number")
    return undefined;
  return error.errcode & 0xff;
}

// SQLITE_IOERR_LOCK, _RDLOCK, _UNLOCK and _CHECKRESERVEDLOCK: the system would not have files locked there.
const lockFailures: ReadonlySet<unknown> = new Set([3850, 2314, 2058, 3594]);

/** Whether an error says that files cannot be locked, as on some file systems of other machines. */
export function isLockFailure(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && lockFailures.has(error.errcode);
}
