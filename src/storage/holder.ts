// Who has a history: the process of the last run in it, if that has not ended and the process is still there.
import { hostname } from "node:os";
import type { DatabaseSync } from "node:sqlite";
import type { Holder } from "./history-error.ts";

/** Who has the lock, to judge by the last run: one before it that has no end was killed, or the last had not begun. */
export function holderIn(db: DatabaseSync): Holder | undefined {
  const row = db
    .prepare("SELECT id, pid, host, started_at, ended_at FROM runs ORDER BY id DESC LIMIT 1")
    .get();
  if (row === undefined || row["ended_at"] !== null) return undefined;
  const holder = {
    run: Number(row["id"]),
    pid: Number(row["pid"]),
    host: String(row["host"]),
    startedAt: Number(row["started_at"]),
  };
  // A run that was killed has not ended either; the one that has the lock is about to write its row.
  return holder.host === hostname() && !isAlive(holder.pid) ? undefined : holder;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // The process of another user may not be asked, and is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
