// Kinds whose jobs take several items: which jobs there are, in which order, and how their outputs are named.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatter } from "../../src/model/formatter.ts";
import { glob, outputFrom } from "../../src/model/input.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { expanded, jobs } from "../support/expanded.ts";
import { makeRig } from "../support/rig.ts";

const run = (): void => undefined;
const abc = ["a.x", "b.x", "c.x"];
const pair = { filter: formatter(), tupleSize: 2, output: "{basename[0][0]}{basename[1][0]}", run };

test("product: each item of the first input meets each of the others, and the last changes fastest", () => {
  const task = new TaskSet("p").product({
    name: "t",
    inputs: [
      { input: ["b", "a"], filter: formatter() },
      { input: "*.y", filter: formatter() },
    ],
    output: "{basename[0][0]}-{basename[1][0]}",
    run,
  });
  assert.deepEqual(jobs(task, { files: { "*.y": ["1.y", "2.y"] } }), [
    [["b", "1.y"], "b-1"],
    [["b", "2.y"], "b-2"],
    [["a", "1.y"], "a-1"],
    [["a", "2.y"], "a-2"],
  ]);
});

test("product: one input alone makes tuples of one", () => {
  const inputs = [{ input: abc, filter: formatter() }];
  const task = new TaskSet("p").product({ name: "t", inputs, output: "{basename[0][0]}.o", run });
  assert.deepEqual(jobs(task), [
    [["a.x"], "a.o"],
    [["b.x"], "b.o"],
    [["c.x"], "c.o"],
  ]);
});

test("product: an input without items makes no job, however many the others have", () => {
  const many = Array.from({ length: 3000 }, (_, i) => `${i}.x`);
  const factor = (input: readonly string[]) => ({ input, filter: formatter() });
  const inputs = [factor(many), factor(many), factor([])];
  const task = new TaskSet("p").product({ name: "t", inputs, output: "o", run });
  assert.deepEqual(expanded(task).jobs, []);
});

test("product: every input has a filter of its own, with a pattern for each file of an item", () => {
  const task = new TaskSet("p").product({
    name: "t",
    inputs: [
      {
        input: [
          ["a.x", "a.y"],
          ["b.x", "b.z"],
        ],
        filter: formatter(/(?<stem>\w)\.x$/, /\.y$/),
      },
      { input: [{ bam: "1.bam", index: ["1.bai", "2.bai"] }], filter: formatter(null) },
    ],
    output: "{stem[0][0]}{ext[0][1]}-{basename[1][bam]}-{basename[1][index][1]}-{basename[1][2]}",
    run,
  });
  assert.deepEqual(jobs(task), [
    [[["a.x", "a.y"], { bam: "1.bam", index: ["1.bai", "2.bai"] }], "a.y-1-2-2"],
  ]);
  const [stranger] = expanded(task).unmatched;
  assert.match(stranger?.why ?? "", /^b\.x, b\.z does not match formatter/);
});

test("permutations: every order of every choice", () => {
  const task = new TaskSet("p").permutations({ name: "t", input: abc, ...pair });
  assert.deepEqual(
    expanded(task).jobs.map(({ output }) => output),
    ["ab", "ac", "ba", "bc", "ca", "cb"],
  );
});

test("combinations: every choice, in the order in which the items are given", () => {
  const task = new TaskSet("p").combinations({ name: "t", input: ["c.x", "a.x", "b.x"], ...pair });
  assert.deepEqual(jobs(task), [
    [["c.x", "a.x"], "ca"],
    [["c.x", "b.x"], "cb"],
    [["a.x", "b.x"], "ab"],
  ]);
});

test("combinationsWithReplacement: an item may be taken again", () => {
  const task = new TaskSet("p").combinationsWithReplacement({ name: "t", input: abc, ...pair });
  assert.deepEqual(
    expanded(task).jobs.map(({ output }) => output),
    ["aa", "ab", "ac", "bb", "bc", "cc"],
  );
});

test("items are places and not names: one that is given twice meets itself", () => {
  const task = new TaskSet("p").combinations({ name: "t", input: ["a.x", "a.x"], ...pair });
  assert.deepEqual(jobs(task), [[["a.x", "a.x"], "aa"]]);
});

test("a size that is larger than the number of items, or 0, makes no job and is found out at once", () => {
  const input = Array.from({ length: 60 }, (_, i) => `${i}.x`);
  const set = new TaskSet("p");
  for (const tupleSize of [0, 61, 1000]) {
    const options = { ...pair, input, tupleSize };
    assert.deepEqual(jobs(set.combinations({ name: `c${tupleSize}`, ...options })), []);
    assert.deepEqual(jobs(set.permutations({ name: `p${tupleSize}`, ...options })), []);
  }
  const none = set.combinationsWithReplacement({ name: "r", ...pair, input: [], tupleSize: 3 });
  assert.deepEqual(jobs(none), []);
});

test("that there is no job is told with the kind, the size and the place", () => {
  const set = new TaskSet("p");
  set.combinations({ name: "few", input: abc, ...pair, tupleSize: 5 });
  const rig = makeRig();
  rig.write(...abc);
  const [found, ...more] = rig.plan(set).problems;
  assert.deepEqual(more, []);
  assert.equal(found?.code, "no-match");
  assert.equal(found.severity, "warning");
  assert.equal(found.task, "few");
  assert.equal(found.message, "a task has no job: 3 inputs make no combinations of 5");
  assert.equal(found.hint, "'tupleSize' does not fit, as things are now");
  assert.match(found.at?.file ?? "", /tuples\.test\.ts$/);
});

test("that a product has no job is told with what lacks", () => {
  const set = new TaskSet("p");
  const inputs = [abc, "*.none"].map((input) => ({ input, filter: formatter() }));
  set.product({ name: "t", inputs, output: "o", run });
  const rig = makeRig();
  rig.write(...abc);
  const [found] = rig.plan(set).problems;
  assert.equal(found?.message, "a task has no job: 3 inputs make no product");
  assert.equal(found.hint, "one of 'inputs' has no items, as things are now");
});

test("a template with an index too few is a mistake, and says that the item comes first", () => {
  const set = new TaskSet("p");
  set.combinations({ name: "t", input: abc, ...pair, output: "{basename[0]}.o" });
  const rig = makeRig();
  rig.write(...abc);
  const [found, ...more] = rig.plan(set).problems;
  assert.deepEqual(more, []);
  assert.equal(found?.code, "bad-template");
  assert.equal(found.severity, "error");
  assert.equal(found.message, "'{basename[0]}' has an index too few");
  assert.match(found.hint ?? "", /the number of the item comes first/);
});

test("a template that asks for an item that no tuple has makes no job, and says so of each", () => {
  const task = new TaskSet("p").combinations({ name: "t", input: abc, ...pair, output: "{basename[2][0]}" });
  assert.deepEqual(
    expanded(task).unmatched.map(({ input, why }) => [input, why]),
    [
      [["a.x", "b.x"], "{basename[2][0]} has no value"],
      [["a.x", "c.x"], "{basename[2][0]} has no value"],
      [["b.x", "c.x"], "{basename[2][0]} has no value"],
    ],
  );
});

test("a tuple of which one item does not match makes no job", () => {
  const task = new TaskSet("p").combinations({
    name: "t",
    input: [...abc, "d.y"],
    ...pair,
    filter: formatter(/x$/),
  });
  assert.deepEqual(
    expanded(task).jobs.map(({ output }) => output),
    ["ab", "ac", "bc"],
  );
  assert.equal(expanded(task).unmatched.length, 3);
});

test("what is added stands behind the tuple: templates, patterns, tasks and names of tasks", () => {
  const set = new TaskSet("p");
  const index = set.originate({ name: "index", output: "i", run });
  const task = set.combinations({
    name: "t",
    input: ["a.x", "b.x"],
    ...pair,
    addInputs: ["{basename[1][0]}.ref", [glob("{basename[0][0]}*.q"), { deep: index }], outputFrom("index")],
    extras: { of: "{basename[0][0]}", size: 2 },
  });
  const around = { files: { "a*.q": ["a1.q", "a2.q"] }, outputs: new Map([[index, ["i"]]]) };
  assert.deepEqual(jobs(task, around), [
    [[["a.x", "b.x"], "b.ref", ["a1.q", "a2.q", { deep: ["i"] }], "i"], "ab", { of: "a", size: 2 }],
  ]);
});

test("what replaces the tuple may be a record", () => {
  const task = new TaskSet("p").permutations({
    name: "t",
    input: ["a.x", "b.x"],
    ...pair,
    replaceInputs: { left: "{basename[0][0]}.l", right: ["{basename[1][0]}.r", "*.q"] },
  });
  assert.deepEqual(jobs(task, { files: { "*.q": ["q.q"] } }), [
    [{ left: "a.l", right: ["b.r", "q.q"] }, "ab"],
    [{ left: "b.l", right: ["a.r", "q.q"] }, "ba"],
  ]);
});

test("another filter is a mistake that says what to write", () => {
  const set = new TaskSet("p");
  set.permutations({ name: "t", input: abc, ...pair, filter: { kind: "suffix", match: run } as never });
  assert.equal(set.problems[0]?.message, "permutations takes formatter(), not suffix()");
  assert.match(set.problems[0]?.hint ?? "", /formatter\(\/pattern\/\)/);
});
