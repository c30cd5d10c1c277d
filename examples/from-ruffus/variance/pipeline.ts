// The worked example of the Ruffus manual: the variance of many random numbers, in chunks that are done side by side.
//
//   npx pipefish run -C examples/from-ruffus/variance pipeline.ts
//
// @originate, @split, @transform and @merge are methods here, and what a task returns is what the next one takes.

import { readFile, rm, writeFile } from "node:fs/promises";
import { Pipeline, suffix, touchFile } from "pipefish";
import { Random } from "../random.ts";
import { join, type Moments, momentsOf } from "./moments.ts";

const pipeline = new Pipeline("variance");

const numbers = pipeline.originate({
  name: "numbers",
  description: "Writes random numbers from 0 to 100, the same each time.",
  output: "results/numbers.txt",
  extras: { count: 10_000 },
  mkdir: "results", // @follows(mkdir("results"))
  run: async ({ output, extras }) => {
    const random = new Random("variance");
    const lines = Array.from({ length: extras.count }, () => `${random.next() * 100}\n`);
    await writeFile(output, lines.join(""));
  },
});

const chunks = pipeline.split({
  name: "chunks",
  description: "Cuts the numbers into chunks; how many there will be is not known before.",
  input: numbers,
  output: "results/chunks/*.chunk",
  extras: { size: 1000 },
  mkdir: "results/chunks",
  run: async ({ input, output, extras }) => {
    for (const old of output) await rm(old); // as in Ruffus: what an earlier run left would count as a chunk
    const all = await readNumbers(input);
    for (let start = 0; start < all.length; start += extras.size) {
      const chunk = String(start / extras.size + 1).padStart(3, "0");
      await writeFile(`results/chunks/${chunk}.chunk`, all.slice(start, start + extras.size).join("\n"));
    }
  },
});

const sums = pipeline.transform({
  name: "sums",
  description: "Sums up one chunk.",
  input: chunks,
  filter: suffix(".chunk"),
  output: ".sums",
  jobsLimit: 4, // @jobs_limit(4)
  run: async ({ input, output }) => {
    await writeFile(output, JSON.stringify(momentsOf(await readNumbers([input]))));
  },
});

pipeline.merge({
  name: "variance",
  description: "Puts the sums together to the variance of all numbers.",
  input: sums,
  output: "results/variance.txt",
  postTask: [() => console.log("hooray"), touchFile("results/done")], // @posttask(hooray, touch_file("done"))
  run: async ({ input, output }) => {
    const parts = await Promise.all(
      input.map(async (file) => JSON.parse(await readFile(file, "utf8")) as Moments),
    );
    const { count, squares } = parts.reduce(join);
    await writeFile(output, `${squares / count}\n`);
  },
});

/** Reads numbers, one a line. */
async function readNumbers(files: readonly string[]): Promise<number[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return texts.flatMap((text) => text.trimEnd().split("\n").map(Number));
}

export default pipeline;
