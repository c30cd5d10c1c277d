// Runs that were and their jobs, in the history file: written while a run goes on, read by whoever asks, and dropped when
// there are many newer ones.
import type { DatabaseSync } from "node:sqlite";
import type { JobCounts } from "../model/event.ts";
import type { PastFailure, PastJob, PastRun, RunKind, RunOutcome } from "../model/past.ts";
import { pastJob } from "../plan/job-id.ts";
import type { JobRecord, RunInfo } from "../plan/ports.ts";
import { holderIn } from "./holder.ts";
import { hasTable } from "./schema.ts";

/** Notes that a run begins; returns its number. */
export function insertRun(
  db: DatabaseSync,
  { pipeline, startedAt, kind = "run" }: RunInfo,
  host: string,
): number {
  const insert = db.prepare(
    "INSERT INTO runs (pipeline, started_at, pid, host, kind) VALUES (?, ?, ?, ?, ?)",
  );
  return Number(insert.run(pipeline, startedAt, process.pid, host, kind).lastInsertRowid);
}

/** How a run ended. */
export interface RunEnding {
  readonly outcome: RunOutcome;
  readonly endedAt: number;
  readonly jobs: JobCounts | undefined;
  /** How many of its jobs are recorded. */
  readonly records: number;
}

/** Notes how a run ended. */
export function updateRun(
  db: DatabaseSync,
  run: number,
  { outcome, endedAt, jobs, records }: RunEnding,
): void {
  db.prepare("UPDATE runs SET ended_at = ?, outcome = ?, jobs = ?, records = ? WHERE id = ?").run(
    endedAt,
    outcome,
    jobs === undefined ? null : JSON.stringify(jobs),
    records,
    run,
  );
  if (records > 0) db.prepare(dropOld).run(mostNewer);
}

/** The jobs of a run are forgotten when newer runs have recorded so many together. */
const mostNewer = 200_000;

const dropOld = `
  DELETE FROM job_records WHERE run < (
    SELECT MIN(id) FROM (
      SELECT id, SUM(records) OVER (ORDER BY id DESC) - records AS newer FROM runs WHERE records > 0)
    WHERE newer < ?)`;

/** Notes how a job ended. */
export const insertRecord = "INSERT INTO job_records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

/** What a statement of {@link insertRecord} is given. */
export function recordValues(run: number, number: number, record: JobRecord): (string | number | null)[] {
  const { key, task, outcome, attempt, startedAt, durationMs, failure } = record;
  const failed = failure === undefined ? null : JSON.stringify(failure);
  return [run, number, key, task, outcome, attempt, startedAt, durationMs, failed];
}

/** The runs of a pipeline, the newest first. */
export function readRuns(db: DatabaseSync, pipeline: string): PastRun[] {
  const more = hasTable(db, "job_records") ? "kind, jobs" : "NULL AS kind, NULL AS jobs";
  const going = holderIn(db)?.run;
  return db
    .prepare(
      `SELECT id, started_at, ended_at, outcome, ${more} FROM runs WHERE pipeline = ? ORDER BY id DESC`,
    )
    .all(pipeline)
    .map((row) => {
      const run = Number(row["id"]);
      const endedAt = row["ended_at"] === null ? {} : { endedAt: Number(row["ended_at"]) };
      const jobs = row["jobs"] === null ? {} : { jobs: JSON.parse(String(row["jobs"])) as JobCounts };
      const outcome = (row["outcome"] ?? (run === going ? "running" : "killed")) as PastRun["outcome"];
      const kind = (row["kind"] ?? "run") as RunKind;
      return { run, pipeline, kind, startedAt: Number(row["started_at"]), ...endedAt, outcome, ...jobs };
    });
}

/** What is recorded of the jobs of a run; of one that has no end, also those that have none. */
export function readJobs(db: DatabaseSync, run: number): PastJob[] {
  if (!hasTable(db, "job_records")) return [];
  const ended = db.prepare(
    `${selectJobs}, duration_ms, failure FROM job_records WHERE run = ? ORDER BY number`,
  );
  const hasEnd =
    db.prepare("SELECT 1 FROM runs WHERE id = ? AND ended_at IS NOT NULL").get(run) !== undefined;
  const marks = hasEnd ? [] : db.prepare(selectMarks).all(run);
  return [...ended.all(run), ...marks].map(jobOf);
}

// Keys may have a NUL in them, at which Node 22 cuts off texts that it reads. It reads bytes whole.
const selectJobs = "SELECT CAST(key AS BLOB) AS key, task, outcome, attempt, started_at";

// What tasks owe is among the receipts as well, with keys that begin with a NUL.
const selectMarks = `
  SELECT CAST(key AS BLOB) AS key, task, 'unfinished' AS outcome, 1 AS attempt, started_at,
    NULL AS duration_ms, NULL AS failure
  FROM receipts WHERE run = ?1 AND finished = 0 AND key NOT IN (SELECT key FROM job_records WHERE run = ?1)
    AND substr(CAST(key AS BLOB), 1, 1) <> x'00'
  ORDER BY started_at`;

function jobOf(row: Readonly<Record<string, unknown>>): PastJob {
  const { duration_ms: durationMs, failure } = row;
  return pastJob({
    key: Buffer.from(row["key"] as Uint8Array).toString(),
    task: String(row["task"]),
    outcome: row["outcome"] as PastJob["outcome"],
    attempt: Number(row["attempt"]),
    startedAt: Number(row["started_at"]),
    ...(durationMs === null ? {} : { durationMs: Number(durationMs) }),
    ...(failure === null ? {} : { failure: JSON.parse(String(failure)) as PastFailure }),
  });
}
