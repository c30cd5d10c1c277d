// Several pipelines in one run: pipelines as inputs, copies, and the names by which their tasks are found.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Pipeline } from "../../src/index.ts";
import { suffix } from "../../src/model/filter.ts";
import { formatter } from "../../src/model/formatter.ts";
import { outputFrom, runtimeParameter } from "../../src/model/input.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { makeRig, type RigOptions } from "../support/rig.ts";

const run = (): void => undefined;

function planned(pipeline: Pipeline, options: RigOptions = {}): Plan {
  return makeRig().plan(pipeline, options);
}

/** Each task with the inputs and outputs of its jobs. */
function jobsOf(plan: Plan): Record<string, unknown[]> {
  assert.deepEqual(plan.problems, []);
  return Object.fromEntries(
    plan.tasks.map(({ task, jobs }) => [task.fullName, jobs.map(({ job }) => [job.input, job.output])]),
  );
}

/** Two steps, of which the first is head and the second tail. */
function twoSteps(name: string, output: readonly string[]): Pipeline {
  const pipeline = new Pipeline(name);
  const make = pipeline.originate({ name: "make", output, run });
  const each = pipeline.transform({ name: "each", input: make, filter: suffix(".x"), output: ".y", run });
  pipeline.setHeadTasks([make]);
  pipeline.setTailTasks([each]);
  return pipeline;
}

function merging(input: unknown, more: object = {}): Pipeline {
  const pipeline = new Pipeline("main");
  pipeline.merge({ name: "all", input: input as string, output: "all", ...more, run });
  return pipeline;
}

test("a pipeline as input stands for what its tails make, and its tasks run before", () => {
  const sub = twoSteps("sub", ["a.x", "b.x"]);
  assert.deepEqual(jobsOf(planned(merging(sub))), {
    "sub::make": [
      [null, "a.x"],
      [null, "b.x"],
    ],
    "sub::each": [
      ["a.x", "a.y"],
      ["b.x", "b.y"],
    ],
    "main::all": [[["a.y", "b.y"], "all"]],
  });
});

test("every tail counts, and what follows the pipeline in a list keeps its place", () => {
  const sub = twoSteps("sub", ["a.x"]);
  const more = sub.originate({ name: "more", output: "m", run });
  sub.setTailTasks([...sub.tailTasks, more]);
  const other = new Pipeline("other").originate({ name: "o", output: "o", run });
  const { "main::all": all } = jobsOf(planned(merging([sub, other, { deep: [sub] }])));
  assert.deepEqual(all, [[["a.y", "m", "o", { deep: ["a.y", "m"] }], "all"]]);
});

test("a pipeline that is followed, itself or by its name, is waited for", () => {
  const sub = twoSteps("sub", ["a.x"]);
  for (const follows of [sub, [sub], ["sub::each"], "sub"]) {
    const plan = planned(merging(null, { follows }), { pipelines: [sub] });
    assert.deepEqual(
      plan.tasks.map(({ task }) => task.fullName),
      ["sub::make", "sub::each", "main::all"],
    );
  }
});

test("a pipeline may be an input of its own task that is not above its tails; its copy then reads its own", () => {
  const pipeline = twoSteps("p", ["a.x"]);
  pipeline.merge({ name: "all", input: pipeline, output: "all", run });
  const { "p::all": own } = jobsOf(planned(pipeline));
  assert.deepEqual(own, [[["a.y"], "all"]]);
  const copy = pipeline.clone("q");
  assert.deepEqual(Object.keys(jobsOf(planned(copy))), ["q::make", "q::each", "q::all"]);
});

test("a pipeline that is an input of its own tail is a cycle", () => {
  const pipeline = twoSteps("p", ["a.x"]);
  pipeline.setTailTasks([pipeline.merge({ name: "all", input: pipeline, output: "all", run })]);
  pipeline.task("all")?.setInput({ input: pipeline });
  const [found, ...more] = planned(pipeline).problems;
  assert.deepEqual(more, []);
  assert.deepEqual([found?.code, found?.message], ["cycle", "a task waits for itself"]);
});

test("a cycle through names and pipelines is told with full names and places", () => {
  const one = new Pipeline("one");
  const two = new Pipeline("two");
  const a = one.merge({ name: "a", input: outputFrom("two::b"), output: "a", run });
  two.merge({ name: "b", input: a, output: "b", run });
  const [found, ...more] = planned(one, { pipelines: [two] }).problems;
  assert.deepEqual(more, []);
  assert.equal(
    found?.message,
    "tasks wait for each other: one::a -> two::b -> one::a (each waits for the next)",
  );
  assert.deepEqual(
    found.facts.map(([label, text]) => `${label} ${text.replace(/ .*\//, " ").replace(/:[\d:]+$/, "")}`),
    ["task 'one::a' sub-pipelines.test.ts", "task 'two::b' sub-pipelines.test.ts"],
  );
});

test("a pipeline that does not say where it ends cannot be an input", () => {
  const [found, ...more] = planned(merging(new Pipeline("sub"))).problems;
  assert.deepEqual(more, []);
  assert.deepEqual([found?.code, found?.task], ["no-tail-tasks", "all"]);
  assert.match(found?.hint ?? "", /setTailTasks/);
});

test("a task is found by its name: beside, in a known pipeline, and by the name of both", () => {
  const sub = twoSteps("sub", ["a.x"]);
  for (const name of ["each", "sub::each", "sub"]) {
    const { "main::all": all } = jobsOf(planned(merging(outputFrom(name), { follows: [sub] })));
    assert.deepEqual(all, [[["a.y"], "all"]], name);
  }
});

test("the own task comes before one of that name elsewhere, and before a pipeline of that name", () => {
  for (const name of ["each", "sub"]) {
    const main = merging(outputFrom(name), { follows: [twoSteps("sub", ["a.x"])] });
    main.originate({ name, output: "own", run });
    const { "main::all": all } = jobsOf(planned(main));
    assert.deepEqual(all, [[["own"], "all"]]);
  }
});

test("outputFrom takes names, and says so of what is none", () => {
  for (const wrong of [["u", "v"], { u: "v" }]) {
    const [found, ...more] = planned(merging(outputFrom(wrong as never))).problems;
    assert.deepEqual(more, []);
    assert.deepEqual([found?.code, found?.task], ["bad-option", "all"]);
    assert.match(found?.message ?? "", /^outputFrom takes names of tasks, and is given /);
    assert.match(found?.hint ?? "", /outputFrom\("first", "second"\)/);
  }
});

test("a name that several pipelines have must be said in full, and the message says how", () => {
  const sub = twoSteps("sub", ["a.x"]);
  const copy = sub.clone("copy");
  copy.setOutput({ output: ["b.x"] });
  const [found, ...more] = planned(merging(outputFrom("each"), { follows: [sub, copy] })).problems;
  assert.deepEqual(more, []);
  assert.deepEqual([found?.code, found?.task], ["ambiguous-task", "all"]);
  assert.equal(found?.hint, "say which: 'sub::each' and 'copy::each'");
});

test("a name of a pipeline that nobody knows says how it becomes known", () => {
  const main = merging(outputFrom("sub::each"));
  const [found, ...more] = planned(main).problems;
  assert.deepEqual(more, []);
  assert.equal(found?.code, "unknown-task");
  assert.match(found.hint ?? "", /given to run\(\) in 'pipelines'/);
  const sub = twoSteps("sub", ["a.x"]);
  const { "main::all": all } = jobsOf(planned(main, { pipelines: [sub] }));
  assert.deepEqual(all, [[["a.y"], "all"]]);
});

test("two pipelines of one name are told with the places of both", () => {
  const sub = twoSteps("sub", ["a.x"]);
  const again = twoSteps("sub", ["b.x"]);
  const found = planned(merging([sub, again])).problems.find(({ code }) => code === "duplicate-pipeline");
  assert.equal(found?.message, "two pipelines of a run are called 'sub'");
  assert.match(found.at?.file ?? "", /sub-pipelines\.test\.ts$/);
  assert.match(found.facts.join(), /^first,'sub' .*sub-pipelines\.test\.ts:\d+/);
});

test("what is asked for by name may be a task, a task of another pipeline, or a pipeline: all of it", () => {
  const sub = twoSteps("sub", ["a.x"]);
  sub.originate({ name: "beside", output: "c", run });
  const names = (targets: readonly (string | Pipeline)[]): string[] =>
    planned(merging(null), { targets, pipelines: [sub] }).tasks.map(({ task }) => task.fullName);
  assert.deepEqual(names(["all"]), ["main::all"]);
  assert.deepEqual(names(["sub::each"]), ["sub::make", "sub::each"]);
  assert.deepEqual(names(["beside", "all"]), ["sub::beside", "main::all"]);
  assert.deepEqual(names(["sub"]), ["sub::make", "sub::each", "sub::beside"]);
  assert.deepEqual(names([sub]), names(["sub"]));
});

test("a forced pipeline is all of its tasks", () => {
  const sub = twoSteps("sub", ["a.x"]);
  const plan = planned(merging(sub), { forced: sub });
  assert.deepEqual(
    [...plan.forced].map(({ fullName }) => fullName),
    ["sub::make", "sub::each"],
  );
});

test("a copy of a copy speaks of its own tasks, however they were named", () => {
  const first = new Pipeline("first");
  first.merge({ name: "by name", input: outputFrom("make"), output: "1", run });
  first.merge({ name: "in full", input: outputFrom("first::make"), output: "2", run });
  const make = first.originate({ name: "make", output: "a.x", run });
  first.merge({ name: "itself", input: [{ deep: [make] }], output: "3", follows: ["in full", make], run });
  first.transform({
    name: "added",
    input: make,
    filter: suffix(".x"),
    output: ".4",
    addInputs: [make],
    follows: "first::by name",
    run,
  });
  first.product({
    name: "factors",
    inputs: [{ input: [make, outputFrom(make)], filter: formatter() }],
    output: "5",
    replaceInputs: [make],
    run,
  });
  first.files({ name: "rows", params: [[make, "6", make.name]], run });
  const third = first.clone("second").clone("third");
  third.task("make")?.setOutput({ output: "b.x" });
  const jobs = jobsOf(planned(third, { targets: third.tasks.filter(({ name }) => name !== "factors") }));
  assert.deepEqual(jobs, {
    "third::make": [[null, "b.x"]],
    "third::by name": [[["b.x"], "1"]],
    "third::in full": [[["b.x"], "2"]],
    "third::itself": [[[{ deep: ["b.x"] }], "3"]],
    "third::added": [[["b.x", "b.x"], "b.4"]],
    "third::rows": [[["b.x"], "6"]],
  });
  const factors = planned(third, { targets: ["factors"] }).tasks.map(({ task }) => task.fullName);
  assert.deepEqual(factors, ["third::make", "third::factors"]);
});

test("what a copy says of other pipelines stays", () => {
  const sub = twoSteps("sub", ["a.x"]);
  const main = merging([sub, outputFrom("sub::each")], { follows: sub });
  const { "copy::all": all } = jobsOf(planned(main.clone("copy")));
  assert.deepEqual(all, [[["a.y", "a.y"], "all"]]);
});

test("a pipeline and its copy run in one run, under one limit, and are told apart in the summary", async () => {
  const sub = new Pipeline("sub");
  sub.originate({ name: "make", output: ["a", "b"], jobsLimit: 1, run });
  const copy = sub.clone("copy");
  copy.task("make")?.setOutput({ output: ["c", "d"] });
  const rig = makeRig();
  const { summary, ran } = await rig.complete(sub, { targets: [sub, copy] });
  assert.deepEqual(ran, ["make a", "make b", "make c", "make d"]);
  assert.deepEqual(
    summary.tasks.map(({ name }) => name),
    ["make", "copy::make"],
  );
  const again = await rig.complete(copy);
  assert.deepEqual(again.ran, [], "a receipt belongs to the files, whoever asks");
});

test("a pipeline and its copy that make the same files are told with the names of both", () => {
  const sub = twoSteps("sub", ["a.x"]);
  const plan = planned(sub, { targets: [sub, sub.clone("copy")] });
  const [found] = plan.problems;
  assert.deepEqual([found?.code, found?.message], ["duplicate-output", "two tasks write the same file"]);
  assert.deepEqual(
    found?.facts.map(([label, text]) => `${label} ${text.replace(/ .*/, "")}`),
    ["file a.x", "task 'sub::make'", "task 'copy::make'"],
  );
});

test("an input that is set after a run counts in the next", async () => {
  const rig = makeRig();
  rig.write("a.x", "b.x");
  const pipeline = new Pipeline("p");
  const task = pipeline.transform({ name: "t", input: "a.x", filter: suffix(".x"), output: ".y", run });
  assert.deepEqual((await rig.complete(pipeline)).ran, ["t a.y"]);
  task.setInput({ input: ["a.x", "b.x"] });
  assert.deepEqual((await rig.complete(pipeline)).ran, ["t b.y"]);
});

test("what is given at run time stands in an input at any depth, and in what is added", () => {
  const pipeline = new Pipeline("p");
  pipeline.transform({
    name: "t",
    input: [runtimeParameter("samples"), ["b.x", runtimeParameter("one")]],
    filter: suffix(".x"),
    output: ".y",
    addInputs: [{ deep: runtimeParameter("one") }],
    run,
  });
  const runtimeData = { samples: ["a.x", "*.none"], one: "c.x" };
  const jobs = planned(pipeline, { runtimeData }).tasks[0]?.jobs.map(({ job }) => job.input);
  assert.deepEqual(jobs, [
    [["b.x", "c.x"], { deep: "c.x" }],
    ["a.x", { deep: "c.x" }],
  ]);
});

test("what is not given at run time, or names no files, is told with the task; nothing else is said of it", () => {
  const pipeline = merging([runtimeParameter("samples")]);
  for (const [runtimeData, code, message] of [
    [{}, "missing-runtime-data", "an input is given at run time as 'samples', and it is not there"],
    [{ samples: undefined }, "missing-runtime-data", /is not there$/],
    [{ samples: run }, "bad-option", /^'runtimeData\.samples' stands in an input, and is/],
    [{ samples: [new Date(0)] }, "bad-option", /^'runtimeData\.samples' stands in an input/],
    [null, "bad-option", "'runtimeData' is a record"],
  ] as const) {
    const [found] = planned(pipeline, { runtimeData: runtimeData as never }).problems;
    assert.equal(found?.code, code);
    if (typeof message === "string") assert.equal(found.message, message);
    else assert.match(found.message, message);
  }
  const [, ...more] = planned(pipeline).problems;
  assert.deepEqual(more, []);
});

test("'pipelines' that are none are told and not stumbled over", () => {
  for (const pipelines of [1, [1], [undefined]]) {
    const [found] = planned(merging(null), { pipelines: pipelines as never }).problems;
    assert.deepEqual([found?.code, found?.message], ["bad-option", "'pipelines' is an array of pipelines"]);
  }
});

test("tasks that give one name to limits of two counts are told with both counts and places", () => {
  const sub = new Pipeline("sub");
  sub.originate({ name: "a", output: "a", jobsLimit: { count: 1, name: "disk" }, run });
  const main = new Pipeline("main");
  main.originate({ name: "b", output: "b", jobsLimit: { count: 1, name: "disk" }, run });
  main.originate({ name: "c", output: "c", jobsLimit: { count: 3, name: "disk" }, run });
  const [found, ...more] = planned(main, { targets: [sub, main] }).problems;
  assert.deepEqual(more, []);
  assert.deepEqual([found?.code, found?.message], ["bad-option", "the limit 'disk' has two counts"]);
  assert.deepEqual(
    found?.facts.map(([label, text]) => `${label} ${text.replace(/ .*\//, " ").replace(/:[\d:]+$/, "")}`),
    ["1 in 'sub::a' sub-pipelines.test.ts", "3 in 'main::c' sub-pipelines.test.ts"],
  );
});
