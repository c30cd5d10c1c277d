// The levels `functions` and `params` in whole runs over a disk, a ledger and code in memory.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Environment } from "../../src/model/definition.ts";
import type { FileSpec } from "../../src/model/files.ts";
import { regex, suffix } from "../../src/model/filter.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import type { CheckLevel } from "../../src/plan/freshness.ts";
import { makeRig, type Rig, staleIn } from "../support/rig.ts";

function pipeline(extras: unknown = undefined): TaskSet {
  const set = new TaskSet("p");
  const run = (): void => undefined;
  const made = set.originate({ name: "made", output: ["a.txt", "b.txt"], run });
  set.transform({
    name: "copied",
    input: made,
    filter: suffix(".txt"),
    output: ".1",
    extras: extras as null,
    run,
  });
  return set;
}

function reasons(rig: Rig, set: TaskSet, check: CheckLevel): unknown[] {
  const { tasks } = rig.plan(set, { check });
  return tasks.flatMap(({ jobs }) => jobs.flatMap(({ verdict }) => (verdict.fresh ? [] : verdict.reasons)));
}

test("a level serves those above it: what was recorded at the one is known to the others", async () => {
  const rig = makeRig();
  await rig.complete(pipeline(), { check: "history" });
  for (const check of ["history", "functions", "params"] as const)
    assert.deepEqual(staleIn(rig.plan(pipeline(), { check })), [], check);
});

test("code counts from 'functions' on, extras with 'params', and each level asks for the one before", async () => {
  const rig = makeRig();
  await rig.complete(pipeline({ k: 21 }));
  rig.code.write("made", { "its function": "another" });
  const stale = (check: CheckLevel): number =>
    staleIn(rig.plan(pipeline({ k: 31 }), { check }), "made").length;
  assert.deepEqual((["timestamps", "history", "functions", "params"] as const).map(stale), [0, 0, 2, 2]);
  rig.code.write("made", { "its function": "made" });
  assert.deepEqual(reasons(rig, pipeline({ k: 31 }), "functions"), []);
  const changed = { kind: "extras-changed", parts: [{ name: "k", was: "21", is: "31" }] };
  assert.deepEqual(reasons(rig, pipeline({ k: 31 }), "params"), [changed, changed]);
  rig.write("a.txt");
  assert.notDeepEqual(staleIn(rig.plan(pipeline({ k: 21 }), { check: "params" })), []);
});

test("extras count as the filter has filled them in", async () => {
  const rig = makeRig();
  rig.write("a.txt");
  const filled = (pattern: RegExp, extras: string): TaskSet => {
    const set = new TaskSet("p");
    set.transform({ name: "t", input: "a.txt", filter: regex(pattern), output: "o", extras, run: () => {} });
    return set;
  };
  await rig.complete(filled(/^(.)(.*)$/, "$1"), { check: "params" });
  assert.deepEqual(reasons(rig, filled(/^()(.).*$/, "$2"), "params"), []);
  const parts = [{ name: "extras", was: '"a"', is: '"a.txt"' }];
  assert.deepEqual(reasons(rig, filled(/^(.*)$/, "$1"), "params"), [{ kind: "extras-changed", parts }]);
});

test("files that are the same under other keys make the job run, and so does what stands beside them", async () => {
  const rig = makeRig();
  rig.write("a");
  rig.write("b");
  const files = (input: FileSpec, output: FileSpec = "o"): TaskSet => {
    const set = new TaskSet("p");
    set.files({ name: "t", params: [[input, output]], run: () => {} });
    return set;
  };
  const told = async (before: TaskSet, after: TaskSet): Promise<unknown> => {
    await rig.complete(before, { check: "params" });
    assert.deepEqual(reasons(rig, before, "params"), []);
    assert.deepEqual(reasons(rig, after, "functions"), []);
    return reasons(rig, after, "params").map((reason) => (reason as { parts: unknown }).parts);
  };
  const input = (was: string, is: string): unknown => [[{ name: "the form of its input", was, is }]];
  assert.deepEqual(
    await told(files({ tumour: "a", normal: "b" }), files({ normal: "a", tumour: "b" })),
    input("{ tumour: file, normal: file }", "{ normal: file, tumour: file }"),
  );
  assert.deepEqual(
    await told(files([["a"], ["b"]]), files([["a", "b"]])),
    input("[[file], …]", "[[2 × file], …]"),
  );
  assert.deepEqual(await told(files(["a", 5]), files(["a", 6])), input("[file, 5]", "[file, 6]"));
  const output = [
    { name: "the form of its output", was: "{ x: file, y: file }", is: "{ y: file, x: file }" },
  ];
  assert.deepEqual(await told(files("a", { x: "p", y: "q" }), files("a", { y: "p", x: "q" })), [output]);
});

test("another file in a list is told as that, and nothing of its form", async () => {
  const rig = makeRig();
  for (const name of ["a", "b", "c"]) rig.write(name);
  const merged = (...names: readonly string[]): TaskSet => {
    const set = new TaskSet("p");
    set.merge({ name: "m", input: names.map((file) => ({ file })), output: "o", run: () => {} });
    return set;
  };
  await rig.complete(merged("a", "b"), { check: "params" });
  assert.deepEqual(reasons(rig, merged("a", "b", "c"), "params"), [{ kind: "input-added", file: "c" }]);
});

test("what a task puts into the environment counts as its extras do", async () => {
  const rig = makeRig();
  const speaking = (env: Environment): TaskSet => {
    const set = new TaskSet("p");
    set.originate({ name: "t", output: "o", env, run: () => {} });
    return set;
  };
  await rig.complete(speaking({ LANG: "C", OLD: undefined }), { check: "params" });
  assert.deepEqual(reasons(rig, speaking({ OLD: undefined, LANG: "C" }), "params"), []);
  assert.deepEqual(reasons(rig, speaking({ LANG: "de" }), "functions"), []);
  const parts = [
    { name: "$LANG", was: '"C"', is: '"de"' },
    { name: "$OLD", was: "undefined" },
  ];
  assert.deepEqual(reasons(rig, speaking({ LANG: "de" }), "params"), [{ kind: "extras-changed", parts }]);
});

test("the parts that changed are told, and so are those that came and went", async () => {
  const rig = makeRig();
  rig.code.write("copied", { "its function": "f", "a in lib.ts": "1", "package d3": "7.8.0" });
  await rig.complete(pipeline());
  rig.code.write("copied", { "its function": "f", "b in lib.ts": "2", "package d3": "7.9.0" });
  const parts = [
    { name: "b in lib.ts", is: "2" },
    { name: "package d3", was: "7.8.0", is: "7.9.0" },
    { name: "a in lib.ts", was: "1" },
  ];
  const changed = { kind: "code-changed", parts };
  assert.deepEqual(reasons(rig, pipeline(), "functions"), [changed, changed]);
});

test("code that was changed and changed back makes nothing run", async () => {
  const rig = makeRig();
  await rig.complete(pipeline(), { check: "functions" });
  rig.code.write("copied", { "its function": "another" });
  assert.deepEqual(staleIn(rig.plan(pipeline(), { check: "functions" })), ["copied a.1", "copied b.1"]);
  rig.code.write("copied", { "its function": "copied" });
  assert.deepEqual(staleIn(rig.plan(pipeline(), { check: "functions" })), []);
});

test("a run with nothing to do does not look at code below 'functions'", async () => {
  const rig = makeRig();
  await rig.complete(pipeline());
  assert.equal(rig.code.reads, 1, "once for all tasks, as jobs begin");
  await rig.complete(pipeline(), { check: "history" });
  rig.plan(pipeline(), { check: "history" });
  assert.equal(rig.code.reads, 1);
});

test("a receipt in which no code is recorded proves nothing from 'functions' on", async () => {
  const rig = makeRig();
  await rig.complete(pipeline());
  for (const [key, receipt] of rig.store.receipts)
    rig.store.receipts.set(key, { ...receipt, code: undefined, extras: undefined });
  assert.deepEqual(reasons(rig, pipeline(), "history"), []);
  assert.deepEqual(reasons(rig, pipeline(), "functions")[0], { kind: "code-unknown" });
  const { ran } = await rig.complete(pipeline(), { check: "functions" });
  assert.equal(ran.length, 4);
  assert.deepEqual(reasons(rig, pipeline(), "params"), []);
});

test("code that is edited while a run goes on is not what its jobs are recorded with", async () => {
  const rig = makeRig({ slots: 1 });
  const ending = rig.run(pipeline());
  await rig.quiet();
  rig.code.write("copied", { "its function": "edited meanwhile" });
  while (rig.running.length > 0) {
    for (const held of rig.executor.running) held.finish();
    await rig.quiet();
  }
  await ending;
  const changed = {
    kind: "code-changed",
    parts: [{ name: "its function", was: "copied", is: "edited meanwhile" }],
  };
  assert.deepEqual(reasons(rig, pipeline(), "functions"), [changed, changed]);
});

test("code whose parts are no longer kept has changed all the same", async () => {
  const rig = makeRig();
  await rig.complete(pipeline());
  rig.store.parts.clear();
  rig.code.write("copied", { "its function": "another" });
  assert.deepEqual(reasons(rig, pipeline(), "functions")[0], { kind: "code-changed", parts: [] });
});
