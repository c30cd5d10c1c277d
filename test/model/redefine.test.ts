// Tasks that are given another input or output, heads and tails, and copies of pipelines: as definitions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Pipeline } from "../../src/index.ts";
import { suffix } from "../../src/model/filter.ts";
import { formatter } from "../../src/model/formatter.ts";
import { outputFrom } from "../../src/model/input.ts";

const run = (): void => undefined;

/** What is wrong with a pipeline, in short, all of it written in this file. */
function mistakes({ problems }: Pipeline): string[] {
  for (const { at } of problems) assert.match(at?.file ?? "", /redefine\.test\.ts$/);
  return problems.map(({ code, task = "", message }) => `${code} ${task}: ${message}`);
}

function twoSteps(name: string): Pipeline {
  const pipeline = new Pipeline(name);
  const make = pipeline.originate({ name: "make", output: "a.x", run });
  pipeline.transform({ name: "each", input: make, filter: suffix(".x"), output: ".y", run });
  return pipeline;
}

test("a task is given another input, and what else was said of it stays", () => {
  const pipeline = twoSteps("p");
  const each = pipeline.task("each");
  each?.setInput({ input: ["b.x", "*.x"] });
  assert.deepEqual(each?.definition.input, ["b.x", "*.x"]);
  assert.equal(each?.definition.output, ".y");
  assert.deepEqual(mistakes(pipeline), []);
});

test("a product is given its inputs one by one; null stands for none, and what is not named stays", () => {
  const pipeline = new Pipeline("p");
  const inputs = ["a", "b", "c"].map((input) => ({ input, filter: formatter(input) }));
  const task = pipeline.product({ name: "t", inputs, output: "o", run });
  task.setInput({ input: "x", input3: null });
  assert.deepEqual(
    task.definition.factors.map(({ input, filter }) => [input, filter?.text]),
    [
      ["x", 'formatter("a")'],
      ["b", 'formatter("b")'],
      [null, 'formatter("c")'],
    ],
  );
});

test("an input that cannot be set is told with the task and the place, and changes nothing", () => {
  const pipeline = twoSteps("p");
  const each = pipeline.task("each");
  const { definition } = each ?? {};
  for (const given of [{ inputs: "a" }, { input: run }, { input: undefined }, {}, undefined, "a"])
    each?.setInput(given as never);
  each?.setOutput({ output: "x" });
  pipeline.task("make")?.setInput({ input: "a" });
  pipeline.mkdir({ name: "directory", output: "d" }).setInput({ input: "a" });
  assert.equal(each?.definition, definition);
  assert.deepEqual(mistakes(pipeline), [
    "bad-option each: setInput of this transform task does not know 'inputs'",
    "bad-option each: 'input' is a name, a pattern, a task, or an array or record of these",
    "bad-option each: setInput is given nothing as 'input'",
    "bad-option each: setInput is given nothing",
    "bad-option each: setInput takes an object, not undefined",
    'bad-option each: setInput takes an object, not "a"',
    "bad-option each: setOutput of this transform task does not know 'output'",
    "bad-option make: setInput of this originate task does not know 'input'",
    "bad-option directory: setInput of this mkdir task does not know 'input'",
  ]);
});

test("what a pipeline is given goes to each of its heads, and a mistake stands where it was called", () => {
  const pipeline = new Pipeline("p");
  const heads = ["a", "b"].map((name) => pipeline.merge({ name, input: "x", output: name, run }));
  pipeline.setHeadTasks(heads);
  pipeline.setInput({ input: "y" });
  assert.deepEqual(
    heads.map(({ definition }) => definition.input),
    ["y", "y"],
  );
  pipeline.setOutput({ output: "z" });
  assert.equal(mistakes(pipeline).length, 2);
  assert.equal(pipeline.problems[0]?.at?.line, pipeline.problems[1]?.at?.line);
});

test("a pipeline without heads cannot be given anything", () => {
  const pipeline = twoSteps("p");
  pipeline.setInput({ input: "y" });
  pipeline.setOutput({ output: "y" });
  assert.deepEqual(mistakes(pipeline), [
    "no-head-tasks : the pipeline 'p' has no head tasks to setInput of",
    "no-head-tasks : the pipeline 'p' has no head tasks to setOutput of",
  ]);
});

test("heads and tails are arrays of tasks", () => {
  const pipeline = twoSteps("p");
  pipeline.setHeadTasks(pipeline.task("make") as never);
  pipeline.setTailTasks(["each"] as never);
  assert.deepEqual(mistakes(pipeline), [
    "bad-option : setHeadTasks takes an array of tasks",
    "bad-option : setTailTasks takes an array of tasks",
  ]);
  assert.deepEqual([pipeline.headTasks, pipeline.tailTasks], [[], []]);
});

test("a copy has tasks, heads and tails of its own, and what is set in one leaves the other alone", () => {
  const pipeline = twoSteps("p");
  const [make, each] = pipeline.tasks;
  pipeline.setHeadTasks([make as never]);
  pipeline.setTailTasks([each as never]);
  const copy = pipeline.clone("q");
  copy.setOutput({ output: "b.x" });
  each?.setInput({ input: "c.x" });
  assert.deepEqual(
    [...copy.headTasks, ...copy.tailTasks].map(({ fullName }) => fullName),
    ["q::make", "q::each"],
  );
  assert.deepEqual([make?.definition.output, copy.task("make")?.definition.output], ["a.x", "b.x"]);
  assert.notEqual(copy.task("each")?.definition.input, "c.x");
  assert.match(copy.definedAt?.file ?? "", /redefine\.test\.ts$/);
});

test("heads and tails that are of another pipeline stay so in a copy, be they called like one of its own", () => {
  const other = twoSteps("other");
  const pipeline = twoSteps("p");
  pipeline.setTailTasks([other.task("make") as never]);
  assert.deepEqual(
    pipeline.clone("q").tailTasks.map(({ fullName }) => fullName),
    ["other::make"],
  );
});

test("a limit is one for a pipeline, its copy and the copy of that", () => {
  const pipeline = new Pipeline("p");
  pipeline.originate({ name: "own", output: "a", jobsLimit: 2, run });
  pipeline.originate({ name: "shared", output: "b", jobsLimit: { count: 1, name: "disk" }, run });
  const copy = pipeline.clone("q").clone("r");
  assert.deepEqual(
    copy.tasks.map(({ definition }) => definition.limit),
    [
      { name: "p::own", count: 2 },
      { name: "disk", count: 1 },
    ],
  );
});

test("mistakes of a pipeline are mistakes of its copy, and are told once when both are run", () => {
  const pipeline = new Pipeline("p");
  pipeline.merge({ name: "t", input: outputFrom("t2"), run } as never);
  const copy = pipeline.clone("q");
  assert.deepEqual(mistakes(copy), mistakes(pipeline));
  const told = pipeline.plan({ targets: [pipeline, copy], check: "timestamps" }).problems;
  assert.deepEqual(
    told.map(({ code }) => code),
    ["missing-option", "unknown-task", "unknown-task"],
  );
});
