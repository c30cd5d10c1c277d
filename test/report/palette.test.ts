import assert from "node:assert/strict";
import { test } from "node:test";
import { palette, wantsColour } from "../../src/report/palette.ts";

const terminal = { isTTY: true };
const pipe = {};

test("a terminal gets colours and a pipe does not", () => {
  assert.equal(wantsColour(terminal, {}), true);
  assert.equal(wantsColour(pipe, {}), false);
});

test("NO_COLOR takes colours away, unless it is empty", () => {
  assert.equal(wantsColour(terminal, { NO_COLOR: "1" }), false);
  assert.equal(wantsColour(terminal, { NO_COLOR: "" }), true);
});

test("a dumb terminal gets no colours", () => {
  assert.equal(wantsColour(terminal, { TERM: "dumb" }), false);
});

test("FORCE_COLOR brings colours to a pipe, and wins against NO_COLOR", () => {
  assert.equal(wantsColour(pipe, { FORCE_COLOR: "1" }), true);
  assert.equal(wantsColour(pipe, { FORCE_COLOR: "" }), true);
  assert.equal(wantsColour(terminal, { FORCE_COLOR: "1", NO_COLOR: "1" }), true);
  assert.equal(wantsColour(terminal, { FORCE_COLOR: "0" }), false);
  assert.equal(wantsColour(terminal, { FORCE_COLOR: "false" }), false);
});

test("a palette that is enabled dresses a text, and one that is not leaves it alone", () => {
  assert.equal(palette(true).bad("failed"), "\u001b[31mfailed\u001b[39m");
  assert.equal(palette(true).bad(""), "");
  assert.equal(palette(false).bad("failed"), "failed");
});
