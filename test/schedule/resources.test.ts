// Resources: what runs at once when jobs take of what there is only so much of, and what is told when one takes too much.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Resources } from "../../src/model/definition.ts";
import { suffix } from "../../src/model/filter.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { resourceProblems } from "../../src/schedule/resources.ts";
import { makeRig } from "../support/rig.ts";

const run = (): void => undefined;

/** Tasks without inputs, with a job for each letter, that take these resources. */
function taking(tasks: Readonly<Record<string, readonly [letters: string, resources: Resources]>>): TaskSet {
  const set = new TaskSet("p");
  for (const [name, [letters, resources]] of Object.entries(tasks))
    set.originate({ name, output: [...letters], resources, run });
  return set;
}

test("jobs that run at once take no more together than there is, of whichever tasks they are", async () => {
  const set = taking({ big: ["ab", { cpus: 3 }], small: ["xyz", { cpus: 1 }], none: ["n", {}] });
  const rig = makeRig({ slots: 9 });
  const ending = rig.run(set, { resources: { cpus: 4 } });
  await rig.quiet();
  assert.deepEqual(rig.running, ["big a", "small x", "none n"]);
  (await rig.started("big a")).finish();
  await rig.quiet();
  assert.deepEqual(rig.running, ["small x", "none n", "big b"]);
  (await rig.started("big b")).finish();
  await rig.quiet();
  assert.deepEqual(rig.running, ["small x", "none n", "small y", "small z"]);
  for (const held of rig.executor.running) held.finish();
  assert.equal((await ending).jobs.done, 6);
});

test("a job starts when there is enough of all that it takes, and holds no place before", async () => {
  const set = taking({
    one: ["a", { cpus: 2, gpu: 1 }],
    two: ["b", { memoryMB: 10, gpu: 1 }],
    three: ["c", { memoryMB: 1 }],
  });
  const rig = makeRig({ slots: 2 });
  const ending = rig.run(set, { resources: { cpus: 2, gpu: 1, memoryMB: 10 } });
  await rig.quiet();
  assert.deepEqual(rig.running, ["one a", "three c"]);
  (await rig.started("one a")).finish();
  await rig.quiet();
  assert.deepEqual(rig.running, ["three c"]);
  (await rig.started("three c")).finish();
  (await rig.started("two b")).finish();
  await ending;
});

test("amounts need not be whole, and what was given back is there to the last bit", async () => {
  const set = taking({ parts: ["abcdefghij", { disk: 0.1 }], whole: ["w", { disk: 1 }] });
  const rig = makeRig({ slots: 99 });
  const ending = rig.run(set, { resources: { disk: 1 } });
  await rig.quiet();
  assert.equal(rig.running.length, 10);
  for (const held of rig.executor.running) held.finish();
  (await rig.started("whole w")).finish();
  assert.equal((await ending).jobs.done, 11);
});

test("the copies of a task in another pipeline take of the same", async () => {
  const set = taking({ make: ["ab", { gpu: 1 }] });
  class Copy extends TaskSet {
    constructor(original: TaskSet) {
      super("copy");
      this.copy(original);
    }
  }
  const copy = new Copy(set);
  const main = new TaskSet("main");
  for (const [i, one] of [set, copy].entries()) {
    const output = i === 0 ? ["a", "b"] : ["x", "y"];
    one.task("make")?.setOutput({ output });
    main.merge({ name: `all ${i}`, input: one.task("make") ?? null, output: `${i}`, run });
  }
  const rig = makeRig();
  const ending = rig.run(main, { resources: { gpu: 1 } });
  await rig.quiet();
  assert.deepEqual(rig.running, ["make a"]);
  for (const name of ["make a", "make b", "make x", "make y"]) (await rig.started(name)).finish();
  for (const name of ["all 0 0", "all 1 1"]) (await rig.started(name)).finish();
  await ending;
});

function told(tasks: Parameters<typeof taking>[0], totals: Resources): unknown[] {
  const set = taking(tasks);
  return resourceProblems("p", set.tasks, totals).map(({ code, task, facts, hint }) => [
    code,
    task,
    ...facts.map(([, value]) => value),
    hint,
  ]);
}

test("a job that takes more than there is is a mistake, which names the task, the resource and how much there is", () => {
  assert.deepEqual(told({ align: ["a", { cpus: 8, memoryMB: 100 }] }, { cpus: 4, memoryMB: 100 }), [
    [
      "too-few-resources",
      "align",
      "cpus",
      "8",
      "4",
      "let it take less, or say that there is more: run({ resources: { cpus: 8 } }), or --resources cpus=8",
    ],
  ]);
});

test("a resource of which nobody said how much there is is a mistake, with a guess at what was meant", () => {
  const tasks = { align: ["a", { cpu: 2 }], draw: ["b", { "fast-disk": 1 }] } as const;
  assert.deepEqual(told(tasks, { cpus: 4 }), [
    [
      "unknown-resource",
      "align",
      "cpu",
      "2",
      "did you mean 'cpus'? Else say how much there is: run({ resources: { cpu: 2 } }), or --resources cpu=2",
    ],
    [
      "unknown-resource",
      "draw",
      "fast-disk",
      "1",
      'say how much there is: run({ resources: { "fast-disk": 1 } }), or --resources fast-disk=1',
    ],
  ]);
});

test("who takes nothing of a resource does not ask for it", () => {
  assert.deepEqual(told({ a: ["a", { gpu: 0 }] }, {}), []);
});

test("amounts that can be none are refused where they are written", () => {
  const set = new TaskSet("p");
  const wrong: unknown[] = [4, { cpus: -1 }, { cpus: "2" }, { "a=b": 1 }, { cpus: Number.NaN }];
  for (const [i, resources] of wrong.entries())
    set.transform({
      name: `t${i}`,
      input: "a.x",
      filter: suffix(".x"),
      output: `.${i}`,
      resources: resources as Resources,
      run,
    });
  assert.deepEqual(
    set.problems.map(({ code, task }) => [code, task]),
    wrong.map((_, i) => ["bad-option", `t${i}`]),
  );
});
