// One object in two places stays one object; two views on one memory stay views on one memory.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "../../src/marshal/decode.ts";
import { encode } from "../../src/marshal/encode.ts";
import { assertSame } from "./same.ts";

function arrived<T>(value: T): T {
  return decode(encode(value)) as T;
}

test("an object in two places arrives as one object", () => {
  const shared = { list: [1] };
  const copy = arrived({ a: shared, b: [shared], c: shared.list });
  assert.equal(copy.a, copy.b[0]);
  assert.equal(copy.a.list, copy.c);
});

test("equal objects that are not one arrive as several", () => {
  const copy = arrived([{ a: 1 }, { a: 1 }]);
  assert.notEqual(copy[0], copy[1]);
});

test("circles arrive as circles", () => {
  const node: { self?: unknown; map: Map<unknown, unknown>; error: Error } = {
    map: new Map(),
    error: new Error("x"),
  };
  node.self = node;
  node.map.set(node.map, node);
  node.error.cause = node.error;
  assertSame(arrived(node), node);
});

test("views on one buffer arrive as views on one buffer", () => {
  const buffer = new ArrayBuffer(16);
  const copy = arrived([new Uint8Array(buffer, 4, 8), new DataView(buffer, 8), buffer] as const);
  assert.equal(copy[0].buffer, copy[2]);
  assert.equal(copy[1].buffer, copy[2]);
  copy[0][4] = 99;
  assert.equal(copy[1].getUint8(0), 99);
});

test("Buffers that overlap still overlap, those that do not go alone", () => {
  const whole = Buffer.alloc(10_000, 1);
  const [left, right] = arrived([whole.subarray(0, 6000), whole.subarray(5999)] as const);
  right[0] = 42;
  assert.equal(left[5999], 42);
  assert.ok(encode([whole.subarray(0, 10), whole.subarray(10, 20), whole.subarray(20, 20)]).length < 100);
});

test("a Buffer and a view on the same memory keep sharing it, whichever comes first", () => {
  const buffer = Buffer.alloc(64);
  const view = new Uint8Array(buffer.buffer, buffer.byteOffset, 64);
  for (const [first, second] of [arrived([buffer, view] as const), arrived([view, buffer] as const)]) {
    first[3] = 7;
    assert.equal(second[3], 7);
  }
  assert.ok(arrived([buffer, view])[0] instanceof Buffer);
});

test("what arrives shares no memory with the message", () => {
  const bytes = encode([Buffer.from("abc"), new Uint8Array([1, 2, 3])]);
  const [buffer, view] = decode(bytes) as [Buffer, Uint8Array];
  bytes.fill(0);
  assert.deepEqual([buffer.toString(), view[2]], ["abc", 3]);
});

test("a message stays as it is when others are written after it", () => {
  const messages = Array.from({ length: 2000 }, (_, index) => ({
    index,
    bytes: encode({ index, text: "x".repeat(index) }),
  }));
  for (const { index, bytes } of messages) assertSame(decode(bytes), { index, text: "x".repeat(index) });
});

test("a URL and its parameters stay tied together, whichever comes first", () => {
  const url = new URL("https://example.org/?a=1");
  for (const value of [
    { url, params: url.searchParams },
    { params: url.searchParams, url },
  ]) {
    const copy = arrived({ ...value, again: [url, url.searchParams, { last: 1 }] });
    copy.params.set("a", "2");
    assert.equal(copy.url.href, "https://example.org/?a=2");
    assert.equal(copy.again[1], copy.params);
    assert.equal(copy.again[0], copy.url);
  }
});

test("the same bytes come of the same value, whatever was encoded before", () => {
  const value = { id: 1, list: [{ x: 1 }, { y: 2 }, { x: 3 }] };
  const bytes = Buffer.from(encode(value));
  for (let index = 0; index < 3000; index++) encode({ [`key ${index}`]: 1, [`other ${index}`]: {} });
  assert.ok(encode(value).equals(bytes));
});
