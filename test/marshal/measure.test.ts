// Which part of a large value is to blame.

import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "../../src/marshal/encode.ts";
import { measure } from "../../src/marshal/measure.ts";

test("the largest part is the innermost that holds over half of the bytes", () => {
  const value = {
    name: "x",
    opts: { table: [1, { rows: Buffer.alloc(70_000) }], rest: Buffer.alloc(20_000) },
  };
  const { sizeBytes, largest } = measure(value, "extras");
  assert.equal(sizeBytes, encode(value).length);
  assert.equal(largest.path, "extras.opts.table[1].rows");
  assert.ok(Math.abs(largest.sizeBytes - 70_000) < 100);
});

test("where no part holds over half, the largest is what holds them together", () => {
  const value = { list: Array.from({ length: 100 }, (_, index) => ({ index, text: "x".repeat(1000) })) };
  assert.equal(measure(value, "extras").largest.path, "extras.list");
});

test("text is measured where it stands", () => {
  const { largest } = measure(new Map([["log", ["a", "日".repeat(3000)]]]), "params[0]");
  assert.equal(largest.path, 'params[0].get("log")[1]');
  assert.ok(largest.sizeBytes >= 6000);
});

test("a small value is its own largest part", () => {
  assert.deepEqual(measure(1, "extras").largest.path, "extras");
  assert.deepEqual(measure({}, "extras").largest.path, "extras");
});

test("a part that must be written anew with others is still found", () => {
  const memory = Buffer.alloc(50_000);
  const { largest } = measure({ a: memory.subarray(0, 40_000), b: memory.subarray(10_000) }, "extras");
  assert.equal(largest.path, "extras.a.buffer");
});
