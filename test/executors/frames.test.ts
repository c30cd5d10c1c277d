// Frames come out of a pipe as they went in, however the pipe cuts them.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FrameReader, frame } from "../../src/executors/frames.ts";
import type { Encoded } from "../../src/marshal/encode.ts";

const seal = 0xfa_00_00_01;
const bytes = (sizes: fc.Arbitrary<number>): fc.Arbitrary<Buffer> =>
  fc.tuple(sizes, fc.nat(255)).map(([size, fill]) => Buffer.alloc(size, fill));
const sizes = fc.oneof(fc.nat(40), fc.nat(40_000), fc.constantFrom(0, 16_383, 16_384, 16_385));
const encoded: fc.Arbitrary<Encoded> = fc
  .tuple(bytes(sizes), fc.array(bytes(sizes), { maxLength: 3 }))
  .map(([message, attachments]) => ({ message, attachments }));
const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 65_536 })), {
  minLength: 1,
});

test("whatever is sent arrives in order, in whatever chunks it comes", () => {
  fc.assert(
    fc.property(fc.array(encoded, { maxLength: 6 }), cuts, (sent, lengths) => {
      const stream = Buffer.concat(sent.flatMap((one) => frame(one, seal)));
      const reader = new FrameReader(seal);
      const arrived: Encoded[] = [];
      for (let at = 0, turn = 0; at < stream.length; turn += 1) {
        const length = lengths[turn % lengths.length] ?? 1;
        arrived.push(...reader.push(Buffer.from(stream.subarray(at, at + length))));
        at += length;
      }
      assert.deepEqual(arrived, sent);
    }),
  );
});

test("large memory is neither copied into a frame nor kept together with others when it arrives", () => {
  const sent = { message: Buffer.alloc(50_000, 1), attachments: [Buffer.alloc(70_000, 2)] };
  const pieces = frame(sent, seal);
  assert.ok(pieces.includes(sent.message) && sent.attachments.every((one) => pieces.includes(one)));
  const [arrived] = new FrameReader(seal).push(Buffer.concat(pieces));
  assert.equal(arrived?.message.buffer.byteLength, 50_000);
  assert.equal(arrived?.attachments[0]?.buffer.byteLength, 70_000);
});

test("a chunk is given back when all of it was copied, and kept while a message is a part of it", () => {
  const long = { message: Buffer.alloc(200_000, 1), attachments: [] };
  const short = { message: Buffer.from("short"), attachments: [] };
  const stream = Buffer.concat([...frame(long, seal), ...frame(short, seal)]);
  const reader = new FrameReader(seal);
  const chunks = [stream.subarray(0, 60_000), stream.subarray(60_000, 120_000), stream.subarray(120_000)];
  const alone = chunks.map((chunk) => new Uint8Array(chunk)).map(({ buffer }) => Buffer.from(buffer));
  assert.deepEqual(
    alone.flatMap((chunk) => [...reader.push(chunk)]),
    [long, short],
  );
  assert.equal(alone[1]?.length, 0);
  assert.equal(alone[2]?.length, stream.length - 120_000);
});

test("what is no frame is not taken for one; frames that came before it are read", () => {
  const whole = { message: Buffer.from("whole"), attachments: [] };
  const stream = [...frame(whole, seal), Buffer.from("a job wrote to the pipe")];
  const arrived = new FrameReader(seal).push(Buffer.concat(stream));
  assert.deepEqual(arrived.next().value, whole);
  assert.throws(() => arrived.next(), /carries something else/);
});

test("the first byte that cannot begin a frame is noticed, and so is a frame with the seal of another pipe", () => {
  for (const foreign of [
    Buffer.from("h"),
    Buffer.concat(frame({ message: Buffer.from("x"), attachments: [] }, 1)),
  ])
    assert.throws(() => new FrameReader(seal).push(foreign).next(), /carries something else/);
});

test("a head that comes a byte at a time is waited for", () => {
  const sent = { message: Buffer.from("whole"), attachments: [] };
  const reader = new FrameReader(seal);
  const arrived = [...Buffer.concat(frame(sent, seal))].flatMap((byte) => [
    ...reader.push(Buffer.from([byte])),
  ]);
  assert.deepEqual(arrived, [sent]);
});
