// The heap: what comes out, in which order.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Heap } from "../../src/base/heap.ts";

test("items come out in order, however adding and taking alternate", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer(), { freq: 3 })), (steps) => {
      const heap = new Heap<number>((one, other) => one < other);
      const model: number[] = [];
      for (const step of steps) {
        if (step === null) assert.equal(heap.take(), model.shift());
        else {
          heap.add(step);
          model.push(step);
          model.sort((one, other) => one - other);
        }
        assert.equal(heap.first, model[0]);
        assert.equal(heap.size, model.length);
      }
    }),
  );
});
