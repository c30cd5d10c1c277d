// Parts of the engine by themselves, in this process and from the sources: what the time of a whole run is made of.
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Bench } from "tinybench";
import { decode } from "../src/marshal/decode.ts";
import { encode } from "../src/marshal/encode.ts";
import { regex } from "../src/model/filter.ts";
import { Pipeline } from "../src/pipeline.ts";
import type { Disk, Receipt } from "../src/plan/ports.ts";
import { factsText } from "../src/plan/receipt.ts";
import { openDisk } from "../src/storage/disk.ts";
import { openLedger } from "../src/storage/ledger.ts";
import { flat, nameOf, Tree } from "./tree.ts";

const count = 10_000;
/** Jobs and outcomes cross by the dozen, and are written down by the dozen. */
const dozen = 64;

/** Measures the parts with ten thousand jobs, and prints the medians. */
export async function measureParts(root: string): Promise<void> {
  const directory = mkdtempSync(join(root, "parts-"));
  new Tree(directory, flat, count);
  const home = process.cwd();
  process.chdir(directory);
  const bench = new Bench({ time: 1000, warmupTime: 200 });
  addDisk(bench);
  addLedger(bench);
  addMarshaller(bench);
  addPlan(bench);
  await bench.run();
  process.chdir(home);
  console.log(`\nparts; jobs: ${count.toLocaleString("en")}\n`);
  for (const { name, result } of bench.tasks) {
    if (result.state === "completed")
      console.log(`${name.padEnd(52)} ${result.latency.p50.toFixed(1).padStart(8)} ms`);
    else console.log(`${name.padEnd(52)} ${result.state}`);
  }
}

const numbers = Array.from({ length: count }, (_, i) => i);
const inputs = numbers.map((i) => `in/${nameOf(i)}`);
const outputs = numbers.map((i) => `out/${nameOf(i)}`);

function addDisk(bench: Bench): void {
  const disk = openDisk(process.cwd());
  bench.add("disk: find the files that match in/*.txt", () => disk.glob("in/*.txt"));
  bench.add("disk: look at a file for each job", () => disk.look(inputs));
}

function addLedger(bench: Bench): void {
  const ledger = openLedger("parts.sqlite");
  const batches = inDozens(receiptsOf(openDisk(process.cwd())));
  ledger.beginRun({ pipeline: "bench", startedAt: 1 });
  bench.add("ledger: note that the jobs start, and how they ended", () => {
    for (const batch of batches) ledger.record(batch, []);
    for (const batch of batches) ledger.record([], batch);
  });
  bench.add("ledger: read the receipts", () => ledger.recall(outputs));
}

/** Makes the outputs, and the receipts by which they are up to date. */
function receiptsOf(disk: Disk): Receipt[] {
  for (const output of outputs) writeFileSync(output, "");
  const [seen, left] = [disk.look(inputs), disk.look(outputs)];
  return numbers.map((i) => {
    const [input = "", output = ""] = [inputs[i], outputs[i]];
    const lists = { seen: factsText([input], [seen[i]]), left: factsText([output], [left[i]]) };
    return {
      key: output,
      task: "bench::copy",
      finished: true,
      startedAt: 1,
      durationMs: 1,
      code: "c",
      extras: "e",
      attempt: 1,
      digests: undefined,
      before: "",
      ...lists,
    };
  });
}

function addMarshaller(bench: Bench): void {
  const jobs = inputs.map((input, index) => {
    const more = { extras: undefined, params: undefined, attempt: 1 };
    return { id: index, task: "bench::shout", index, input, output: outputs[index], ...more };
  });
  const batches = inDozens(jobs);
  const messages = batches.map((batch) => encode({ kind: "jobs", jobs: batch }));
  bench.add("marshaller: encode the jobs", () => {
    for (const batch of batches) encode({ kind: "jobs", jobs: batch });
  });
  bench.add("marshaller: decode the jobs", () => {
    for (const message of messages) decode(message);
  });
}

function addPlan(bench: Bench): void {
  const pipeline = new Pipeline("bench");
  pipeline.transform({
    name: "copy",
    input: "in/*.txt",
    filter: regex(/^in\/(.*)$/),
    output: "out/$1",
    command: "true {input} {output}",
  });
  bench.add("plan, by time stamps", () => pipeline.plan({ check: "timestamps" }));
  bench.add("plan, with history", () => pipeline.plan({ historyFile: "parts.sqlite" }));
}

function inDozens<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / dozen) }, (_, i) =>
    all.slice(i * dozen, (i + 1) * dozen),
  );
}
