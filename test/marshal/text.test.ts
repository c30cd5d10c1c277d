// Strings arrive as they are, however many there are and of whatever characters.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "../../src/marshal/decode.ts";
import { encode } from "../../src/marshal/encode.ts";

test("text of many strings arrives, with what is not ASCII early, late, or cut between two strings", () => {
  const ascii = Array.from({ length: 5000 }, (_, index) => `string number ${index}`);
  const rest = ["é", "☃", "\ud83d", "\ude00", "\u0000", "x".repeat(2048), "y".repeat(2049), ""];
  for (const strings of [ascii, [...ascii, ...rest], [...rest, ...ascii], [...ascii, ...rest, ...ascii]]) {
    assert.deepEqual(decode(encode(strings)), strings);
    assert.ok(encode(strings).equals(encode([...strings])));
  }
});

test("more text than is joined in one piece arrives", () => {
  const strings = Array.from({ length: 6000 }, (_, index) => String(index % 10).repeat(2000));
  assert.deepEqual(decode(encode(strings)), strings);
  assert.deepEqual(decode(encode([...strings, "☃"])), [...strings, "☃"]);
});
