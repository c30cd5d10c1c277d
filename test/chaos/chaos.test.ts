// Runs in which jobs go wrong in every way, a few of them; `npm run chaos` tries many.
import { test } from "node:test";
import { playChaos } from "./chaos.ts";

const seed = Number(process.env["PIPEFISH_SEED"] ?? Date.now() % 1_000_000);

for (const one of [seed, seed + 1, seed + 2]) {
  test(`of many jobs those fail that go wrong, whatever they do, and nothing is left of them (seed ${one})`, async (context) => {
    await playChaos(context, one);
  });
}
