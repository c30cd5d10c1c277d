// What arrives, kind by kind. properties.test.ts has the combinations.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { decode } from "../../src/marshal/decode.ts";
import { encode } from "../../src/marshal/encode.ts";
import { UnsendableError } from "../../src/marshal/refusal.ts";
import { assertSame } from "./same.ts";

function arrived(value: unknown): unknown {
  return decode(encode(value));
}

function assertArrives(...values: readonly unknown[]): void {
  for (const value of values) assertSame(arrived(value), value);
}

test("primitives arrive as they are", () => {
  assertArrives(undefined, null, true, false);
});

test("numbers keep their sign, NaN and the infinities", () => {
  assertArrives(0, -0, 1, -1, 127, 128, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 53, 0.1, Number.MIN_VALUE);
  assertArrives(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
});

test("bigints of any size arrive", () => {
  assertArrives(0n, -1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n, 12n ** 1000n);
});

test("text of every script and length arrives, halves of surrogate pairs included", () => {
  for (const length of [0, 1, 63, 64, 2048, 2049, 5000, 100_000]) {
    for (const unit of ["a", "é", "日", "😀", "\ud800", "\udc00x"]) assertArrives(unit.repeat(length));
  }
  assertArrives(["a", "é", "\ud800", "日本"], "\0", "\u00ff", "\uffff", "a\uff41");
});

test("dates arrive, the invalid one too", () => {
  assertArrives(new Date(0), new Date(-1), new Date(Number.NaN), new Date(8.64e15));
});

test("regular expressions keep their flags and where they stand", () => {
  const sticky = /a\/b[/]\n/gimsuy;
  sticky.lastIndex = 7;
  assertArrives(sticky, /(?:)/, /(?<year>\d{4})/d);
});

test("an array keeps its holes, its length and its named properties", () => {
  const sparse: unknown[] = [];
  sparse[4_000_000_000] = "far";
  const withHoles: unknown[] = [1, "x", 3];
  withHoles[100] = 5;
  withHoles.length = 200;
  assertArrives(
    [],
    new Array(5),
    withHoles,
    sparse,
    /(?<first>a)(b)?/du.exec("xab"),
    Object.assign([1], { a: [2] }),
  );
});

test("arrays of numbers arrive whatever is among them", () => {
  const many = Array.from({ length: 200 }, (_, index) => index);
  assertArrives(
    many,
    many.map(Math.sqrt),
    [...many, -0],
    [...many, 2 ** 40],
    [...many, Number.NaN],
    [...many, "x"],
  );
  assertArrives(
    [...many, undefined],
    [...many, 1n],
    [...many, many],
    Object.assign([...many], { unit: "m" }),
  );
});

test("objects keep the order of their keys, and a property called __proto__", () => {
  assertArrives({}, { b: 1, a: 2, 1: 3, 0: 4 }, JSON.parse('{"__proto__": {"x": 1}, "b": 2}'), {
    "": 1,
    "\ud800": 2,
  });
  assertArrives(Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key ${index}`, index])));
  assertArrives(
    Object.fromEntries([["__proto__", 1], ...Array.from({ length: 100 }, (_, index) => [`k${index}`, 1])]),
  );
});

test("objects without a prototype arrive without one", () => {
  const bare = Object.setPrototypeOf(JSON.parse('{"toString": 1, "__proto__": 2}'), null);
  assertArrives(Object.create(null), bare);
});

test("a frozen object arrives as a plain one", () => {
  assertSame(arrived(Object.freeze({ a: Object.freeze([1]) })), { a: [1] });
});

test("maps and sets keep their order, and keys of any kind", () => {
  const key = { a: 1 };
  assertArrives(
    new Map<unknown, unknown>([
      [Number.NaN, 1],
      [key, key],
      ["z", 2],
      [undefined, 3],
      [new Date(1), 4],
    ]),
  );
  assertArrives(new Set([3, "a", key, null, -0]), new Map(), new Set());
});

test("boxed primitives stay boxed", () => {
  assertArrives(...[1, -0, "", "text", true, 5n].map(Object));
});

test("array buffers keep their bytes and how far they can grow", () => {
  assertArrives(
    new ArrayBuffer(0),
    new Uint8Array([1, 2, 3]).buffer,
    new ArrayBuffer(3, { maxByteLength: 10 }),
  );
});

test("views of every class arrive, the newest where Node has them", () => {
  const buffer = new Uint8Array(Array.from({ length: 64 }, (_, index) => index)).buffer;
  assertArrives(new Int8Array(buffer), new Uint8ClampedArray(buffer, 3, 5), new DataView(buffer, 1, 2));
  assertArrives(new BigInt64Array(buffer, 8), new BigUint64Array(buffer), new Float32Array(buffer, 4, 3));
  const Newest: unknown = Reflect.get(globalThis, "Float16Array");
  if (typeof Newest === "function") assertArrives(Reflect.construct(Newest, [buffer, 2, 4]));
});

test("a view that follows the length of its buffer still does", () => {
  for (const buffer of [
    new ArrayBuffer(8, { maxByteLength: 64 }),
    new ArrayBuffer(8, { maxByteLength: 8 }),
  ]) {
    const following = arrived(new Uint8Array(buffer, 4)) as Uint8Array<ArrayBuffer>;
    const fixed = arrived(new DataView(buffer, 4, 4)) as DataView<ArrayBuffer>;
    for (const view of [following, fixed]) view.buffer.resize(view.buffer.maxByteLength);
    assert.deepEqual([following.length, fixed.byteLength], [buffer.maxByteLength - 4, 4]);
    following.buffer.resize(5);
    assert.equal(following.length, 1);
  }
});

test("a Buffer arrives as a Buffer, with its own bytes and not the pool it was cut from", () => {
  const small = Buffer.from("hello");
  assertArrives(small, Buffer.alloc(0), Buffer.alloc(100_000, 7));
  assert.ok(encode(small).length < 30);
  assert.ok(encode([small, Buffer.from("world")]).length < 50);
});

test("URLs and their parameters arrive", () => {
  assertArrives(
    new URL("https://user:secret@example.org:81/ä?q=1&q=2#part"),
    new URLSearchParams("a=1&a=2&b=%20+"),
  );
  const url = arrived(new URL("https://example.org/?q=1")) as URL;
  url.searchParams.set("q", "2");
  assert.equal(url.href, "https://example.org/?q=2");
});

test("errors keep their class, message, stack, cause, code and own properties", () => {
  const failure = Object.assign(new RangeError("too far", { cause: new TypeError("odd") }), {
    code: "E_FAR",
    at: [1],
  });
  assertArrives(failure, new AggregateError([failure, 1], "all"), new Error(), new SyntaxError(""));
  const unnamed = new EvalError("x");
  Reflect.deleteProperty(unnamed, "stack");
  unnamed.name = "Renamed";
  assertArrives(unnamed, new DOMException("gone", "AbortError"));
  const copy = arrived(failure) as Error;
  assert.ok(copy instanceof RangeError && copy.cause instanceof TypeError);
  assert.equal(copy.stack, failure.stack);
});

test("errors of Node itself arrive as errors of the class they show", async () => {
  const { readFileSync } = await import("node:fs");
  for (const [fail, ErrorClass] of [
    [() => readFileSync("/no/such/file"), Error],
    [() => Buffer.alloc(-1), RangeError],
    [() => new URL("::"), TypeError],
    [() => structuredClone(() => 1), DOMException],
    [() => JSON.parse("{"), SyntaxError],
  ] as const) {
    assert.throws(fail, (error: Error & { code?: string }) => {
      const copy = arrived(error) as typeof error;
      assert.equal(Object.getPrototypeOf(copy), ErrorClass.prototype);
      assert.deepEqual(
        [copy.name, copy.message, copy.code, copy.stack],
        [error.name, error.message, error.code, error.stack],
      );
      return true;
    });
  }
});

test("values of another realm are refused, because they would not be of the same classes", () => {
  for (const code of [
    "({ a: 1 })",
    "[1]",
    "new Date(0)",
    "new Map()",
    "new Error('x')",
    "new Uint8Array(2)",
  ]) {
    assert.throws(() => encode(runInNewContext(code)), {
      name: "UnsendableError",
      what: "an object of another realm",
    });
  }
});

test("containers nested a hundred thousand deep arrive", () => {
  let mixed: unknown;
  for (let level = 0; level < 25_000; level++) mixed = { next: new Map([["deeper", [new Set([mixed])]]]) };
  assertArrives(mixed);
});

test("a part too deep for the stack that cannot wait is refused in words", () => {
  let error = new Error("root");
  for (let level = 0; level < 1000; level++) error = new Error("outer", { cause: error });
  assert.throws(
    () => encode(error),
    (refusal) => {
      assert.ok(refusal instanceof UnsendableError);
      assert.match(refusal.message, /^value\.cause\.cause.*… .*cause is nested too deeply$/);
      return true;
    },
  );
});

test("a message is at most a few bytes longer than what is in it", () => {
  assert.equal(encode(undefined).length, 10);
  assert.equal(encode({ id: 7, name: "x" }).length, 25);
  assert.ok(encode(Array.from({ length: 1000 }, (_, id) => ({ id, isDone: true }))).length < 6000);
});
