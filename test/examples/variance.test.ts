// The worked example of the Ruffus manual, run as a user runs it, in a copy of its folder.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Example } from "../support/example.ts";

const parts = Array.from({ length: 10 }, (_, i) => String(i + 1).padStart(3, "0"));
const everything = [
  ...parts.flatMap((part) => [`chunks/${part}.chunk`, `chunks/${part}.sums`]),
  "done",
  "numbers.txt",
  "variance.txt",
];

async function made(context: TestContext): Promise<Example> {
  const example = new Example(context, "from-ruffus", "variance");
  assert.deepEqual(await example.run(), everything);
  return example;
}

test("the variance in chunks is that of all numbers at once", async (context) => {
  const example = await made(context);
  const numbers = example.result("numbers.txt").trimEnd().split("\n").map(Number);
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const direct = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length;
  const found = Number(example.result("variance.txt"));
  assert.equal(numbers.length, 10_000);
  assert.ok(Math.abs(found - direct) < 1e-9 * direct, `${found} and ${direct}`);
  // Ten thousand numbers from 0 to 100 vary by 100² / 12, give or take 7.5.
  assert.ok(Math.abs(found - 100 ** 2 / 12) < 3 * 7.5, `${found}`);
});

test("the variance run again does nothing, its actions after a task included", async (context) => {
  const example = await made(context);
  assert.deepEqual(await example.run(), []);
});

test("sums that were removed are made again for their chunk alone", async (context) => {
  const example = await made(context);
  example.removeResult("chunks/004.sums");
  assert.deepEqual(await example.run(), ["chunks/004.sums", "done", "variance.txt"]);
});

test("other numbers give other chunks, and none of the old ones is left", async (context) => {
  const example = await made(context);
  example.touch("results/numbers.txt");
  assert.deepEqual(await example.run(), everything);
  assert.deepEqual(example.results(), everything);
});
