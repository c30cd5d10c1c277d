// Objects are known again by themselves, not by what is in them, however many there are.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decode } from "../../src/marshal/decode.ts";
import { encode } from "../../src/marshal/encode.ts";
import { marshal } from "../../src/marshal/registry.ts";
import { Seen } from "../../src/marshal/seen.ts";

interface Row {
  readonly id: number;
  readonly name: string;
}

function numbersOf(seen: Seen, rows: readonly Row[]): (number | undefined)[] {
  return rows.map((row) => seen.addPlain(row, Object.values(row)));
}

for (const [what, row] of [
  ["differ", (id: number): Row => ({ id, name: `row ${id}` })],
  ["are alike", (): Row => ({ id: 0, name: "row" })],
  ["differ in part", (id: number): Row => ({ id: id % 100, name: "row" })],
] as const) {
  test(`each of many objects that ${what} is new once, and then known by its number`, () => {
    const seen = new Seen();
    const rows = Array.from({ length: 20_000 }, (_, id) => row(id));
    for (let message = 0; message < 2; message++) {
      assert.ok(numbersOf(seen, rows).every((number) => number === undefined));
      assert.ok(numbersOf(seen, rows).every((number, index) => number === index));
      assert.equal(seen.size, rows.length);
      seen.clear();
    }
  });
}

test("objects are known again when what is in them has been changed by code that was expected to", () => {
  const seen = new Seen();
  const rows = Array.from({ length: 1000 }, (_, id) => ({ id, name: "row" }));
  numbersOf(seen, rows);
  seen.expectChanges();
  for (const row of rows) row.id += 1;
  assert.ok(numbersOf(seen, rows).every((number, index) => number === index));
  const another = { id: 1, name: "row" };
  assert.equal(seen.addPlain(another, [1, "row"]), undefined);
  assert.equal(seen.addPlain(another, [2, "row"]), 1000);
});

test("what a codec changes while it is asked does not part what is shared", () => {
  const rows = Array.from({ length: 3000 }, (_, id) => ({ id }));
  class Changer {
    change(): void {
      for (const row of rows) row.id += 1;
    }
  }
  marshal.register(Changer, {
    encode: (changer: Changer) => {
      changer.change();
      return null;
    },
    decode: () => new Changer(),
  });
  const arrived = decode(encode([rows, new Changer(), [...rows]])) as [object[], Changer, object[]];
  assert.ok(arrived[0].every((row, index) => row === arrived[2][index]));
});

/** What is done to some rows: each is met, changed after code was expected to, or the message ends. */
const deeds = fc.array(
  fc.oneof(
    { weight: 40, arbitrary: fc.record({ row: fc.nat(5000), count: fc.nat(1500) }) },
    { weight: 2, arbitrary: fc.constantFrom("change", "end") },
  ),
  { maxLength: 30 },
);

test("whatever is in objects, they have the numbers that a Map would give them", () => {
  fc.assert(
    fc.property(fc.constantFrom(1, 3, 1000, 1e6), deeds, (variety, all) => {
      const seen = new Seen();
      const model = new Map<object, number>();
      const rows = Array.from({ length: 6500 }, (_, id) => ({ id: (id * 7919) % variety, name: "row" }));
      for (const deed of all) {
        if (deed === "end") {
          seen.clear();
          model.clear();
        } else if (deed === "change") {
          seen.expectChanges();
          for (const row of rows) row.id += 1;
        } else {
          const met = rows.slice(deed.row, deed.row + deed.count);
          const expected = met.map((row) => {
            const number = model.get(row);
            if (number === undefined) model.set(row, model.size);
            return number;
          });
          assert.deepEqual(numbersOf(seen, met), expected);
        }
      }
    }),
    { numRuns: 200 },
  );
});
