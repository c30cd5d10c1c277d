// The minimal rebuild: on each way up from the targets, nothing counts above the first task that is up to date.
import assert from "node:assert/strict";
import { test } from "node:test";
import { suffix } from "../../src/model/filter.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import type { Rebuild } from "../../src/plan/look-over.ts";
import { makeRig, type Rig, type RigOptions, staleIn } from "../support/rig.ts";

const run = (): void => undefined;
const minimal = { rebuild: "minimal" } as const;

/** A chain of `.1`, `.2`, `.3` and `.4`, each made of the one before, the first of a source. */
function chain(): TaskSet {
  const set = new TaskSet("p");
  let input: Parameters<TaskSet["transform"]>[0]["input"] = "a.0";
  for (const n of [1, 2, 3, 4])
    input = set.transform({ name: `t${n}`, input, filter: suffix(`.${n - 1}`), output: `.${n}`, run });
  return set;
}

/** A rig in which the whole pipeline has run. */
async function afterRun(set: TaskSet, options: RigOptions = {}): Promise<Rig> {
  const rig = makeRig();
  rig.write("a.0");
  await rig.complete(set, options);
  return rig;
}

test("what is changed above a task that is up to date as it is does not count", async () => {
  const set = chain();
  const rig = await afterRun(set);
  rig.write("a.1");
  const stale = (rebuild: Rebuild): string[] => staleIn(rig.plan(set, { targets: ["t4"], rebuild }));
  assert.deepEqual(stale("maximal"), ["t1 a.1", "t2 a.2", "t3 a.3", "t4 a.4"]);
  assert.deepEqual(stale("minimal"), []);
});

test("what is removed above a task that is up to date is not missed, and no mistake", async () => {
  const set = chain();
  const rig = await afterRun(set);
  for (const name of ["a.0", "a.1"]) rig.disk.remove(name);
  const plan = rig.plan(set, { targets: ["t4"], ...minimal });
  assert.deepEqual([staleIn(plan), plan.problems], [[], []]);
  const verdicts = plan.tasks.flatMap(({ jobs }) => jobs.map(({ verdict }) => verdict));
  assert.deepEqual(verdicts, Array(4).fill({ fresh: true, isLeftAlone: true }));
  assert.equal(rig.plan(set, { targets: ["t4"] }).problems[0]?.code, "missing-input");
});

test("from the target up to the first task that is up to date, what is stale runs", async () => {
  const set = chain();
  const rig = await afterRun(set);
  rig.write("a.0");
  rig.disk.remove("a.3");
  const { ran } = await rig.complete(set, { targets: ["t4"], ...minimal });
  assert.deepEqual(ran, ["t3 a.3", "t4 a.4"]);
});

test("an output that is missing brings its own task, and no more than that needs", async () => {
  const set = chain();
  const rig = await afterRun(set);
  rig.disk.remove("a.4");
  rig.disk.remove("a.1");
  assert.deepEqual((await rig.complete(set, { targets: ["t4"], ...minimal })).ran, ["t4 a.4"]);
});

test("every target is a way up of its own", async () => {
  const set = chain();
  const rig = await afterRun(set);
  rig.disk.remove("a.1");
  const stale = (targets: readonly string[]): string[] => staleIn(rig.plan(set, { targets, ...minimal }));
  assert.deepEqual(stale(["t4"]), []);
  assert.deepEqual(stale(["t2", "t4"]), ["t1 a.1", "t2 a.2"]);
  assert.deepEqual(stale(["t1", "t4"]), ["t1 a.1"]);
});

test("a forced task runs, and what is below it is passed on the way though it is up to date", async () => {
  const set = chain();
  const rig = await afterRun(set);
  rig.write("a.1");
  const { ran } = await rig.complete(set, { targets: ["t4"], forced: ["t2"], ...minimal });
  assert.deepEqual(ran, ["t1 a.1", "t2 a.2", "t3 a.3", "t4 a.4"]);
  const again = await rig.complete(set, { targets: ["t4"], forced: ["t3"], ...minimal });
  assert.deepEqual(again.ran, ["t3 a.3", "t4 a.4"]);
});

test("the files of a split count as they are", async () => {
  const set = new TaskSet("p");
  const parts = set.split({ name: "parts", input: "a.0", output: "*.part", run });
  const each = set.transform({ name: "each", input: parts, filter: suffix(".part"), output: ".each", run });
  set.merge({ name: "all", input: each, output: "all", run });
  const rig = makeRig();
  rig.write("a.0");
  const running = rig.run(set);
  (await rig.started("parts *.part")).finish(["1.part", "2.part"]);
  (await rig.started("each 1.each")).finish();
  (await rig.started("each 2.each")).finish();
  (await rig.started("all all")).finish();
  await running;
  rig.write("a.0");
  assert.deepEqual(staleIn(rig.plan(set, { targets: ["all"], ...minimal })), []);
  rig.disk.remove("2.part");
  const stale = staleIn(rig.plan(set, { targets: ["all"], ...minimal }));
  assert.deepEqual(
    stale,
    ["all all"],
    "the list of what comes in is another, and the split is two steps away",
  );
});

test("a task that is left alone is not concluded, though something ran above it", async () => {
  const called: string[] = [];
  const set = new TaskSet("p");
  const top = set.merge({ name: "top", input: "a.0", output: "top", run });
  const postTask = (): number => called.push("left");
  const left = set.merge({ name: "left", input: top, output: "left", postTask, run });
  const right = set.merge({ name: "right", input: top, output: "right", run });
  set.merge({ name: "all", input: [left, right], output: "all", run });
  const rig = await afterRun(set);
  called.length = 0;
  rig.write("a.0");
  rig.disk.remove("right");
  const { ran } = await rig.complete(set, { targets: ["all"], ...minimal });
  assert.deepEqual(ran, ["all all", "right right", "top top"]);
  assert.deepEqual(called, []);
});

test("mistakes are told as they are without it", () => {
  const set = chain();
  set.merge({ name: "cycle", input: "a.0", output: "c", follows: "cycle", run });
  set.product({ name: "wrong", inputs: [{ input: "a" }], output: "o", run } as never);
  const rig = makeRig();
  const codes = (rebuild: Rebuild): string[] => rig.plan(set, { rebuild }).problems.map(({ code }) => code);
  assert.deepEqual(codes("minimal"), codes("maximal"));
  assert.deepEqual(codes("minimal"), ["bad-option", "cycle"]);
});
