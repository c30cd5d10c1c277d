// Which of the jobs that could start does: by how long jobs took, and what waits for them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { suffix } from "../../src/model/filter.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { makeRig, type Rig } from "../support/rig.ts";
import { jobName } from "../support/scripted-executor.ts";

const run = (): void => undefined;

/** A rig in whose history jobs took so many milliseconds, by their first outputs, before they were begun once more. */
function recalling(durations: Readonly<Record<string, number>>): Rig {
  const rig = makeRig({ slots: 1 });
  const files = { seen: "", left: "", digests: undefined, before: undefined };
  const nothing = { task: "", finished: false, startedAt: 0, attempt: 1, ...files, code: "", extras: "" };
  for (const [key, durationMs] of Object.entries(durations))
    rig.store.receipts.set(key, { ...nothing, key, durationMs });
  return rig;
}

/** Runs all jobs one by one; returns them as they started. */
async function started(rig: Rig, set: TaskSet, order: "task" | "job" = "task"): Promise<readonly string[]> {
  const ending = rig.run(set, { order });
  for (let i = 0; i < set.tasks.length * 9; i += 1) {
    await rig.quiet();
    rig.executor.running[0]?.finish();
  }
  await ending;
  return rig.executor.spans.map(({ job }) => jobName(job).split(" ").at(-1) ?? "");
}

test("where nothing is recorded, jobs start in the order of their tasks, and of the inputs", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "one", output: ["b", "a"], run });
  const two = set.originate({ name: "two", output: ["z.1", "y.1"], run });
  set.transform({ name: "three", input: two, filter: suffix(".1"), output: ".2", run });
  assert.deepEqual(await started(recalling({}), set), ["b", "a", "z.1", "y.1", "y.2", "z.2"]);
});

test("of a task, the jobs that took longest go first; one that is new is taken for a usual one", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "one", output: ["short", "new", "long", "newer"], run });
  const rig = recalling({ short: 10, long: 50 });
  assert.deepEqual(await started(rig, set), ["long", "new", "newer", "short"]);
});

test("the job with the longest way below it goes first, however short it is itself", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "alone", output: "alone", run });
  const top = set.originate({ name: "top", output: "top", run });
  const middle = set.merge({ name: "middle", input: top, output: "middle", run });
  set.merge({ name: "foot", input: middle, output: "foot", run });
  const rig = recalling({ alone: 30, top: 1, middle: 20, foot: 20 });
  assert.deepEqual(await started(rig, set), ["top", "middle", "alone", "foot"]);
});

test("a way counts what has still to run on it: below what is up to date there is nothing to hurry for", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "alone", output: "alone", run });
  const top = set.originate({ name: "top", output: "top", run });
  set.merge({ name: "foot", input: "given", follows: top, output: "foot", run });
  const rig = makeRig({ slots: 1 });
  rig.write("given");
  await rig.complete(set);
  for (const [key, receipt] of rig.store.receipts)
    rig.store.receipts.set(key, { ...receipt, durationMs: key === "foot" ? 1000 : 10 });
  rig.disk.remove("top");
  rig.disk.remove("alone");
  assert.deepEqual(await started(rig, set), ["alone", "top"]);
});

test("how long a job took is still known when a later run of it did not come to its end", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "one", output: ["short", "long"], run });
  const rig = recalling({ short: 10, long: 50 });
  const ending = rig.run(set, { onError: "continue" });
  (await rig.started("one long")).fail();
  (await rig.started("one short")).fail();
  await ending;
  assert.deepEqual(await started(rig, set), ["long", "short"]);
});

test("job by job, the way goes through the jobs that need what a job makes, and not through their tasks", async () => {
  const set = new TaskSet("p");
  const first = set.originate({ name: "first", output: ["a.1", "b.1", "c.1"], run });
  const second = set.transform({ name: "second", input: first, filter: suffix(".1"), output: ".2", run });
  set.originate({ name: "after", output: "after", follows: second, run });
  const times = { "a.1": 30, "b.1": 20, "c.1": 10, "a.2": 10, "b.2": 10, "c.2": 50, after: 1 };
  assert.deepEqual(await started(recalling(times), set, "job"), [
    ...["c.1", "c.2", "a.1", "b.1", "a.2", "b.2", "after"],
  ]);
  const byTask = ["a.1", "b.1", "c.1", "c.2", "a.2", "b.2", "after"];
  assert.deepEqual(await started(recalling(times), set, "task"), byTask);
});

test("job by job, who is awaited as a whole has all below it to hurry for", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "alone", output: "alone", run });
  const parts = set.split({ name: "parts", input: null, output: "*.part", run });
  set.merge({ name: "all", input: parts, output: "all", run });
  const rig = recalling({ alone: 20, "*.part": 1, all: 30 });
  const ending = rig.run(set, { order: "job" });
  (await rig.started("parts *.part")).finish(["1.part"]);
  (await rig.started("all all")).finish();
  (await rig.started("alone alone")).finish();
  await ending;
});
