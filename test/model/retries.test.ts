// How often and after how long a job is tried again, as far as its task says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Pipeline } from "../../src/index.ts";

function retriesOf(retries: unknown): unknown {
  const options = { name: "a", output: "a", command: "true", retries };
  return new Pipeline("patient").originate(options as never).definition.retries;
}

test("what is not said of retries is as the manual says, also where it is undefined", () => {
  const usual = { count: 3, delayMs: 1000, backoff: 2, maxDelayMs: 60_000 };
  assert.deepEqual(retriesOf(3), usual);
  const unsaid = { delayMs: undefined, backoff: undefined, maxDelayMs: undefined };
  assert.deepEqual(retriesOf({ count: 3, ...unsaid }), usual);
  assert.deepEqual(retriesOf(undefined), { ...usual, count: 0 });
});

test("who asks for more than a minute before the next try gets it", () => {
  const patient = { count: 1, delayMs: 120_000, backoff: 2, maxDelayMs: 120_000 };
  assert.deepEqual(retriesOf({ count: 1, delayMs: 120_000 }), patient);
});
