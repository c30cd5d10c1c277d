// The loop of a run: what starts when, what a failure means for the others, and in which order things are written down.
// Every run of the rig is also checked for what holds always: order of tasks, places, limits, numbers that add up.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { JobCounts, RunSummary } from "../../src/model/event.ts";
import { regex, suffix } from "../../src/model/filter.ts";
import type { Task } from "../../src/model/task.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { MemoryLedger } from "../support/memory-ledger.ts";
import { makeRig, type Rig } from "../support/rig.ts";
import { mostAtOnce, ranTogether } from "../support/run-checks.ts";
import type { HeldJob } from "../support/scripted-executor.ts";

const run = (): void => undefined;

/** Tasks of which each makes one file, named after it, and waits for those that are named. */
function waiting(links: Readonly<Record<string, readonly string[]>>): TaskSet {
  const set = new TaskSet("p");
  for (const [name, follows] of Object.entries(links)) {
    set.originate({ name, output: `${name}.out`, follows, run });
  }
  return set;
}

/** Tasks of which each makes a file of those that the named ones make. */
function reading(links: Readonly<Record<string, readonly string[]>>): TaskSet {
  const set = new TaskSet("p");
  for (const [name, from] of Object.entries(links)) {
    const input = from.map((one) => set.task(one) as Task);
    set.merge({ name, input: input.length === 0 ? null : input, output: `${name}.out`, run });
  }
  return set;
}

async function finish(rig: Rig, ...names: readonly string[]): Promise<void> {
  for (const name of names) (await rig.started(name)).finish();
}

function counts(summary: RunSummary, task?: string): Partial<JobCounts> {
  const found = task === undefined ? summary : summary.tasks.find(({ name }) => name === task);
  const entries = Object.entries(found?.jobs ?? {}).filter(([key, n]) => key !== "total" && n !== 0);
  return Object.fromEntries(entries);
}

/** Events in short, of the kinds that are named. */
function told(rig: Rig, ...kinds: readonly string[]): string[] {
  return rig.events
    .filter(({ kind }) => kinds.includes(kind))
    .map((event) => `${event.kind}${"task" in event ? ` ${event.task.name}` : ""}`);
}

// Order

test("no job of a task begins before the last job of the task above has ended", async () => {
  const set = new TaskSet("p");
  const first = set.originate({ name: "first", output: ["a.1", "b.1"], run });
  set.transform({ name: "second", input: first, filter: suffix(".1"), output: ".2", run });
  const rig = makeRig();
  const ending = rig.run(set);
  await finish(rig, "first a.1");
  await rig.quiet();
  assert.deepEqual(rig.running, ["first b.1"]);
  await finish(rig, "first b.1");
  await rig.quiet();
  assert.deepEqual(rig.running, ["second a.2", "second b.2"]);
  await finish(rig, "second b.2", "second a.2");
  assert.equal((await ending).ok, true);
});

test("to follow is to wait as well, though no file is shared", async () => {
  const rig = makeRig();
  const ending = rig.run(waiting({ below: ["above"], above: [] }));
  await rig.quiet();
  assert.deepEqual(rig.running, ["above above.out"]);
  await finish(rig, "above above.out", "below below.out");
  assert.equal((await ending).ok, true);
});

test("tasks that do not depend on each other run side by side, at whatever pace", async () => {
  const rig = makeRig();
  const ending = rig.run(reading({ a: [], b: [], a2: ["a"], b2: ["b"] }));
  await rig.quiet();
  assert.deepEqual(rig.running, ["a a.out", "b b.out"]);
  await finish(rig, "b b.out", "b2 b2.out", "a a.out", "a2 a2.out");
  await ending;
  assert.ok(ranTogether(rig.executor.spans, "a a.out", "b2 b2.out"));
});

test("the task at the foot of a diamond begins once, after both its sides", async () => {
  const rig = makeRig();
  const set = reading({ top: [], left: ["top"], right: ["top"], foot: ["left", "right"] });
  const ending = rig.run(set);
  await finish(rig, "top top.out");
  await rig.quiet();
  assert.deepEqual(rig.running, ["left left.out", "right right.out"]);
  await finish(rig, "right right.out");
  await rig.quiet();
  assert.deepEqual(rig.running, ["left left.out"]);
  await finish(rig, "left left.out", "foot foot.out");
  const summary = await ending;
  assert.deepEqual(counts(summary), { done: 4 });
  assert.deepEqual(rig.replanned, ["left", "right", "foot"]);
});

test("a task that is above by two ways is waited for once", async () => {
  const rig = makeRig();
  const set = reading({ top: [], left: ["top"], foot: ["top", "left"], last: ["foot", "top"] });
  const { summary, ran } = await rig.complete(set);
  assert.equal(summary.ok, true);
  assert.equal(ran.length, 4);
});

test("a run with nothing to do ends at once and starts nothing", async () => {
  const rig = makeRig();
  const set = reading({ top: [], left: ["top"], right: ["top"], foot: ["left", "right"] });
  await rig.complete(set);
  const summary = await rig.run(set);
  assert.deepEqual(counts(summary), { fresh: 4 });
  assert.deepEqual(rig.executor.started, []);
  assert.deepEqual(rig.journal, []);
  assert.deepEqual(told(rig, "task-started", "task-ended"), [
    "task-ended top",
    "task-ended left",
    "task-ended right",
    "task-ended foot",
  ]);
});

test("a pipeline without tasks runs", async () => {
  assert.equal((await makeRig().run(new TaskSet("p"))).ok, true);
});

test("a task without jobs lets those below begin", async () => {
  const set = new TaskSet("p");
  const none = set.transform({ name: "none", input: "*.x", filter: suffix(".x"), output: ".y", run });
  set.merge({ name: "sum", input: none, output: "sum", run });
  set.originate({ name: "after", output: "after", follows: none, run });
  const { summary, ran } = await makeRig().complete(set);
  assert.deepEqual(ran, ["after after", "sum sum"]);
  assert.deepEqual(counts(summary, "none"), {});
});

// A task is opened once

test("a task is opened once, though all above it are up to date and end while others are opened", async () => {
  const rig = makeRig();
  const set = reading({ a: [], b: ["a"], c: ["a", "b"], d: ["a", "b", "c"], e: ["d"] });
  await rig.complete(set);
  const ending = rig.run(set, { forced: ["d"] });
  await rig.quiet();
  assert.deepEqual(rig.executor.started, ["d d.out"]);
  await finish(rig, "d d.out", "e e.out");
  assert.deepEqual(counts(await ending), { done: 2, fresh: 3 });
  assert.deepEqual(told(rig, "task-started"), ["task-started d", "task-started e"]);
});

test("a task with no one above is opened once, wherever it stands among those that are up to date", async () => {
  const rig = makeRig();
  const set = reading({ a: [], z: [], b: ["a"], y: [], c: ["b", "z"] });
  await rig.complete(set);
  rig.disk.remove("y.out");
  rig.disk.remove("c.out");
  const ending = rig.run(set);
  await rig.quiet();
  assert.deepEqual(rig.running, ["y y.out", "c c.out"]);
  await finish(rig, "c c.out", "y y.out");
  assert.deepEqual(counts(await ending), { done: 2, fresh: 3 });
});

test("a chain of thousands of tasks that are up to date is gone through", async () => {
  const set = new TaskSet("p");
  const rig = makeRig();
  let above: Task | undefined;
  for (let i = 0; i < 5000; i += 1) {
    above = set.originate({ name: `t${i}`, output: `${i}`, follows: above === undefined ? [] : above, run });
    rig.write(`${i}`);
  }
  assert.deepEqual(counts(await rig.run(set, { check: "timestamps" })), { fresh: 5000 });
});

// Planning again

test("below a task that did nothing, nothing is planned again", async () => {
  const rig = makeRig();
  const set = reading({ a: [], b: [], below: ["a"], other: ["b"], both: ["a", "b"] });
  await rig.complete(set);
  rig.disk.remove("b.out");
  const { ran } = await rig.complete(set);
  assert.deepEqual(ran, ["b b.out", "both both.out", "other other.out"]);
  assert.deepEqual(rig.replanned.sort(), ["both", "other"]);
});

test("a job that leaves its output as it is lets those below rest", async () => {
  const rig = makeRig();
  const set = reading({ a: [], b: ["a"] });
  await rig.complete(set);
  const ending = rig.run(set, { forced: ["a"] });
  (await rig.started("a a.out")).finish([]);
  assert.deepEqual(counts(await ending), { done: 1, fresh: 1 });
});

test("a job that leaves its output as it is lets those rest that are further below", async () => {
  const rig = makeRig();
  const set = reading({ a: [], b: ["a"], c: ["b"], d: ["c"] });
  await rig.complete(set);
  const ending = rig.run(set, { forced: ["a"] });
  (await rig.started("a a.out")).finish([]);
  await rig.quiet();
  assert.deepEqual(rig.running, [], "b has nothing to do, so c and d have not");
  assert.deepEqual(counts(await ending), { done: 1, fresh: 3 });
});

test("a task whose jobs came to be fewer is seen as it is now by the task below, though it ran nothing", async () => {
  const set = new TaskSet("p");
  const tidy = set.parallel({ name: "tidy", params: [[1]], run });
  const each = set.transform({
    name: "each",
    input: "*.txt",
    filter: suffix(".txt"),
    output: ".each",
    follows: tidy,
    run,
  });
  set.merge({ name: "sum", input: each, output: "sum", run });
  const rig = makeRig();
  rig.write("a.txt", "b.txt");
  await rig.complete(set);
  const ending = rig.run(set);
  const held = await rig.started("tidy 1");
  rig.disk.remove("b.txt");
  held.finish();
  const sum = await rig.started("sum sum");
  assert.deepEqual(sum.job.input, ["a.each"]);
  sum.finish();
  await ending;
});

test("a task far below one that ran is judged by the files as they are then", async () => {
  const set = new TaskSet("p");
  const top = set.parallel({ name: "top", params: [[1]], run });
  const middle = set.originate({ name: "middle", output: "middle", follows: top, run });
  set.merge({ name: "low", input: "x", output: "low", follows: middle, run });
  const rig = makeRig();
  rig.write("x");
  await rig.complete(set);
  const ending = rig.run(set);
  const held = await rig.started("top 1");
  rig.disk.touch("x");
  held.finish();
  await finish(rig, "low low");
  assert.deepEqual(counts(await ending), { done: 2, fresh: 1 });
});

test("the files that a split made are the inputs of those below, whatever was there before", async () => {
  const set = new TaskSet("p");
  const parts = set.split({ name: "parts", input: "whole", output: "*.part", run });
  const each = set.transform({ name: "each", input: parts, filter: suffix(".part"), output: ".each", run });
  set.merge({ name: "sum", input: each, output: "sum", run });
  const rig = makeRig();
  rig.write("whole", "old.part");
  const ending = rig.run(set);
  const split = await rig.started("parts *.part");
  assert.deepEqual(split.assignment.output, ["old.part"], "it gets what matches now");
  rig.disk.remove("old.part");
  split.finish(["1.part", "2.part"]);
  await finish(rig, "each 1.each", "each 2.each");
  const sum = await rig.started("sum sum");
  assert.deepEqual(sum.job.input, ["1.each", "2.each"]);
  sum.finish();
  assert.deepEqual(counts(await ending), { done: 4 });
  assert.deepEqual(rig.replanned, ["each", "sum"]);
  assert.deepEqual((await rig.complete(set)).ran, []);
});

test("a split that makes other files than last time leads to other jobs below", async () => {
  const set = new TaskSet("p");
  const parts = set.split({ name: "parts", input: "whole", output: "*.part", run });
  const each = set.transform({ name: "each", input: parts, filter: suffix(".part"), output: ".each", run });
  set.merge({ name: "sum", input: each, output: "sum", run });
  const rig = makeRig();
  rig.write("whole");
  const splitInto = (...names: readonly string[]) => ({
    answer: (held: HeldJob) => held.finish(held.job.task.kind === "split" ? names : undefined),
  });
  await rig.complete(set, splitInto("1.part", "2.part"));
  rig.disk.touch("whole");
  rig.disk.remove("1.part");
  const { ran, summary } = await rig.complete(set, splitInto("3.part"));
  assert.deepEqual(ran, ["each 3.each", "parts *.part", "sum sum"]);
  assert.deepEqual(counts(summary, "each"), { done: 1, fresh: 1 });
});

test("a split that makes nothing is no mistake, and what it means below is told as it is found", async () => {
  const set = new TaskSet("p");
  const parts = set.split({ name: "parts", input: "whole", output: "*.part", run });
  set.transform({ name: "each", input: parts, filter: suffix(".part"), output: ".each", run });
  const rig = makeRig();
  rig.write("whole");
  const { summary } = await rig.complete(set);
  assert.equal(summary.ok, true);
  assert.deepEqual(
    summary.warnings.map(({ code, task }) => [code, task]),
    [["no-input", "each"]],
  );
  const [event] = rig.events.filter(({ kind }) => kind === "problem");
  assert.ok(event?.kind === "problem" && event.problem === summary.warnings[0]);
});

test("a warning that was told with the plan is not told again when the task is planned again", async () => {
  const set = new TaskSet("p");
  const above = set.originate({ name: "above", output: "x", run });
  set.transform({ name: "none", input: [above, "y"], filter: suffix(".c"), output: ".o", run });
  const rig = makeRig();
  rig.write("y");
  const { summary } = await rig.complete(set);
  assert.deepEqual(
    summary.warnings.map(({ code }) => code),
    ["no-match"],
  );
  assert.deepEqual(rig.replanned, ["none"]);
  assert.deepEqual(told(rig, "problem"), []);
});

test("a mistake that shows only when the task above has run keeps its task from running, and those below", async () => {
  const set = new TaskSet("p");
  const parts = set.split({ name: "parts", input: "whole", output: "*.part", run });
  const filter = regex(/^(.).*$/);
  const clash = set.transform({ name: "clash", input: parts, filter, output: "$1.o", run });
  set.merge({ name: "sum", input: clash, output: "sum", run });
  set.merge({ name: "aside", input: parts, output: "aside", run });
  const rig = makeRig();
  rig.write("whole");
  const ending = rig.run(set, { onError: "continue" });
  (await rig.started("parts *.part")).finish(["a1.part", "a2.part"]);
  await finish(rig, "aside aside");
  const summary = await ending;
  assert.equal(summary.ok, false);
  assert.deepEqual(
    summary.problems.map(({ code, task }) => [code, task]),
    [["duplicate-output", "clash"]],
  );
  assert.deepEqual(rig.executor.started, ["parts *.part", "aside aside"]);
  assert.equal(summary.failures.length, 0);
});

test("an input that vanished while the run went on fails its job", async () => {
  const set = new TaskSet("p");
  const first = set.originate({ name: "first", output: "a", run });
  set.merge({ name: "second", input: [first, "b"], output: "c", run });
  const rig = makeRig();
  rig.write("b");
  const ending = rig.run(set);
  const held = await rig.started("first a");
  rig.disk.remove("b");
  held.finish();
  const summary = await ending;
  assert.equal(summary.ok, false);
  assert.deepEqual(
    [...summary.problems.map(({ code }) => code), ...summary.failures.map(({ failure }) => failure.kind)],
    ["missing-input"],
  );
});

// Places and limits

test("no more jobs run than there are places, and a place that is free is taken at once", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "t", output: ["a", "b", "c", "d", "e"], run });
  const rig = makeRig({ slots: 2 });
  const ending = rig.run(set);
  await rig.quiet();
  assert.deepEqual(rig.running, ["t a", "t b"]);
  await finish(rig, "t b");
  await rig.quiet();
  assert.deepEqual(rig.running, ["t a", "t c"]);
  await finish(rig, "t c", "t d", "t e", "t a");
  await ending;
  assert.equal(mostAtOnce(rig.executor.spans), 2);
});

test("jobs of a task that weigh the same are started in their order", async () => {
  const set = new TaskSet("p");
  const output = Array.from({ length: 12 }, (_, i) => String(i));
  set.originate({ name: "t", output, run });
  const rig = makeRig({ slots: 1 });
  await rig.complete(set, { weigh: () => 1 });
  assert.deepEqual(
    rig.executor.started,
    output.map((name) => `t ${name}`),
  );
});

test("each job has a number of its own", async () => {
  const rig = makeRig();
  const ending = rig.run(reading({ a: [], b: [], c: [] }));
  await rig.quiet();
  const ids = rig.executor.running.map(({ assignment }) => assignment.id);
  assert.equal(new Set(ids).size, 3);
  assert.deepEqual(
    rig.executor.running.map(({ assignment }) => assignment.attempt),
    [1, 1, 1],
  );
  await finish(rig, "a a.out", "b b.out", "c c.out");
  await ending;
});

test("a task has no more jobs running than its jobsLimit, and its waiting jobs hold no place", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "narrow", output: ["a", "b", "c"], jobsLimit: 1, run });
  set.originate({ name: "wide", output: ["x", "y", "z"], run });
  const rig = makeRig({ slots: 3 });
  const ending = rig.run(set);
  await rig.quiet();
  assert.deepEqual(rig.running, ["narrow a", "wide x", "wide y"]);
  await finish(rig, "wide x", "wide z", "narrow a");
  await rig.quiet();
  assert.deepEqual(rig.running, ["wide y", "narrow b"]);
  await finish(rig, "narrow b", "narrow c", "wide y");
  assert.deepEqual(counts(await ending), { done: 6 });
});

test("tasks that name one limit share it", async () => {
  const set = new TaskSet("p");
  const jobsLimit = { count: 2, name: "licence" };
  set.originate({ name: "one", output: ["a", "b", "c"], jobsLimit, run });
  set.originate({ name: "two", output: ["x", "y"], jobsLimit, run });
  set.originate({ name: "free", output: ["u"], run });
  const rig = makeRig({ slots: 9 });
  const ending = rig.run(set);
  await rig.quiet();
  assert.deepEqual(rig.running, ["one a", "one b", "free u"]);
  await finish(rig, "one a");
  await rig.quiet();
  assert.deepEqual(rig.running, ["one b", "free u", "one c"]);
  await finish(rig, "one b", "one c");
  await rig.quiet();
  assert.deepEqual(rig.running, ["free u", "two x", "two y"]);
  await finish(rig, "two x", "two y", "free u");
  assert.deepEqual(counts(await ending), { done: 6 });
});

test("two tasks with a limit each do not share it", async () => {
  const set = new TaskSet("p");
  for (const name of ["one", "two"]) {
    set.originate({ name, output: [`${name}.a`, `${name}.b`], jobsLimit: 1, run });
  }
  const rig = makeRig();
  const ending = rig.run(set);
  await rig.quiet();
  assert.deepEqual(rig.running, ["one one.a", "two two.a"]);
  await finish(rig, "one one.a", "two two.a", "one one.b", "two two.b");
  await ending;
});

test("two tasks of one name in two pipelines do not share the limit that each has for itself", async () => {
  const first = new TaskSet("first");
  const made = first.originate({ name: "make", output: ["a", "b"], jobsLimit: 1, run });
  const second = new TaskSet("second");
  const more = second.originate({ name: "make", output: ["x", "y"], jobsLimit: 1, run });
  second.merge({ name: "all", input: [made, more], output: "all", run });
  const rig = makeRig();
  const ending = rig.run(second);
  await rig.quiet();
  assert.deepEqual(rig.running.sort(), ["make a", "make x"]);
  await finish(rig, "make a", "make x", "make b", "make y", "all all");
  await ending;
});

test("a failed job gives back its place and what it took of a limit", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "t", output: ["a", "b", "c"], jobsLimit: 1, run });
  const rig = makeRig({ slots: 1 });
  const ending = rig.run(set, { onError: "continue" });
  (await rig.started("t a")).fail();
  (await rig.started("t b")).fail();
  await finish(rig, "t c");
  assert.deepEqual(counts(await ending), { done: 1, failed: 2 });
});

// Failures

/** Two tasks of two jobs, one below each, and one below all. */
function branches(): TaskSet {
  const set = new TaskSet("p");
  const left = set.originate({ name: "left", output: ["1.l", "2.l", "3.l"], run });
  const right = set.originate({ name: "right", output: ["1.r"], run });
  const lower = set.transform({ name: "below left", input: left, filter: suffix(".l"), output: ".ll", run });
  const other = set.transform({
    name: "below right",
    input: right,
    filter: suffix(".r"),
    output: ".rr",
    run,
  });
  set.merge({ name: "all", input: [lower, other], output: "all", run });
  return set;
}

test("onError finish: nothing new starts, and what runs goes on to its end", async () => {
  const rig = makeRig({ slots: 2 });
  const ending = rig.run(branches(), { onError: "finish" });
  (await rig.started("left 1.l")).fail();
  await rig.quiet();
  assert.deepEqual(rig.running, ["left 2.l"]);
  await finish(rig, "left 2.l");
  const summary = await ending;
  assert.deepEqual(counts(summary), { done: 1, failed: 1, skipped: 7 });
  assert.deepEqual(rig.executor.started, ["left 1.l", "left 2.l"]);
  assert.deepEqual(rig.executor.stops, []);
  assert.equal(summary.ok, false);
  assert.equal(summary.interrupted, false);
});

test("onError finish: what ended well while the run came to its end is not done again", async () => {
  const rig = makeRig({ slots: 2 });
  const ending = rig.run(branches(), { onError: "finish" });
  (await rig.started("left 1.l")).fail();
  await finish(rig, "left 2.l");
  await ending;
  const { ran } = await rig.complete(branches());
  assert.ok(!ran.includes("left 2.l"));
  assert.equal(ran.length, 8);
});

test("onError continue: all runs that does not depend on the failure", async () => {
  const rig = makeRig({ slots: 2 });
  const ending = rig.run(branches(), { onError: "continue" });
  (await rig.started("left 1.l")).fail("one");
  await finish(rig, "left 2.l");
  (await rig.started("left 3.l")).fail("three");
  await finish(rig, "right 1.r", "below right 1.rr");
  const summary = await ending;
  assert.deepEqual(counts(summary), { done: 3, failed: 2, skipped: 4 });
  assert.deepEqual(
    summary.failures.map(({ job, failure }) => [job.output, failure.message]),
    [
      ["1.l", "one"],
      ["3.l", "three"],
    ],
  );
  assert.deepEqual(counts(summary, "all"), { skipped: 1 });
  assert.deepEqual(told(rig, "task-ended"), [
    "task-ended left",
    "task-ended right",
    "task-ended below right",
  ]);
});

test("onError stop: running jobs are asked to stop, and nothing new starts", async () => {
  const rig = makeRig({ slots: 3 });
  const ending = rig.run(branches(), { onError: "stop" });
  (await rig.started("left 2.l")).fail();
  const summary = await ending;
  assert.deepEqual(rig.executor.stops, ["ask"]);
  assert.deepEqual(counts(summary), { failed: 1, cancelled: 2, skipped: 6 });
  assert.equal(summary.interrupted, false);
});

test("onError stop: a job that ends well though it was asked to stop is done", async () => {
  const rig = makeRig({ slots: 3, isDeaf: true });
  const ending = rig.run(branches(), { onError: "stop" });
  (await rig.started("left 1.l")).fail();
  await finish(rig, "left 2.l");
  (await rig.started("left 3.l")).cancel();
  assert.deepEqual(counts(await ending), { done: 1, failed: 1, cancelled: 1, skipped: 6 });
  const receipt = (key: string) => rig.store.receipts.get(key)?.finished;
  assert.deepEqual(["1.l", "2.l", "3.l"].map(receipt), [false, true, false]);
});

for (const onError of ["finish", "continue", "stop"] as const) {
  test(`onError ${onError}: after it is mended, the next run does the rest and is well`, async () => {
    const rig = makeRig({ slots: 2 });
    const failing = { answer: (held: HeldJob) => (held.name === "left 2.l" ? held.fail() : held.finish()) };
    const broken = await rig.complete(branches(), { onError, ...failing });
    assert.equal(broken.summary.ok, false);
    const done = rig.executor.spans.filter(({ outcome }) => outcome === "done").map(({ name }) => name);
    const { summary, ran } = await rig.complete(branches());
    assert.equal(summary.ok, true);
    assert.deepEqual(
      ran.filter((name) => done.includes(name)),
      [],
    );
    assert.deepEqual([summary.jobs.done, summary.jobs.fresh], [ran.length, done.length]);
    assert.equal(summary.jobs.total, 9);
  });
}

test("a job that leaves out an output has failed, and those below do not begin", async () => {
  const rig = makeRig();
  const ending = rig.run(reading({ a: [], b: ["a"] }));
  (await rig.started("a a.out")).finish([]);
  const summary = await ending;
  assert.deepEqual(
    summary.failures.map(({ failure }) => failure.kind),
    ["no-output"],
  );
  assert.deepEqual(counts(summary), { failed: 1, skipped: 1 });
});

test("a job whose input changed while it ran has failed and runs again", async () => {
  const set = new TaskSet("p");
  set.merge({ name: "t", input: "x", output: "o", run });
  const rig = makeRig();
  rig.write("x");
  const ending = rig.run(set);
  const held = await rig.started("t o");
  rig.disk.touch("x");
  held.finish();
  assert.deepEqual(
    (await ending).failures.map(({ failure }) => failure.kind),
    ["input-changed"],
  );
  assert.deepEqual((await rig.complete(set)).ran, ["t o"]);
});

test("a job that changes its own input is done when it has, and runs again when another changes that", async () => {
  const set = new TaskSet("p");
  set.merge({ name: "t", input: ["db", "x"], output: "db", run });
  const rig = makeRig();
  rig.write("db", "x");
  assert.equal((await rig.complete(set)).summary.ok, true);
  assert.deepEqual((await rig.complete(set)).ran, []);
  rig.disk.touch("db");
  assert.deepEqual((await rig.complete(set)).ran, ["t db"]);
});

test("a job that changes its own input is not done if another input changed while it ran", async () => {
  const set = new TaskSet("p");
  set.merge({ name: "t", input: ["db", "x"], output: "db", run });
  const rig = makeRig();
  rig.write("db", "x");
  const ending = rig.run(set);
  const held = await rig.started("t db");
  rig.disk.touch("x");
  held.finish();
  await ending;
  assert.deepEqual((await rig.complete(set)).ran, ["t db"], "what it made is of the old x, or of the new");
});

test("two failures in one turn are both told", async () => {
  const rig = makeRig();
  const ending = rig.run(reading({ a: [], b: [], c: [] }), { onError: "finish" });
  const held = await Promise.all(["a", "b"].map((name) => rig.started(`${name} ${name}.out`)));
  for (const one of held) one.fail();
  await finish(rig, "c c.out");
  assert.deepEqual(counts(await ending), { done: 1, failed: 2 });
});

test("a directory that is asked for is made before the first job, and only where there is one to run", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "t", output: "out/deep/a", mkdir: ["out/deep", "more"], run });
  const rig = makeRig();
  const ending = rig.run(set);
  await rig.started("t out/deep/a");
  assert.deepEqual([rig.disk.has("out/deep"), rig.disk.has("more")], [true, true]);
  await finish(rig, "t out/deep/a");
  await ending;
  rig.disk.remove("more");
  await rig.run(set);
  assert.equal(rig.disk.has("more"), false);
});

test("a directory that cannot be made is a mistake of its task: nothing of it runs, nor what is below", async () => {
  const set = new TaskSet("p");
  const t = set.originate({ name: "t", output: ["a", "b"], mkdir: ["x", "file/y"], run });
  set.merge({ name: "below", input: t, output: "c", run });
  set.originate({ name: "aside", output: "d", run });
  const rig = makeRig();
  rig.write("file");
  const { summary, ran } = await rig.complete(set, { onError: "continue" });
  assert.deepEqual(ran, ["aside d"]);
  const [found, ...more] = summary.problems;
  assert.deepEqual(more, []);
  assert.deepEqual(
    [found?.code, found?.task, found?.facts[0]],
    ["not-a-directory", "t", ["directory", "file/y"]],
  );
  assert.equal(summary.ok, false);
  assert.deepEqual(counts(summary), { done: 1, skipped: 3 });
});

test("a mistake found while the run goes on is a failure like others: with finish, nothing new starts", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "t", output: "a", mkdir: "file/y", run });
  set.originate({ name: "aside", output: "d", run });
  const rig = makeRig();
  rig.write("file");
  const { summary, ran } = await rig.complete(set, { onError: "finish" });
  assert.deepEqual(ran, []);
  assert.deepEqual(counts(summary), { skipped: 2 });
});

// Retries

/** Two tasks beside each other, of which the first may be tried three times. */
function stubborn(): TaskSet {
  const set = new TaskSet("p");
  set.originate({ name: "stubborn", output: "a", retries: { count: 2, delayMs: 10 }, run });
  set.originate({ name: "other", output: "b", run });
  return set;
}

test("a job that failed is tried again, and its end is that of its last try", async () => {
  const rig = makeRig();
  const ending = rig.run(stubborn());
  (await rig.started("stubborn a")).fail();
  (await rig.started("stubborn a")).fail();
  const third = await rig.started("stubborn a");
  assert.equal(third.assignment.attempt, 3);
  third.finish();
  await finish(rig, "other b");
  assert.deepEqual(counts(await ending), { done: 2 });
  const waits = rig.events.flatMap((event) =>
    event.kind === "job-retried" ? [[event.failed.attempt, event.delayMs]] : [],
  );
  assert.deepEqual(waits, [
    [1, 10],
    [2, 20],
  ]);
});

test("a job that waits for its next try holds no place", async () => {
  const rig = makeRig({ slots: 1 });
  const ending = rig.run(stubborn());
  (await rig.started("stubborn a")).fail();
  await finish(rig, "other b", "stubborn a");
  assert.deepEqual(counts(await ending), { done: 2 });
});

test("a job that fails as often as it may has failed", async () => {
  const rig = makeRig();
  const ending = rig.run(stubborn(), { onError: "continue" });
  for (let attempt = 1; attempt <= 3; attempt += 1) (await rig.started("stubborn a")).fail();
  await finish(rig, "other b");
  const { failures } = await ending;
  assert.deepEqual(
    failures.map(({ attempt, failure }) => [attempt, failure.message]),
    [[3, "no good"]],
  );
});

test("when nothing more is to start, a job that waits for its next try has failed as it last did", async () => {
  const rig = makeRig();
  const ending = rig.run(stubborn(), { onError: "finish" });
  const [other, first] = [await rig.started("other b"), await rig.started("stubborn a")];
  first.fail("the first time");
  other.fail("for good");
  const summary = await ending;
  assert.deepEqual(counts(summary), { failed: 2 });
  assert.deepEqual(
    summary.failures.map(({ attempt, failure }) => [attempt, failure.message]),
    [
      [1, "for good"],
      [1, "the first time"],
    ],
  );
  assert.equal(rig.executor.started.length, 2);
});

test("a run that is stopped does not wait for the next try of a job", async () => {
  const abort = new AbortController();
  const rig = makeRig();
  const ending = rig.run(stubborn(), {
    signal: abort.signal,
    onEvent: ({ kind }) => (kind === "job-retried" ? abort.abort() : undefined),
  });
  (await rig.started("stubborn a")).fail();
  const summary = await ending;
  assert.equal(summary.interrupted, true);
  assert.equal(rig.events.find(({ kind }) => kind === "stopping")?.kind, "stopping");
  assert.equal(counts(summary, "stubborn").failed, 1);
});

test("an executor that cannot be used ends the run with what it threw", async () => {
  const rig = makeRig();
  const ending = rig.run(reading({ a: [], b: ["a"] }));
  const { executor } = rig;
  await finish(rig, "a a.out");
  executor.start = () => Promise.reject(new Error("no worker"));
  await assert.rejects(ending, /no worker/);
});

// Abort

test("an abort asks the running jobs to stop, starts nothing more, and is told", async () => {
  const abort = new AbortController();
  const rig = makeRig({ slots: 2 });
  const ending = rig.run(branches(), { signal: abort.signal });
  await finish(rig, "left 1.l");
  await rig.quiet();
  abort.abort();
  const summary = await ending;
  assert.deepEqual(rig.executor.stops, ["ask"]);
  assert.deepEqual(counts(summary), { done: 1, cancelled: 2, skipped: 6 });
  assert.deepEqual([summary.ok, summary.interrupted], [false, true]);
  assert.deepEqual(summary.failures, []);
  const [event] = rig.events.filter(({ kind }) => kind === "stopping");
  assert.ok(event?.kind === "stopping" && event.running === 2);
  assert.equal(rig.store.runs.at(-1)?.outcome, "interrupted");
});

test("a job that ends the run is stopped, not failed; the others are asked to stop, and it is told who did it", async () => {
  const rig = makeRig({ slots: 2 });
  const pipeline = new TaskSet("p");
  pipeline.originate({ name: "a", output: ["1", "2", "3"], run });
  const ending = rig.run(pipeline, { onError: "continue" });
  (await rig.started("a 1")).endRun("enough");
  const summary = await ending;
  assert.deepEqual(rig.executor.stops, ["ask"]);
  assert.deepEqual(
    [summary.ok, summary.interrupted, summary.endedBy?.reason, summary.endedBy?.job.output],
    [false, false, "enough", "1"],
  );
  assert.deepEqual(counts(summary), { cancelled: 2, skipped: 1 });
  const [event] = rig.events.filter(({ kind }) => kind === "stopping");
  assert.ok(event?.kind === "stopping" && event.by === summary.endedBy);
});

test("after an abort, a job that ends well is recorded, and those below do not begin", async () => {
  const abort = new AbortController();
  const rig = makeRig({ isDeaf: true });
  const ending = rig.run(reading({ a: [], b: ["a"] }), { signal: abort.signal });
  const held = await rig.started("a a.out");
  abort.abort();
  await rig.quiet();
  assert.deepEqual(rig.running, ["a a.out"]);
  held.finish();
  assert.deepEqual(counts(await ending), { done: 1, skipped: 1 });
  assert.equal(rig.store.receipts.get("a.out")?.finished, true);
  assert.deepEqual((await rig.complete(reading({ a: [], b: ["a"] }))).ran, ["b b.out"]);
});

test("after an abort, the next run does what is left", async () => {
  const abort = new AbortController();
  const rig = makeRig({ slots: 2 });
  const ending = rig.run(branches(), { signal: abort.signal });
  await finish(rig, "left 1.l");
  abort.abort();
  await ending;
  const { summary, ran } = await rig.complete(branches());
  assert.ok(!ran.includes("left 1.l"));
  assert.deepEqual(counts(summary), { done: 8, fresh: 1 });
});

test("a run that is aborted before it begins starts nothing", async () => {
  const rig = makeRig();
  const summary = await rig.run(branches(), { signal: AbortSignal.abort() });
  assert.deepEqual(counts(summary), { skipped: 9 });
  assert.deepEqual([summary.ok, summary.interrupted], [false, true]);
  assert.deepEqual(rig.executor.started, []);
  assert.deepEqual(rig.journal, []);
});

test("a run that is aborted before it begins makes no directories and opens no task", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "t", output: "out/a", mkdir: "out", run });
  const rig = makeRig();
  await rig.run(set, { signal: AbortSignal.abort() });
  assert.equal(rig.disk.has("out"), false);
  assert.deepEqual(told(rig, "task-started"), []);
});

test("an abort from within an event leaves no job running that was not asked to stop", async () => {
  const abort = new AbortController();
  const rig = makeRig();
  const ending = rig.run(reading({ a: [], b: [], c: [] }), {
    signal: abort.signal,
    onEvent: ({ kind }) => (kind === "job-started" ? abort.abort() : undefined),
  });
  await rig.quiet();
  assert.deepEqual(rig.running, []);
  assert.deepEqual([(await ending).interrupted, (await ending).jobs.done], [true, 0]);
});

test("a second abort changes nothing", async () => {
  const abort = new AbortController();
  const rig = makeRig({ isDeaf: true });
  const ending = rig.run(reading({ a: [] }), { signal: abort.signal, onError: "stop" });
  const held = await rig.started("a a.out");
  abort.abort();
  abort.abort();
  held.fail();
  const summary = await ending;
  assert.deepEqual(counts(summary), { failed: 1 });
  assert.deepEqual(told(rig, "stopping"), ["stopping"]);
});

// What is written down, and when

test("a receipt is void before its job starts, and written before a job that depends on it does", async () => {
  const rig = makeRig({ slots: 2 });
  const set = reading({ a: [], b: [], c: ["a", "b"], d: ["c"] });
  await rig.complete(set);
  for (const name of ["a.out", "b.out"]) rig.disk.touch(name);
  const ending = rig.run(set);
  await finish(rig, "b b.out", "a a.out", "c c.out", "d d.out");
  await ending;
  assert.deepEqual(rig.journal, [
    "mark a.out",
    "mark b.out",
    "start a a.out",
    "start b b.out",
    "end b b.out",
    "receipt b.out",
    "end a a.out",
    "receipt a.out",
    "mark c.out",
    "start c c.out",
    "end c c.out",
    "receipt c.out",
    "mark d.out",
    "start d d.out",
    "end d d.out",
    "receipt d.out",
  ]);
});

test("while a job runs, its receipt is void", async () => {
  const rig = makeRig();
  const set = reading({ a: [] });
  await rig.complete(set);
  assert.equal(rig.store.receipts.get("a.out")?.finished, true);
  const ending = rig.run(set, { forced: ["a"] });
  await rig.started("a a.out");
  const { finished, seen, left } = rig.store.receipts.get("a.out") ?? {};
  assert.deepEqual({ finished, seen, left }, { finished: false, seen: "", left: "" });
  await finish(rig, "a a.out");
  await ending;
});

test("a receipt of a job that waits for a place stays as it is until the job starts", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "t", output: ["a", "b"], run });
  const rig = makeRig({ slots: 1 });
  await rig.complete(set);
  const ending = rig.run(set, { forced: ["t"] });
  await rig.started("t a");
  assert.deepEqual(
    ["a", "b"].map((key) => rig.store.receipts.get(key)?.finished),
    [false, true],
  );
  await finish(rig, "t a", "t b");
  await ending;
});

test("a job that failed or was stopped has no receipt, nor has one without outputs", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "bad", output: "bad", run });
  set.originate({ name: "slow", output: "slow", run });
  set.parallel({ name: "none", params: [[1]], run });
  const rig = makeRig();
  const ending = rig.run(set, { onError: "stop" });
  await finish(rig, "none 1");
  (await rig.started("bad bad")).fail();
  await ending;
  assert.deepEqual(
    [...rig.store.receipts.values()].map(({ key, finished }) => [key, finished]),
    [
      ["bad", false],
      ["slow", false],
    ],
  );
});

test("jobs that end in one turn are written down in one step, before what starts because of them", async () => {
  const rig = makeRig();
  const ending = rig.run(reading({ a: [], b: [], c: ["a"], d: ["b"] }));
  const held = await Promise.all(["a", "b"].map((name) => rig.started(`${name} ${name}.out`)));
  for (const one of held) one.finish();
  await finish(rig, "d d.out", "c c.out");
  await ending;
  assert.deepEqual(rig.journal.slice(4, 12), [
    "end a a.out",
    "end b b.out",
    "receipt a.out",
    "receipt b.out",
    "mark c.out",
    "mark d.out",
    "start c c.out",
    "start d d.out",
  ]);
});

test("when the history cannot be written any more, nothing starts that is not written down", async () => {
  const rig = makeRig();
  const ending = rig.run(reading({ a: [], b: ["a"] }));
  const held = await rig.started("a a.out");
  rig.store.holder = new MemoryLedger(rig.store);
  held.finish();
  await assert.rejects(ending, /another run uses the history/);
  assert.deepEqual(rig.executor.started, ["a a.out"]);
});

test("a receipt says what its job saw and left", async () => {
  const set = new TaskSet("p");
  const output = { one: "1", two: "2" };
  set.merge({ name: "t", input: ["x", "y"], output, retries: { count: 1, delayMs: 0 }, run });
  const rig = makeRig();
  rig.write("x", "y");
  const answer = (held: HeldJob): void => (held.assignment.attempt === 1 ? held.fail() : held.finish());
  await rig.complete(set, { answer });
  const receipt = rig.store.receipts.get("1");
  const { seen = "", left = "", task, startedAt, durationMs, attempt, code, extras } = receipt ?? {};
  assert.deepEqual([startedAt, durationMs, attempt], [1, 1, 2], "as the executor told, and the second try");
  assert.deepEqual([typeof code, typeof extras], ["string", "string"], "whatever the level was");
  const names = (text: string): string[] =>
    text.split("\0").filter((_, i) => i % 2 === 0 && i + 1 < text.split("\0").length);
  assert.deepEqual([names(seen), names(left), task], [["x", "y"], ["1", "2"], "p::t"]);
});

test("directories are made as jobs, and stand in the summary", async () => {
  const set = new TaskSet("p");
  const made = set.mkdir({ name: "made", output: ["x", "y/z"] });
  set.originate({ name: "t", output: "x/a", follows: made, run });
  const rig = makeRig();
  rig.disk.mkdir("x");
  const { summary, ran } = await rig.complete(set);
  assert.deepEqual(ran, ["made y/z", "t x/a"]);
  assert.deepEqual(counts(summary), { done: 2, fresh: 1 });
  assert.deepEqual((await rig.complete(set)).ran, []);
});

// What is told

test("a job is told of with the reasons for which it runs", async () => {
  const rig = makeRig();
  const set = reading({ a: [], b: ["a"] });
  await rig.complete(set);
  rig.disk.remove("a.out");
  await rig.complete(set);
  const reasons = rig.events.flatMap((event) =>
    event.kind === "job-started" ? [event.reasons.map(({ kind }) => kind)] : [],
  );
  assert.deepEqual(reasons, [["output-missing"], ["input-changed"]]);
});

test("a task that has begun is told to have ended, though the run stops while its jobs wait", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "one", output: ["a", "b"], run });
  set.originate({ name: "two", output: ["c"], run });
  const rig = makeRig({ slots: 1 });
  const ending = rig.run(set, { onError: "finish" });
  (await rig.started("one a")).fail();
  await ending;
  assert.deepEqual(told(rig, "task-started").length, 2);
  assert.deepEqual(told(rig, "task-ended").sort(), ["task-ended one", "task-ended two"]);
});

test("tasks are told of when they begin and end, the run when it ends", async () => {
  const rig = makeRig();
  const set = reading({ a: [], b: ["a"], c: ["b"] });
  await rig.complete(set);
  rig.disk.remove("b.out");
  await rig.complete(set);
  assert.deepEqual(told(rig, "task-started", "job-started", "job-done", "task-ended", "run-ended"), [
    "task-ended a",
    "task-started b",
    "job-started",
    "job-done",
    "task-ended b",
    "task-started c",
    "job-started",
    "job-done",
    "task-ended c",
    "run-ended",
  ]);
});
