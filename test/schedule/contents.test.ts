// The level `contents`: what is in files decides, and their times do not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { suffix } from "../../src/model/filter.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import type { Reason } from "../../src/model/verdict.ts";
import type { CheckLevel } from "../../src/plan/freshness.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { makeRig, type Rig, staleIn } from "../support/rig.ts";
import type { HeldJob } from "../support/scripted-executor.ts";

const run = (): void => undefined;
const contents = { check: "contents" } as const;

/** Texts are sorted, counted, and put together. */
function sortAndCount(): TaskSet {
  const set = new TaskSet("words");
  const sorted = set.transform({
    name: "sort",
    input: "*.txt",
    filter: suffix(".txt"),
    output: ".sorted",
    run,
  });
  const counted = set.transform({
    name: "count",
    input: sorted,
    filter: suffix(".sorted"),
    output: ".count",
    run,
  });
  set.merge({ name: "all", input: counted, output: "all", run });
  return set;
}

/** Does what the tasks are called. */
function work(rig: Rig, held: HeldJob): void {
  const { job, inputs, outputs } = held;
  const words = inputs
    .map((name) => rig.disk.read(name) ?? "")
    .join(" ")
    .split(" ");
  const text = job.task.name === "sort" ? words.sort().join(" ") : String(words.length);
  held.finish(Object.fromEntries(outputs.map((name) => [name, text])));
}

function makeWords(): Rig {
  const rig = makeRig();
  rig.disk.write("a.txt", "the quick fox");
  rig.disk.write("b.txt", "a lazy dog");
  return rig;
}

async function ran(
  rig: Rig,
  check: CheckLevel = "contents",
  set = sortAndCount(),
): Promise<readonly string[]> {
  const answer = (held: HeldJob): void => work(rig, held);
  return (await rig.complete(set, { check, answer })).ran;
}

function reasons(plan: Plan): readonly Reason[] {
  return plan.tasks.flatMap(({ jobs }) =>
    jobs.flatMap(({ verdict }) => (verdict.fresh ? [] : verdict.reasons)),
  );
}

const everything = ["all all", "count a.count", "count b.count", "sort a.sorted", "sort b.sorted"];

test("files that were touched make nothing run, and at no level after", async () => {
  const rig = makeWords();
  assert.deepEqual(await ran(rig), everything);
  for (const name of ["a.txt", "b.sorted", "all"]) rig.disk.touch(name);
  assert.deepEqual(staleIn(rig.plan(sortAndCount(), contents)), []);
  assert.deepEqual(await ran(rig), []);
  assert.deepEqual(staleIn(rig.plan(sortAndCount())), []);
});

test("files that were touched are read once", async () => {
  const rig = makeWords();
  await ran(rig);
  rig.contents.readNow.length = 0;
  rig.disk.touch("a.txt");
  rig.disk.touch("b.sorted");
  await ran(rig);
  assert.deepEqual(rig.contents.readNow.sort(), ["a.txt", "b.sorted"]);
  await ran(rig);
  rig.plan(sortAndCount(), contents);
  assert.equal(rig.contents.readNow.length, 2);
});

test("a plan reads and writes nothing down", async () => {
  const rig = makeWords();
  await ran(rig);
  rig.disk.touch("a.txt");
  assert.deepEqual(staleIn(rig.plan(sortAndCount(), contents)), []);
  assert.deepEqual(staleIn(rig.plan(sortAndCount(), { check: "params" })).length, 3);
});

test("an input in which something else is, of the same size, makes its job run, and says so", async () => {
  const rig = makeWords();
  await ran(rig);
  rig.disk.write("a.txt", "the quick cat");
  const [first] = reasons(rig.plan(sortAndCount(), contents));
  assert.equal(first?.kind, "input-changed");
  assert.notEqual(first.was.digest, first.is.digest);
  assert.notEqual(first.is.digest, undefined);
  assert.deepEqual(await ran(rig), ["sort a.sorted", "count a.count"].sort());
});

test("a job that makes the same files again stops the wave", async () => {
  const rig = makeWords();
  await ran(rig);
  rig.disk.write("a.txt", "quick fox the");
  assert.deepEqual(await ran(rig), ["sort a.sorted"]);
  assert.deepEqual(await ran(rig), []);
  assert.deepEqual(await ran(rig, "history"), []);
  rig.disk.write("a.txt", "quick fox and dog");
  assert.deepEqual(await ran(rig), ["all all", "count a.count", "sort a.sorted"]);
});

test("at the level below, it does not", async () => {
  const rig = makeWords();
  await ran(rig, "params");
  rig.disk.write("a.txt", "quick fox the");
  assert.deepEqual(await ran(rig, "params"), ["all all", "count a.count", "sort a.sorted"]);
});

test("an output that was changed by hand is made again, one that was put back as it was is not", async () => {
  const rig = makeWords();
  await ran(rig);
  rig.disk.write("b.count", "4");
  const plan = rig.plan(sortAndCount(), contents);
  assert.equal(reasons(plan)[0]?.kind, "output-changed");
  rig.disk.write("b.count", "3");
  assert.deepEqual(await ran(rig), []);
});

test("without digests, a receipt proves a file by size and time", async () => {
  const rig = makeWords();
  await ran(rig, "history");
  assert.deepEqual(await ran(rig), []);
  rig.disk.touch("a.txt");
  assert.deepEqual(await ran(rig), ["all all", "count a.count", "sort a.sorted"]);
  rig.disk.touch("a.txt");
  assert.deepEqual(await ran(rig), []);
});

test("what is read while a run goes on is read beside it", async () => {
  const rig = makeWords();
  await ran(rig);
  rig.contents.readNow.length = 0;
  rig.disk.write("a.txt", "quick fox the");
  // It is looked at when its inputs have been made.
  rig.disk.touch("a.count");
  rig.contents.readLaterOn.length = 0;
  assert.deepEqual(await ran(rig), ["sort a.sorted"]);
  assert.deepEqual(rig.contents.readNow, ["a.txt"]);
  assert.deepEqual(rig.contents.readLaterOn, ["a.sorted", "a.count"]);
});

test("what is known from receipts is not read again", async () => {
  const rig = makeRig();
  const set = new TaskSet("p");
  set.transform({ name: "t", input: "*.x", filter: suffix(".x"), output: ".y", addInputs: ["ref"], run });
  rig.write("ref", "a.x", "b.x");
  await rig.complete(set, contents);
  rig.write("c.x");
  rig.contents.readLaterOn.length = 0;
  assert.deepEqual((await rig.complete(set, contents)).ran, ["t c.y"]);
  assert.deepEqual(rig.contents.readLaterOn, ["c.x", "c.y"]);
});

test("one file that a job has twice is known twice", async () => {
  const rig = makeRig();
  const set = new TaskSet("p");
  set.files({ name: "t", params: [[["a", "a", "b"], "out"]], run });
  rig.write("a", "b");
  await rig.complete(set, contents);
  rig.disk.touch("b");
  assert.deepEqual((await rig.complete(set, contents)).ran, []);
});

test("a directory counts by what is in it; one into which the job writes, by being there", async () => {
  const rig = makeRig();
  const set = new TaskSet("p");
  set.files({ name: "t", params: [[["store", "made"], "made/out"]], run });
  rig.write("store/a/b", "made/in");
  await rig.complete(set, contents);
  rig.disk.touch("store");
  rig.write("made/other");
  assert.deepEqual((await rig.complete(set, contents)).ran, []);
  rig.write("store/c");
  rig.disk.touch("store");
  assert.deepEqual((await rig.complete(set, contents)).ran, ["t made/out"]);
});

test("code and extras count as at the levels below", async () => {
  const rig = makeWords();
  await ran(rig);
  rig.code.write("count", { "its function": "another" });
  assert.deepEqual(await ran(rig), ["count a.count", "count b.count"]);
});
