// Runs that are killed at any point, a few of them; `npm run crash` tries many.
import assert from "node:assert/strict";
import { test } from "node:test";
import { playCrashes, playPoints } from "./crash.ts";

const seed = Number(process.env["PIPEFISH_SEED"] ?? Date.now() % 1_000_000);

for (const one of [seed, seed + 1]) {
  test(`a random pipeline that is killed and run again leaves what an undisturbed one leaves (seed ${one})`, async (context) => {
    await playCrashes(context, one);
  });
}

const step = 101;

test(`a pipeline that is killed at a point where it writes, starts or tells something loses nothing (every ${step}th from ${1 + (seed % step)})`, async (context) => {
  assert.ok((await playPoints(context, 1 + (seed % step), step)) > 0, "something was killed");
});
