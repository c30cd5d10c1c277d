import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

const source = new URL("../src/young-generation.ts", import.meta.url).href;
const program = `
  import { getHeapSpaceStatistics } from "node:v8";
  import { withSmallYoungGeneration } from ${JSON.stringify(source)};
  const kept = [];
  const keep = (count) => { for (let i = 0; i < count; i += 1) kept.push({ number: i, text: "text " + i }); };
  const megabytes = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space").space_size / 2 ** 20;
  keep(40_000);
  const before = megabytes();
  withSmallYoungGeneration(() => keep(300_000));
  const held = megabytes();
  keep(300_000);
  console.log(JSON.stringify({ before, held, after: megabytes() }));
`;

/** The megabytes of that space before, while and after it was kept small. */
function spaces(env: NodeJS.ProcessEnv = {}): { before: number; held: number; after: number } {
  const args = ["--conditions=pipefish-source", "--input-type=module", "--eval", program];
  const output = execFileSync(process.execPath, args, { encoding: "utf8", env: { ...process.env, ...env } });
  return JSON.parse(output) as { before: number; held: number; after: number };
}

test("while it is kept small, the space for new objects stays as it is, and grows again afterwards", () => {
  const { before, held, after } = spaces();
  assert.ok(before >= 4, `${before} MB before`);
  // The numbers may differ by what a page of the space is.
  assert.ok(held < before + 2, `${before} MB before, ${held} MB`);
  assert.ok(after > held, `${after} MB afterwards`);
});

test("how that space grows is the user's to say", () => {
  const { before, held } = spaces({ NODE_OPTIONS: "--max-semi-space-size=64" });
  assert.ok(held > before, `${before} MB before, ${held} MB`);
});
