import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

const program = `
  import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
  setFlagsFromString("--semi-space-growth-factor=8");
  const { holdYoungGeneration, releaseYoungGeneration } = await import("#young-generation");
  const kept = [];
  const keep = (count) => { for (let i = 0; i < count; i += 1) kept.push({ number: i, text: "text " + i }); };
  const megabytes = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space").space_size / 2 ** 20;
  keep(10_000);
  if (process.argv[1] !== "free") holdYoungGeneration();
  keep(300_000);
  const held = megabytes();
  releaseYoungGeneration();
  keep(500_000);
  console.log(JSON.stringify({ held, released: megabytes() }));
`.replace("#young-generation", new URL("../../src/flags/young-generation.ts", import.meta.url).href);

function spaces(args: readonly string[], env = {}): { held: number; released: number } {
  const [kind = "held"] = args;
  const output = execFileSync(
    process.execPath,
    ["--conditions=pipefish-source", "--input-type=module", "--eval", program, kind],
    { encoding: "utf8", env: { ...process.env, ...env } },
  );
  return JSON.parse(output) as { held: number; released: number };
}

test("the space for new objects stays small while much is kept, and grows again when it is released", () => {
  const { held, released } = spaces([]);
  assert.ok(held >= 8 && held <= 32, `${held} MB while it was held`);
  assert.ok(released > held, `${released} MB after it was released`);
});

test("left alone, it grows: that is what holding it spares", () => {
  assert.ok(spaces(["free"]).held > 32);
});

test("how it is to grow is the user's to say", () => {
  const { held } = spaces([], { NODE_OPTIONS: "--max-semi-space-size=64" });
  assert.ok(held > 32, `${held} MB`);
});
