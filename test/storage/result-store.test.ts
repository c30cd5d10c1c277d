// What jobs returned is kept, whether it fits into memory or not, and leaves nothing behind.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Job } from "../../src/model/job.ts";
import { openResultStore } from "../../src/storage/result-store.ts";

const mebibyte = 1024 * 1024;

function directoryFor(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "pipefish-results-"));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function jobs(count: number): Job[] {
  return Array.from({ length: count }, (_, index) => ({ index }) as Job);
}

test("results come back as they were kept, be they many and small or few and large", (context) => {
  const store = openResultStore(directoryFor(context));
  const sizes = [0, 1, 10, mebibyte - 20, 17, 3 * mebibyte, 5, mebibyte + 1, 2];
  const all = jobs(sizes.length);
  const bytesOf = (i: number): Uint8Array => new Uint8Array(sizes[i] ?? 0).fill(i + 1);
  for (const [i, job] of all.entries()) store.keep(job, bytesOf(i));
  for (const [i, job] of [...all.entries()].reverse()) {
    const read = store.read(job);
    assert.ok(read !== undefined && Buffer.compare(read, bytesOf(i)) === 0, `the result of job ${i}`);
  }
});

test("of a job that returned nothing there is nothing", (context) => {
  const store = openResultStore(directoryFor(context));
  const [one, other] = jobs(2) as [Job, Job];
  store.keep(one, new Uint8Array(2 * mebibyte));
  assert.equal(store.read(other), undefined);
});

test("what is kept is a copy, and not the whole of what it was a part of", (context) => {
  const store = openResultStore(directoryFor(context));
  const [job] = jobs(1) as [Job];
  const whole = new Uint8Array([1, 2, 3, 4]);
  store.keep(job, whole.subarray(1, 3));
  whole.fill(9);
  const read = store.read(job);
  assert.deepEqual([...(read ?? [])], [2, 3]);
  assert.equal(read?.buffer.byteLength, 2);
});

test("no file has a name, so that none can be left", (context) => {
  const directory = directoryFor(context);
  const store = openResultStore(directory);
  const [job] = jobs(1) as [Job];
  store.keep(job, new Uint8Array(2 * mebibyte));
  assert.deepEqual(readdirSync(directory), []);
  assert.equal(store.read(job)?.byteLength, 2 * mebibyte);
});

test("where no file can be made, memory has to do", (context) => {
  const directory = directoryFor(context);
  writeFileSync(join(directory, "taken"), "");
  const store = openResultStore(join(directory, "taken"));
  const [job] = jobs(1) as [Job];
  store.keep(job, new Uint8Array(2 * mebibyte).fill(7));
  assert.equal(store.read(job)?.at(-1), 7);
});
