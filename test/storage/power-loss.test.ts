// A machine that goes down loses what was not on its disk yet. With a write-ahead log that is the end of the log, from any
// byte on, or pages of it here and there: what is left must be a history as it was at some moment before.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openLedger } from "../../src/storage/ledger.ts";
import { openDatabase } from "../../src/storage/sqlite.ts";
import { ended, started } from "../contract/ledger.contract.ts";
import { Random } from "../support/random.ts";

const seed = Number(process.env["PIPEFISH_SEED"] ?? Date.now() % 1_000_000);
const batches = 12;
const keysOf = (batch: number): string[] => Array.from({ length: 9 }, (_, i) => `out/${batch}.${i}`);
const pageSize = 4096;

/** The files of a history as they are in the middle of a run: the database, and the log with all that was recorded. */
interface Snapshot {
  readonly directory: string;
  readonly database: Buffer;
  readonly log: Buffer;
}

/** A run records batch after batch: the jobs of the one before have ended, those of the next start. */
function snapshot(t: TestContext): Snapshot {
  const directory = mkdtempSync(join(tmpdir(), "pipefish-power-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, "history.sqlite");
  const ledger = openLedger(file, { journal: "wal" });
  ledger.record([], [ended("before")]);
  ledger.close();
  ledger.beginRun({ pipeline: "p", startedAt: 1 });
  for (let batch = 0; batch < batches; batch += 1)
    ledger.record(
      keysOf(batch).map((key) => started(key)),
      batch === 0 ? [] : keysOf(batch - 1).map((key) => ended(key)),
    );
  const [database, log] = [readFileSync(file), readFileSync(`${file}-wal`)];
  ledger.close();
  return { directory, database, log };
}

/** How many batches a history knows, when its files are these; fails if it is not one that was there at some moment. */
function batchesIn(directory: string, database: Uint8Array, log: Uint8Array): number {
  const file = join(directory, "after.sqlite");
  for (const end of ["-wal", "-shm", "-lock"]) rmSync(file + end, { force: true });
  writeFileSync(file, database);
  if (log.length > 0) writeFileSync(`${file}-wal`, log);
  const ledger = openLedger(file);
  const known = Array.from({ length: batches }, (_, batch) => {
    const states = new Set(ledger.recall(keysOf(batch)).map((receipt) => receipt?.finished));
    assert.equal(states.size, 1, `batch ${batch} is there by halves`);
    return [...states][0];
  });
  assert.deepEqual(ledger.recall(["before"]), [ended("before")]);
  ledger.close();
  const count = known.filter((state) => state !== undefined).length;
  const expected = known.map((_, batch) => (batch < count - 1 ? true : batch < count ? false : undefined));
  assert.deepEqual(known, expected, "what was recorded is there in order, with none left out");
  return count;
}

test("a log that was cut off anywhere gives the history as it was before", (t) => {
  const { directory, database, log } = snapshot(t);
  assert.equal(batchesIn(directory, database, log), batches);
  const random = new Random(seed);
  const frame = pageSize + 24;
  let last = 0;
  for (let end = 0; end <= log.length; end += 1 + random.below(frame)) {
    const count = batchesIn(directory, database, log.subarray(0, end));
    assert.ok(count >= last, `PIPEFISH_SEED=${seed}: a longer log knows no less`);
    last = count;
  }
  assert.ok(last >= batches - 1);
});

test("a log of which pages never came to the disk gives the history as it was before", (t) => {
  const { directory, database, log } = snapshot(t);
  const random = new Random(seed);
  const seen = new Set<number>();
  for (let round = 0; round < 60; round += 1) {
    const broken = Buffer.from(log);
    for (let lost = random.below(3); lost >= 0; lost -= 1) {
      const at = random.below(Math.ceil(log.length / pageSize)) * pageSize;
      // What was never written reads as zeros, or as what the file had there before.
      broken.fill(random.pick([0, 0xff]), at, Math.min(log.length, at + pageSize));
    }
    seen.add(batchesIn(directory, database, broken));
  }
  assert.ok(seen.size > 2, `PIPEFISH_SEED=${seed}: some of the pages mattered`);
});

test("a database into which the log was put in part is mended by the log", (t) => {
  const { directory, database, log } = snapshot(t);
  const file = join(directory, "checkpoint.sqlite");
  writeFileSync(file, database);
  writeFileSync(`${file}-wal`, log);
  const db = openDatabase(file);
  db.exec("PRAGMA wal_checkpoint(FULL)");
  copyFileSync(file, `${file}.after`);
  db.close();
  const after = readFileSync(`${file}.after`);
  const random = new Random(seed);
  for (let round = 0; round < 30; round += 1) {
    const mixed = Buffer.alloc(after.length);
    for (let at = 0; at < after.length; at += pageSize) {
      const from = random.oneIn(2) ? after : database;
      from.subarray(at, at + pageSize).copy(mixed, at);
    }
    assert.equal(batchesIn(directory, mixed, log), batches, `PIPEFISH_SEED=${seed}, round ${round}`);
  }
});
