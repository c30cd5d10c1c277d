// The ledger in a file against its contract, and what only a file has: traces, journals, warnings, other processes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Fingerprint } from "../../src/plan/fingerprint.ts";
import { isOnLocalDisk } from "../../src/storage/file-system.ts";
import { type LedgerOptions, openLedger } from "../../src/storage/ledger.ts";
import { migrate, migrations } from "../../src/storage/schema.ts";
import { openDatabase } from "../../src/storage/sqlite.ts";
import { ended, ledgerContract, type OpenLedger, started } from "../contract/ledger.contract.ts";
import { MemoryLedger, MemoryStore } from "../support/memory-ledger.ts";

ledgerContract("a ledger in memory", (): OpenLedger => {
  const store = new MemoryStore();
  return (options) => new MemoryLedger(store, options);
});

ledgerContract("a ledger in a file, with a write-ahead log", (t) => inFile(t, { journal: "wal" }));

ledgerContract("a ledger in a file, with a rollback journal", (t) => inFile(t, { journal: "rollback" }));

function inFile(t: TestContext, options: LedgerOptions): OpenLedger {
  const file = join(folder(t), "deep", "history.sqlite");
  return (more) => {
    const ledger = openLedger(file, { ...options, ...more });
    t.after(() => ledger.close());
    return ledger;
  };
}

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), "pipefish-ledger-"));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const run = { pipeline: "variants", startedAt: 1_700_000_000_000 };

test("who only reads leaves no trace", (t) => {
  const directory = folder(t);
  const ledger = openLedger(join(directory, ".pipefish", "history.sqlite"));
  assert.deepEqual(ledger.recall(["a"]), [undefined]);
  ledger.record([], []);
  ledger.close();
  assert.deepEqual(readdirSync(directory), []);
});

test("reading an old history leaves nothing beside it", (t) => {
  const directory = folder(t);
  const file = join(directory, "history.sqlite");
  const writer = openLedger(file);
  writer.record([], [ended("a")]);
  writer.close();
  const before = readdirSync(directory);
  const reader = openLedger(file, { readOnly: true });
  assert.deepEqual(reader.recall(["a"]), [ended("a")]);
  reader.close();
  assert.deepEqual(readdirSync(directory), before);
});

test("a history is one file and its lock, and while a run goes on those of SQLite", (t) => {
  for (const [journal, more] of [
    ["wal", ["-shm", "-wal"]],
    ["rollback", ["-journal"]],
  ] as const) {
    const directory = folder(t);
    const ledger = openLedger(join(directory, "h"), { journal });
    ledger.beginRun(run);
    assert.deepEqual(readdirSync(directory).sort(), [
      "h",
      ...["-lock", ...more].map((end) => `h${end}`).sort(),
    ]);
    ledger.close();
    assert.deepEqual(
      readdirSync(directory).filter((name) => statSync(join(directory, name)).size > 0),
      ["h"],
    );
  }
});

test("an empty file is a new history", (t) => {
  const file = join(folder(t), "history.sqlite");
  writeFileSync(file, "");
  const ledger = openLedger(file);
  assert.deepEqual(ledger.recall(["a"]), [undefined]);
  ledger.beginRun(run);
  ledger.record([], [ended("a")]);
  assert.deepEqual(ledger.recall(["a"]), [ended("a")]);
  ledger.close();
});

test("a history that is made by another ledger is seen by one that found none before", (t) => {
  const open = inFile(t, {});
  const [reader, writer] = [open(), open()];
  assert.deepEqual(reader.recall(["a"]), [undefined]);
  writer.record([], [ended("a")]);
  assert.deepEqual(reader.recall(["a"]), [ended("a")]);
});

test("parts that no receipt names any more go as the run ends", (t) => {
  const open = inFile(t, {});
  const ledger = open();
  const fingerprint = (digest: string): Fingerprint => ({
    digest,
    parts: [{ name: "its function", text: digest }],
  });
  const save = (key: string, code: string): void =>
    ledger.record([], [ended(key, { code, extras: "e" })], [fingerprint(code), fingerprint("e")]);
  const first = ledger.beginRun(run);
  save("a", "old");
  save("b", "kept");
  ledger.endRun(first, "done", 1);
  const second = ledger.beginRun(run);
  save("a", "new");
  ledger.endRun(second, "done", 2);
  const known = ["old", "kept", "new", "e"].filter((digest) => open().partsOf(digest) !== undefined);
  assert.deepEqual(known, ["kept", "new", "e"]);
});

for (const [version, insert] of [
  [1, "INSERT INTO receipts VALUES (?, ?, 1, ?, ?, ?, ?, NULL)"],
  [2, "INSERT INTO receipts VALUES (?, ?, 1, ?, ?, ?, ?, NULL, NULL, NULL)"],
  [4, "INSERT INTO receipts VALUES (?, ?, 1, ?, ?, ?, ?, NULL, NULL, NULL, 1, NULL)"],
] as const)
  test(`a history of version ${version} is read as it is, and brought to the present form by the first run`, (t) => {
    const file = join(folder(t), "history.sqlite");
    const db = openDatabase(file);
    migrate(db, 0, migrations.slice(0, version));
    db.prepare(insert).run(...Object.values(oldReceipt));
    db.close();
    const unknown = { code: undefined, extras: undefined, attempt: 1, digests: undefined, before: undefined };
    const old = { ...oldReceipt, finished: true, ...unknown };
    const ledger = openLedger(file);
    t.after(() => ledger.close());
    assert.deepEqual(ledger.recall(["a"], true), [old]);
    assert.equal(ledger.partsOf("code"), undefined);
    const reader = openLedger(file, { readOnly: true });
    t.after(() => reader.close());
    assert.deepEqual(reader.recall(["a"], true), [old]);

    ledger.beginRun(run);
    const receipt = ended("b", {
      code: "code",
      extras: "none",
      attempt: 3,
      digests: "1\n2",
      before: "b\0found\0",
    });
    ledger.record(
      [started("c")],
      [receipt],
      ["code", "none"].map((digest) => ({ digest, parts: [] })),
    );
    assert.deepEqual(ledger.recall(["a", "b", "c"], true), [old, receipt, started("c")]);
    assert.deepEqual(ledger.partsOf("code"), []);
    assert.deepEqual(reader.recall(["a"], true), [old]);
  });

const oldReceipt = {
  key: "a",
  task: "p::t",
  startedAt: 1,
  durationMs: 2,
  seen: "in\x001 2\0",
  left: "a\x001 2\0",
};

test("with a rollback journal no memory is shared, also where a log was used before", (t) => {
  const directory = folder(t);
  const file = join(directory, "history.sqlite");
  for (const journal of ["wal", "rollback", "wal"] as const) {
    const ledger = openLedger(file, { journal });
    ledger.recall(["a"]);
    ledger.beginRun(run);
    ledger.record([], [ended("a")]);
    assert.equal(existsSync(`${file}-shm`), journal === "wal");
    assert.deepEqual(ledger.recall(["a"]), [ended("a")]);
    ledger.close();
  }
});

test("the journal is chosen by the file system", (t) => {
  const directory = folder(t);
  const file = join(directory, "history.sqlite");
  const ledger = openLedger(file);
  ledger.beginRun(run);
  assert.equal(existsSync(`${file}-shm`), isOnLocalDisk(directory));
  ledger.close();
});

test("a file system that is not known to be local counts as shared", (t) => {
  if (process.platform !== "linux") return t.skip("looks at Linux's /proc");
  assert.equal(isOnLocalDisk("/proc"), false);
});

test("the user is not warned of SQLite, and is warned of everything else", () => {
  const ledger = new URL("../../src/storage/ledger.ts", import.meta.url).href;
  const program = `
    const { openLedger } = await import(${JSON.stringify(ledger)});
    const before = process.emitWarning;
    openLedger(process.argv[1]).beginRun({ pipeline: "p", startedAt: 0 });
    if (process.emitWarning !== before) throw new Error("process.emitWarning was not put back");
    process.emitWarning("SQLite of another", "ExperimentalWarning");`;
  const directory = mkdtempSync(join(tmpdir(), "pipefish-ledger-"));
  const child = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", program, join(directory, "h.sqlite")],
    {
      encoding: "utf8",
    },
  );
  rmSync(directory, { recursive: true });
  assert.equal(child.status, 0, child.stderr);
  assert.doesNotMatch(child.stderr, /SQLite is/);
  assert.match(child.stderr, /SQLite of another/);
});
