// What a plan says of each job before anything ran: what is known, what has still to be made, and what is wrong.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Problem } from "../../src/model/error.ts";
import { regex, suffix } from "../../src/model/filter.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import type { Reason } from "../../src/model/verdict.ts";
import type { Plan, PlannedTask } from "../../src/plan/plan.ts";
import { makeRig, staleIn } from "../support/rig.ts";
import { jobName } from "../support/scripted-executor.ts";

const run = (): void => undefined;

/** Two files, a step for each, a step for all. */
function chain(): TaskSet {
  const set = new TaskSet("chain");
  const first = set.transform({ name: "first", input: "*.txt", filter: suffix(".txt"), output: ".1", run });
  const second = set.transform({ name: "second", input: first, filter: suffix(".1"), output: ".2", run });
  set.merge({ name: "all", input: second, output: "sum", run });
  return set;
}

/** A step whose outputs are not known before it ran, a step for each of them, a step for all, and one that only waits. */
function unfolding(): TaskSet {
  const set = new TaskSet("unfolding");
  const parts = set.split({ name: "parts", input: "whole", output: "*.part", run });
  const each = set.transform({ name: "each", input: parts, filter: suffix(".part"), output: ".each", run });
  set.merge({ name: "sum", input: each, output: "sum", run });
  set.transform({ name: "aside", input: "b", filter: suffix("b"), output: "b.o", follows: each, run });
  return set;
}

const splitInTwo = {
  answer: (held: { job: { task: { kind: string } }; finish(writes?: readonly string[]): void }) =>
    held.job.task.kind === "split" ? held.finish(["1.part", "2.part"]) : held.finish(),
};

function planned(plan: Plan, task: string): PlannedTask {
  const found = plan.tasks.find((one) => one.task.name === task);
  assert.ok(found !== undefined, task);
  return found;
}

/** Why each job of a task runs; one that is up to date has no reasons. */
function reasons(plan: Plan, task: string): Record<string, readonly Reason[]> {
  return Object.fromEntries(
    planned(plan, task).jobs.map(({ job, verdict }) => [jobName(job), verdict.fresh ? [] : verdict.reasons]),
  );
}

function kinds(plan: Plan, task: string): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(reasons(plan, task)).map(([name, each]) => [name, each.map(({ kind }) => kind)]),
  );
}

/** The only problem of a plan, without its place, which must be in this file. */
function onlyProblem({ problems }: Plan): Omit<Problem, "at"> {
  const [found, ...more] = problems;
  assert.deepEqual(
    more.map(({ code, message }) => [code, message]),
    [],
  );
  assert.ok(found !== undefined, "a problem was found");
  const { at, ...rest } = found;
  assert.match(at?.file ?? "", /planner\.test\.ts$/);
  return rest;
}

// What has still to be made

test("before the first run, jobs at the top are stale by themselves, and those below wait for them", () => {
  const rig = makeRig();
  rig.write("a.txt", "b.txt");
  const plan = rig.plan(chain());
  assert.deepEqual(kinds(plan, "first"), {
    "first a.1": ["output-missing", "no-receipt"],
    "first b.1": ["output-missing", "no-receipt"],
  });
  assert.deepEqual(reasons(plan, "second"), {
    "second a.2": [{ kind: "input-pending", file: "a.1", by: "first" }],
    "second b.2": [{ kind: "input-pending", file: "b.1", by: "first" }],
  });
  assert.deepEqual(reasons(plan, "all"), {
    "all sum": [{ kind: "input-pending", file: "a.2", by: "second" }],
  });
  assert.deepEqual(
    plan.tasks.map(({ staleCount, complete }) => [staleCount, complete]),
    [
      [2, true],
      [2, true],
      [1, true],
    ],
  );
  assert.deepEqual(plan.problems, []);
});

test("after a run, nothing is stale", async () => {
  const rig = makeRig();
  rig.write("a.txt", "b.txt");
  await rig.complete(chain());
  assert.deepEqual(staleIn(rig.plan(chain())), []);
});

test("only what depends on what changed waits for it", async () => {
  const rig = makeRig();
  rig.write("a.txt", "b.txt");
  await rig.complete(chain());
  rig.disk.touch("b.txt");
  const plan = rig.plan(chain());
  assert.deepEqual(kinds(plan, "first"), { "first a.1": [], "first b.1": ["input-changed"] });
  assert.deepEqual(kinds(plan, "second"), { "second a.2": [], "second b.2": ["input-pending"] });
  assert.deepEqual(reasons(plan, "all"), {
    "all sum": [{ kind: "input-pending", file: "b.2", by: "second" }],
  });
});

/** A task that fills a directory, one that reads that, one that writes into it as well, and one that waits for nothing. */
function filling(): TaskSet {
  const set = new TaskSet("filling");
  const fill = set.transform({
    name: "fill",
    input: "*.txt",
    filter: regex(/^(.*)\.txt$/),
    output: "/work/in/deep/$1",
    run,
  });
  set.merge({ name: "list", input: "./in", follows: fill, output: "list", run });
  set.merge({ name: "more", input: "in/", follows: fill, output: "in/more", run });
  set.merge({ name: "aside", input: "in", output: "aside", run });
  return set;
}

test("a directory waits for the tasks above that write into it, but not for the job that reads it to do so", async () => {
  const rig = makeRig();
  rig.write("a.txt", "b.txt", "in/deep/c", "z");
  // Some that read the directory are in no order with others that write into it: it may take some runs until all is done.
  for (let runs = 0; runs < 4; runs += 1) await rig.complete(filling());
  assert.deepEqual(staleIn(rig.plan(filling())), []);
  rig.disk.touch("b.txt");
  const plan = rig.plan(filling());
  assert.deepEqual(reasons(plan, "list"), {
    "list list": [{ kind: "input-pending", file: "./in", by: "fill" }],
  });
  assert.deepEqual(kinds(plan, "more"), { "more in/more": [] });
  assert.deepEqual(kinds(plan, "aside"), { "aside aside": [] });
  rig.disk.touch("z");
  const { ran } = await rig.complete(filling(), { answer: (held) => held.finish() });
  assert.deepEqual(ran, ["fill /work/in/deep/b", "list list"]);
});

test("planning runs nothing, writes nothing and plans the same again", async () => {
  const rig = makeRig();
  rig.write("a.txt", "b.txt");
  await rig.complete(chain());
  rig.disk.touch("b.txt");
  const [files, receipts, set] = [rig.disk.files, [...rig.store.receipts], chain()];
  const plan = rig.plan(set);
  assert.deepEqual(rig.plan(set), plan);
  assert.deepEqual(rig.disk.files, files);
  assert.deepEqual([...rig.store.receipts], receipts);
});

test("a task that reads a file that a followed task will make waits for it", () => {
  const set = new TaskSet("p");
  const above = set.originate({ name: "above", output: "x", run });
  set.merge({ name: "below", input: "x", output: "y", follows: above, run });
  const plan = makeRig().plan(set);
  assert.deepEqual(reasons(plan, "below"), {
    "below y": [{ kind: "input-pending", file: "x", by: "above" }],
  });
  assert.deepEqual(plan.problems, []);
});

test("with time stamps alone, what has still to be made is waited for as well", async () => {
  const rig = makeRig();
  rig.write("a.txt", "b.txt");
  const options = { check: "timestamps" } as const;
  await rig.complete(chain(), options);
  assert.deepEqual(staleIn(rig.plan(chain(), options)), []);
  rig.disk.touch("a.1");
  assert.deepEqual(staleIn(rig.plan(chain(), options)), ["second a.2", "all sum"]);
  rig.disk.remove("a.1");
  assert.deepEqual(staleIn(rig.plan(chain(), options)), ["first a.1", "second a.2", "all sum"]);
});

// What is not known before a split ran

test("below a split that has still to run, nothing is known for sure", () => {
  const rig = makeRig();
  rig.write("whole", "b", "0.part");
  const plan = rig.plan(unfolding());
  assert.deepEqual(kinds(plan, "parts"), { "parts *.part": ["no-receipt"] });
  assert.deepEqual(reasons(plan, "each"), { "each 0.each": [{ kind: "inputs-unknown", task: "parts" }] });
  assert.deepEqual(
    plan.tasks.map(({ task, complete }) => [task.name, complete]),
    [
      ["parts", true],
      ["each", false],
      ["sum", false],
      ["aside", false],
    ],
  );
});

test("the jobs of a task that reads nothing are known, whatever runs before it", () => {
  const set = unfolding();
  set.parallel({ name: "say", params: [[1], [2]], follows: ["each"], run });
  set.originate({ name: "late", output: "late.txt", follows: ["each"], run });
  const rig = makeRig();
  rig.write("whole", "b");
  const plan = rig.plan(set);
  assert.deepEqual(
    ["say", "late"].map((name) => [planned(plan, name).complete, planned(plan, name).jobs.length]),
    [
      [true, 2],
      [true, 1],
    ],
  );
  assert.deepEqual(Object.values(kinds(plan, "say")), [["no-outputs"], ["no-outputs"]]);
});

test("a split and what is below are complete once it has run", async () => {
  const rig = makeRig();
  rig.write("whole", "b");
  await rig.complete(unfolding(), splitInTwo);
  const plan = rig.plan(unfolding());
  assert.deepEqual(
    plan.tasks.map(({ complete, staleCount }) => [complete, staleCount]),
    [
      [true, 0],
      [true, 0],
      [true, 0],
      [true, 0],
    ],
  );
  assert.deepEqual(planned(plan, "parts").jobs[0]?.outputs, ["1.part", "2.part"]);
  assert.deepEqual(planned(plan, "sum").jobs[0]?.job.input, ["1.each", "2.each"]);
});

test("the jobs below a split that has to run again are planned with the files that match now, as stale", async () => {
  const rig = makeRig();
  rig.write("whole", "b");
  await rig.complete(unfolding(), splitInTwo);
  rig.disk.touch("whole");
  const plan = rig.plan(unfolding());
  assert.deepEqual(reasons(plan, "each"), {
    "each 1.each": [{ kind: "inputs-unknown", task: "parts" }],
    "each 2.each": [{ kind: "inputs-unknown", task: "parts" }],
  });
  assert.equal(planned(plan, "sum").complete, false);
});

test("no filter and no pattern is blamed while the inputs are not known", () => {
  const rig = makeRig();
  rig.write("whole", "b");
  assert.deepEqual(rig.plan(unfolding()).problems, []);
});

test("a file put beside the outputs of a split, or taken from them, makes it run again", async () => {
  const rig = makeRig();
  rig.write("whole", "b");
  await rig.complete(unfolding(), splitInTwo);
  rig.write("3.part");
  rig.disk.remove("1.part");
  assert.deepEqual(reasons(rig.plan(unfolding()), "parts"), {
    "parts *.part": [
      { kind: "output-added", file: "3.part" },
      { kind: "output-removed", file: "1.part" },
    ],
  });
});

test("a split that declares plain names beside patterns has to make them", async () => {
  const set = new TaskSet("p");
  set.split({ name: "parts", input: "whole", output: ["*.part", "list"], run });
  const rig = makeRig();
  rig.write("whole");
  const job = { answer: (held: { finish(writes: readonly string[]): void }) => held.finish(["list"]) };
  await rig.complete(set, job);
  assert.deepEqual(staleIn(rig.plan(set)), []);
  rig.disk.remove("list");
  assert.deepEqual(kinds(rig.plan(set), "parts"), { "parts *.part": ["output-missing"] });
});

test("a subdivide gives the files of each pattern to the task below, whatever job made them", () => {
  const set = new TaskSet("p");
  const filter = regex(/^(.)\.txt$/);
  const parts = set.subdivide({ name: "parts", input: "*.txt", filter, output: "$1-*.part", run });
  set.merge({ name: "sum", input: parts, output: "sum", run });
  const rig = makeRig();
  rig.write("a.txt", "b.txt", "b-2.part", "a-1.part", "b-1.part", "c-1.part");
  const plan = rig.plan(set);
  assert.deepEqual(
    planned(plan, "parts").jobs.map(({ outputs }) => outputs),
    [["a-1.part"], ["b-1.part", "b-2.part"]],
  );
  assert.deepEqual(planned(plan, "sum").jobs[0]?.job.input, ["a-1.part", "b-1.part", "b-2.part"]);
  assert.equal(planned(plan, "sum").complete, false);
});

test("jobs of subdivide that declare the same pattern for several inputs are each judged by their own receipt", async () => {
  const shared = new TaskSet("p");
  const filter = regex(/^.*$/);
  shared.subdivide({ name: "parts", input: "*.txt", filter, output: "*.part", run });
  const rig = makeRig();
  rig.write("a.txt", "b.txt");
  await rig.complete(shared);
  assert.deepEqual(staleIn(rig.plan(shared)), []);
  rig.disk.touch("b.txt");
  assert.deepEqual(
    planned(rig.plan(shared), "parts").jobs.map(({ job, verdict }) => [job.input, verdict.fresh]),
    [
      ["a.txt", true],
      ["b.txt", false],
    ],
  );
});

test("jobs whose patterns match one file are told of, when it is there: in the plan, and as soon as it is made", async () => {
  const set = new TaskSet("p");
  const filter = regex(/^(.*)\.txt$/);
  set.subdivide({ name: "parts", input: "*.txt", filter, output: "$1-*.part", run });
  set.split({ name: "cut", input: "list", output: ["c-*.part"], run });
  const rig = makeRig();
  rig.write("a.txt", "a-b.txt", "list");
  assert.deepEqual(rig.plan(set).problems, []);
  const writes: Readonly<Record<string, string>> = {
    "a.txt": "a-1.part",
    "a-b.txt": "a-b-1.part",
    list: "c-1.part",
  };
  const { summary } = await rig.complete(set, {
    answer: (held: { job: { input: unknown }; finish(writes?: readonly string[]): void }) =>
      held.finish([writes[String(held.job.input)] ?? ""]),
  });
  const told = [...summary.warnings, ...rig.plan(set).problems];
  assert.deepEqual(
    told.map(({ code, severity, task, facts }) => [code, severity, task, facts.map(([, text]) => text)]),
    Array.from({ length: 2 }, () => [
      "overlapping-outputs",
      "warning",
      "parts",
      ["a-b-1.part", "'parts', a-b.txt → a-b-*.part", "'parts', a.txt → a-*.part"],
    ]),
  );
  rig.write("c-2.part", "c-b.txt", "c-b-1.part");
  const [, across] = rig.plan(set).problems.map(({ facts }) => facts.map(([, text]) => text));
  assert.equal(across?.[0], "c-b-1.part");
});

// Outputs as inputs

test("the outputs of a task come in the order of their names, whatever the order of its jobs", () => {
  const set = new TaskSet("p");
  const above = set.originate({ name: "above", output: ["b", "B", "a", ["0", "9"]], run });
  set.merge({ name: "all", input: above, output: "sum", run });
  assert.deepEqual(planned(makeRig().plan(set), "all").jobs[0]?.job.input, ["B", ["0", "9"], "a", "b"]);
});

test("a task without files gives nothing to the task below", () => {
  const set = new TaskSet("p");
  const above = set.parallel({ name: "above", params: [[1], [2]], run });
  const made = set.mkdir({ name: "made", output: ["y", "x"] });
  set.merge({ name: "all", input: [above, made], output: "sum", run });
  assert.deepEqual(planned(makeRig().plan(set), "all").jobs[0]?.job.input, ["x", "y"]);
});

// Directories, jobs without outputs

test("a directory is up to date when it is there, whatever its time, and no file of its name will do", async () => {
  const set = new TaskSet("p");
  set.mkdir({ name: "made", output: ["there", "file", "none/deep"] });
  const rig = makeRig();
  rig.disk.mkdir("there");
  rig.write("there/x", "file");
  const missing = (file: string): Reason[] => [{ kind: "output-missing", file }];
  assert.deepEqual(reasons(rig.plan(set), "made"), {
    "made there": [],
    "made file": missing("file"),
    "made none/deep": missing("none/deep"),
  });
});

test("jobs without outputs are always stale", async () => {
  const set = new TaskSet("p");
  set.parallel({ name: "all", params: [[1]], run });
  const rig = makeRig();
  await rig.complete(set);
  for (const check of ["history", "timestamps"] as const) {
    assert.deepEqual(kinds(rig.plan(set, { check }), "all"), { "all 1": ["no-outputs"] });
  }
});

test("a task that follows jobs without outputs is judged by its own files", async () => {
  const set = new TaskSet("p");
  const above = set.parallel({ name: "above", params: [[1]], run });
  set.merge({ name: "below", input: "in", output: "out", follows: above, run });
  const rig = makeRig();
  rig.write("in");
  await rig.complete(set);
  assert.deepEqual((await rig.complete(set)).ran, ["above 1"]);
});

// Forced, targets

test("jobs of a forced task are stale, and what depends on them waits", async () => {
  const rig = makeRig();
  rig.write("a.txt", "b.txt");
  await rig.complete(chain());
  const plan = rig.plan(chain(), { forced: ["second"] });
  assert.deepEqual(kinds(plan, "first"), { "first a.1": [], "first b.1": [] });
  assert.deepEqual(kinds(plan, "second"), { "second a.2": ["forced"], "second b.2": ["forced"] });
  assert.deepEqual(kinds(plan, "all"), { "all sum": ["input-pending"] });
});

test("a job of a forced task that is stale anyway keeps its own reasons", () => {
  const rig = makeRig();
  rig.write("a.txt");
  const plan = rig.plan(chain(), { forced: ["first"] });
  assert.deepEqual(kinds(plan, "first"), { "first a.1": ["output-missing", "no-receipt"] });
});

test("a forced task that the targets do not need is left alone", async () => {
  const rig = makeRig();
  rig.write("a.txt", "b.txt");
  await rig.complete(chain());
  const plan = rig.plan(chain(), { targets: ["first"], forced: ["second"] });
  assert.deepEqual(
    plan.tasks.map(({ task, staleCount }) => [task.name, staleCount]),
    [["first", 0]],
  );
});

test("a forced directory is made again, though it is there", () => {
  const set = new TaskSet("p");
  set.mkdir({ name: "made", output: "there" });
  const rig = makeRig();
  rig.disk.mkdir("there");
  assert.deepEqual(kinds(rig.plan(set, { forced: ["made"] }), "made"), { "made there": ["forced"] });
});

test("a target that is unknown is a mistake, and so is an unknown forced task", () => {
  const { problems } = makeRig().plan(chain(), { targets: ["frist"], forced: ["secnod"] });
  assert.deepEqual(
    problems.map(({ code, hint }) => [code, hint]),
    [
      ["unknown-task", "did you mean 'first'?"],
      ["unknown-task", "did you mean 'second'?"],
    ],
  );
});

// What is wrong

test("no-input: a pattern that matches nothing is warned of, with the directory", () => {
  assert.deepEqual(onlyProblem(planOf((set) => set.merge({ name: "m", input: "*.x", output: "o", run }))), {
    code: "no-input",
    severity: "warning",
    message: "a task has no input: no file matches and no task above makes one",
    facts: [["in", "/work"]],
    hint: "check the pattern in 'input', and the directory of the run",
    task: "m",
  });
});

test("no-input: a task whose input is null says so itself, and is not warned of", () => {
  const plan = planOf((set) => set.merge({ name: "m", input: null, output: "o", run }));
  assert.deepEqual(plan.problems, []);
});

test("no-input: what is below a task that takes no part, however far, is not warned of", () => {
  const plan = planOf(
    (set) => {
      const off = set.transform({
        ...{ name: "off", input: "*.a", filter: suffix(".a"), output: ".b" },
        activeIf: false,
        run,
      });
      const below = set.transform({ name: "below", input: off, filter: suffix(".b"), output: ".c", run });
      set.collate({ name: "far below", input: below, filter: regex(/.*/), output: "all", run });
    },
    ["1.a"],
  );
  assert.deepEqual(plan.problems, []);
});

test("no-match: a filter that matches none of the inputs is warned of, with a few of them", () => {
  const filter = suffix(".text");
  const plan = planOf(
    (set) => set.transform({ name: "t", input: "?.txt", filter, output: ".o", run }),
    ["a.txt", "b.txt", "c.txt", "d.txt"],
  );
  assert.deepEqual(onlyProblem(plan), {
    code: "no-match",
    severity: "warning",
    message: "a task has no job: its filter matches none of 4 inputs",
    facts: [
      ["filter", 'suffix(".text")'],
      ["input", ["a", "b", "c"].map((n) => `${n}.txt: does not match suffix(".text")`).join("\n")],
    ],
    hint: "compare the filter, and the templates, with the names of the inputs",
    task: "t",
  });
});

test("no-match: one input that matches is enough", () => {
  const input = ["a.txt", "b.text"];
  const filter = suffix(".text");
  const plan = planOf((set) => set.transform({ name: "t", input, filter, output: ".o", run }), input);
  assert.deepEqual(plan.problems, []);
});

test("missing-input: an input that nothing makes is a mistake, told once", () => {
  const plan = planOf(
    (set) => {
      set.transform({
        name: "t",
        input: ["a", "b"],
        filter: suffix(""),
        output: ".o",
        addInputs: ["c"],
        run,
      });
    },
    ["a", "b"],
  );
  assert.deepEqual(onlyProblem(plan), {
    code: "missing-input",
    severity: "error",
    message: "an input file does not exist",
    facts: [
      ["file", "c"],
      ["in", "/work"],
    ],
    hint: "check the name, which is relative to the directory of the run; or give the task that makes it as input",
    task: "t",
  });
  assert.deepEqual(kinds(plan, "t"), {
    "t a.o": ["input-missing", "output-missing", "no-receipt"],
    "t b.o": ["input-missing", "output-missing", "no-receipt"],
  });
});

test("missing-input: many are counted, and five are named", () => {
  const input = ["a", "b", "c", "d", "e", "f", "g"];
  const found = onlyProblem(planOf((set) => set.merge({ name: "m", input, output: "o", run })));
  assert.equal(found.message, "7 input files do not exist");
  assert.deepEqual(found.facts[0], ["file", "a\nb\nc\nd\ne\nand 2 more"]);
});

test("missing-input: an input that nothing makes is a mistake before the run, though others have still to be made", () => {
  const plan = planOf((set) => {
    const above = set.originate({ name: "above", output: "a.fq", run });
    const addInputs = ["ref.fa"];
    set.transform({ name: "align", input: above, filter: suffix(".fq"), output: ".bam", addInputs, run });
  });
  assert.equal(onlyProblem(plan).code, "missing-input");
});

test("missing-input: an input that only the job itself would write is a mistake", () => {
  const plan = planOf((set) => set.merge({ name: "t", input: ["db", "x"], output: "db", run }), ["x"]);
  assert.equal(onlyProblem(plan).code, "missing-input");
});

test("missing-input: an input that only another job of its own task would write is a mistake", () => {
  const filter = regex(/^(.)\.1$/);
  const input = ["a.1", "b.1"];
  const plan = planOf(
    (set) => set.transform({ name: "t", input, filter, output: "$1.2", addInputs: ["a.2"], run }),
    input,
  );
  assert.deepEqual(
    plan.problems.map(({ code, task, facts }) => [code, task, facts[0]?.[1]]),
    [["missing-input", "t", "a.2"]],
  );
});

test("missing-input: an input that is missing is one with time stamps alone, too", () => {
  const set = new TaskSet("p");
  set.merge({ name: "m", input: "x", output: "o", run });
  const rig = makeRig();
  rig.write("o");
  assert.equal(onlyProblem(rig.plan(set, { check: "timestamps" })).code, "missing-input");
});

test("duplicate-output: two jobs of a task that write one file are a mistake that names both inputs", () => {
  const filter = regex(/^.*$/);
  const plan = planOf(
    (set) => set.transform({ name: "t", input: "*.c", filter, output: "all.o", run }),
    ["a.c", "b.c"],
  );
  assert.deepEqual(onlyProblem(plan), {
    code: "duplicate-output",
    severity: "error",
    message: "two jobs of a task write the same file",
    facts: [
      ["file", "all.o"],
      ["of", "a.c"],
      ["and of", "b.c"],
    ],
    hint: "let the output depend on the input: use what the filter matched",
    task: "t",
  });
});

test("duplicate-output: two tasks that write one file are a mistake that names both places", () => {
  const plan = planOf((set) => {
    set.originate({ name: "one", output: { log: "l", all: "o" }, run });
    set.originate({ name: "two", output: ["x", ["o", "y"]], run });
  });
  const { facts, ...rest } = onlyProblem(plan);
  assert.deepEqual(rest, {
    code: "duplicate-output",
    severity: "error",
    message: "two tasks write the same file",
    hint: "give one of them another output, or make one the input of the other",
  });
  assert.deepEqual(
    facts.map(([label, value]) => [
      label,
      value.replace(/ {2}.*planner\.test\.ts:\d+:\d+$/, " at its place"),
    ]),
    [
      ["file", "o"],
      ["task", "'one' at its place"],
      ["task", "'two' at its place"],
    ],
  );
});

test("duplicate-output: a task that writes the output that it reads is told what to do", () => {
  const plan = planOf((set) => {
    const above = set.originate({ name: "one", output: "o.c", run });
    set.transform({ name: "two", input: above, filter: suffix(".c"), output: ".c", run });
  });
  assert.equal(onlyProblem(plan).hint, "give 'two' an output of its own: this name is that of its input");
});

test("duplicate-output: a task with many of them tells five", () => {
  const input = Array.from({ length: 9 }, (_, i) => `${i}.c`);
  const filter = regex(/^.*$/);
  const plan = planOf((set) => set.transform({ name: "t", input: "*.c", filter, output: "o", run }), input);
  assert.equal(plan.problems.length, 5);
});

test("duplicate-output: two groups of one output and other extras are a mistake", () => {
  const filter = regex(/^(a)(\d)$/);
  const extras = ["$2"];
  const plan = planOf(
    (set) => set.collate({ name: "t", input: ["a1", "a2"], filter, output: "$1.o", extras, run }),
    ["a1", "a2"],
  );
  assert.equal(onlyProblem(plan).code, "duplicate-output");
});

test("duplicate-output: two jobs of a subdivide may share a pattern, and not a plain name", () => {
  const filter = regex(/^(.)\.c$/);
  const subdivided = (output: string | readonly string[]): Plan =>
    planOf((set) => set.subdivide({ name: "t", input: "*.c", filter, output, run }), ["a.c", "b.c"]);
  assert.deepEqual(subdivided("*.part").problems, []);
  assert.equal(onlyProblem(subdivided(["$1-*.part", "log"])).code, "duplicate-output");
});

test("jobs that are the same to the letter become one", () => {
  const names = (define: (set: TaskSet) => unknown): string[] =>
    planOf(define, ["a.c", "b.c"]).tasks.flatMap(({ jobs }) => jobs.map(({ job }) => jobName(job)));
  const common = { name: "t", input: ["*.c", "a.c"], filter: suffix(".c"), run } as const;
  assert.deepEqual(
    names((set) => set.transform({ ...common, output: [".o", ".p"] })),
    ["t a.o", "t b.o"],
  );
  assert.deepEqual(
    names((set) => set.originate({ name: "t", output: ["x", "y", "x"], run })),
    ["t x", "t y"],
  );
  assert.deepEqual(
    names((set) => set.mkdir({ name: "t", output: ["x", "x"] })),
    ["t x"],
  );
});

test("jobs of a subdivide that are the same to the letter become one", () => {
  const filter = suffix(".c");
  const plan = planOf(
    (set) => set.subdivide({ name: "t", input: ["*.c", "a.c"], filter, output: "-*.part", run }),
    ["a.c", "b.c"],
  );
  assert.deepEqual(
    planned(plan, "t").jobs.map(({ job }) => job.input),
    ["a.c", "b.c"],
  );
});

test("not-ordered: who reads a file and does not wait for who writes it is warned", () => {
  const plan = planOf(
    (set) => {
      set.originate({ name: "writer", output: "x", run });
      set.merge({ name: "reader", input: ["x", "y"], output: "o", run });
    },
    ["x", "y"],
  );
  assert.deepEqual(onlyProblem(plan), {
    code: "not-ordered",
    severity: "warning",
    message: "a task reads a file that the task 'writer' writes, and does not wait for it",
    facts: [["file", "x"]],
    hint: "give the task 'writer' as input, or name it in 'follows'",
    task: "reader",
  });
});

test("not-ordered: a file that is missing because of that is no other mistake, and the run does not start", () => {
  const found = onlyProblem(
    planOf((set) => {
      set.merge({ name: "reader", input: "x", output: "o", run });
      set.originate({ name: "writer", output: "x", run });
    }),
  );
  assert.deepEqual([found.code, found.severity, found.task], ["not-ordered", "error", "reader"]);
});

test("not-ordered: a file that nobody makes is told as missing, beside one that is there and not waited for", () => {
  const { problems } = planOf(
    (set) => {
      set.merge({ name: "reader", input: ["x", "nowhere"], output: "o", run });
      set.originate({ name: "writer", output: "x", run });
    },
    ["x"],
  );
  assert.deepEqual(
    problems.map(({ code, severity, facts }) => [code, severity, facts[0]?.[1]]),
    [
      ["missing-input", "error", "nowhere"],
      ["not-ordered", "warning", "x"],
    ],
  );
});

test("one file is one file, however it is spelt", () => {
  const spellings = ["./d/x", "d//x", "d/../d/x", "/work/d/x", "../work/d/x"];
  for (const spelling of spellings) {
    const plan = planOf((set) => {
      const above = set.originate({ name: "above", output: "d/x", run });
      set.merge({ name: "below", input: spelling, output: "o", follows: above, run });
    });
    assert.deepEqual(kinds(plan, "below"), { "below o": ["input-pending"] }, spelling);
    const twice = planOf((set) => set.originate({ name: "t", output: ["d/x", spelling], run }));
    assert.equal(onlyProblem(twice).code, "duplicate-output", spelling);
  }
});

test("not-ordered: it is noticed whichever of the two was defined first", () => {
  const plan = planOf(
    (set) => {
      set.merge({ name: "reader", input: "x", output: "o", run });
      set.originate({ name: "writer", output: "x", run });
    },
    ["x"],
  );
  assert.equal(onlyProblem(plan).code, "not-ordered");
});

test("not-ordered: to wait by way of another task is enough", () => {
  const plan = planOf((set) => {
    set.originate({ name: "writer", output: "x", run });
    set.parallel({ name: "between", params: [[1]], follows: "writer", run });
    set.merge({ name: "reader", input: "x", output: "o", follows: "between", run });
  });
  assert.deepEqual(plan.problems, []);
});

test("a followed task that will make what a pattern finds is no reason to warn of the pattern", () => {
  const plan = planOf((set) => {
    const above = set.originate({ name: "above", output: ["a.x", "b.x"], run });
    set.merge({ name: "below", input: "*.x", output: "o", follows: above, run });
  });
  assert.deepEqual(plan.problems, []);
});

function planOf(define: (set: TaskSet) => unknown, files: readonly string[] = []): Plan {
  const set = new TaskSet("p");
  define(set);
  const rig = makeRig();
  rig.write(...files);
  return rig.plan(set);
}
