// Histories in which bytes are not what they were, at random places, and histories that were cut off anywhere: whatever is
// asked of one is answered or refused in words, and one that is refused as damaged can be set aside for a new one.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { PipelineError } from "../../src/model/error.ts";
import { parseFacts } from "../../src/plan/receipt.ts";
import { openLedger } from "../../src/storage/ledger.ts";
import { setAsideIfUnreadable } from "../../src/storage/set-aside.ts";
import { ended } from "../contract/ledger.contract.ts";
import { Random } from "../support/random.ts";

const seed = Number(process.env["PIPEFISH_SEED"] ?? Date.now() % 1_000_000);
const keys = Array.from({ length: 300 }, (_, i) => `out/${i}`);

/** A history with receipts, and code that they name; and the file as bytes. */
function someHistory(t: TestContext): { readonly file: string; readonly bytes: Buffer } {
  const directory = mkdtempSync(join(tmpdir(), "pipefish-damage-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, "history.sqlite");
  const ledger = openLedger(file);
  const digests = ["a", "b", "c", "d"];
  const text = "const aLine = 'of code';\n".repeat(200);
  ledger.record(
    [],
    keys.map((key, i) => ended(key, { code: digests[i % 4] })),
    digests.map((digest) => ({ digest, parts: [{ name: "its function", text }] })),
  );
  ledger.close();
  return { file, bytes: readFileSync(file) };
}

/** Puts a history there, with nothing beside it. */
function put(file: string, bytes: Uint8Array): void {
  for (const end of ["-wal", "-shm", "-journal", "-lock", ".damaged"]) rmSync(file + end, { force: true });
  writeFileSync(file, bytes);
}

/** Asks everything of a history that a run would; returns the code with which it was refused, if it was. */
function useOf(file: string): string | undefined {
  const ledger = openLedger(file);
  try {
    for (const receipt of ledger.recall(keys, true)) parseFacts(receipt?.left ?? "");
    ledger.partsOf("a");
    const run = ledger.beginRun({ pipeline: "p", startedAt: 0 });
    ledger.record([ended("out/1")], [ended("out/2")]);
    ledger.endRun(run, "done", 1);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof PipelineError, error instanceof Error ? error.stack : String(error));
    return error.code;
  } finally {
    ledger.close();
  }
}

/** Uses a history that may be damaged; where it is refused as that, sees that a new one can be made in its place. */
function tryOut(file: string, bytes: Uint8Array, where: string): void {
  put(file, bytes);
  const refusal = useOf(file);
  if (refusal === undefined) return;
  assert.match(refusal, /^history-(corrupt|too-new|unusable)$/, where);
  if (refusal !== "history-corrupt") return;
  put(file, bytes);
  try {
    const aside = setAsideIfUnreadable(file);
    // A byte of its version may be among those changed.
    if (aside?.why === "newer") return;
    assert.equal(aside?.name, `${file}.damaged`, where);
  } catch (error) {
    // It calls itself the database of another program.
    assert.ok(error instanceof PipelineError && error.code !== "history-unusable", String(error));
    return;
  }
  assert.deepEqual(readFileSync(`${file}.damaged`), Buffer.from(bytes), where);
  assert.ok(!existsSync(file));
  assert.equal(useOf(file), undefined, where);
}

test("a history with bytes changed at random is used, or refused in words", (t) => {
  const { file, bytes } = someHistory(t);
  const random = new Random(seed);
  for (let round = 0; round < 250; round += 1) {
    const broken = Buffer.from(bytes);
    const most = random.oneIn(3) ? 100 : bytes.length;
    for (let n = random.below(8); n >= 0; n -= 1) broken[random.below(most)] = random.below(256);
    tryOut(file, broken, `PIPEFISH_SEED=${seed}, round ${round}`);
  }
});

test("a history that was cut off is used, or refused in words, wherever it was cut", (t) => {
  const { file, bytes } = someHistory(t);
  const random = new Random(seed);
  const sizes = [
    0,
    1,
    15,
    16,
    99,
    100,
    101,
    511,
    512,
    4095,
    4096,
    4097,
    bytes.length - 4096,
    bytes.length - 1,
  ];
  for (let n = 0; n < 40; n += 1) sizes.push(random.below(bytes.length));
  for (const size of sizes) tryOut(file, bytes.subarray(0, size), `PIPEFISH_SEED=${seed}, cut to ${size}`);
});

test("a history that is sound is not set aside, nor is one that is not there", (t) => {
  const { file, bytes } = someHistory(t);
  assert.equal(setAsideIfUnreadable(file), undefined);
  assert.deepEqual(readFileSync(file), bytes);
  assert.equal(setAsideIfUnreadable(`${file}.other`), undefined);
});

test("a history that a run has is not set aside", (t) => {
  const { file } = someHistory(t);
  const ledger = openLedger(file);
  ledger.beginRun({ pipeline: "p", startedAt: 0 });
  assert.equal(setAsideIfUnreadable(file), undefined);
  ledger.close();
});
