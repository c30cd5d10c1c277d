import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reason } from "../../src/model/verdict.ts";
import { reasonText } from "../../src/report/reasons.ts";
import { facts, start } from "./support.ts";

const now = start + 300_000;
const text = (reason: Reason): string => reasonText(reason, { now });
const file = "data/a.txt";

test("a job that was asked for says so", () => {
  assert.equal(text({ kind: "forced" }), "the run was asked to run this task");
  assert.equal(text({ kind: "asked" }), "the run was asked to run this job alone");
});

test("a job without outputs says that nothing can show it to be done", () => {
  assert.equal(text({ kind: "no-outputs" }), "it makes no files by which it could be known to be done");
});

test("missing files are named", () => {
  assert.equal(text({ kind: "output-missing", file }), "output data/a.txt does not exist");
  assert.equal(text({ kind: "input-missing", file }), "input data/a.txt does not exist");
});

test("an input that has still to be made names the task that makes it", () => {
  assert.equal(text({ kind: "input-pending", file, by: "sort" }), "input data/a.txt will be made by 'sort'");
});

test("unknown inputs name the task that must run first", () => {
  assert.equal(
    text({ kind: "inputs-unknown", task: "chunks" }),
    "its inputs are not known before 'chunks' has run",
  );
});

test("a job that never ran says that nothing is recorded", () => {
  assert.equal(text({ kind: "no-receipt" }), "nothing is recorded of it: it never ran to its end here");
});

test("a job that did not come to its end says when it was started", () => {
  assert.equal(
    text({ kind: "interrupted", startedAt: start }),
    "it was started 5 minutes ago and its end is not recorded: it failed or was killed",
  );
});

test("changes of a job's lists say what it was before", () => {
  assert.equal(text({ kind: "input-added", file }), "input data/a.txt is new: the job last ran without it");
  assert.equal(
    text({ kind: "input-removed", file }),
    "input data/a.txt is gone from its list: the job last ran with it",
  );
  assert.equal(
    text({ kind: "output-added", file }),
    "output data/a.txt is new: the job did not make it when it last ran",
  );
  assert.equal(
    text({ kind: "output-removed", file }),
    "output data/a.txt, which the job made when it last ran, is gone or no longer one of its outputs",
  );
});

test("a file of another size says from which to which, and when", () => {
  const was = facts(12 * 1024, start - 1000);
  assert.equal(
    text({ kind: "input-changed", file, was, is: facts(14.5 * 1024, start + 120_000) }),
    "input data/a.txt changed: 12 KiB → 14.5 KiB, 3 minutes ago",
  );
});

test("sizes that would look the same are written in bytes", () => {
  const was = facts(5_000_000, start - 1000);
  assert.equal(
    text({ kind: "input-changed", file, was, is: facts(5_000_001, start + 120_000) }),
    "input data/a.txt changed: 5,000,000 → 5,000,001 bytes, 3 minutes ago",
  );
});

test("a file of the same size whose contents were read says that these are others", () => {
  const [was, is] = [facts(12, start), facts(12, start + 120_000)];
  assert.equal(
    text({ kind: "input-changed", file, was: { ...was, digest: "a" }, is: { ...is, digest: "b" } }),
    "input data/a.txt changed: what is in it is not as it was, its size is (12 B), 3 minutes ago",
  );
  const directories = [was, is].map((one) => ({ ...one, isDirectory: true, digest: String(one.mtimeNs) }));
  const [before = was, after = is] = directories;
  assert.equal(
    text({ kind: "output-changed", file, was: before, is: after }),
    "output data/a.txt is not as the job left it: it changed: what is in it is not as it was, 3 minutes ago",
  );
});

test("a file of the same size says from which time to which", () => {
  const was = facts(12, start + 123);
  assert.equal(
    text({ kind: "output-changed", file, was, is: facts(12, start + 120_000) }),
    "output data/a.txt is not as the job left it: it was written or touched 3 minutes ago, its size is as before (12 B): 2026-11-22 21:00:00.123 → 2026-11-22 21:02:00.000",
  );
});

test("a file that is older than it was says that it went back", () => {
  assert.equal(
    text({ kind: "input-changed", file, was: facts(12, start), is: facts(12, start - 7) }),
    "input data/a.txt went back in time, its size is as before (12 B): 2026-11-22 21:00:00.000 → 2026-11-22 20:59:59.993",
  );
});

test("times that differ by nanoseconds show them", () => {
  assert.equal(
    text({ kind: "input-changed", file, was: facts(12, start), is: facts(12, start, 5n) }),
    "input data/a.txt was written or touched 5 minutes ago, its size is as before (12 B): 2026-11-22 21:00:00.000000000 → 2026-11-22 21:00:00.000000005",
  );
});

test("a directory where a file was is called that", () => {
  const is = { ...facts(4096, start), isDirectory: true };
  assert.equal(
    text({ kind: "input-changed", file, was: facts(12, start), is }),
    "input data/a.txt was a file and is a directory",
  );
});

test("an output that is older than an input says by how much", () => {
  const reason = { kind: "output-older", output: "a.bam", input: "a.fastq" } as const;
  assert.equal(
    text({ ...reason, outputFacts: facts(1, start), inputFacts: facts(1, start + 180_000) }),
    "output a.bam is 3 minutes older than input a.fastq: 2026-11-22 21:00:00.000 against 2026-11-22 21:03:00.000",
  );
  assert.equal(
    text({ ...reason, outputFacts: facts(1, start), inputFacts: facts(1, start) }),
    "output a.bam is as old as input a.fastq, and must be newer: both are of 2026-11-22 21:00:00.000",
  );
});

test("names are written as the caller likes", () => {
  assert.equal(
    reasonText({ kind: "output-missing", file: "/long/way/a.txt" }, { now, name: () => ".../a.txt" }),
    "output .../a.txt does not exist",
  );
});
