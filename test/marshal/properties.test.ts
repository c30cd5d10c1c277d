// What holds for every value: found by random search, shrunk to the smallest that breaks it.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decode } from "../../src/marshal/decode.ts";
import { encode } from "../../src/marshal/encode.ts";
import { UndecodableError } from "../../src/marshal/reader.ts";
import { UnsendableError } from "../../src/marshal/refusal.ts";
import { assertSame } from "./same.ts";
import { sendable, troubled } from "./values.ts";

test("any value made of supported parts arrives the same, with the same sharing and cycles", () => {
  fc.assert(
    fc.property(sendable, (value) => assertSame(decode(encode(value)), value)),
    { numRuns: 1500 },
  );
});

test("a value gives the same bytes every time, and so does what arrives of it", () => {
  fc.assert(
    fc.property(sendable, (value) => {
      const bytes = encode(value);
      assert.ok(encode(value).equals(bytes));
      assert.ok(encode(decode(bytes)).equals(bytes));
    }),
    { numRuns: 500 },
  );
});

test("a value with one unsupported part anywhere is refused with exactly its path", () => {
  fc.assert(
    fc.property(troubled, ({ value, path, what }) => {
      assert.throws(
        () => encode(value, "extras"),
        (error) => {
          assert.ok(error instanceof UnsendableError);
          assert.deepEqual([error.path, error.what], [path, what]);
          return true;
        },
      );
    }),
    { numRuns: 1000 },
  );
});

test("random bytes are refused or decoded, and nothing else", () => {
  const header = fc.constant(encode(0).subarray(0, 2));
  const message = fc.tuple(header, fc.uint8Array({ maxLength: 300 })).map((parts) => Buffer.concat(parts));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), assertSurvives), { numRuns: 300 });
  fc.assert(fc.property(message, assertSurvives), { numRuns: 2000 });
});

test("damaged messages are refused or decoded, and nothing else", () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(sendable, damage, (value, changes) => {
      const bytes = Buffer.from(encode(value));
      for (const [position, byte] of changes) bytes[position % bytes.length] = byte;
      assertSurvives(bytes);
    }),
    { numRuns: 3000 },
  );
});

test("a message that ends early is refused", () => {
  fc.assert(
    fc.property(sendable, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (value, share) => {
      const bytes = encode(value);
      assert.throws(() => decode(bytes.subarray(0, Math.floor(share * bytes.length))), UndecodableError);
    }),
    { numRuns: 500 },
  );
});

function assertSurvives(bytes: Uint8Array): void {
  try {
    decode(bytes);
  } catch (error) {
    assert.ok(error instanceof UndecodableError, String(error));
  }
}
