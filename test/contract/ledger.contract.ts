// What a run relies on in a ledger, wherever it is kept.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { pastJob } from "../../src/plan/job-id.ts";
import type { JobRecord, Ledger, Receipt } from "../../src/plan/ports.ts";

/** Opens ledgers on one and the same history. They are closed with the test. */
export type OpenLedger = (options?: { readonly readOnly?: boolean }) => Ledger;

/** Runs the suite over one kind of ledger; each test has a history of its own. */
export function ledgerContract(kind: string, makeHistory: (context: TestContext) => OpenLedger): void {
  describe(kind, () => {
    receiptContract(makeHistory);
    runContract(makeHistory);
    pastContract(makeHistory);
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
    before: undefined,
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
    const none = { code: undefined, extras: undefined, digests: undefined, before: undefined };
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

const counts = { total: 3, done: 1, fresh: 1, failed: 1, cancelled: 0, skipped: 0 };

/** How a job ended. */
function recorded(key: string, more: Partial<JobRecord> = {}): JobRecord {
  const { startedAt } = run;
  return { key, task: "variants::align", outcome: "done", attempt: 1, startedAt, durationMs: 12.5, ...more };
}

function pastContract(makeHistory: (context: TestContext) => OpenLedger): void {
  test("runs are listed, the newest first, each with how it ended", (t) => {
    const open = makeHistory(t);
    const ledger = open();
    assert.deepEqual(ledger.pastRuns("variants"), []);
    const [done, other, failed, going] = [
      run,
      { ...run, pipeline: "other" },
      { ...run, kind: "touch" as const },
      run,
    ].map((info, i) => {
      const number = ledger.beginRun({ ...info, startedAt: i });
      if (i < 3) ledger.endRun(number, i === 2 ? "failed" : "done", i + 10, i === 2 ? counts : undefined);
      return number;
    });
    const listed = { pipeline: "variants", kind: "run" };
    assert.deepEqual(open().pastRuns("variants"), [
      { run: going, ...listed, startedAt: 3, outcome: "running" },
      { run: failed, ...listed, kind: "touch", startedAt: 2, endedAt: 12, outcome: "failed", jobs: counts },
      { run: done, ...listed, startedAt: 0, endedAt: 10, outcome: "done" },
    ]);
    assert.deepEqual(
      open()
        .pastRuns("other")
        .map((one) => one.run),
      [other],
    );
  });

  test("the jobs of a run are listed as they ended, whatever runs came later", (t) => {
    const open = makeHistory(t);
    const ledger = open();
    const failure = { kind: "exited", message: "no \0 good", command: "cat", exitCode: 3 } as const;
    const records = [
      recorded("a"),
      recorded("chunk*\0b", { task: "variants::split" }),
      recorded("\x004", { outcome: "failed", attempt: 3, failure }),
      recorded("c", { outcome: "cancelled" }),
    ];
    const first = ledger.beginRun(run);
    ledger.record([started("a")], [], [], records.slice(0, 1));
    ledger.record([], [], [], records.slice(1));
    ledger.endRun(first, "failed", 1, counts);
    const second = ledger.beginRun(run);
    ledger.record([], [], [], [recorded("a")]);
    ledger.endRun(second, "done", 2, counts);
    const files = ["a", "chunk*", undefined, "c"];
    assert.deepEqual(open().pastJobs(first), records.map(pastJob));
    assert.deepEqual(
      open()
        .pastJobs(first)
        .map(({ file }) => file),
      files,
    );
    assert.deepEqual(open().pastJobs(second), [pastJob(recorded("a"))]);
    assert.deepEqual(open().pastJobs(99), []);
  });

  test("of a run without an end, jobs that have none are listed as well", (t) => {
    const open = makeHistory(t);
    const ledger = open();
    const number = ledger.beginRun(run);
    const failed = recorded("failed", { outcome: "failed" });
    ledger.record([started("done"), started("failed"), started("cut")], [], []);
    ledger.record([], [ended("done")], [], [recorded("done"), failed]);
    const { task, startedAt } = started("cut");
    const cut = { key: "cut", task, startedAt, outcome: "unfinished", attempt: 1 } as const;
    assert.deepEqual(open().pastJobs(number), [recorded("done"), failed, cut].map(pastJob));
    ledger.endRun(number, "interrupted", 1);
    assert.equal(open().pastJobs(number).length, 2);
  });

  test("a run whose ledger was closed before its end was killed", (t) => {
    const open = makeHistory(t);
    const first = open();
    first.beginRun(run);
    first.close();
    const second = open();
    second.endRun(second.beginRun(run), "done", 1);
    assert.deepEqual(
      open()
        .pastRuns("variants")
        .map(({ outcome }) => outcome),
      ["done", "killed"],
    );
  });

  test("receipts that are forgotten are as if they had never been", (t) => {
    const open = makeHistory(t);
    const ledger = open();
    ledger.forget(["a"]);
    ledger.record([started("c")], [ended("a"), ended("b")]);
    ledger.forget(["a", "c", "nothing"]);
    assert.deepEqual(open().recall(["a", "b", "c"]), [undefined, ended("b"), undefined]);
  });

  test("a history that is held keeps runs away until it is closed, and is no run", (t) => {
    const open = makeHistory(t);
    const [holder, other] = [open(), open()];
    holder.hold();
    holder.forget(["a"]);
    assert.throws(() => other.beginRun(run), { code: "history-in-use" });
    holder.close();
    assert.doesNotThrow(() => other.beginRun(run));
    assert.equal(other.pastRuns("variants").length, 1);
  });
}
