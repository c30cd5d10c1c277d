import assert from "node:assert/strict";
import { test } from "node:test";
import { TaskSet } from "../../src/model/task-set.ts";

/** What is said of the option `graph` of a task. */
function told(graph: unknown): string[] {
  const set = new TaskSet("styles");
  set.merge({ name: "m", input: "x", output: "y", run: () => undefined, graph: graph as object });
  return set.problems.map(({ code, message, hint, task }) => `${code}, ${task}: ${message}; ${hint}`);
}

test("everything that a node can be given is taken", () => {
  assert.deepEqual(told(undefined), []);
  assert.deepEqual(told({}), []);
  const attributes = { penwidth: 3, URL: "https://example.org", fixedsize: true };
  assert.deepEqual(
    told({
      label: "two\nlines",
      shape: "house",
      fill: "#aabbcc",
      line: "gold",
      text: "gray50",
      dashed: true,
      attributes,
    }),
    [],
  );
});

test("names that are wrong are told, with the nearest", () => {
  assert.deepEqual(told({ colour: "red" }), [
    "unknown-option, m: 'graph' has no option 'colour'; it can have label, shape, fill, line, text, dashed, attributes",
  ]);
  assert.deepEqual(told({ dashd: true }), [
    "unknown-option, m: 'graph' has no option 'dashd'; did you mean 'dashed'?",
  ]);
});

test("values that are wrong are told, with what they can be", () => {
  assert.deepEqual(told("red").length, 1);
  assert.deepEqual(told({ label: 1 }), ["bad-option, m: 'graph.label' is not right; it is a text"]);
  assert.match(
    told({ shape: "star" })[0] ?? "",
    /^bad-option, m: 'graph\.shape' .*it is one of box, rounded/,
  );
  for (const fill of ["#abc", "rgb(1,2,3)", "", 3, "a; b"])
    assert.equal(told({ fill }).length, 1, String(fill));
  for (const attributes of ["x", { "a b": 1 }, { a: {} }, { a: null }])
    assert.equal(told({ attributes }).length, 1, JSON.stringify(attributes));
});
