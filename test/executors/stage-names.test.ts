// Under which names jobs make their outputs.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  declaredOutputs,
  finalName,
  handedOutputs,
  stageDirectories,
  stagedName,
} from "../../src/executors/stage-names.ts";

test("a file has its name, in a directory beside its place", () => {
  const names = ["a.bam", "d/a.bam", "/d/e/a.bam", "../a.bam", "./a.bam", "d[1]/a*.bam", "out/", "d/out/"];
  assert.deepEqual(
    names.map((name) => stagedName(name, "S", false)),
    [
      "S/a.bam",
      "d/S/a.bam",
      "/d/e/S/a.bam",
      "../S/a.bam",
      "./S/a.bam",
      "d[1]/S/a*.bam",
      "S/out/",
      "d/S/out/",
    ],
  );
});

test("a pattern has its stage before the first part in which names may differ", () => {
  assert.deepEqual(
    ["*.txt", "d/*.txt", "d/*/a.txt", "d/**/*.txt", "d/e.txt", "/d[12]/e"].map((name) =>
      stagedName(name, "S", true),
    ),
    ["S/*.txt", "d/S/*.txt", "d/S/*/a.txt", "d/S/**/*.txt", "d/S/e.txt", "/S/d[12]/e"],
  );
});

test("the name that a file will have is that of its place", () => {
  for (const name of ["a.bam", "/d/e/a.bam", "../a.bam", "d/out/", "d/*/a.txt"])
    for (const mayBePattern of [true, false])
      assert.equal(finalName(stagedName(name, "S", mayBePattern), "S"), name);
  assert.equal(finalName("a", undefined), "a");
});

test("a job receives its outputs in their shape, and patterns as they are", () => {
  const output = { bam: "d/a.bam", more: ["b", "e/c"], n: 1 };
  const staged = { bam: "d/S/a.bam", more: ["S/b", "e/S/c"], n: 1 };
  assert.deepEqual(handedOutputs({ output, stage: "S" }), staged);
  assert.deepEqual(declaredOutputs({ output, stage: "S" }), staged);
  assert.deepEqual(handedOutputs({ output: ["p/1", "p/2"], patterns: "p/*", stage: "S" }), ["p/S/*"]);
  assert.deepEqual(
    handedOutputs({ output: { a: [], b: ["x"] }, patterns: { a: "p/*", b: "x" }, stage: "S" }),
    {
      a: ["p/S/*"],
      b: ["S/x"],
    },
  );
});

test("without a stage, all is as it is declared", () => {
  const job = { output: ["p/1"], patterns: "p/*" };
  assert.deepEqual(handedOutputs(job), ["p/1"]);
  assert.equal(declaredOutputs(job), "p/*");
  assert.equal(declaredOutputs({ output: "a" }), "a");
});

test("there is a directory for each in which outputs belong", () => {
  assert.deepEqual(stageDirectories({ output: ["d/a", "d/b", "c", "/e/f"], stage: "S" }), [
    "d/S",
    "S",
    "/e/S",
  ]);
  assert.deepEqual(stageDirectories({ output: [], patterns: ["d/*/x", "d/y"], stage: "S" }), ["d/S"]);
  assert.deepEqual(stageDirectories({ output: null, stage: "S" }), []);
});
