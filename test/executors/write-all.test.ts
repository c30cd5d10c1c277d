import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { test } from "node:test";
import { writeAll } from "../../src/executors/write-all.ts";

test("more bytes can be written than Node takes at once", (context) => {
  const nowhere = openSync("/dev/null", "w");
  context.after(() => closeSync(nowhere));
  // Nobody looks at this memory, so the system need not give any.
  assert.doesNotThrow(() => writeAll(nowhere, Buffer.allocUnsafeSlow(2 ** 31 + 1)));
});
