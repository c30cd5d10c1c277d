// What counts of a directory: all that is in it, or that it is there when the job itself writes into it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileFacts } from "../../src/model/verdict.ts";
import { countsAsThere, lookAt, withFilled } from "../../src/plan/look-at.ts";

const directory = { isDirectory: true, sizeBytes: 4096, mtimeNs: 5n };
const tree = { ...directory, tree: "3 files" };
const there = { isDirectory: true, sizeBytes: 0, mtimeNs: 0n };
const file = { isDirectory: false, sizeBytes: 7, mtimeNs: 9n };

/** Looks at one file, or directory, as one that writes the outputs does. */
function looked(name: string, facts: FileFacts, outputs: unknown): FileFacts | undefined {
  const disk = { directory: "/work", look: () => [facts], lookInto: () => tree };
  return lookAt(disk, [name], outputs)[0];
}

const filled: readonly (readonly [name: string, outputs: unknown])[] = [
  ["in", "in/out"],
  ["in/", { deep: ["in/a/b/out"] }],
  ["./in", "in/*.txt"],
  ["in", "./in/out"],
  ["/work/in", "in/out"],
  [".", "out"],
  ["..", "out"],
  ["..", "/other/out"],
  ["/", "/tmp/out"],
  ["/", "out"],
];
for (const [name, outputs] of filled)
  test(`a job that writes ${JSON.stringify(outputs)} does not count what is in '${name}'`, () => {
    assert.deepEqual(looked(name, directory, outputs), there);
  });

const read: readonly (readonly [name: string, outputs: unknown])[] = [
  ["in", "out"],
  ["in", "in.d/out"],
  ["in", "in"],
  ["in", "other/in/out"],
  [".", "/tmp/out"],
  [".", "../out"],
];
for (const [name, outputs] of read)
  test(`a job that writes ${JSON.stringify(outputs)} counts what is in '${name}'`, () => {
    assert.deepEqual(looked(name, directory, outputs), tree);
  });

test("a directory of which the time is none, as archives make them, counts by what is in it", () => {
  const timeless = { ...directory, sizeBytes: 0, mtimeNs: 0n };
  assert.deepEqual(looked("in", timeless, "out"), tree);
  assert.equal(countsAsThere({ ...timeless, tree: "3 files" }), false);
  assert.equal(countsAsThere(there), true);
});

test("a file is what it is, whatever the job writes", () => {
  assert.deepEqual(looked("in", file, "in/out"), file);
});

test("a directory that was looked into counts by being there once it is known that the job writes into it", () => {
  const facts = withFilled({ directory: "/work" }, ["sub", "b"], [tree, file], ["*/x.txt", "sub/x.txt"]);
  assert.deepEqual(facts, [there, file]);
});
