// How a history of an older form is brought to the present one.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
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

// Add the digest of a step when it is published; histories of that form are out there.
const published = ["10c06b576df4d09a", "374096e257f49241"];

test("the steps that were published are what they were", () => {
  const digests = migrations.map((step) => createHash("sha256").update(step).digest("hex").slice(0, 16));
  assert.deepEqual(digests.slice(0, published.length), published);
});

for (let version = 0; version < migrations.length; version += 1) {
  test(`a history of version ${version} comes to have the tables of a new one`, (t) => {
    const [old, fresh] = [emptyDatabase(t), emptyDatabase(t)];
    migrate(old, 0, migrations.slice(0, version));
    migrate(old, versionOf(old, "file"));
    migrate(fresh, 0);
    const tables = "SELECT name, sql FROM sqlite_schema ORDER BY name";
    assert.deepEqual(old.prepare(tables).all(), fresh.prepare(tables).all());
    assert.equal(versionOf(old, "file"), migrations.length);
  });
}
