// What users say of a task beside its files: whether it takes part, and whether its jobs are up to date.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckedJob } from "../../src/model/definition.ts";
import { suffix } from "../../src/model/filter.ts";
import { formatter } from "../../src/model/formatter.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { makeRig, staleIn } from "../support/rig.ts";

const run = (): void => undefined;

test("a check of the user's own decides alone, and says why", async () => {
  const set = new TaskSet("p");
  const answers: Record<string, boolean | string> = { "a.o": true, "b.o": false, "c.o": "the index is old" };
  set.transform({
    name: "t",
    input: ["a.c", "b.c", "c.c"],
    filter: suffix(".c"),
    output: ".o",
    upToDate: ({ output }) => answers[String(output)] ?? false,
    run,
  });
  const rig = makeRig();
  rig.write("a.c", "b.c", "c.c");
  const [planned] = rig.plan(set).tasks;
  assert.deepEqual(
    planned?.jobs.map(({ verdict }) => (verdict.fresh ? [] : verdict.reasons)),
    [[], [{ kind: "own-check" }], [{ kind: "own-check", said: "the index is old" }]],
  );
  await rig.complete(set);
  assert.deepEqual(staleIn(rig.plan(set)), ["t b.o", "t c.o"]);
});

test("a check that leaves it to the others is not said to have decided", async () => {
  const set = new TaskSet("p");
  const upToDate = ({ output }: CheckedJob): true | undefined => (output === "a" ? true : undefined);
  set.originate({ name: "t", output: ["a", "b"], upToDate, run });
  const rig = makeRig();
  await rig.complete(set);
  assert.deepEqual(
    rig.plan(set).tasks.flatMap(({ jobs }) => jobs.map(({ verdict }) => verdict)),
    [{ fresh: true, isOwnCheck: true }, { fresh: true }],
  );
});

test("a check may tell that a job is up to date though its input is not there", async () => {
  const set = new TaskSet("p");
  const options = { input: "gone.c", filter: suffix(".c"), run };
  set.transform({ name: "kept", ...options, output: ".o", upToDate: () => true });
  set.transform({ name: "made", ...options, output: ".p", upToDate: () => false });
  const plan = makeRig().plan(set);
  assert.deepEqual(plan.problems, []);
  assert.deepEqual(staleIn(plan), ["made gone.p"]);
});

test("a check sees the parameters of a row, and the files that a pattern finds now", () => {
  const seen: unknown[] = [];
  const upToDate = (job: CheckedJob): boolean => seen.push(job) > 0;
  const set = new TaskSet("p");
  set.parallel({ name: "row", params: [[1, "a"]], upToDate, run });
  set.mkdir({ name: "dir", output: "d", upToDate });
  set.split({ name: "parts", input: "in", output: ["*.part", "done"], extras: { n: 1 }, upToDate, run });
  const rig = makeRig();
  rig.write("in", "1.part");
  assert.deepEqual(staleIn(rig.plan(set)), []);
  assert.deepEqual(seen, [
    { task: "row", input: null, output: null, extras: undefined, params: [1, "a"] },
    { task: "dir", input: null, output: "d", extras: undefined, params: undefined },
    { task: "parts", input: ["in"], output: ["1.part", "done"], extras: { n: 1 }, params: undefined },
  ]);
});

test("a job whose input has still to be made is not asked about before", async () => {
  const asked: unknown[] = [];
  const set = new TaskSet("p");
  const above = set.originate({ name: "above", output: "a.c", run });
  const upToDate = ({ input }: CheckedJob): boolean => asked.push(input) > 0;
  set.transform({ name: "t", input: above, filter: suffix(".c"), output: ".o", upToDate, run });
  const rig = makeRig();
  rig.plan(set);
  assert.deepEqual(asked, []);
  const { ran } = await rig.complete(set);
  assert.deepEqual(ran, ["above a.c"]);
  assert.deepEqual(asked, ["a.c"]);
});

test("a forced task runs, whatever its own check says", () => {
  const set = new TaskSet("p");
  set.parallel({ name: "t", params: [[1]], upToDate: () => true, run });
  assert.deepEqual(staleIn(makeRig().plan(set, { forced: ["t"] })), ["t 1"]);
});

test("a check that fails, or does not say, is told once a task", () => {
  const failing = (thrown: unknown) => (): boolean => {
    throw thrown;
  };
  const cases: readonly [() => unknown, string, string | undefined][] = [
    [failing(new Error("no index")), "'upToDate' failed: no index", undefined],
    [failing(null), "'upToDate' failed: null", undefined],
    [
      () => null,
      "'upToDate' does not say whether a job is",
      "it returned null; return true, false, why not, or nothing",
    ],
    [
      async () => true,
      "'upToDate' does not say whether a job is",
      "it returned an instance of Promise; return true, false, why not, or nothing",
    ],
  ];
  for (const [upToDate, message, hint] of cases) {
    const set = new TaskSet("p");
    set.parallel({ name: "t", params: [[1], [2]], upToDate: upToDate as () => boolean, run });
    const [found, ...more] = makeRig().plan(set).problems;
    assert.deepEqual(more, []);
    assert.deepEqual([found?.code, found?.message, found?.hint], ["callback-failed", message, hint]);
    assert.equal(found?.task, "t");
  }
});

/** A head, a split, and what is below them; what is named takes no part. */
function chain(...off: readonly string[]): TaskSet {
  const set = new TaskSet("p");
  const activeIf = (name: string) => () => !off.includes(name);
  const head = set.originate({ name: "head", output: ["a.x"], activeIf: activeIf("head"), run });
  const each = set.transform({
    name: "each",
    input: head,
    filter: suffix(".x"),
    output: ".y",
    activeIf: [true, activeIf("each")],
    run,
  });
  const parts = set.split({
    name: "parts",
    input: each,
    output: "*.part",
    activeIf: activeIf("parts"),
    run,
  });
  const far = set.transform({ name: "far", input: parts, filter: suffix(".part"), output: ".far", run });
  set.combinations({
    name: "pairs",
    input: far,
    filter: formatter(),
    tupleSize: 2,
    output: "{basename[0][0]}{basename[1][0]}",
    run,
  });
  set.merge({ name: "all", input: far, output: "all", run });
  return set;
}

test("a task that takes no part has no jobs and no outputs; those below run with what they have, unwarned", () => {
  for (const [off, expected] of [
    [["head"], ["parts *.part", "all all"]],
    [["each"], ["head a.x", "parts *.part", "all all"]],
    [["parts"], ["head a.x", "each a.y", "all all"]],
    [["head", "each", "parts"], ["all all"]],
  ] as const) {
    const plan = makeRig().plan(chain(...off));
    assert.deepEqual(plan.problems, [], off.join());
    assert.deepEqual(staleIn(plan), expected);
    assert.deepEqual(
      plan.tasks.filter(({ isActive }) => !isActive).map(({ task }) => task.name),
      off,
    );
  }
});

test("a merge below a task that takes no part is given an empty list", async () => {
  const rig = makeRig();
  const running = rig.run(chain("parts"), { targets: ["all"] });
  (await rig.started("head a.x")).finish();
  (await rig.started("each a.y")).finish();
  const all = await rig.started("all all");
  assert.deepEqual(all.job.input, []);
  all.finish();
  await running;
});

test("a task is asked once a run whether it takes part", async () => {
  for (const rebuild of ["maximal", "minimal"] as const) {
    let asked = 0;
    const set = new TaskSet("p");
    const above = set.originate({ name: "above", output: "a.x", run });
    const activeIf = (): boolean => {
      asked += 1;
      return true;
    };
    set.transform({ name: "t", input: above, filter: suffix(".x"), output: ".y", activeIf, run });
    await makeRig().complete(set, { rebuild });
    assert.equal(asked, 1, rebuild);
  }
});

test("a condition that fails, or does not say, is told with the task and its place", () => {
  const set = new TaskSet("p");
  const activeIf = (async () => true) as unknown as () => boolean;
  set.originate({ name: "later", output: "a", activeIf, run });
  const throwing = (): boolean => {
    throw "a text";
  };
  set.originate({ name: "thrown", output: "b", activeIf: throwing, run });
  const found = makeRig().plan(set).problems;
  assert.deepEqual(
    found.map(({ code, task, message, hint }) => [code, task, message, hint]),
    [
      [
        "callback-failed",
        "later",
        "'activeIf' does not say whether the task takes part",
        "it returned an instance of Promise; return true or false",
      ],
      ["callback-failed", "thrown", "'activeIf' failed: a text", undefined],
    ],
  );
  assert.match(found[0]?.at?.file ?? "", /own-words\.test\.ts$/);
});

test("a check of the user's own may leave a job to the usual checks", async () => {
  const set = new TaskSet("p");
  set.transform({
    name: "t",
    input: ["a.c"],
    filter: suffix(".c"),
    output: ".o",
    upToDate: () => undefined,
    run,
  });
  const rig = makeRig();
  rig.write("a.c");
  assert.deepEqual(staleIn(rig.plan(set)), ["t a.o"]);
  await rig.complete(set);
  assert.deepEqual(staleIn(rig.plan(set)), []);
});
