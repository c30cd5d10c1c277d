// What a run relies on in a ledger, wherever it is kept.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { Ledger, Receipt } from "../../src/plan/ports.ts";

/** Opens ledgers on one and the same history. They are closed with the test. */
export type OpenLedger = (options?: { readonly readOnly?: boolean }) => Ledger;

/** Runs the suite over one kind of ledger; each test has a history of its own. */
export function ledgerContract(kind: string, makeHistory: (context: TestContext) => OpenLedger): void {
  describe(kind, () => {
    receiptContract(makeHistory);
    runContract(makeHistory);
  });
}

/** A receipt of a job that ended. */
export function ended(key: string, more: Partial<Receipt> = {}): Receipt {
  return {
    key,
    task: "align",
    finished: true,
    startedAt: 1_700_000_000_123,
    durationMs: 12.75,
    seen: `${key}.in\x001 1700000000000000001\0`,
    left: `${key}\x002 1700000000000000002\0`,
    code: undefined,
    extras: undefined,
    attempt: 1,
    digests: undefined,
    ...more,
  };
}

/** A receipt of a job that started. */
export function started(key: string, more: Partial<Receipt> = {}): Receipt {
  return ended(key, { finished: false, durationMs: 0, seen: "", left: "", ...more });
}

const run = { pipeline: "variants", startedAt: 1_700_000_000_000 };

function receiptContract(makeHistory: (context: TestContext) => OpenLedger): void {
  test("what was never recorded is not remembered", (t) => {
    const ledger = makeHistory(t)();
    assert.deepEqual(ledger.recall(["a", "b"]), [undefined, undefined]);
    assert.deepEqual(ledger.recall([]), []);
  });

  test("a receipt comes back as it was recorded", (t) => {
    const ledger = makeHistory(t)();
    const receipts = [
      ended("a"),
      ended("pattern*.txt\0input.txt\0other.txt"),
      ended("pattern*.txt"),
      ended('ünï \u{1f600} "quoted" it\'s \n\t\x1e\x1f\x01 \\ %s ?', { task: "ta'sk \u{1f600}" }),
      ended("long", { seen: "long/name.fastq\x0012 345\0".repeat(20_000) }),
      ended("empty", { seen: "", left: "", durationMs: 0, startedAt: 0 }),
      ended("A"),
      ended("a "),
      ended("coded", { code: "digest", extras: "of nothing" }),
      ended("coded alike", { code: "of nothing", extras: "digest" }),
      ended("read", { digests: "in1 -\nout", attempt: 3 }),
    ];
    ledger.beginRun(run);
    ledger.record([], receipts, [
      { digest: "digest", parts: [] },
      { digest: "of nothing", parts: [] },
    ]);
    const keys = receipts.map(({ key }) => key);
    assert.deepEqual(ledger.recall(keys, true), receipts);
    const none = { code: undefined, extras: undefined, digests: undefined };
    const withoutDigests = receipts.map((receipt) => ({ ...receipt, ...none }));
    assert.deepEqual(ledger.recall(keys), withoutDigests);
  });

  test("there is one entry for each key, in order, as often as it is asked for", (t) => {
    const ledger = makeHistory(t)();
    ledger.beginRun(run);
    ledger.record([], [ended("a"), ended("b")]);
    const keys = ["b", "x", "a", "b", "", "A"];
    assert.deepEqual(ledger.recall(keys), [
      ended("b"),
      undefined,
      ended("a"),
      ended("b"),
      undefined,
      undefined,
    ]);
  });

  test("the start of a job voids the receipt of its last run", (t) => {
    const ledger = makeHistory(t)();
    ledger.beginRun(run);
    ledger.record([], [ended("a"), ended("b")]);
    ledger.record([started("a")], []);
    assert.deepEqual(ledger.recall(["a", "b"]), [started("a"), ended("b")]);
  });

  test("the end of a job takes the place of its start", (t) => {
    const ledger = makeHistory(t)();
    ledger.beginRun(run);
    ledger.record([started("a")], []);
    ledger.record([], [ended("a", { task: "renamed" })]);
    assert.deepEqual(ledger.recall(["a"]), [ended("a", { task: "renamed" })]);
  });

  test("a receipt that is renewed has other files, and is the same in all else", (t) => {
    const ledger = makeHistory(t)();
    const first = ended("a", { code: "c", extras: "e", attempt: 2, digests: "d\nd" });
    const prints = ["c", "e"].map((digest) => ({ digest, parts: [] }));
    ledger.record([], [first, ended("b")], prints);
    const files = { seen: "i\x003 4\0", left: "a\x005 6\0", digests: "e\ne" };
    ledger.renew([{ ...first, task: "other", durationMs: 0, ...files }]);
    assert.deepEqual(ledger.recall(["a", "b"], true), [{ ...first, ...files }, ended("b")]);
  });

  test("the receipt of a job that was started since, or never ran, is not renewed", (t) => {
    const ledger = makeHistory(t)();
    const again = ended("b", { startedAt: 1_700_000_000_999 });
    ledger.record([started("a")], [again]);
    ledger.renew(["a", "b", "c"].map((key) => ended(key, { seen: "" })));
    assert.deepEqual(ledger.recall(["a", "b", "c"]), [started("a"), again, undefined]);
  });

  test("starts and ends are recorded in one step", (t) => {
    const ledger = makeHistory(t)();
    ledger.beginRun(run);
    ledger.record([started("b"), started("c")], [ended("a"), ended("c")]);
    assert.deepEqual(ledger.recall(["a", "b", "c"]), [ended("a"), started("b"), ended("c")]);
  });

  test("the list that a receipt is in says whether the job has ended", (t) => {
    const ledger = makeHistory(t)();
    ledger.beginRun(run);
    ledger.record([ended("a")], [started("b")]);
    assert.deepEqual(
      ledger.recall(["a", "b"]).map((receipt) => receipt?.finished),
      [false, true],
    );
  });

  test("recording nothing changes nothing", (t) => {
    const ledger = makeHistory(t)();
    ledger.record([], []);
    assert.deepEqual(ledger.recall(["a"]), [undefined]);
  });

  test("thousands of receipts are recalled as are a few among thousands", (t) => {
    const ledger = makeHistory(t)();
    const receipts = Array.from({ length: 7001 }, (_, i) => ended(`out/${i}`, { task: `task${i % 3}` }));
    ledger.beginRun(run);
    ledger.record([], receipts);
    const found = ledger.recall(receipts.map(({ key }) => key));
    assert.equal(found.length, receipts.length);
    for (const [i, receipt] of receipts.entries()) assert.deepEqual(found[i], receipt);
    assert.deepEqual(ledger.recall(["out/6999", "out/7001", "out/3"]), [
      receipts[6999],
      undefined,
      receipts[3],
    ]);
  });

  test("what was recorded is there when the history is opened again", (t) => {
    const open = makeHistory(t);
    const first = open();
    first.endRun(first.beginRun(run), "done", run.startedAt + 1);
    first.beginRun(run);
    first.record([started("b")], [ended("a")]);
    first.close();
    assert.deepEqual(open().recall(["a", "b"]), [ended("a"), started("b")]);
  });

  test("the parts of fingerprints are remembered, once for all receipts that name them", (t) => {
    const open = makeHistory(t);
    const ledger = open();
    const parts = [
      { name: "its function", text: "() => `\0\u{1f600}\n`" },
      { name: "package d3", text: "7.9.0" },
    ];
    const code = { digest: "code", parts };
    const extras = { digest: "none", parts: [] };
    assert.equal(ledger.partsOf("code"), undefined);
    ledger.beginRun(run);
    ledger.record([], [ended("a", { code: "code", extras: "none" })], [code, extras, code]);
    ledger.record([], [ended("b", { code: "code", extras: "none" })], [code, extras]);
    ledger.endRun(1, "done", 0);
    ledger.close();
    assert.deepEqual(
      ["code", "none", "other"].map((digest) => open().partsOf(digest)),
      [parts, [], undefined],
    );
  });

  test("another ledger sees every step of a run while it goes on", (t) => {
    const open = makeHistory(t);
    const [writer, reader] = [open(), open({ readOnly: true })];
    assert.deepEqual(reader.recall(["a"]), [undefined]);
    writer.beginRun(run);
    assert.deepEqual(reader.recall(["a"]), [undefined]);
    writer.record([started("a")], []);
    assert.deepEqual(reader.recall(["a"]), [started("a")]);
    writer.record([], [ended("a")]);
    assert.deepEqual(reader.recall(["a"]), [ended("a")]);
  });
}

function runContract(makeHistory: (context: TestContext) => OpenLedger): void {
  test("runs have numbers that grow, from one ledger to the next", (t) => {
    const open = makeHistory(t);
    const first = open();
    const one = first.beginRun(run);
    first.endRun(one, "failed", run.startedAt + 1);
    const two = first.beginRun(run);
    first.endRun(two, "done", run.startedAt + 2);
    first.close();
    const three = open().beginRun(run);
    assert.ok(one < two && two < three, `${one}, ${two}, ${three}`);
  });

  test("a second run is refused while one goes on, and is let in when that has ended", (t) => {
    const open = makeHistory(t);
    const [first, second] = [open(), open()];
    const going = first.beginRun(run);
    assert.throws(() => second.beginRun(run), { name: "PipelineError", code: "history-in-use" });
    first.endRun(going, "interrupted", run.startedAt + 1);
    assert.ok(second.beginRun(run) > going);
    assert.throws(() => first.beginRun(run), { code: "history-in-use" });
  });

  test("a ledger that is closed in the middle of a run is in nobody's way", (t) => {
    const open = makeHistory(t);
    const first = open();
    first.beginRun(run);
    first.close();
    assert.doesNotThrow(() => open().beginRun(run));
  });

  test("nothing is recorded past a run that goes on", (t) => {
    const open = makeHistory(t);
    const [first, second] = [open(), open()];
    first.beginRun(run);
    assert.throws(() => second.record([started("a")], []), { code: "history-in-use" });
    assert.deepEqual(first.recall(["a"]), [undefined]);
  });

  test("receipts can be recorded outside a run", (t) => {
    const open = makeHistory(t);
    const [first, second] = [open(), open()];
    first.record([], [ended("a")]);
    second.record([], [ended("b")]);
    assert.deepEqual(first.recall(["a", "b"]), [ended("a"), ended("b")]);
  });

  test("a ledger opened for reading does not write", (t) => {
    const open = makeHistory(t);
    const reader = open({ readOnly: true });
    assert.throws(() => reader.beginRun(run), /for reading/);
    assert.throws(() => reader.record([started("a")], []), /for reading/);
    assert.deepEqual(reader.recall(["a"]), [undefined]);
  });

  test("closing twice is closing once", (t) => {
    const ledger = makeHistory(t)();
    ledger.beginRun(run);
    ledger.close();
    ledger.close();
  });
}
