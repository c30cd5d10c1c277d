// What holds of the combinatorial kinds for every number of items and every size, against a model that says the same in
// another way: all tuples of places are written down, and those are kept that the kind allows.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatter } from "../../src/model/formatter.ts";
import type { Task } from "../../src/model/task.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { expanded } from "../support/expanded.ts";

const run = (): void => undefined;
const kinds = ["permutations", "combinations", "combinationsWithReplacement"] as const;
type Kind = (typeof kinds)[number];

/** Every tuple of numbers below the given ones, in the order of an odometer. */
function odometer(wheels: readonly number[]): number[][] {
  const total = wheels.reduce((product, wheel) => product * wheel, 1);
  return Array.from({ length: total }, (_, reading) => {
    let left = reading;
    return wheels
      .toReversed()
      .map((wheel) => {
        const digit = left % wheel;
        left = (left - digit) / wheel;
        return digit;
      })
      .reverse();
  });
}

const allowed: Readonly<Record<Kind, (places: readonly number[]) => boolean>> = {
  permutations: (places) => new Set(places).size === places.length,
  combinations: (places) => places.slice(1).every((place, i) => place > (places[i] ?? 0)),
  combinationsWithReplacement: (places) => places.slice(1).every((place, i) => place >= (places[i] ?? 0)),
};

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
const choose = (n: number, k: number): number =>
  k > n ? 0 : Math.round(factorial(n) / (factorial(k) * factorial(n - k)));
const counts: Readonly<Record<Kind, (n: number, k: number) => number>> = {
  permutations: (n, k) => choose(n, k) * factorial(k),
  combinations: choose,
  combinationsWithReplacement: (n, k) => (n === 0 ? 0 : choose(n + k - 1, k)),
};

function define(kind: Kind, itemCount: number, tupleSize: number): Task {
  const input = Array.from({ length: itemCount }, (_, i) => `${i}.x`);
  const output = Array.from({ length: tupleSize }, (_, i) => `{basename[${i}][0]}`).join("-");
  return new TaskSet("p")[kind]({ name: "t", input, filter: formatter(), tupleSize, output, run });
}

test("the tuples of a kind are those of the model, in its order", () => {
  const size = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.nat({ max: 6 }), size, (kind, itemCount, tupleSize) => {
      const model = odometer(Array<number>(tupleSize).fill(itemCount)).filter(allowed[kind]);
      assert.deepEqual(
        expanded(define(kind, itemCount, tupleSize)).jobs.map(({ input, output }) => [input, output]),
        model.map((places) => [places.map((place) => `${place}.x`), places.join("-")]),
      );
    }),
    { numRuns: 200 },
  );
});

test("there are as many tuples as the formula says, and no two are the same", () => {
  const size = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.nat({ max: 9 }), size, (kind, itemCount, tupleSize) => {
      const outputs = expanded(define(kind, itemCount, tupleSize)).jobs.map(({ output }) => output);
      assert.equal(outputs.length, counts[kind](itemCount, tupleSize));
      assert.equal(new Set(outputs).size, outputs.length);
    }),
    { numRuns: 200 },
  );
});

test("a product is that of the model, in its order", () => {
  const lengths = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(lengths, (wheels) => {
      const inputs = wheels.map((length, factor) => ({
        input: Array.from({ length }, (_, i) => `${factor}_${i}`),
        filter: formatter(),
      }));
      const output = wheels.map((_, factor) => `{basename[${factor}][0]}`).join("-");
      const task = new TaskSet("p").product({ name: "t", inputs, output, run });
      const names = odometer(wheels).map((places) => places.map((place, factor) => `${factor}_${place}`));
      assert.deepEqual(
        expanded(task).jobs.map((job) => [job.input, job.output]),
        names.map((tuple) => [tuple, tuple.join("-")]),
      );
    }),
    { numRuns: 200 },
  );
});

test("items that do not match are as if they were not there", () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.array(fc.boolean(), { maxLength: 6 }), (kind, matches) => {
      const all = matches.map((isMatch, i) => `${i}.${isMatch ? "x" : "y"}`);
      const outputs = (input: readonly string[]): unknown[] => {
        const options = {
          filter: formatter(/x$/),
          tupleSize: 2,
          output: "{basename[0][0]}-{basename[1][0]}",
        };
        return expanded(new TaskSet("p")[kind]({ name: "t", input, ...options, run })).jobs.map(
          ({ output }) => output,
        );
      };
      assert.deepEqual(outputs(all), outputs(all.filter((name) => name.endsWith("x"))));
    }),
    { numRuns: 200 },
  );
});
