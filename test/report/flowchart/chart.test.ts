import assert from "node:assert/strict";
import { test } from "node:test";
import { problem } from "../../../src/model/error.ts";
import type { Task } from "../../../src/model/task.ts";
import { TaskSet } from "../../../src/model/task-set.ts";
import { everything, made, plannedTask } from "../plans.ts";
import { chartOf, edgesIn, following, nodesOf, planOf, statesIn, withJob } from "./charts.ts";

const run = (): void => undefined;

function taskOf(set: TaskSet, name: string): Task {
  const task = set.task(name);
  assert.ok(task !== undefined);
  return task;
}

test("a task is up to date, to run, to run after those above it, or has jobs that are not known yet", () => {
  const chart = chartOf({ ...everything, targets: new Set(Object.values(made)) });
  assert.deepEqual(statesIn(chart), {
    reads: "upToDate",
    trim: "toRun",
    align: "toRun",
    chunks: "toRun",
    call: "unknown",
    odd: "upToDate",
    notify: "toRun",
    report: "inTurn",
  });
});

test("a node says of what kind its task is, and how many jobs of it run", () => {
  const chart = chartOf({ ...everything, targets: new Set(Object.values(made)) });
  assert.deepEqual(
    nodesOf(chart).map(({ lines, note, shape }) => `${lines}: ${note} (${shape})`),
    [
      "reads: originate · 2 jobs (ellipse)",
      "trim: transform · 1 of 2 jobs (rounded)",
      "align: transform · 2 jobs (rounded)",
      "chunks: split · 1 job (trapezium)",
      "call: transform · jobs not known yet (rounded)",
      "odd: transform · no jobs (rounded)",
      "notify: parallel · 1 job (parallelogram)",
      "report: merge · 1 job or more (invtrapezium)",
    ],
  );
});

test("only tasks that the targets need are drawn, unless those that wait for a target are asked for", () => {
  const set = following({ first: [], target: ["first"], below: ["target", "beside"], beside: [], apart: [] });
  const plan = planOf(set, ["first", "target"], { targets: new Set([taskOf(set, "target")]) });
  assert.deepEqual(statesIn(chartOf(plan)), { first: "toRun", target: "toRun" });
  const whole = chartOf(plan, { others: set.tasks, marksTargets: true });
  assert.deepEqual(statesIn(whole), {
    first: "toRun",
    target: "toRun",
    beside: "notAsked",
    below: "notAsked",
  });
  assert.deepEqual(
    nodesOf(whole).flatMap(({ id, isTarget }) => (isTarget ? [id] : [])),
    ["target"],
  );
});

test("a task that was forced says so, if jobs of it run", () => {
  const set = following({ a: [], b: ["a"] });
  const plan = planOf(set, ["a"], { forced: new Set(set.tasks) });
  assert.deepEqual(statesIn(chartOf(plan)), { a: "forced", b: "upToDate" });
});

test("a task that is switched off says so", () => {
  const set = following({ a: [] });
  const tasks = [plannedTask(taskOf(set, "a"), [], { isActive: false })];
  const [node] = nodesOf(chartOf(planOf(set, [], { tasks })));
  assert.deepEqual([node?.state, node?.note], ["inactive", "parallel · switched off"]);
});

test("a task that a minimal rebuild leaves alone is not needed, up to date or not", () => {
  const set = following({ a: [] });
  const { task, jobs } = withJob(taskOf(set, "a"), false);
  const leftAlone = jobs.map((job) => ({ ...job, verdict: { fresh: true, isLeftAlone: true } as const }));
  assert.deepEqual(statesIn(chartOf(planOf(set, [], { tasks: [plannedTask(task, leftAlone)] }))), {
    a: "notAsked",
  });
});

test("a task with mistakes says so and what they are; jobs of those below are not known", () => {
  const set = following({ good: [], bad: ["good"], below: ["bad"] });
  const tasks = [withJob(taskOf(set, "good"), false)];
  const problems = [problem("bad-option", "this cannot be", { task: "bad" })];
  const chart = chartOf(planOf(set, [], { tasks, problems }));
  assert.deepEqual(statesIn(chart), { good: "upToDate", bad: "faulty", below: "unknown" });
  assert.equal(nodesOf(chart)[1]?.tip, "bad: has mistakes\nthis cannot be");
});

test("a warning is no mistake", () => {
  const set = following({ a: [] });
  const problems = [problem("no-match", "nothing matches", { task: "a", severity: "warning" })];
  assert.deepEqual(statesIn(chartOf(planOf(set, ["a"], { problems }))), { a: "toRun" });
});

test("tasks that wait for themselves are drawn, and the lines in which they do", () => {
  const set = following({ before: [], a: ["b", "before"], b: ["c"], c: ["a"], after: ["c"], self: ["self"] });
  const chart = chartOf(planOf(set, []));
  assert.deepEqual(statesIn(chart), {
    before: "unknown",
    a: "cycle",
    b: "cycle",
    c: "cycle",
    after: "unknown",
    self: "cycle",
  });
  assert.deepEqual(edgesIn(chart).sort(), [
    "a -> c cycle",
    "b -> a cycle",
    "before -> a idle",
    "c -> after idle",
    "c -> b cycle",
    "self -> self cycle",
  ]);
});

test("tasks that are up to date can be left out; what they lay between is joined", () => {
  const set = following({
    top: [],
    quiet: ["top"],
    calm: ["quiet"],
    direct: ["top", "quiet"],
    bottom: ["calm", "quiet"],
    end: ["bottom"],
  });
  const plan = planOf(set, ["top", "direct", "bottom"]);
  const chart = chartOf(plan, { hidesUpToDate: true, legend: "used" });
  assert.deepEqual(statesIn(chart), { top: "toRun", direct: "toRun", bottom: "toRun" });
  assert.deepEqual(edgesIn(chart), ["top -> direct run", "top -> bottom run through"]);
  assert.deepEqual(chart.legend, ["toRun"]);
});

test("lines between tasks of which both run differ from others", () => {
  const set = following({ a: [], b: ["a"], c: ["b"] });
  assert.deepEqual(edgesIn(chartOf(planOf(set, ["b", "c"]))), ["a -> b idle", "b -> c run"]);
});

test("each pipeline is a group; one alone is the title", () => {
  const upper = following({ a: [] }, "upper");
  const lower = new TaskSet("lower");
  lower.parallel({ name: "a", params: [[1]], follows: upper.tasks, run });
  const both = chartOf(planOf(lower, []));
  assert.deepEqual(
    both.groups.map(({ name, nodes }) => [name, nodes.map(({ id }) => id)]),
    [
      ["upper", ["a"]],
      ["lower", ["a 2"]],
    ],
  );
  assert.equal(both.title, "");
  assert.equal(chartOf(planOf(lower, []), { title: "Both" }).title, "Both");
  const alone = chartOf(planOf(upper, []));
  assert.deepEqual([alone.title, alone.groups[0]?.name], ["upper", undefined]);
});

test("a legend has the states that occur, or all, or none", () => {
  const set = following({ a: [], b: [] });
  const plan = planOf(set, ["a"]);
  assert.deepEqual(chartOf(plan, { legend: "none" }).legend, []);
  assert.deepEqual(chartOf(plan, { legend: "used" }).legend, ["toRun", "upToDate"]);
  assert.equal(chartOf(plan, { legend: "all" }).legend.length, 9);
  assert.equal(chartOf(plan, { legend: "used" }).explainsTargets, false);
  assert.equal(chartOf(plan, { legend: "used", marksTargets: true }).explainsTargets, true);
  assert.equal(chartOf(plan, { legend: "none", marksTargets: true }).explainsTargets, false);
});

test("the author of a task decides about words and shape", () => {
  const set = new TaskSet("own");
  set.merge({ name: "m", input: "x", output: "y", run, graph: { label: "one\ntwo", shape: "octagon" } });
  const [node] = nodesOf(chartOf(planOf(set, [])));
  assert.deepEqual([node?.lines, node?.shape], [["one", "two"], "octagon"]);
});

test("long names are broken, between words where there are any", () => {
  const lines = (name: string): readonly string[] | undefined =>
    nodesOf(chartOf(planOf(following({ [name]: [] }), [])))[0]?.lines;
  assert.deepEqual(lines("align_the_reads_of_all_samples_to_the_genome"), [
    "align_the_reads_of_all_",
    "samples_to_the_genome",
  ]);
  assert.deepEqual(lines("a".repeat(31)), ["a".repeat(30), "a"]);
  assert.deepEqual(lines("🐟".repeat(31)), ["🐟".repeat(30), "🐟"]);
  assert.deepEqual(lines("x\u001b[1my\u0007"), ["xy\\x07"]);
});
