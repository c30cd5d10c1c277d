// What is refused, with the place, the name of the thing and what to do about it.

import assert from "node:assert/strict";
import { createSecretKey } from "node:crypto";
import { Readable } from "node:stream";
import { test } from "node:test";
import { encode } from "../../src/marshal/encode.ts";
import { UnsendableError } from "../../src/marshal/refusal.ts";

function refusalOf(value: unknown): UnsendableError {
  try {
    encode(value, "extras");
  } catch (error) {
    if (error instanceof UnsendableError) return error;
    throw error;
  }
  return assert.fail("was not refused");
}

function assertRefused(value: unknown, what: string, path = "extras"): void {
  const refusal = refusalOf(value);
  assert.deepEqual([refusal.path, refusal.what], [path, what]);
  assert.equal(refusal.message, `${path} is ${what}`);
  assert.ok(refusal.hint.length > 5);
}

class Point {
  readonly x = 1;
}

test("functions of all kinds are refused", () => {
  for (const value of [
    () => 1,
    async () => 1,
    function* () {},
    class {},
    Point,
    Math.max,
    new Proxy(() => 1, {}),
  ]) {
    assertRefused({ opts: { callback: value } }, "a function", "extras.opts.callback");
  }
  assertRefused({ run() {} }, "a function", "extras.run");
});

test("symbols are refused, as values, as keys and in a box", () => {
  assertRefused([Symbol("s")], "a symbol", "extras[0]");
  assertRefused({ a: { [Symbol("s")]: 1 } }, "a property whose key is a symbol", "extras.a[Symbol(s)]");
  assertRefused(
    Object.assign([1], { [Symbol.iterator]: 1 }),
    "a property whose key is a symbol",
    "extras[Symbol(Symbol.iterator)]",
  );
  assertRefused(Object(Symbol("s")), "a symbol");
});

test("what is alive is refused", () => {
  assertRefused({ p: Promise.resolve() }, "a promise", "extras.p");
  assertRefused(Readable.from([]), "a stream");
  assertRefused(process.stdout, "a stream");
  assertRefused(new ReadableStream(), "a stream");
  assertRefused((function* () {})(), "a generator");
  assertRefused(new Map().entries(), "an iterator");
  assertRefused([1].values(), "an iterator");
  assertRefused(new MessageChannel().port1, "a MessagePort");
  assertRefused(new AbortController().signal, "an AbortSignal");
  assertRefused(createSecretKey(Buffer.alloc(8)), "an instance of the unregistered class SecretKeyObject");
});

test("what only this process can hold on to is refused", () => {
  assertRefused(new WeakMap(), "a WeakMap");
  assertRefused(new WeakSet(), "a WeakSet");
  assertRefused(new WeakRef({}), "a WeakRef");
  assertRefused(new SharedArrayBuffer(4), "a SharedArrayBuffer");
  assertRefused(
    { view: new Uint8Array(new SharedArrayBuffer(4)) },
    "a SharedArrayBuffer",
    "extras.view.buffer",
  );
  assertRefused(Buffer.from(new SharedArrayBuffer(4)), "a SharedArrayBuffer", "extras.buffer");
});

test("instances of classes that nobody registered are refused, those of built-in ones extended too", () => {
  assertRefused([{ at: new Point() }], "an instance of the unregistered class Point", "extras[0].at");
  assertRefused(new (class MyArray extends Array {})(), "an instance of the unregistered class MyArray");
  assertRefused(new (class MyMap extends Map {})(), "an instance of the unregistered class MyMap");
  assertRefused(new (class MyError extends Error {})(), "an instance of the unregistered class MyError");
  assertRefused(new (class extends Point {})(), "an instance of a class without a name");
  assertRefused(Object.create({ a: 1 }), "an object with a prototype of its own");
  assert.match(refusalOf(new Point()).hint, /marshal\.register\(Point, codec\)/);
});

test("what to do about a value that is returned is not what to do about one that is given", () => {
  assert.match(refusalOf(() => 1).hint, /call it there/);
  assert.equal(refusalOf(() => 1).returnHint, "return what it gives when it is called");
  assert.match(refusalOf(process.stdout).returnHint, /write that to a file that the task declares as output/);
  assert.equal(refusalOf(new Point()).returnHint, refusalOf(new Point()).hint);
});

test("what only looks like a built-in object is refused", () => {
  assertRefused(Object.create(Date.prototype), "a Date");
  assertRefused(Object.create(Map.prototype), "a Map");
  assertRefused(Object.create(URL.prototype), "a URL");
  assertRefused(Object.create(Uint8Array.prototype), "a Uint8Array");
  assertRefused(Object.create(Error.prototype), "an Error");
  assertRefused(
    Object.setPrototypeOf(new Date(), Object.prototype),
    "a built-in object with a prototype that is not its own",
  );
  assertRefused(
    Object.setPrototypeOf(new Map(), null),
    "a built-in object with a prototype that is not its own",
  );
});

test("a proxy is refused before any of its traps runs", () => {
  const trapped = () => assert.fail("a trap ran");
  const traps = {
    get: trapped,
    has: trapped,
    ownKeys: trapped,
    getPrototypeOf: trapped,
    getOwnPropertyDescriptor: trapped,
  };
  assertRefused({ p: new Proxy({}, traps) }, "a proxy", "extras.p");
  assertRefused(Object.create(new Proxy({}, traps)), "an object with a prototype of its own");
});

test("a getter is refused before it runs", () => {
  const get = () => assert.fail("the getter ran");
  assertRefused({ a: Object.defineProperty({}, "x", { get, enumerable: true }) }, "a getter", "extras.a.x");
  assertRefused({ set x(_: number) {} }, "a getter", "extras.x");
  assertRefused(Object.defineProperty([1, 2], 1, { get, enumerable: true }), "a getter", "extras[1]");
  const texts = Array.from({ length: 100 }, () => "text");
  assert.equal(refusalOf(Object.defineProperty(texts, 50, { get: () => "x" })).path, "extras[50]");
});

test("hidden properties are refused", () => {
  assertRefused(
    Object.defineProperty({}, "x", { value: 1 }),
    "a property that is not enumerable",
    "extras.x",
  );
  assertRefused(
    Object.defineProperty([1], "x", { value: 1 }),
    "a property that is not enumerable",
    "extras.x",
  );
  const strings = ((parts: TemplateStringsArray, ..._: readonly number[]) => parts)`a${1}b`;
  assertRefused(strings, "a property that is not enumerable", "extras.raw");
});

test("a property put on a built-in object is refused", () => {
  for (const [value, name] of [
    [new Date(), "a Date"],
    [new Map(), "a Map"],
    [new Set(), "a Set"],
    [/x/, "a RegExp"],
    [Object("x"), "a String"],
    [new URL("a:b"), "a URL"],
    [new ArrayBuffer(1), "an ArrayBuffer"],
    [new Uint8Array(3), "a Uint8Array"],
    [new Uint8Array(5000), "a Uint8Array"],
    [Buffer.alloc(5000), "a Buffer"],
    [new DataView(new ArrayBuffer(1)), "a DataView"],
  ] as const) {
    assertRefused(Object.assign(value, { extra: 1 }), `an extra property on ${name}`, "extras.extra");
  }
});

test("memory that is no longer there is refused", () => {
  const moved = new Uint8Array(8);
  moved.buffer.transfer();
  assertRefused(moved, "a detached ArrayBuffer", "extras.buffer");
  const bytes = Buffer.from(new ArrayBuffer(8));
  bytes.buffer.transfer();
  assertRefused(bytes, "a detached ArrayBuffer", "extras.buffer");
  const shrunk = new ArrayBuffer(8, { maxByteLength: 8 });
  const views = [new Uint8Array(shrunk, 4, 4), new DataView(shrunk, 4)];
  shrunk.resize(2);
  for (const view of views) assertRefused(view, "a view outside of its buffer");
});

test("arguments and module namespaces are refused by name", async () => {
  function argumentsOf(..._: readonly number[]): unknown {
    // biome-ignore lint/complexity/noArguments: this is what must be refused
    return arguments;
  }
  assertRefused(argumentsOf(1, 2), "an arguments object");
  assertRefused(await import("../../src/marshal/wire.ts"), "a module namespace");
});

test("the environment is refused with the advice to copy it", () => {
  assert.match(refusalOf(process.env).hint, /send a plain copy/);
});

test("a path is written as code, whatever the steps are called", () => {
  const refused = Symbol("x");
  const path = (value: unknown) => refusalOf(value).path;
  assert.equal(path({ "a-b": { "": { $ok_1: { ünï: refused } } } }), 'extras["a-b"][""].$ok_1.ünï');
  assert.equal(path([[1, [refused]]]), "extras[0][1][0]");
  assert.equal(path(new Map([["k", new Map([[1n, refused]])]])), 'extras.get("k").get(1n)');
  assert.equal(path(new Map([[{}, refused]])), "extras.values()[0]");
  assert.equal(path(new Map([[refused, 1]])), "extras.keys()[0]");
  assert.equal(path(new Set([1, { a: refused }])), "extras.values()[1].a");
  assert.equal(path(new AggregateError([new Error("x", { cause: refused })])), "extras.errors[0].cause");
  assert.equal(path(Object.assign([1, 2], { unit: refused })), "extras.unit");
  assert.equal(path(Object.assign(new Array(3), { 2: refused })), "extras[2]");
});

test("the path of a part a thousand levels down is complete, and its message short", () => {
  let value: unknown = () => 1;
  for (let level = 0; level < 1000; level++) value = { next: [value] };
  const refusal = refusalOf(value);
  assert.equal(refusal.path, `extras${".next[0]".repeat(1000)}`);
  assert.ok(refusal.message.length < 300);
});

test("after a refusal the next value is encoded as if nothing had been", () => {
  assert.throws(() => encode({ a: [1, { b: Symbol("x") }] }));
  assert.equal(refusalOf({ c: Symbol("x") }).path, "extras.c");
  assert.equal(encode({ a: 1 }).length, encode({ b: 1 }).length);
});
