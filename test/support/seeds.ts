// Suites by command: many seeds, one after the other, and a list of those that failed.
import type { TestContext } from "node:test";

/** What a suite needs of the runner: to be told what is to be removed. */
export type Cleanup = Pick<TestContext, "after">;

/** Does something and then removes what it made. */
export async function sweeping<T>(action: (context: Cleanup) => Promise<T>): Promise<T> {
  const after: (() => unknown)[] = [];
  try {
    return await action({ after: (one) => void after.push(one as () => unknown) });
  } finally {
    for (const one of after) await one();
  }
}

/** Plays seeds; names those that failed, and makes the program end so. */
export async function seedsFrom(
  first: number,
  count: number,
  play: (context: Cleanup, seed: number) => Promise<void>,
): Promise<void> {
  const failed: number[] = [];
  for (let seed = first; seed < first + count; seed += 1) {
    try {
      await sweeping((context) => play(context, seed));
    } catch (error) {
      failed.push(seed);
      console.log(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const seeds = failed.map((seed) => `--from ${seed} --seeds 1`);
  console.log(`${count} seeds from ${first}: ${failed.length === 0 ? "nothing failed" : seeds.join(", ")}`);
  if (failed.length > 0) process.exitCode = 1;
}
