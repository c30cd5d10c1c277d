// Runs that were, in the file: how long their jobs are remembered, and what an older version left out.
import assert from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { pastJob } from "../../src/plan/job-id.ts";
import {
  insertRecord,
  insertRun,
  readJobs,
  readRuns,
  recordValues,
  updateRun,
} from "../../src/storage/past.ts";
import { migrate, migrations } from "../../src/storage/schema.ts";
import { openDatabase } from "../../src/storage/sqlite.ts";

function history(t: TestContext, steps: readonly string[] = migrations): DatabaseSync {
  const db = openDatabase(":memory:");
  t.after(() => db.close());
  migrate(db, 0, steps);
  return db;
}

const record = {
  key: "a",
  task: "p::t",
  outcome: "done",
  attempt: 1,
  startedAt: 1,
  durationMs: 2,
} as const;

/** Notes a run of one job, which says that there were more. */
function noteRun(db: DatabaseSync, records: number): number {
  const run = insertRun(db, { pipeline: "p", startedAt: 0 }, "here");
  if (records > 0) db.prepare(insertRecord).run(...recordValues(run, 1, record));
  updateRun(db, run, { outcome: "done", endedAt: 1, jobs: undefined, records });
  return run;
}

test("jobs of old runs are forgotten when newer runs have recorded very many, and the runs are not", (t) => {
  const db = history(t);
  const runs = [60_000, 150_000, 0, 50_000, 1, 300_000].map((records) => noteRun(db, records));
  const known = (): number[] => runs.map((run) => readJobs(db, run).length);
  assert.deepEqual(known(), [0, 0, 0, 0, 0, 1]);
  assert.equal(readRuns(db, "p").length, 6);
});

test("the jobs of the newest runs are kept as long as they are not very many together", (t) => {
  const db = history(t);
  const runs = [60_000, 150_000, 0, 50_000, 1].map((records) => noteRun(db, records));
  assert.deepEqual(
    runs.map((run) => readJobs(db, run).length),
    [0, 1, 0, 1, 1],
  );
});

test("runs that an older version noted are listed, without what it did not note", (t) => {
  const db = history(t, migrations.slice(0, 2));
  db.exec("INSERT INTO runs VALUES (7, 'p', 1, 2, 3, 'here', 'failed')");
  const run = { run: 7, pipeline: "p", kind: "run", startedAt: 1, endedAt: 2, outcome: "failed" };
  assert.deepEqual(readRuns(db, "p"), [run]);
  assert.deepEqual(readJobs(db, 7), []);
  migrate(db, 2);
  assert.deepEqual(readRuns(db, "p"), [run]);
  db.prepare(insertRecord).run(...recordValues(7, 1, record));
  assert.deepEqual(readJobs(db, 7), [pastJob(record)]);
});
