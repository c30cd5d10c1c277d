// Large memory beside a message: nobody copies it, and it arrives as it would in the message.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "../../src/marshal/decode.ts";
import { encode, encodeAttaching } from "../../src/marshal/encode.ts";
import { UndecodableError } from "../../src/marshal/reader.ts";
import { assertSame } from "./same.ts";

/** What comes out of a pipe: the same bytes in other memory. */
function received(value: unknown): unknown {
  const { message, attachments } = encodeAttaching(value);
  return decode(
    message,
    attachments.map((bytes) => new Uint8Array(bytes)),
  );
}

const large = 100_000;

test("large memory stays where it is, and the message is small", () => {
  const bytes = Buffer.allocUnsafe(large);
  const view = new Float64Array(large);
  const { message, attachments } = encodeAttaching({ bytes, view });
  assert.ok(message.length < 200);
  assert.deepEqual(
    attachments.map(({ buffer }) => buffer),
    [bytes.buffer, view.buffer],
  );
});

test("small memory, and all of it where one piece is asked for, goes in the message", () => {
  assert.equal(encodeAttaching(Buffer.alloc(1000)).attachments.length, 0);
  assert.ok(encode(Buffer.alloc(large)).length > large);
});

test("what is attached arrives equal, of the same classes, with the same sharing", () => {
  const memory = new ArrayBuffer(large);
  new Uint8Array(memory).set([1, 2, 3], 5);
  const whole = Buffer.alloc(large, 7);
  const value = {
    memory,
    views: [new Uint16Array(memory, 4, 10), new DataView(memory), new Uint8Array(memory)],
    buffer: Buffer.alloc(large, "text"),
    twice: [whole, whole],
    overlapping: [whole.subarray(10), whole.subarray(0, 20)],
    resizable: new ArrayBuffer(large, { maxByteLength: 2 * large }),
    small: Buffer.from("small"),
  };
  assertSame(received(value), value);
});

test("more large pieces than one message may have beside it arrive all the same", () => {
  const value = Array.from({ length: 300 }, (_, i) => Buffer.alloc(40_000, i));
  assert.equal(encodeAttaching(value).attachments.length, 255);
  assertSame(received(value), value);
});

test("a Buffer that arrives has memory of its own, whether it is small or large", () => {
  for (const size of [0, 10, 5000, large]) {
    const copy = received(Buffer.alloc(size)) as Buffer;
    assert.equal(copy.buffer.byteLength, size);
  }
});

test("a message without what belongs to it is damaged", () => {
  const { message, attachments } = encodeAttaching([Buffer.alloc(large)]);
  assert.throws(() => decode(message), UndecodableError);
  assert.throws(() => decode(message, [...attachments, ...attachments]), UndecodableError);
  assert.throws(() => decode(encode(1), attachments), UndecodableError);
});
