import assert from "node:assert/strict";
import { test } from "node:test";
import { colourProblems, coloursOf } from "../../../src/report/flowchart/colours.ts";
import { schemes } from "../../../src/report/flowchart/schemes.ts";

test("schemes have names, and those of Ruffus numbers", () => {
  assert.equal(coloursOf(undefined), schemes.calm);
  assert.equal(coloursOf("dark"), schemes.dark);
  assert.equal(coloursOf(5).toRun.fill, "#aabbff");
  assert.equal(coloursOf(7).upToDate.fill, "#d3fae3");
});

test("colours of one's own go over those of a scheme, one by one", () => {
  const colours = coloursOf({
    scheme: "dark",
    toRun: { fill: "gold" },
    target: { line: "red" },
    edge: "navy",
  });
  assert.deepEqual(colours, {
    ...schemes.dark,
    toRun: { ...schemes.dark.toRun, fill: "gold" },
    target: { line: "red" },
    edge: "navy",
  });
});

test("what is no colour, no state and no scheme is told", () => {
  const told = (given: unknown): string[] =>
    colourProblems(given).map(({ code, message, hint }) => `${code}: ${message}; ${hint}`);
  const schemesHint = "it can be 'calm', 'dark', 'grey', or 0 to 7 for a scheme of Ruffus";
  const colourHint = "it is a colour, such as '#4c78a8' or 'gold'";
  assert.deepEqual(told("blue"), [`bad-option: 'colours' names no scheme; ${schemesHint}`]);
  assert.deepEqual(told(8), [`bad-option: 'colours' names no scheme; ${schemesHint}`]);
  assert.deepEqual(told({ scheme: "drak" }), [`bad-option: 'colours.scheme' is not right; ${schemesHint}`]);
  assert.deepEqual(told({ edge: "#12" }), [`bad-option: 'colours.edge' is not right; ${colourHint}`]);
  assert.deepEqual(told({ toRun: { fil: "gold" } }), [
    "unknown-option: 'colours.toRun' has no option 'fil'; did you mean 'fill'?",
  ]);
  assert.deepEqual(told({ torun: {} }), [
    "unknown-option: 'colours' has no option 'torun'; did you mean 'toRun'?",
  ]);
  assert.deepEqual(told({ toRun: { fill: "#4c78a8", dashed: true }, background: "transparent" }), []);
  assert.deepEqual(told(undefined), []);
});
