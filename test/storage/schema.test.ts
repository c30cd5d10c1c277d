// How a history of an older form is brought to the present one.
import assert from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { migrate, migrations, versionOf } from "../../src/storage/schema.ts";
import { openDatabase } from "../../src/storage/sqlite.ts";

function emptyDatabase(t: TestContext): DatabaseSync {
  const db = openDatabase(":memory:");
  t.after(() => db.close());
  return db;
}

const steps = ["CREATE TABLE a (x TEXT)", "INSERT INTO a VALUES ('one')", "INSERT INTO a VALUES ('two')"];

function values(db: DatabaseSync): unknown[] {
  return db
    .prepare("SELECT x FROM a")
    .all()
    .map((row) => row["x"]);
}

test("an empty file has version 0, and one that went through all steps their number", (t) => {
  const db = emptyDatabase(t);
  assert.equal(versionOf(db, "file"), 0);
  migrate(db, 0);
  assert.equal(versionOf(db, "file"), migrations.length);
});

test("a history goes through the steps that it lacks, and through no other", (t) => {
  const db = emptyDatabase(t);
  migrate(db, 0, steps.slice(0, 2));
  migrate(db, 2, steps);
  assert.deepEqual(values(db), ["one", "two"]);
});

test("a step that fails leaves the history as it was", (t) => {
  const db = emptyDatabase(t);
  migrate(db, 0, steps.slice(0, 1));
  assert.throws(() => migrate(db, 1, [...steps, "INSERT INTO nowhere VALUES (1)"]), /nowhere/);
  assert.deepEqual(values(db), []);
  assert.equal(versionOf(db, "file"), 1);
  migrate(db, 1, steps);
  assert.deepEqual(values(db), ["one", "two"]);
});
