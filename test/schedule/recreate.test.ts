// The history made anew from the files that are there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { suffix } from "../../src/model/filter.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { lookOver } from "../../src/plan/look-over.ts";
import { recreateHistory } from "../../src/schedule/recreate.ts";
import { MemoryLedger } from "../support/memory-ledger.ts";
import { makeRig, type Rig, staleIn } from "../support/rig.ts";

const run = (): void => undefined;

function threeSteps(): TaskSet {
  const set = new TaskSet("p");
  const make = set.originate({ name: "make", output: ["a.x", "b.x"], run });
  const parts = set.subdivide({
    name: "parts",
    input: make,
    filter: suffix(".x"),
    output: ".*.part",
    run,
  });
  set.merge({ name: "all", input: parts, output: "all", run });
  set.parallel({ name: "row", params: [[1]], run });
  return set;
}

/** Makes the history anew; returns how many jobs of each task were recorded, and how many were passed over. */
function recreate(rig: Rig, set: TaskSet): Record<string, readonly [number, number]> {
  const ledger = new MemoryLedger(rig.store);
  const world = { disk: rig.disk, code: rig.code, ledger, contents: rig.contents };
  const { survey, fingerprints } = lookOver(set, {}, world);
  const found = recreateHistory(set.name, survey.tasks, { ...world, fingerprints }, 0);
  ledger.close();
  return Object.fromEntries(found.map(({ name, jobs }) => [name, [jobs.done, jobs.skipped]]));
}

test("jobs whose files are there count as done, and nothing is run or touched", () => {
  const rig = makeRig();
  rig.write("all", "a.1.part", "b.1.part", "b.2.part", "a.x", "b.x");
  const before = rig.disk.look(["all", "a.x"]);
  assert.deepEqual(recreate(rig, threeSteps()), { make: [2, 0], parts: [2, 0], all: [1, 0], row: [0, 1] });
  assert.deepEqual(rig.disk.look(["all", "a.x"]), before);
  assert.deepEqual(staleIn(rig.plan(threeSteps())), ["row 1"], "though their times are out of order");
});

test("a job of which a file is missing is passed over, and runs next time", () => {
  const rig = makeRig();
  rig.write("a.x", "b.1.part", "all");
  assert.deepEqual(recreate(rig, threeSteps()), { make: [1, 1], parts: [0, 2], all: [1, 0], row: [0, 1] });
  assert.deepEqual(staleIn(rig.plan(threeSteps())), [
    "make b.x",
    "parts a.*.part",
    "parts b.*.part",
    "all all",
    "row 1",
  ]);
});

test("a job that was interrupted counts as done when its files are there", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "make", output: "a", run });
  const rig = makeRig();
  const running = rig.run(set);
  (await rig.started("make a")).write(["a"]);
  (await rig.started("make a")).fail();
  await running;
  assert.deepEqual(staleIn(rig.plan(set)), ["make a"]);
  assert.deepEqual(recreate(rig, set), { make: [1, 0] });
  assert.deepEqual(staleIn(rig.plan(set)), []);
});

test("what is edited after that is noticed", () => {
  const rig = makeRig();
  rig.write("a.x", "b.x", "a.1.part", "b.1.part", "all");
  recreate(rig, threeSteps());
  rig.write("b.1.part");
  assert.deepEqual(staleIn(rig.plan(threeSteps())), ["parts b.*.part", "all all", "row 1"]);
});

test("the code and the extras of now count as those with which the jobs ran", () => {
  const rig = makeRig();
  rig.write("all", "a.1.part", "b.1.part", "a.x", "b.x");
  recreate(rig, threeSteps());
  assert.deepEqual(staleIn(rig.plan(threeSteps(), { check: "params" })), ["row 1"]);
  rig.code.write("all", { "its function": "another" });
  assert.deepEqual(staleIn(rig.plan(threeSteps(), { check: "params" })), ["all all", "row 1"]);
});
