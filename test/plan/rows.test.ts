// Kinds whose jobs are rows: `parallel` and `files`, written down or made by a function.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Problem } from "../../src/model/error.ts";
import { suffix } from "../../src/model/filter.ts";
import { glob, outputFrom } from "../../src/model/input.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { expanded, jobs } from "../support/expanded.ts";
import { makeRig, staleIn } from "../support/rig.ts";

const run = (): void => undefined;

/** What is wrong with rows of a kind, given as no compiler would let them. */
function mistakes(kind: "files" | "parallel", params: unknown): readonly Problem[] {
  const set = new TaskSet("p");
  const options = { name: "t", params: params as never, run };
  if (kind === "files") set.files(options);
  else set.parallel(options);
  return makeRig().plan(set).problems;
}

test("parallel: one job without files for each row, in the order given", () => {
  const params = [
    [2, "b"],
    [1, "a"],
  ] as const;
  const { jobs: found } = expanded(new TaskSet("p").parallel({ name: "t", params, run }));
  assert.deepEqual(
    found.map((job) => [job.params, job.input, job.output]),
    [
      [[2, "b"], null, null],
      [[1, "a"], null, null],
    ],
  );
});

test("files: one job for each row of an input, an output and extras", () => {
  const set = new TaskSet("p");
  const above = set.originate({ name: "above", output: ["x", "y"], run });
  const task = set.files({
    name: "t",
    params: [
      ["b", "b.o", 1, { deep: "$1 {x}" }],
      [null, ["c.o", { k: "d.o" }]],
      ["*.q", "e.o"],
      [above, "f.o"],
      [["b", above, [glob("*.q")], { k: outputFrom("above") }], "g.o"],
    ],
    run,
  });
  const around = { files: { "*.q": ["1.q", "2.q"] }, outputs: new Map([[above, ["x", "y"]]]) };
  assert.deepEqual(jobs(task, around), [
    ["b", "b.o", [1, { deep: "$1 {x}" }]],
    [null, ["c.o", { k: "d.o" }]],
    [["1.q", "2.q"], "e.o"],
    [["x", "y"], "f.o"],
    [["b", "x", "y", ["1.q", "2.q"], { k: ["x", "y"] }], "g.o"],
  ]);
});

test("files: no rows make no job, which is told as a warning", () => {
  const [found, ...more] = mistakes("files", []);
  assert.deepEqual(more, []);
  assert.deepEqual([found?.code, found?.severity], ["no-input", "warning"]);
});

test("a generator makes rows, each time that the task is planned", () => {
  const set = new TaskSet("p");
  let rows = 1;
  set.parallel({
    name: "t",
    params: function* () {
      for (let i = 0; i < rows; i += 1) yield [i];
    },
    run,
  });
  const rig = makeRig();
  assert.deepEqual(staleIn(rig.plan(set)), ["t 0"]);
  rows = 2;
  assert.deepEqual(staleIn(rig.plan(set)), ["t 0", "t 1"]);
});

/** A task whose rows are the words in a file that the task above makes. */
function readingRows(rig: ReturnType<typeof makeRig>): TaskSet {
  const set = new TaskSet("p");
  const list = set.originate({ name: "list", output: "list", run });
  const rows = set.files({
    name: "rows",
    follows: list,
    params: () => {
      const words = rig.disk.read("list");
      if (words === undefined) throw new Error("there is no list");
      return words.split(" ").map((word): [null, string] => [null, `${word}.o`]);
    },
    run,
  });
  set.transform({ name: "below", input: rows, filter: suffix(".o"), output: ".p", run });
  return set;
}

test("a function reads for its rows what a task above makes; that it cannot do so before is no mistake", async () => {
  const rig = makeRig();
  const set = readingRows(rig);
  const plan = rig.plan(set);
  assert.deepEqual(plan.problems, []);
  assert.deepEqual(
    plan.tasks.map(({ task, complete }) => [task.name, complete]),
    [
      ["list", true],
      ["rows", false],
      ["below", false],
    ],
  );
  const running = rig.run(set);
  (await rig.started("list list")).finish({ list: "a b" });
  (await rig.started("rows a.o")).finish();
  (await rig.started("rows b.o")).finish();
  (await rig.started("below a.p")).finish();
  (await rig.started("below b.p")).finish();
  await running;
  assert.deepEqual(staleIn(rig.plan(set)), []);
});

test("rows of before are planned as long as the task above has not run, and wait for it by its name", () => {
  const rig = makeRig();
  rig.write("list");
  const plan = rig.plan(readingRows(rig));
  const [first] = plan.tasks[1]?.jobs ?? [];
  assert.deepEqual(first?.verdict, { fresh: false, reasons: [{ kind: "inputs-unknown", task: "list" }] });
});

test("a function that fails when the task above has run ends the run, and no job of it starts", async () => {
  const rig = makeRig();
  const set = new TaskSet("p");
  const list = set.originate({ name: "list", output: "list", run });
  const params = (): [string, string][] => {
    throw new TypeError("no words");
  };
  set.files({ name: "rows", follows: list, params, run });
  const { summary, ran } = await rig.complete(set);
  assert.deepEqual(ran, ["list list"]);
  assert.equal(summary.ok, false);
  assert.deepEqual(
    summary.problems.map(({ code, message, task }) => [code, message, task]),
    [["callback-failed", "the function that makes the rows failed: no words", "rows"]],
  );
});

test("what a function may throw or return is told in its own words, with the task and its place", () => {
  const throwing = (thrown: unknown) => () => {
    throw thrown;
  };
  const cases: readonly [unknown, RegExp, RegExp][] = [
    [throwing(new Error("no")), /^the function that makes the rows failed: no$/, /^$/],
    [throwing("a text"), /failed: a text$/, /^$/],
    [throwing(null), /failed: null$/, /^$/],
    [
      async () => [],
      /returns none$/,
      /an instance of Promise; return an array of rows at once, or yield them/,
    ],
    [() => undefined, /returns none$/, /it returned undefined/],
    [() => "ab", /returns none$/, /it returned "ab"/],
    [() => ["ab"], /^row 0 of 'params' is "ab", not an array$/, /yield arrays/],
    [() => [[1], undefined], /^row 1 of 'params' is undefined, not an array$/, /yield arrays/],
    [() => [[1, () => 1]], /^row 0\[1\] is a function, which cannot be sent/, /call it there/],
  ];
  for (const [params, message, hint] of cases) {
    const [found, ...more] = mistakes("parallel", params);
    assert.deepEqual(more, []);
    assert.match(found?.message ?? "", message);
    assert.match(found?.hint ?? "", hint);
    assert.equal(found?.task, "t");
    assert.match(found.at?.file ?? "", /rows\.test\.ts$/);
  }
});

test("a row of files that is none is told by its number, be it written down or returned", () => {
  const above = new TaskSet("q").originate({ name: "above", output: "a", run });
  const rows: readonly [unknown, RegExp][] = [
    [["a"], /^row 1 of 'params' has no output$/],
    [["a", undefined], /^row 1 of 'params' has an output that is undefined$/],
    [["a", ""], /^row 1 of 'params' has an output that is ""$/],
    [[run, "b"], /^row 1 of 'params' has an input that is /],
  ];
  for (const [row, message] of rows) {
    for (const params of [[["x", "y"], row], () => [["x", "y"], row]]) {
      const found = mistakes("files", params).filter(({ code }) => code === "bad-option");
      assert.match(found[0]?.message ?? "", message);
      assert.match(found[0]?.hint ?? "", /an input, an output, then extras/);
    }
  }
  assert.match(
    mistakes("files", () => [[above, "b"]])[0]?.message ?? "",
    /^row 0 of 'params' has an input that stands for tasks/,
  );
});

test("a pattern may stand in a row that a function returns", () => {
  const params = () => [[[glob("*.q"), "*.r"], "o", 1] as const];
  const task = new TaskSet("p").files({ name: "t", params, run });
  assert.deepEqual(jobs(task, { files: { "*.q": ["1.q"], "*.r": ["1.r"] } }), [[["1.q", "1.r"], "o", [1]]]);
});

test("what cannot be sent is told with its place in the row", () => {
  const [found] = mistakes("files", [["a", "b", 1, { call: run }]]).filter(
    ({ code }) => code === "unsendable",
  );
  assert.match(found?.message ?? "", /^params\[0\]\[3\]\.call is a function/);
});
