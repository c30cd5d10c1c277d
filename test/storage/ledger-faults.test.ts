// What may befall a history: processes killed in the middle, two at once, damaged files, full disks, missing rights.
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { PipelineError } from "../../src/model/error.ts";
import type { Journal } from "../../src/storage/history-file.ts";
import { openLedger } from "../../src/storage/ledger.ts";
import { migrations } from "../../src/storage/schema.ts";
import { openDatabase } from "../../src/storage/sqlite.ts";
import { ended, started } from "../contract/ledger.contract.ts";
import { runWithoutRights } from "./fixtures/rights.ts";

const run = { pipeline: "variants", startedAt: 1_700_000_000_000 };
const other = fileURLToPath(new URL("fixtures/ledger-process.ts", import.meta.url));
const journals: readonly Journal[] = ["wal", "rollback"];

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), "pipefish-ledger-"));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A history with some hundred receipts, `out/0` to `out/499`, that nobody has open. */
function someHistory(t: TestContext): string {
  const file = join(folder(t), "history.sqlite");
  const ledger = openLedger(file);
  ledger.record(
    [],
    Array.from({ length: 500 }, (_, i) => ended(`out/${i}`)),
  );
  ledger.close();
  return file;
}

/** Asserts that something fails with one problem of this kind, in words that fit; returns it. */
function refused(code: string, words: RegExp, action: () => unknown): PipelineError {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof PipelineError, String(error));
    assert.equal(error.problems.length, 1);
    assert.equal(error.code, code);
    assert.match(error.message, words);
    assert.ok(error.problems[0]?.hint !== undefined);
    assert.ok(error.problems[0].facts.some(([label]) => label === "file"));
    return error;
  }
  return assert.fail(`nothing was refused; ${code} was expected`);
}

/** Another process, which runs until it is killed. */
interface Other {
  readonly child: ChildProcess;
  /** What it has printed. */
  lines(): string[];
  /** Waits for it to print more. */
  more(): Promise<void>;
}

function startOther(t: TestContext, ...words: string[]): Other {
  const child = spawn(process.execPath, ["--no-warnings", other, ...words], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (more: string) => {
    text += more;
  });
  const closed = once(child, "close").then(() => assert.fail("the other process has ended by itself"));
  closed.catch(() => undefined);
  const more = async (): Promise<void> => void (await Promise.race([once(child.stdout, "data"), closed]));
  return { child, lines: () => text.split("\n").slice(0, -1), more };
}

function runOther(...words: string[]): string {
  return spawnSync(process.execPath, ["--no-warnings", other, ...words], {
    encoding: "utf8",
  }).stdout.trimEnd();
}

async function killed(child: ChildProcess): Promise<void> {
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
}

for (const journal of journals) {
  test(`whatever was recorded is there after kill -9, and nothing by halves (${journal})`, async (t) => {
    const file = join(folder(t), "history.sqlite");
    for (let round = 0; round < 5; round += 1) {
      const { child, lines, more } = startOther(t, "record", file, journal);
      while (lines().length < 10 * (round + 1)) await more();
      await killed(child);
      const last = Number(lines().at(-1));
      const ledger = openLedger(file, { journal });
      // What was reported, and the one batch that may have been on its way.
      for (let batch = 0; batch <= last + 1; batch += 1) {
        const found = ledger.recall(Array.from({ length: 100 }, (_, i) => `out/${batch}.${i}`));
        const states = new Set(found.map((receipt) => receipt?.finished));
        assert.equal(states.size, 1, `batch ${batch} is there by halves`);
        if (round === 0 && batch <= last) assert.ok(batch < last ? states.has(true) : !states.has(undefined));
      }
      ledger.close();
    }
  });

  test(`a run is refused while another process has one, and told which (${journal})`, async (t) => {
    const file = join(folder(t), "history.sqlite");
    const { child, more } = startOther(t, "hold", file, journal);
    await more();
    const ledger = openLedger(file, { journal });
    const error = refused("history-in-use", /another run/, () => ledger.beginRun(run));
    const facts = new Map(error.problems[0]?.facts);
    assert.equal(facts.get("process"), `${child.pid} on ${hostname()}`);
    assert.equal(facts.get("since"), "2023-11-14T22:13:20.000Z");
    assert.deepEqual(ledger.recall(["a"]), [undefined]);
    await killed(child);
    assert.equal(ledger.beginRun(run), 2);
    ledger.close();
  });
}

test("a process that left without a word is in nobody's way", (t) => {
  const file = join(folder(t), "history.sqlite");
  assert.equal(runOther("leave", file), "");
  const ledger = openLedger(file);
  assert.equal(ledger.beginRun(run), 2);
  ledger.close();
});

test("a run in this process is refused to another process", (t) => {
  const file = join(folder(t), "history.sqlite");
  const ledger = openLedger(file);
  const going = ledger.beginRun(run);
  assert.match(runOther("begin", file), /^history-in-use\n/);
  ledger.record([], [ended("a")]);
  assert.match(runOther("recall", file), /"key":"a"/);
  ledger.endRun(going, "done", 1);
  assert.equal(runOther("begin", file), "begun");
  ledger.close();
});

test("a killed run of which a row is left is not named as the one in the way", async (t) => {
  const file = join(folder(t), "history.sqlite");
  runOther("leave", file);
  const lock = openDatabase(`${file}-lock`);
  lock.exec("BEGIN EXCLUSIVE");
  const ledger = openLedger(file);
  const error = refused("history-in-use", /another run/, () => ledger.beginRun(run));
  assert.deepEqual(
    error.problems[0]?.facts.map(([label]) => label),
    ["file"],
  );
  lock.close();
  ledger.close();
});

test("a file that is no database is refused", (t) => {
  const file = join(folder(t), "history.sqlite");
  writeFileSync(file, "this was never a database, though it is long enough for one. ".repeat(100));
  const ledger = openLedger(file);
  refused("history-corrupt", /damaged/, () => ledger.recall(["a"]));
  refused("history-corrupt", /damaged/, () => ledger.beginRun(run));
  ledger.close();
  assert.match(readFileSync(file, "utf8"), /^this was never/);
});

test("the database of another program is refused and left alone", (t) => {
  const file = join(folder(t), "history.sqlite");
  const db = openDatabase(file);
  db.exec("CREATE TABLE data (target TEXT)");
  db.close();
  const before = readFileSync(file);
  const ledger = openLedger(file);
  refused("history-corrupt", /another program/, () => ledger.recall(["a"]));
  refused("history-corrupt", /another program/, () => ledger.beginRun(run));
  ledger.close();
  assert.deepEqual(readFileSync(file), before);
});

test("a file that was cut off is refused", (t) => {
  const file = someHistory(t);
  for (const size of [statSync(file).size - 4096, 5000, 50]) {
    truncateSync(file, size);
    const ledger = openLedger(file);
    refused("history-corrupt", /damaged/, () =>
      ledger.recall(Array.from({ length: 500 }, (_, i) => `out/${i}`)),
    );
    ledger.close();
  }
});

test("a file that was cut off to nothing is a new history", (t) => {
  const file = someHistory(t);
  truncateSync(file, 0);
  const ledger = openLedger(file);
  assert.deepEqual(ledger.recall(["out/1"]), [undefined]);
  ledger.record([], [ended("out/1")]);
  assert.deepEqual(ledger.recall(["out/1", "out/2"]), [ended("out/1"), undefined]);
  ledger.close();
});

test("a page of other bytes is an error or nobody's receipt, and never a receipt of its own", (t) => {
  const file = someHistory(t);
  const whole = readFileSync(file);
  const keys = Array.from({ length: 500 }, (_, i) => `out/${i}`);
  for (let page = 0; page < whole.length; page += 4096) {
    const broken = Buffer.from(whole);
    broken.fill(0xa5, page, page + 4096);
    writeFileSync(file, broken);
    const ledger = openLedger(file);
    try {
      ledger.recall(keys).forEach((receipt, i) => {
        if (receipt !== undefined) assert.deepEqual(receipt, ended(`out/${i}`));
      });
    } catch (error) {
      assert.equal(error instanceof PipelineError && error.code, "history-corrupt", String(error));
    }
    ledger.close();
  }
});

test("a history of a newer version is refused and left alone", (t) => {
  const file = someHistory(t);
  const db = openDatabase(file);
  db.exec("PRAGMA user_version = 99");
  db.close();
  const ledger = openLedger(file);
  const formats = new RegExp(`99.*up to ${migrations.length}`);
  refused("history-too-new", formats, () => ledger.recall(["out/1"]));
  refused("history-too-new", formats, () => ledger.beginRun(run));
  refused("history-too-new", formats, () => ledger.record([started("a")], []));
  ledger.close();
});

test("a history that was removed or replaced while a run goes on is an error, and not a loss unseen", (t) => {
  const file = someHistory(t);
  const ledger = openLedger(file);
  const going = ledger.beginRun(run);
  renameSync(file, `${file}.old`);
  refused("history-unusable", /removed or replaced/, () => ledger.record([], [ended("a")]));
  writeFileSync(file, "");
  refused("history-unusable", /removed or replaced/, () => ledger.recall(["a"]));
  refused("history-unusable", /removed or replaced/, () => ledger.endRun(going, "done", 1));
  ledger.close();
});

test("a file where a directory should be, and the other way round, is an error", (t) => {
  const directory = folder(t);
  writeFileSync(join(directory, "file"), "");
  const below = openLedger(join(directory, "file", "history.sqlite"));
  assert.deepEqual(below.recall(["a"]), [undefined]);
  refused("history-unusable", /ENOTDIR|EEXIST/, () => below.beginRun(run));
  mkdirSync(join(directory, "folder"));
  const folderItself = openLedger(join(directory, "folder"));
  refused("history-unusable", /EISDIR/, () => folderItself.recall(["a"]));
  refused("history-unusable", /EISDIR/, () => folderItself.beginRun(run));
});

for (const journal of journals) {
  test(`what was recorded before the disk was full is kept (${journal})`, (t) => {
    const file = join(folder(t), "history.sqlite");
    // No file of the child may be larger than 300 blocks.
    const words = [process.execPath, "--no-warnings", other, "fill", file, journal]
      .map((word) => `'${word}'`)
      .join(" ");
    const { stdout } = spawnSync("sh", ["-c", `ulimit -f 300 && exec ${words}`], { encoding: "utf8" });
    const lines = stdout.split("\n");
    const failure = lines.indexOf("history-unusable");
    assert.ok(failure > 5, stdout);
    const ledger = openLedger(file, { journal });
    const found = ledger.recall(Array.from({ length: failure + 1 }, (_, i) => `out/${i}`));
    assert.deepEqual(
      found.map((receipt) => receipt !== undefined),
      [...Array(failure).fill(true), false],
    );
    ledger.beginRun(run);
    ledger.close();
  });
}

test("a history that may not be written can be read, and says what is in the way of writing", (t) => {
  const file = someHistory(t);
  chmodSync(join(file, ".."), 0o755);
  const ledger = new URL("../../src/storage/ledger.ts", import.meta.url).href;
  const said = runWithoutRights(
    t,
    `process.umask(0);
    const { openLedger } = await import(${JSON.stringify(ledger)});
    const { chmodSync } = await import("node:fs");
    const ledger = openLedger(${JSON.stringify(file)});
    console.log(ledger.recall(["out/1", "nothing"]).map((receipt) => receipt?.key));
    try { ledger.beginRun({ pipeline: "p", startedAt: 0 }) } catch (error) { console.log(error.message) }`,
  );
  if (said === undefined) return;
  assert.match(said, /^\[ 'out\/1', undefined \]\nerror\[history-unusable\]: the history cannot be used\n/);
  assert.match(said, /EACCES: permission denied/);
});

test("reading a history that may not be written leaves nothing that is in the way when it may be again", (t) => {
  const file = someHistory(t);
  const directory = join(file, "..");
  if (process.getuid?.() === 0)
    for (const name of [directory, file, `${file}-lock`]) chownSync(name, 65534, 65534);
  chmodSync(directory, 0o755);
  chmodSync(file, 0o444);
  const ledger = new URL("../../src/storage/ledger.ts", import.meta.url).href;
  const said = runWithoutRights(
    t,
    `const { openLedger } = await import(${JSON.stringify(ledger)});
    const { chmodSync, readdirSync } = await import("node:fs");
    const before = readdirSync(${JSON.stringify(directory)}).length;
    const reader = openLedger(${JSON.stringify(file)});
    console.log(reader.recall(["out/1"])[0].key, readdirSync(${JSON.stringify(directory)}).length - before);
    reader.close();
    chmodSync(${JSON.stringify(file)}, 0o644);
    console.log(openLedger(${JSON.stringify(file)}).beginRun({ pipeline: "p", startedAt: 0 }));`,
  );
  if (said !== undefined) assert.equal(said, "out/1 0\n1");
});

test("a history in the middle of a change is not read as it lies by one who may not mend it", (t) => {
  const file = join(folder(t), "history.sqlite");
  const writer = openLedger(file, { journal: "rollback" });
  writer.record([], [ended("a")]);
  writer.close();
  writeFileSync(`${file}-journal`, "what was there before the change ".repeat(100));
  chmodSync(join(file, ".."), 0o755);
  const ledger = new URL("../../src/storage/ledger.ts", import.meta.url).href;
  const said = runWithoutRights(
    t,
    `const { openLedger } = await import(${JSON.stringify(ledger)});
    try { console.log(openLedger(${JSON.stringify(file)}).recall(["a"])) } catch (error) { console.log(error.code) }`,
  );
  if (said !== undefined && process.getuid?.() === 0) assert.equal(said, "history-unusable");
});

test("a history that may not be read is an error, and not an absence", (t) => {
  const file = someHistory(t);
  chmodSync(join(file, ".."), 0o700);
  const ledger = new URL("../../src/storage/ledger.ts", import.meta.url).href;
  const said = runWithoutRights(
    t,
    `const { openLedger } = await import(${JSON.stringify(ledger)});
    try { console.log(openLedger(${JSON.stringify(file)}).recall(["a"])) } catch (error) { console.log(error.code) }`,
  );
  if (said !== undefined && process.getuid?.() === 0) assert.equal(said, "history-unusable");
});
