// The tasks as a graph: their order, what they depend on, and what is wrong with that.
import assert from "node:assert/strict";
import { test } from "node:test";
import { suffix } from "../../src/model/filter.ts";
import type { Task } from "../../src/model/task.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { makeGraph } from "../../src/plan/graph.ts";

const run = (): void => undefined;
const place = /graph\.test\.ts$/;

/** A set of tasks without files, by name; each follows the tasks that are named. */
function following(links: Readonly<Record<string, readonly string[]>>): TaskSet {
  const set = new TaskSet("links");
  for (const [name, follows] of Object.entries(links)) {
    set.parallel({ name, params: [[1]], follows, run });
  }
  return set;
}

function names(tasks: Iterable<Task> | undefined): string[] {
  return [...(tasks ?? [])].map(({ name }) => name);
}

function task(set: TaskSet, name: string): Task {
  const found = set.task(name);
  assert.ok(found !== undefined, name);
  return found;
}

test("tasks that do not depend on each other keep the order in which they were defined", () => {
  const set = following({ c: [], a: [], b: [] });
  assert.deepEqual(names(makeGraph(set.tasks).order), ["c", "a", "b"]);
});

test("a task comes after all that it depends on, wherever it was defined", () => {
  const set = following({ last: ["left", "right"], left: ["first"], right: ["first"], first: [] });
  assert.deepEqual(names(makeGraph(set.tasks).order), ["first", "left", "right", "last"]);
});

test("a target brings in the tasks above it, and none below or beside", () => {
  const set = following({ first: [], beside: ["first"], middle: ["first"], last: ["middle"] });
  const graph = makeGraph([task(set, "middle")]);
  assert.deepEqual(names(graph.order), ["first", "middle"]);
  assert.deepEqual(names(graph.targets), ["middle"]);
});

test("no targets make an empty graph", () => {
  assert.deepEqual(makeGraph([]).order, []);
});

test("a task depends on those in input, addInputs, replaceInputs and follows, nested however deep, each once", () => {
  const set = new TaskSet("links");
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => set.originate({ name, output: name, run }));
  assert.ok(a && b && c && d);
  const more = set.transform({
    name: "more",
    input: [a, "x.txt", [{ deep: [b] }]],
    filter: suffix(""),
    output: ".o",
    addInputs: ["y", [c]],
    follows: [d, "a", "links::b"],
    run,
  });
  const other = set.transform({
    name: "other",
    input: "x.txt",
    filter: suffix(""),
    output: ".p",
    replaceInputs: { first: a, second: ["x", more] },
    run,
  });
  const graph = makeGraph([other]);
  assert.deepEqual(names(graph.above.get(more)), ["a", "b", "c", "d"]);
  assert.deepEqual(names(graph.above.get(other)), ["a", "more"]);
  assert.deepEqual(names(graph.order), ["a", "b", "c", "d", "more", "other"]);
  assert.deepEqual(graph.problems, []);
});

test("a task of another pipeline comes before the one that reads it", () => {
  const first = new TaskSet("first");
  const made = first.originate({ name: "make", output: "a", run });
  const second = new TaskSet("second");
  second.merge({ name: "make", input: made, output: "b", run });
  const { order, problems } = makeGraph(second.tasks);
  assert.deepEqual(
    order.map(({ fullName }) => fullName),
    ["first::make", "second::make"],
  );
  assert.deepEqual(problems, []);
});

test("a cycle is told with every task of it, from the first that was defined, and where each stands", () => {
  const set = following({ before: [], a: ["c", "before"], b: ["a"], c: ["b"], after: ["c"] });
  const [found, ...more] = makeGraph(set.tasks).problems;
  assert.deepEqual(more, []);
  assert.equal(found?.code, "cycle");
  assert.equal(found.severity, "error");
  assert.equal(found.message, "tasks wait for each other: a -> c -> b -> a (each waits for the next)");
  assert.deepEqual(
    found.facts.map(([label, value]) => `${label} ${value.replace(/ .*\//, " ").replace(/:[\d:]+$/, "")}`),
    ["task 'a' graph.test.ts", "task 'c' graph.test.ts", "task 'b' graph.test.ts"],
  );
  assert.match(found.at?.file ?? "", place);
  assert.equal(found.hint, "take one of them out of 'follows' or 'input'");
});

test("a task that waits for itself is a cycle of one", () => {
  const [found] = makeGraph(following({ a: ["a"] }).tasks).problems;
  assert.equal(found?.code, "cycle");
  assert.equal(found.message, "a task waits for itself");
});

test("a cycle is told without the tasks that lead to it", () => {
  const [found, ...more] = makeGraph(
    following({ last: ["way"], way: ["a"], a: ["b"], b: ["a"] }).tasks,
  ).problems;
  assert.match(found?.message ?? "", /: a -> b -> a \(/);
  assert.deepEqual(more, []);
});

test("two cycles are told as two", () => {
  const set = following({ a: ["b", "c"], b: ["a"], c: ["a"] });
  assert.deepEqual(
    makeGraph(set.tasks).problems.map(({ message }) => /: (.*) \(/.exec(message)?.[1]),
    ["a -> b -> a", "a -> c -> a"],
  );
});

test("a diamond is no cycle", () => {
  const set = following({ a: [], b: ["a"], c: ["a"], d: ["b", "c"], e: ["a", "d"] });
  assert.deepEqual(makeGraph(set.tasks).problems, []);
});

test("a name that is nearly that of a task is answered with it, and with the place of who named it", () => {
  const set = following({ clean: [], sum: ["cleann"] });
  const [found, ...more] = makeGraph(set.tasks).problems;
  assert.deepEqual(more, []);
  const { at, ...rest } = found ?? {};
  assert.deepEqual(rest, {
    code: "unknown-task",
    severity: "error",
    message: "the pipeline 'links' has no task 'cleann'",
    facts: [],
    hint: "did you mean 'clean'?",
    task: "sum",
  });
  assert.match(at?.file ?? "", place);
});

test("a name that is like no other is answered with all there are", () => {
  const set = following({ clean: [], sum: ["something else"] });
  assert.equal(makeGraph(set.tasks).problems[0]?.hint, "its tasks are clean, sum");
});

test("every unknown name is told, and the rest of the graph is made", () => {
  const set = following({ a: ["x", "y"], b: ["a", "z"] });
  const graph = makeGraph(set.tasks);
  assert.deepEqual(
    graph.problems.map(({ code, task: of, message }) => [code, of, /task '(.)'$/.exec(message)?.[1]]),
    [
      ["unknown-task", "a", "x"],
      ["unknown-task", "a", "y"],
      ["unknown-task", "b", "z"],
    ],
  );
  assert.deepEqual(names(graph.order), ["a", "b"]);
});
