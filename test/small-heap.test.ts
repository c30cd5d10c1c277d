import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

const source = new URL("../src/small-heap.ts", import.meta.url).href;
const program = `
  import { getHeapSpaceStatistics } from "node:v8";
  import { withSmallHeap } from ${JSON.stringify(source)};
  const kept = [];
  const keep = (count) => { for (let i = 0; i < count; i += 1) kept.push({ number: i, text: "text " + i }); };
  const megabytes = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space").space_size / 2 ** 20;
  keep(40_000);
  const before = megabytes();
  withSmallHeap(() => keep(300_000));
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

test("the heap grows to much less where what lives is replaced again and again", () => {
  const churn = (how: string): number => {
    const text = `
      import { getHeapStatistics } from "node:v8";
      import { withSmallHeap } from ${JSON.stringify(source)};
      const alive = Array.from({ length: 300_000 }, (_, i) => ({ number: i, text: "text " + i }));
      let most = 0;
      const churn = () => {
        for (let i = 0; i < 4_000_000; i += 1) {
          alive[i % alive.length] = { number: i, text: "text " + i };
          if (i % 20_000 === 0) most = Math.max(most, getHeapStatistics().total_heap_size);
        }
      };
      ${how};
      console.log(most);
    `;
    const args = ["--conditions=pipefish-source", "--input-type=module", "--eval", text];
    return Number(execFileSync(process.execPath, args, { encoding: "utf8" }));
  };
  const [small, usual] = [churn("withSmallHeap(churn)"), churn("churn()")];
  assert.ok(small < 0.75 * usual, `${small} bytes, and ${usual} without it`);
});
