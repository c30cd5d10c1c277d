// The order "job": what begins while tasks above it go on, what waits all the same, and what a failure costs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { regex, suffix } from "../../src/model/filter.ts";
import type { Task } from "../../src/model/task.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { touchFile } from "../../src/model/touch-file.ts";
import { makeRig, type Rig } from "../support/rig.ts";

const run = (): void => undefined;
const order = "job";

async function finish(rig: Rig, ...names: readonly string[]): Promise<void> {
  for (const name of names) (await rig.started(name)).finish();
}

async function running(rig: Rig): Promise<readonly string[]> {
  await rig.quiet();
  return rig.running;
}

/** Two files, and two tasks in a chain that has a job for each. */
function chain(): { readonly set: TaskSet; readonly first: Task<string>; readonly second: Task<string> } {
  const set = new TaskSet("p");
  const first = set.originate({ name: "first", output: ["a.1", "b.1"], run });
  const second = set.transform({ name: "second", input: first, filter: suffix(".1"), output: ".2", run });
  return { set, first, second };
}

test("a job begins when those that make its inputs have ended, whatever others of their task do", async () => {
  const { set, second } = chain();
  set.transform({ name: "third", input: second, filter: suffix(".2"), output: ".3", run });
  const rig = makeRig();
  const ending = rig.run(set, { order });
  await finish(rig, "first b.1");
  assert.deepEqual(await running(rig), ["first a.1", "second b.2"]);
  await finish(rig, "second b.2", "third b.3");
  assert.deepEqual(await running(rig), ["first a.1"]);
  await finish(rig, "first a.1", "second a.2", "third a.3");
  assert.deepEqual((await ending).jobs.done, 6);
});

test("a job of which no input has still to be made begins at once", async () => {
  const set = new TaskSet("p");
  const made = set.originate({ name: "made", output: "made.txt", run });
  set.transform({ name: "use", input: ["given.txt", made], filter: suffix(".txt"), output: ".use", run });
  const rig = makeRig();
  rig.write("given.txt");
  const ending = rig.run(set, { order });
  assert.deepEqual(await running(rig), ["made made.txt", "use given.use"]);
  await finish(rig, "use given.use", "made made.txt", "use made.use");
  await ending;
});

/** Two jobs read a directory, each for a file that another job puts into it. */
async function readDirectory(isThere: boolean): Promise<void> {
  const set = new TaskSet("p");
  const room = isThere ? "room" : set.mkdir({ name: "room", output: "room" });
  const follows = isThere ? [] : room;
  const first = set.originate({ name: "first", output: ["room/a.1", "room/b.1"], follows, run });
  const filter = regex(/^room\/(.)\.1$/);
  set.transform({ name: "use", input: first, filter, addInputs: [room], output: "$1.use", run });
  const rig = makeRig();
  if (isThere) rig.disk.mkdir("room");
  const ending = rig.run(set, { order });
  if (!isThere) await finish(rig, "room room");
  await finish(rig, "first room/a.1");
  assert.deepEqual(await running(rig), ["first room/b.1"]);
  await finish(rig, "first room/b.1", "use a.use", "use b.use");
  await ending;
}

test("a job that reads a directory waits for all that write into it", () => readDirectory(true));

test("so does one that reads a directory which is not there yet", () => readDirectory(false));

test("a merge waits for all whose files it reads", async () => {
  const { set, second } = chain();
  set.merge({ name: "all", input: second, output: "all", run });
  const rig = makeRig();
  const ending = rig.run(set, { order });
  await finish(rig, "first a.1", "second a.2", "first b.1");
  assert.deepEqual(await running(rig), ["second b.2"]);
  await finish(rig, "second b.2", "all all");
  await ending;
});

test("what follows a task waits for the whole of it, and of what is above that", async () => {
  const { set, second } = chain();
  set.originate({ name: "after", output: "after", follows: second, run });
  const rig = makeRig();
  const ending = rig.run(set, { order });
  await finish(rig, "first a.1", "second a.2", "first b.1");
  assert.deepEqual(await running(rig), ["second b.2"]);
  await finish(rig, "second b.2", "after after");
  await ending;
});

test("below a split, whose files are not known before, a task waits for the whole of it", async () => {
  const { set, second } = chain();
  const parts = set.subdivide({
    name: "parts",
    input: second,
    filter: suffix(".2"),
    output: ".*.part",
    run,
  });
  const loud = set.transform({ name: "loud", input: parts, filter: suffix(".part"), output: ".loud", run });
  set.transform({ name: "last", input: loud, filter: suffix(".loud"), output: ".last", run });
  const rig = makeRig();
  const ending = rig.run(set, { order });
  await finish(rig, "first a.1", "second a.2");
  (await rig.started("parts a.*.part")).finish(["a.1.part"]);
  assert.deepEqual(await running(rig), ["first b.1"]);
  await finish(rig, "first b.1", "second b.2");
  (await rig.started("parts b.*.part")).finish(["b.1.part", "b.2.part"]);
  await finish(rig, "loud a.1.loud", "last a.1.last");
  assert.deepEqual(await running(rig), ["loud b.1.loud", "loud b.2.loud"]);
  await finish(rig, "loud b.1.loud", "loud b.2.loud", "last b.2.last", "last b.1.last");
  assert.equal((await ending).jobs.done, 12);
});

test("what finds its inputs by a pattern or a function, or has a check of its own, waits for the tasks above", async () => {
  const { set, first } = chain();
  set.transform({
    name: "by pattern",
    input: "*.1",
    follows: first,
    filter: regex(/(.*)\.1/),
    output: "$1.x",
    run,
  });
  set.files({ name: "by function", follows: first, params: () => [["a.1", "a.y"]], run });
  const upToDate = (): boolean => false;
  set.transform({ name: "by itself", input: first, filter: suffix(".1"), output: ".z", upToDate, run });
  const rig = makeRig({ slots: 9 });
  const ending = rig.run(set, { order });
  await finish(rig, "first a.1");
  assert.deepEqual(await running(rig), ["first b.1", "second a.2"]);
  await finish(rig, "first b.1");
  assert.deepEqual((await running(rig)).length, 7);
  for (const held of rig.executor.running) held.finish();
  assert.equal((await ending).jobs.done, 9);
});

test("a job is judged when those above it have ended: one of which the inputs stayed as they were does not run", async () => {
  const { set } = chain();
  const rig = makeRig();
  await rig.complete(set);
  const ending = rig.run(set, { order, forced: ["first"] });
  (await rig.started("first a.1")).finish([]);
  assert.deepEqual(await running(rig), ["first b.1"]);
  await finish(rig, "first b.1", "second b.2");
  const { jobs } = await ending;
  assert.deepEqual([jobs.done, jobs.fresh], [3, 1]);
});

test("a task is told to begin with its first job that must run, and not where none must", async () => {
  const { set } = chain();
  const rig = makeRig();
  await rig.complete(set);
  const ending = rig.run(set, { order, forced: ["first"] });
  (await rig.started("first a.1")).finish([]);
  (await rig.started("first b.1")).finish([]);
  await ending;
  const begun = rig.events.flatMap((event) => (event.kind === "task-started" ? [event.task.name] : []));
  assert.deepEqual(begun, ["first"]);
  const left = rig.events.flatMap((event) => (event.kind === "jobs-fresh" ? [event.stale] : []));
  assert.deepEqual(left, [1, 0]);
});

test("with 'continue', a failed job keeps only those from running that need it", async () => {
  const { set, second } = chain();
  set.merge({ name: "all", input: second, output: "all", run });
  const rig = makeRig();
  const ending = rig.run(set, { order, onError: "continue" });
  (await rig.started("first a.1")).fail();
  await finish(rig, "first b.1", "second b.2");
  const { tasks, ok } = await ending;
  assert.equal(ok, false);
  const brief = tasks.map(({ name, jobs: { done, failed, skipped } }) => [name, done, failed, skipped]);
  assert.deepEqual(brief, [
    ["first", 1, 1, 0],
    ["second", 1, 0, 1],
    ["all", 0, 0, 1],
  ]);
});

test("with 'continue', what a task below can do does not depend on when it was opened", async () => {
  const set = new TaskSet("p");
  const made = set.originate({ name: "made", output: ["a.1", "b.1"], run });
  const slow = set.split({ name: "slow", input: null, output: "*.part", run });
  const both = set.transform({
    name: "both",
    input: [made, slow],
    filter: regex(/^(.*)$/),
    output: "$1.x",
    run,
  });
  set.merge({ name: "all", input: both, output: "all", run });
  const rig = makeRig();
  const ending = rig.run(set, { order, onError: "continue" });
  (await rig.started("made a.1")).fail();
  await finish(rig, "made b.1");
  (await rig.started("slow *.part")).finish(["1.part"]);
  await finish(rig, "both b.1.x", "both 1.part.x");
  assert.deepEqual((await ending).jobs, {
    total: 7,
    done: 4,
    fresh: 0,
    failed: 1,
    cancelled: 0,
    skipped: 2,
  });
});

test("with 'finish', nothing that waits for a job is started after a failure", async () => {
  const { set } = chain();
  const rig = makeRig();
  const ending = rig.run(set, { order });
  (await rig.started("first a.1")).fail();
  await finish(rig, "first b.1");
  const { jobs } = await ending;
  assert.deepEqual([jobs.done, jobs.failed, jobs.skipped], [1, 1, 2]);
});

test("a task has ended when those above it have: then it does what it asks for after its jobs", async () => {
  const set = new TaskSet("p");
  const first = set.originate({ name: "first", output: ["a.1", "b.1"], run });
  set.transform({
    name: "second",
    input: first,
    filter: regex(/^(a)\.1/),
    output: "$1.2",
    postTask: touchFile("second done"),
    run,
  });
  const rig = makeRig();
  const ending = rig.run(set, { order });
  await finish(rig, "first a.1", "second a.2");
  await rig.quiet();
  assert.equal(rig.disk.has("second done"), false);
  await finish(rig, "first b.1");
  await ending;
  assert.equal(rig.disk.has("second done"), true);
});

test("where a mistake shows in a task, nothing begins that would read from it", async () => {
  const set = new TaskSet("p");
  const parts = set.split({ name: "parts", input: null, output: "*.part", run });
  const named = set.transform({
    name: "named",
    input: parts,
    filter: regex(/.*/),
    output: "same.x",
    run,
  });
  set.merge({ name: "all", input: [named, "given.txt"], output: "all", run });
  const rig = makeRig();
  rig.write("given.txt");
  const ending = rig.run(set, { order, onError: "continue" });
  (await rig.started("parts *.part")).finish(["1.part", "2.part"]);
  const { problems, jobs } = await ending;
  assert.deepEqual(
    problems.map(({ code }) => code),
    ["duplicate-output"],
  );
  assert.equal(jobs.done, 1);
});

test("a job may read from a task that is far above it, beside what is made of that", async () => {
  const set = new TaskSet("p");
  const first = set.originate({ name: "first", output: ["a.1", "b.1"], run });
  const second = set.transform({ name: "second", input: first, filter: suffix(".1"), output: ".2", run });
  set.transform({
    name: "third",
    input: second,
    addInputs: ["b.1"],
    filter: suffix(".2"),
    output: ".3",
    run,
  });
  const rig = makeRig();
  const ending = rig.run(set, { order });
  await finish(rig, "first a.1", "second a.2");
  assert.deepEqual(await running(rig), ["first b.1"]);
  await finish(rig, "first b.1");
  assert.deepEqual(await running(rig), ["second b.2", "third a.3"]);
  await finish(rig, "second b.2", "third a.3", "third b.3");
  await ending;
});

test("a job that is judged late is judged as things are then, though nothing was done in the task that it reads from", async () => {
  const set = new TaskSet("p");
  const root = set.originate({ name: "root", output: ["a.1", "b.1"], run });
  const made = set.transform({ name: "made", input: root, filter: suffix(".1"), output: ".2", run });
  const parts = set.split({ name: "parts", input: null, output: "*.part", run });
  const late = set.transform({ name: "late", input: parts, filter: suffix(".part"), output: ".2", run });
  set.transform({ name: "last", input: [made, late], filter: suffix(".2"), output: ".3", run });
  const rig = makeRig();
  rig.write("x.part");
  await rig.complete(set, {
    answer: (held) => held.finish(held.job.task === parts ? ["x.part"] : undefined),
  });
  const ending = rig.run(set, { order, forced: ["root", "parts"] });
  (await rig.started("root a.1")).finish([]);
  (await rig.started("parts *.part")).finish([]);
  assert.deepEqual(await running(rig), ["root b.1"]);
  (await rig.started("root b.1")).finish([]);
  assert.equal((await ending).jobs.fresh, 6);
});

test("a chain of thousands of tasks of which the first runs is gone through", async () => {
  const set = new TaskSet("p");
  const rig = makeRig();
  let above: Task<string> = set.originate({ name: "t0", output: "0", run });
  rig.write("0");
  for (let i = 1; i < 5000; i += 1) {
    above = set.merge({ name: `t${i}`, input: above, output: `${i}`, run });
    rig.write(`${i}`);
  }
  const ending = rig.run(set, { order, forced: ["t0"], check: "timestamps" });
  (await rig.started("t0 0")).finish([]);
  assert.equal((await ending).jobs.fresh, 4999);
});
