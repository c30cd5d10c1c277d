// What a job throws must reach the one who waits for it, whatever it is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "../../src/marshal/decode.ts";
import { encode } from "../../src/marshal/encode.ts";
import { toSendableError } from "../../src/marshal/thrown.ts";

function arrived(thrown: unknown): unknown {
  return decode(encode(toSendableError(thrown)));
}

class HttpError extends Error {
  readonly status: number;
  readonly request: unknown;

  constructor(status: number, options?: ErrorOptions) {
    super(`status ${status}`, options);
    this.status = status;
    this.request = { send: () => 1 };
  }
}

test("what can be sent is given back as it is", () => {
  for (const thrown of [new TypeError("x"), { code: 1 }, "text", undefined, new DOMException("x")]) {
    assert.equal(toSendableError(thrown), thrown);
  }
});

test("an error of an unregistered class keeps its name, message, stack and what can be sent of the rest", () => {
  const thrown = Object.assign(new HttpError(404), { code: "E_HTTP" });
  const copy = arrived(thrown) as Error & Record<string, unknown>;
  assert.equal(Object.getPrototypeOf(copy), Error.prototype);
  assert.deepEqual([copy.name, copy.message, copy.stack], ["HttpError", "status 404", thrown.stack]);
  assert.deepEqual(Object.entries(copy), [
    ["status", 404],
    ["code", "E_HTTP"],
  ]);
});

test("a built-in error with a part that cannot be sent keeps its class and loses the part", () => {
  const thrown = Object.assign(new RangeError("far"), { retry: () => 1, limit: 3 });
  const copy = arrived(thrown);
  assert.ok(copy instanceof RangeError);
  assert.deepEqual(Object.entries(copy), [["limit", 3]]);
});

test("causes and collected errors are treated alike", () => {
  const thrown = new AggregateError([new HttpError(1), new TypeError("ok"), () => 1], "all", {
    cause: new HttpError(2),
  });
  const copy = arrived(thrown) as AggregateError;
  assert.ok(copy instanceof AggregateError && copy.errors[1] instanceof TypeError);
  assert.deepEqual([copy.errors[0].name, copy.errors[0].status], ["HttpError", 1]);
  assert.match(copy.errors[2].message, /a function/);
  assert.equal((copy.cause as Error).message, "status 2");
});

test("circles of causes end where they began", () => {
  const outer = new HttpError(1);
  const inner = new HttpError(2, { cause: outer });
  outer.cause = inner;
  const copy = arrived(outer) as Error;
  assert.equal((copy.cause as Error).cause as Error, copy);
});

test("a chain of causes without end is cut", () => {
  let thrown = new HttpError(0);
  for (let level = 1; level < 1000; level++) thrown = new HttpError(level, { cause: thrown });
  let depth = 0;
  for (let error = arrived(thrown); error instanceof Error; error = error.cause) depth++;
  assert.ok(depth > 10 && depth < 100);
});

test("what is no error and cannot be sent becomes an error that describes it", () => {
  for (const [thrown, description] of [
    [function callback() {}, /value is a function.*callback/],
    [Symbol("tag"), /value is a symbol.*Symbol\(tag\)/],
    [{ a: { b: Promise.resolve() } }, /value\.a\.b is a promise/],
    [new Proxy({}, { get: () => assert.fail("touched") }), /value is a proxy/],
  ] as const) {
    const copy = arrived(thrown);
    assert.ok(copy instanceof Error);
    assert.match(copy.message, description);
  }
});

test("an error that throws at every touch still becomes an error", () => {
  const thrown = new Error("x");
  for (const key of ["message", "stack", "name", "cause"]) {
    Object.defineProperty(thrown, key, { get: () => assert.fail("touched"), enumerable: true });
  }
  assert.ok(arrived(thrown) instanceof Error);
});

test("a message that the class of an error makes of what it holds arrives", () => {
  class Status extends Error {
    readonly status = 404;
    override get message(): string {
      return `status ${this.status}`;
    }
  }
  const copy = arrived(new Status()) as Error;
  assert.deepEqual([copy.name, copy.message], ["Status", "status 404"]);
});
