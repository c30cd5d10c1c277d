// Extras as parts: what counts of a value, and how it is told.
import assert from "node:assert/strict";
import { test } from "node:test";
import { marshal } from "../../src/marshal/registry.ts";
import { extrasParts } from "../../src/plan/extras.ts";
import { changedParts, fingerprintOf } from "../../src/plan/fingerprint.ts";

const bounds = { parts: 20, characters: 100 };

function digest(extras: unknown): string {
  return fingerprintOf(extrasParts(extras), bounds).digest;
}

function told(was: unknown, is: unknown): unknown {
  return changedParts(extrasParts(was), extrasParts(is)).map((part) => [part.name, part.was, part.is]);
}

test("each value has its path", () => {
  const shared = { x: 1 };
  const extras = {
    k: 21,
    options: { name: "a b", list: [1, -0, null, undefined], empty: {}, none: [], "odd key": true },
    map: new Map<unknown, unknown>([
      ["a", 1],
      [shared, 2],
    ]),
    set: new Set(["s"]),
    when: new Date(0),
    big: 12n,
  };
  assert.deepEqual(
    extrasParts(extras).map(({ name, text }) => `${name} = ${text}`),
    [
      "big = 12n",
      "k = 21",
      "map.get('a') = 1",
      "map.keys[1].x = 1",
      "map.values[1] = 2",
      "options.empty = {}",
      "options.list[0] = 1",
      "options.list[1] = -0",
      "options.list[2] = null",
      "options.list[3] = undefined",
      'options.name = "a b"',
      "options.none = []",
      'options["odd key"] = true',
      'set.items[0] = "s"',
      "when = 1970-01-01T00:00:00.000Z",
    ],
  );
  assert.deepEqual(extrasParts(undefined), []);
  assert.deepEqual(extrasParts("a"), [{ name: "extras", text: '"a"' }]);
  assert.deepEqual(extrasParts([1]), [{ name: "extras[0]", text: "1" }]);
});

test("the order of keys does not count, and that of items does", () => {
  assert.equal(digest({ a: 1, b: { c: 2, d: 3 } }), digest({ b: { d: 3, c: 2 }, a: 1 }));
  assert.notEqual(digest([1, 2]), digest([2, 1]));
  assert.notEqual(digest(new Set([1, 2])), digest(new Set([2, 1])));
  assert.notEqual(
    digest(
      new Map([
        [1, 1],
        [2, 2],
      ]),
    ),
    digest(
      new Map([
        [2, 2],
        [1, 1],
      ]),
    ),
  );
});

const different: readonly unknown[] = [
  undefined,
  null,
  0,
  -0,
  1,
  Number.NaN,
  1n,
  "1",
  "",
  true,
  {},
  [],
  [undefined],
  new Array(1),
  { a: undefined },
  { "a.b": 1 },
  { a: { b: 1 } },
  new Map(),
  new Set(),
  new Date(0),
  new Date(1),
  /a/,
  /a/g,
  new Uint8Array([1, 2]),
  new Uint8Array([1, 3]),
  new Uint16Array([1, 2]),
  Buffer.from("a"),
  new Error("a"),
  new Error("b"),
  new URL("https://a.example/"),
];

test("values that a function can tell apart have digests of their own", () => {
  for (const [i, one] of different.entries())
    for (const [j, other] of different.entries())
      if (i < j) assert.notEqual(digest({ value: one }), digest({ value: other }), `${i} and ${j}`);
});

test("of an instance of a class, the data counts that would be sent to the job", () => {
  class Point {
    readonly at: number;
    seen = 0;
    constructor(at: number) {
      this.at = at;
    }
  }
  marshal.register(Point, { encode: ({ at }) => at, decode: (at) => new Point(at) });
  const seen = new Point(1);
  seen.seen += 1;
  assert.equal(digest({ point: new Point(1) }), digest({ point: seen }));
  assert.match(
    JSON.stringify(told({ point: new Point(1) }, { point: new Point(2) })),
    /Point 1 #.*Point 2 #/,
  );
});

test("what changed is told by its path, with what it was and what it is", () => {
  assert.deepEqual(told({ k: 21, a: { b: 1 } }, { k: 31, a: { b: 1 } }), [["k", "21", "31"]]);
  assert.deepEqual(told({ a: 1 }, { b: [1] }), [
    ["b[0]", undefined, "1"],
    ["a", "1", undefined],
  ]);
});

test("values that hold themselves, and very deep ones, come to an end", () => {
  const loop: Record<string, unknown> = { k: 1 };
  loop["self"] = loop;
  assert.deepEqual(extrasParts({ loop }).at(-1), { name: "loop.self", text: "the same as loop" });
  let [deep, deeper]: unknown[] = [1, 2];
  for (let i = 0; i < 5_000; i += 1) [deep, deeper] = [{ deep }, { deep: deeper }];
  assert.notEqual(digest(deep), digest(deeper));
});

test("what is kept of a fingerprint is bounded, and its digest is that of the whole", () => {
  const parts = (last: string): { name: string; text: string }[] =>
    Array.from({ length: 50 }, (_, i) => ({ name: `k${i}`, text: i === 49 ? last : "x".repeat(200) }));
  const [one, other] = [parts("a"), parts("b")].map((each) => fingerprintOf(each, bounds));
  assert.equal(one?.parts.length, 21);
  assert.ok((one?.parts ?? []).every(({ text }) => text.length < 130));
  assert.notEqual(one?.digest, other?.digest);
  assert.deepEqual(
    changedParts(one?.parts ?? [], other?.parts ?? []).map(({ name }) => name),
    ["more"],
  );
});
