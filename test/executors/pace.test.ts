// How many jobs a worker is handed ahead, and for how long it need not be heard, from how long jobs took.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../../src/executors/pace.ts";

/** What is known after jobs of these milliseconds. */
function after(...durations: readonly number[]): Pace {
  const pace = new Pace();
  for (const ms of durations) pace.learn("t", ms);
  return pace;
}

test("jobs of which too little is known go out one at a time, and are heard at once", () => {
  for (const pace of [after(), after(0.1, 0.1, 0.1)]) assert.equal(pace.depth("t"), 1);
  assert.equal(after().unheardMs("t", 64), 0);
  assert.equal(after(1, 1, 1, 1).depth("another"), 1);
});

test("a worker is handed 20 ms of short jobs ahead, and never more than 64", () => {
  assert.equal(after(5, 5, 5, 5).depth("t"), 4);
  assert.equal(after(0.01, 0.01, 0.01, 0.01).depth("t"), 64);
  assert.equal(after(300, 300, 300, 300).depth("t"), 1);
});

test("one long job makes those after it go out one at a time, until many short ones have followed", () => {
  const pace = after(0.1, 0.1, 0.1, 300);
  assert.equal(pace.depth("t"), 1);
  for (let i = 0; i < 80; i += 1) pace.learn("t", 0.1);
  assert.equal(pace.depth("t"), 64);
});

test("a worker with few jobs is heard at once; one with many when half of them are done, or after 5 ms", () => {
  const pace = after(0.15, 0.15, 0.15, 0.15);
  assert.equal(pace.unheardMs("t", 7), 0);
  assert.equal(pace.unheardMs("t", 32), 3);
  assert.equal(pace.unheardMs("t", 64), 5);
  assert.equal(after(0, 0, 0, 0).unheardMs("t", 32), 0);
});
