// Whether a job must run, and why: a row for each reason of docs/semantics.md, at each level.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileFacts, Reason } from "../../src/model/verdict.ts";
import { type CheckLevel, judge } from "../../src/plan/freshness.ts";
import type { Receipt } from "../../src/plan/ports.ts";
import { factsText, parseFacts } from "../../src/plan/receipt.ts";

/** Files by name; undefined is one that is not there. */
type Files = Readonly<Record<string, FileFacts | undefined>>;

interface Case {
  readonly name: string;
  readonly check: CheckLevel | "both";
  readonly inputs?: Files;
  readonly outputs?: Files;
  /** What the receipt says, if there is one. */
  readonly was?: { readonly inputs?: Files; readonly outputs?: Files } | "started";
  /** What is not as the receipt says, apart from files. */
  readonly changes?: readonly Reason[];
  /** False where there are neither outputs nor patterns for them. */
  readonly declaresOutputs?: boolean;
  /** The reasons that are found, in order; none for a job that is up to date. */
  readonly reasons: readonly Reason[];
}

/** A file of that size, last changed at that nanosecond. */
function file(mtimeNs: number | bigint, sizeBytes = 10): FileFacts {
  return { sizeBytes, mtimeNs: BigInt(mtimeNs), isDirectory: false };
}

function directory(mtimeNs: number): FileFacts {
  return { sizeBytes: 4096, mtimeNs: BigInt(mtimeNs), isDirectory: true };
}

function text(files: Files = {}): string {
  return factsText(Object.keys(files), Object.values(files));
}

function receiptOf(was: Case["was"]): Receipt | undefined {
  if (was === undefined) return undefined;
  const common = {
    digests: undefined,
    before: undefined,
    key: "out",
    task: "p::t",
    startedAt: 77,
    durationMs: 1,
    code: "c",
    extras: "e",
    attempt: 1,
  };
  if (was === "started") return { ...common, finished: false, seen: "", left: "" };
  const { inputs: seen = {}, outputs: left = {} } = was;
  return { ...common, finished: true, seen: text(seen), left: text(left) };
}

/** The reason that an output is not newer than an input. */
function older(output: string, outputFacts: FileFacts, input: string, inputFacts: FileFacts): Reason {
  return { kind: "output-older", output, input, outputFacts, inputFacts };
}

/** What is known of a directory into which the job itself writes. */
const there = { ...directory(0), sizeBytes: 0 };

const inputs = { "a.txt": file(1), "b.txt": file(2) };
const outputs = { out: file(5) };
const was = { inputs, outputs };
const largeNs = 1_700_000_000_000_000_000n;

const cases: readonly Case[] = [
  { name: "a job whose files are as its receipt says", check: "history", inputs, outputs, was, reasons: [] },
  { name: "a job whose outputs are newer", check: "timestamps", inputs, outputs, reasons: [] },

  // no-outputs
  {
    name: "a job that declares no outputs, though all else is as it was",
    check: "both",
    inputs,
    was: { inputs },
    declaresOutputs: false,
    reasons: [{ kind: "no-outputs" }],
  },

  // output-missing
  {
    name: "each output that is not there",
    check: "history",
    inputs,
    outputs: { x: undefined, out: file(5), y: undefined },
    was: { inputs, outputs: { x: file(5), out: file(5), y: file(5) } },
    reasons: [
      { kind: "output-missing", file: "x" },
      { kind: "output-missing", file: "y" },
    ],
  },
  {
    name: "an output that is not there, beside one that is newer",
    check: "timestamps",
    inputs,
    outputs: { x: undefined, out: file(5) },
    reasons: [{ kind: "output-missing", file: "x" }],
  },
  {
    name: "an output that is not there, of a job without inputs",
    check: "timestamps",
    outputs: { x: undefined },
    reasons: [{ kind: "output-missing", file: "x" }],
  },

  // input-missing
  {
    name: "an input that is not there, before an output that is not",
    check: "both",
    inputs: { "a.txt": undefined },
    outputs: { out: undefined },
    was: { inputs: { "a.txt": file(1) }, outputs },
    reasons: [
      { kind: "input-missing", file: "a.txt" },
      { kind: "output-missing", file: "out" },
    ],
  },

  // no-receipt
  { name: "no receipt", check: "history", inputs, outputs, reasons: [{ kind: "no-receipt" }] },
  { name: "no receipt", check: "timestamps", inputs, outputs, reasons: [] },
  {
    name: "no receipt and no output",
    check: "history",
    inputs,
    outputs: { out: undefined },
    reasons: [{ kind: "output-missing", file: "out" }, { kind: "no-receipt" }],
  },
  {
    name: "patterns that match nothing",
    check: "timestamps",
    inputs,
    outputs: {},
    declaresOutputs: true,
    reasons: [{ kind: "no-outputs" }],
  },
  {
    name: "patterns that match nothing, as they did when it ran",
    check: "history",
    inputs,
    outputs: {},
    declaresOutputs: true,
    was: { inputs },
    reasons: [],
  },

  // interrupted
  {
    name: "a start without an end, though the outputs are there and newer",
    check: "history",
    inputs,
    outputs,
    was: "started",
    reasons: [{ kind: "interrupted", startedAt: 77 }],
  },
  {
    name: "a start without an end, of a job that has no files now",
    check: "history",
    declaresOutputs: true,
    was: "started",
    reasons: [{ kind: "interrupted", startedAt: 77 }],
  },
  {
    name: "a start without an end",
    check: "timestamps",
    inputs,
    outputs,
    was: "started",
    reasons: [],
  },

  // input-added, input-removed
  {
    name: "an input more",
    check: "history",
    inputs: { ...inputs, "c.txt": file(0) },
    outputs,
    was,
    reasons: [{ kind: "input-added", file: "c.txt" }],
  },
  {
    name: "an input that was not there when the job ran, and is now",
    check: "history",
    inputs,
    outputs,
    was: { inputs: { "a.txt": file(1), "b.txt": undefined }, outputs },
    reasons: [{ kind: "input-added", file: "b.txt" }],
  },
  {
    name: "an input more, older than the output",
    check: "timestamps",
    inputs: { ...inputs, "c.txt": file(0) },
    outputs,
    was,
    reasons: [],
  },
  {
    name: "an input less",
    check: "history",
    inputs: { "a.txt": file(1) },
    outputs,
    was,
    reasons: [{ kind: "input-removed", file: "b.txt" }],
  },
  { name: "an input less", check: "timestamps", inputs: { "a.txt": file(1) }, outputs, was, reasons: [] },
  {
    name: "the last input gone",
    check: "history",
    inputs: {},
    outputs,
    was,
    reasons: [
      { kind: "input-removed", file: "a.txt" },
      { kind: "input-removed", file: "b.txt" },
    ],
  },

  {
    name: "an input that is the same file by another name",
    check: "history",
    inputs: { "./a.txt": { ...file(1), identity: 1n }, "b.txt": file(2) },
    outputs,
    was,
    reasons: [
      { kind: "input-added", file: "./a.txt" },
      { kind: "input-removed", file: "a.txt" },
    ],
  },

  // input-changed
  {
    name: "an input that is newer, though still older than the output",
    check: "history",
    inputs: { ...inputs, "a.txt": file(3) },
    outputs,
    was,
    reasons: [{ kind: "input-changed", file: "a.txt", was: file(1), is: file(3) }],
  },
  {
    name: "an input that is newer, though still older than the output",
    check: "timestamps",
    inputs: { ...inputs, "a.txt": file(3) },
    outputs,
    was,
    reasons: [],
  },
  {
    name: "an input that went back in time",
    check: "history",
    inputs: { ...inputs, "b.txt": file(0) },
    outputs,
    was,
    reasons: [{ kind: "input-changed", file: "b.txt", was: file(2), is: file(0) }],
  },
  {
    name: "an input of another size and the same time",
    check: "history",
    inputs: { ...inputs, "a.txt": file(1, 11) },
    outputs,
    was,
    reasons: [{ kind: "input-changed", file: "a.txt", was: file(1), is: file(1, 11) }],
  },
  {
    name: "an input that changed by a nanosecond",
    check: "history",
    inputs: { "a.txt": file(largeNs + 1n) },
    outputs,
    was: { inputs: { "a.txt": file(largeNs) }, outputs },
    reasons: [{ kind: "input-changed", file: "a.txt", was: file(largeNs), is: file(largeNs + 1n) }],
  },
  {
    name: "a directory in place of a file of the same size and time",
    check: "history",
    inputs: { in: directory(1) },
    outputs,
    was: { inputs: { in: file(1, 4096) }, outputs },
    reasons: [{ kind: "input-changed", file: "in", was: file(1, 4096), is: directory(1) }],
  },
  {
    name: "a directory into which something was put",
    check: "history",
    inputs: { in: directory(2) },
    outputs,
    was: { inputs: { in: directory(1) }, outputs },
    reasons: [{ kind: "input-changed", file: "in", was: directory(1), is: directory(2) }],
  },
  {
    name: "a file in place of a directory into which the job wrote",
    check: "history",
    inputs: { in: file(1, 0) },
    outputs: { "in/out": undefined },
    was: { inputs: { in: there }, outputs: { "in/out": file(1) } },
    reasons: [
      { kind: "output-missing", file: "in/out" },
      { kind: "input-changed", file: "in", was: there, is: file(1, 0) },
    ],
  },
  {
    name: "directories that are as they were",
    check: "history",
    inputs: { in: directory(9) },
    outputs: { out: directory(1) },
    was: { inputs: { in: directory(9) }, outputs: { out: directory(1) } },
    reasons: [],
  },

  // output-changed, output-added, output-removed
  {
    name: "an output that is newer than the job left it",
    check: "history",
    inputs,
    outputs: { out: file(6) },
    was,
    reasons: [{ kind: "output-changed", file: "out", was: file(5), is: file(6) }],
  },
  {
    name: "an output that is newer than the job left it",
    check: "timestamps",
    inputs,
    outputs: { out: file(6) },
    was,
    reasons: [],
  },
  {
    name: "an output of another size",
    check: "history",
    inputs,
    outputs: { out: file(5, 9) },
    was,
    reasons: [{ kind: "output-changed", file: "out", was: file(5), is: file(5, 9) }],
  },
  {
    name: "an output more",
    check: "history",
    inputs,
    outputs: { ...outputs, log: file(5) },
    was,
    reasons: [{ kind: "output-added", file: "log" }],
  },
  {
    name: "an output less",
    check: "history",
    inputs,
    outputs,
    was: { inputs, outputs: { ...outputs, log: file(5) } },
    reasons: [{ kind: "output-removed", file: "log" }],
  },
  {
    name: "all outputs gone from patterns",
    check: "history",
    inputs,
    outputs: {},
    declaresOutputs: true,
    was,
    reasons: [{ kind: "output-removed", file: "out" }],
  },

  // All that is found is told.
  {
    name: "all that changed at once",
    check: "history",
    inputs: { "a.txt": file(3), "c.txt": file(1) },
    outputs: { out: undefined, more: file(5) },
    was,
    reasons: [
      { kind: "output-missing", file: "out" },
      { kind: "input-changed", file: "a.txt", was: file(1), is: file(3) },
      { kind: "input-added", file: "c.txt" },
      { kind: "input-removed", file: "b.txt" },
      { kind: "output-added", file: "more" },
    ],
  },

  // output-older
  {
    name: "an output that is older than an input",
    check: "timestamps",
    inputs: { "a.txt": file(6), "b.txt": file(2) },
    outputs,
    reasons: [older("out", file(5), "a.txt", file(6))],
  },
  {
    name: "an output that is older than an input, as when the job left it",
    check: "history",
    inputs: { "a.txt": file(6), "b.txt": file(2) },
    outputs,
    was: { inputs: { "a.txt": file(6), "b.txt": file(2) }, outputs },
    reasons: [],
  },
  {
    name: "the oldest of several outputs against the newest of several inputs",
    check: "timestamps",
    inputs: { i: file(1), j: file(5), k: file(4) },
    outputs: { x: file(9), y: file(3), z: file(8) },
    reasons: [older("y", file(3), "j", file(5))],
  },
  {
    name: "an output as old as an input to the nanosecond",
    check: "timestamps",
    inputs: { i: file(largeNs) },
    outputs: { x: file(largeNs) },
    reasons: [older("x", file(largeNs), "i", file(largeNs))],
  },
  {
    name: "an output newer by a nanosecond",
    check: "timestamps",
    inputs: { i: file(largeNs) },
    outputs: { x: file(largeNs + 1n) },
    reasons: [],
  },
  { name: "outputs without inputs", check: "timestamps", outputs: { x: file(0) }, reasons: [] },
  {
    name: "a directory that is newer than the output",
    check: "timestamps",
    inputs: { in: directory(6) },
    outputs,
    reasons: [older("out", file(5), "in", directory(6))],
  },
  {
    name: "a file that is input and output, and nothing else",
    check: "timestamps",
    inputs: { db: file(5) },
    outputs: { db: file(5) },
    reasons: [],
  },
  {
    name: "a file that is input and output, older than another input",
    check: "timestamps",
    inputs: { i: file(4), db: file(2) },
    outputs: { db: file(2), x: file(5) },
    reasons: [],
  },
  {
    name: "a file that is input and output, newer than another output",
    check: "timestamps",
    inputs: { i: file(1), db: file(9) },
    outputs: { db: file(9), x: file(3) },
    reasons: [older("x", file(3), "db", file(9))],
  },
  {
    name: "a file that is input and output by two names, as a link is",
    check: "timestamps",
    inputs: { real: { ...file(9), identity: 1n } },
    outputs: { link: { ...file(9), identity: 1n } },
    reasons: [],
  },
  {
    name: "two files of the same time",
    check: "timestamps",
    inputs: { i: { ...file(9), identity: 1n } },
    outputs: { x: { ...file(9), identity: 2n } },
    reasons: [older("x", { ...file(9), identity: 2n }, "i", { ...file(9), identity: 1n })],
  },
  {
    name: "another file of the same size and time",
    check: "history",
    inputs: { i: { ...file(1), identity: 7n } },
    outputs,
    was: { inputs: { i: file(1) }, outputs },
    reasons: [],
  },
  {
    name: "a file that is input and output, and that the job changed when it ran",
    check: "history",
    inputs: { db: file(5) },
    outputs: { db: file(5) },
    was: { inputs: { db: file(5) }, outputs: { db: file(5) } },
    reasons: [],
  },
  {
    name: "a file that is input and output, and was changed since",
    check: "history",
    inputs: { db: file(6) },
    outputs: { db: file(6) },
    was: { inputs: { db: file(5) }, outputs: { db: file(5) } },
    reasons: [
      { kind: "input-changed", file: "db", was: file(5), is: file(6) },
      { kind: "output-changed", file: "db", was: file(5), is: file(6) },
    ],
  },
];

for (const one of cases) {
  const kinds = [...new Set(one.reasons.map(({ kind }) => kind))];
  const verdict = kinds.length === 0 ? "up to date" : kinds.join(", ");
  for (const check of one.check === "both" ? (["history", "timestamps"] as const) : [one.check]) {
    test(`${check}: ${one.name}: ${verdict}`, () => {
      const { inputs: ins = {}, outputs: outs = {} } = one;
      const evidence = {
        inputs: Object.keys(ins),
        inputFacts: Object.values(ins),
        outputs: Object.keys(outs),
        outputFacts: Object.values(outs),
        receipt: receiptOf(one.was),
        declaresOutputs: one.declaresOutputs ?? true,
        changes: one.changes ?? [],
      };
      const [first, ...more] = one.reasons;
      assert.deepEqual(
        judge(evidence, check),
        first === undefined ? { fresh: true } : { fresh: false, reasons: [first, ...more] },
      );
    });
  }
}

/** Judges a job of which files stand in a certain order, or more than once, when it has a receipt for them in another. */
function judgeLists(
  now: readonly (readonly [name: string, facts: FileFacts])[],
  before: readonly (readonly [name: string, facts: FileFacts])[],
): ReturnType<typeof judge> {
  const names = (list: typeof now): string[] => list.map(([name]) => name);
  const facts = (list: typeof now): FileFacts[] => list.map(([, fact]) => fact);
  const receipt = receiptOf(was);
  assert.ok(receipt !== undefined);
  const seen = factsText(names(before), facts(before));
  const evidence = { inputs: names(now), inputFacts: facts(now), outputs: ["out"], outputFacts: [file(5)] };
  return judge({ ...evidence, receipt: { ...receipt, seen }, declaresOutputs: true, changes: [] }, "history");
}

test("history: inputs that come in another order make the job run", () => {
  const [a, b] = [["a", file(1)] as const, ["b", file(2)] as const];
  assert.equal(judgeLists([a, b], [a, b]).fresh, true);
  // What the job gets is not what it got: its first input is another.
  assert.deepEqual(judgeLists([b, a], [a, b]), {
    fresh: false,
    reasons: [{ kind: "input-moved", file: "b" }],
  });
});

test("history: outputs that come in another order make the job run", () => {
  const evidence = {
    inputs: [],
    inputFacts: [],
    outputs: ["b", "a"],
    outputFacts: [file(2), file(1)],
    receipt: receiptOf({ outputs: { a: file(1), b: file(2) } }),
    declaresOutputs: true,
    changes: [],
  };
  assert.deepEqual(judge(evidence, "history"), {
    fresh: false,
    reasons: [{ kind: "output-moved", file: "b" }],
  });
});

test("history: an input that stands twice is no difference, and what did change is told rightly", () => {
  const [a, b, newB] = [["a", file(1)] as const, ["b", file(2)] as const, ["b", file(3)] as const];
  assert.deepEqual(judgeLists([a, a, b], [a, a, b]), { fresh: true });
  assert.deepEqual(judgeLists([a, a, newB], [a, a, b]), {
    fresh: false,
    reasons: [{ kind: "input-changed", file: "b", was: file(2), is: file(3) }],
  });
});

test("history: an input that stood twice and stands there once, or elsewhere, makes the job run", () => {
  const [a, b] = [["a", file(1)] as const, ["b", file(2)] as const];
  const moved = (name: string): ReturnType<typeof judge> => ({
    fresh: false,
    reasons: [{ kind: "input-moved", file: name }],
  });
  assert.deepEqual(judgeLists([a, b], [a, a, b]), moved("a"));
  assert.deepEqual(judgeLists([a, b, b], [a, b]), moved("b"));
  assert.deepEqual(judgeLists([a, b, a], [a, a, b]), moved("b"));
});

test("contents: what was in a file is told with what is in it", () => {
  const receipt = receiptOf({ inputs: { a: file(1) }, outputs: { out: file(5) } });
  assert.ok(receipt !== undefined);
  const evidence = {
    inputs: ["a"],
    inputFacts: [{ ...file(2), digest: "new" }],
    outputs: ["out"],
    outputFacts: [file(5)],
    receipt: { ...receipt, digests: "old\n-" },
    declaresOutputs: true,
    changes: [],
  };
  const [was, is] = [{ ...file(1), digest: "old" }, evidence.inputFacts[0]];
  assert.deepEqual(judge(evidence, "contents"), {
    fresh: false,
    reasons: [{ kind: "input-changed", file: "a", was, is }],
  });
});

test("the facts of files come back from their text", () => {
  const files: Files = { "a b\n.txt": file(largeNs, 0), d: directory(3), gone: undefined, "": file(1) };
  assert.deepEqual(Object.fromEntries(parseFacts(text(files))), files);
  assert.deepEqual([...parseFacts("")], []);
});
