import assert from "node:assert/strict";
import { test } from "node:test";
import { cut, displayWidth, folded, padded, wrapped } from "../../src/report/width.ts";

test("wide characters count two cells, and combining ones none", () => {
  assert.equal(displayWidth("align"), 5);
  assert.equal(displayWidth("a → b ✓"), 7);
  assert.equal(displayWidth("重複"), 4);
  assert.equal(displayWidth("e\u0301"), 1);
  assert.equal(displayWidth("👩‍🔬"), 2);
});

test("a text is padded to a width on either side", () => {
  assert.equal(padded("重複", 6), "重複  ");
  assert.equal(padded("12", 4, "left"), "  12");
  assert.equal(padded("longer", 3), "longer");
});

test("a text is cut between characters, and says so", () => {
  assert.equal(cut("alignment", 9), "alignment");
  assert.equal(cut("alignment", 6), "align…");
  assert.equal(cut("重複を除く", 6), "重複…");
  assert.equal(cut("alignment", 1), "…");
  assert.equal(cut("alignment", 0), "");
});

test("a text is wrapped between words, colours not counting", () => {
  assert.deepEqual(wrapped("one two three four", 9), ["one two", "three", "four"]);
  assert.deepEqual(wrapped("\u001b[31mone\u001b[39m two three", 7), ["\u001b[31mone\u001b[39m two", "three"]);
  assert.deepEqual(wrapped("a-very-long-word b", 5), ["a-very-long-word", "b"]);
  assert.deepEqual(wrapped("", 5), [""]);
});

test("a text without limit is not wrapped", () => {
  assert.deepEqual(wrapped("one two three", Number.POSITIVE_INFINITY), ["one two three"]);
});

test("a line that does not fit is folded, and what follows is set in below it", () => {
  assert.deepEqual(folded(["  one two three", "short"], 12), ["  one two", "      three", "short"]);
  assert.deepEqual(folded(["one two three"], Number.POSITIVE_INFINITY), ["one two three"]);
});
