// Differential expression after a Ruffus pipeline, run as a user runs it, in a copy of its folder.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Example } from "../support/example.ts";

const conditions = ["control", "heat", "salt"];
const comparisons = ["control-heat", "control-salt", "heat-salt"];

/** What is made of the samples of a condition. */
function resultsOf(condition: string): string[] {
  const samples = [1, 2, 3, 4].map((i) => `${condition}_${i}`);
  return [
    `conditions/${condition}.tsv`,
    ...comparisons.filter((pair) => pair.includes(condition)).map((pair) => `compared/${pair}.tsv`),
    ...samples.flatMap((sample) => [`counts/${sample}.counts`, `counts/${sample}.lost`]),
    ...samples.flatMap((sample) => [`quality/reads/${sample}.tsv`, `quality/trimmed/${sample}.tsv`]),
    ...samples.flatMap((sample) => [`reads/${sample}.fastq`, `trimmed/${sample}.fastq`]),
    ...["quality-of-reads.tsv", "quality-of-trimmed.tsv", "report.md"],
  ];
}

/** The cells of a table, without its heading. */
function rowsOf(table: string): string[][] {
  return table
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"));
}

/** The genes of which different amounts were planted in two conditions, with the logarithm of how many times more. */
function plantedChanges(example: Example, pair: string): Map<string, number> {
  const [one, other] = pair
    .split("-")
    .map((name) => new Map(rowsOf(example.read(`rna-seq/planted/${name}.tsv`)) as [string, string][]));
  const changes = [...(one ?? [])].map(([gene, level]): [string, number] => {
    return [gene, Math.log2(Number(other?.get(gene)) / Number(level))];
  });
  return new Map(changes.filter(([, change]) => change !== 0));
}

/** The genes that were found to differ, with the logarithm of how many times more there is. */
function foundChanges(example: Example, pair: string): Map<string, number> {
  const rows = rowsOf(example.result(`compared/${pair}.tsv`)).filter(
    ([, , , , differs]) => differs === "yes",
  );
  return new Map(rows.map(([gene = "", change]) => [gene, Number(change)]));
}

test("the genes that were planted to differ are found, no others, and by how much", async (context) => {
  const example = new Example(context, "from-ruffus", "rna-seq");
  const everything = new Set([...conditions.flatMap(resultsOf), "transcripts.fa", "transcripts.words"]);
  assert.deepEqual(await example.run(), [...everything].sort());
  for (const pair of comparisons) {
    const planted = plantedChanges(example, pair);
    const found = foundChanges(example, pair);
    assert.deepEqual([...found.keys()].sort(), [...planted.keys()].sort(), pair);
    for (const [gene, change] of planted) {
      const off = Math.abs((found.get(gene) ?? 0) - change);
      assert.ok(off < 0.6, `${gene} in ${pair}: ${found.get(gene)} for ${change}`);
    }
  }
});

test("one condition sequenced again makes anew what is its own, and what is compared with it", async (context) => {
  const example = new Example(context, "from-ruffus", "rna-seq");
  await example.run();
  assert.deepEqual(await example.run(), []);
  example.touch("planted/salt.tsv");
  assert.deepEqual(await example.run(), resultsOf("salt").sort());
});

test("the same quality pipeline finds adapters before trimming, and none after; no read is lost", async (context) => {
  const example = new Example(context, "from-ruffus", "rna-seq");
  await example.run();
  const sharesIn = (folder: string): number[] =>
    rowsOf(example.result(`quality-of-${folder}.tsv`)).map(([, , , adapter]) => Number(adapter));
  assert.equal(sharesIn("reads").length, 12);
  assert.equal(sharesIn("trimmed").length, 12);
  assert.ok(sharesIn("reads").every((share) => share > 0.2));
  assert.ok(sharesIn("trimmed").every((share) => share < 0.01));
  assert.ok(Number(example.result("counts/control_1.lost")) < 10);
});

test("with the option not to trim, nothing is trimmed, and reads with an adapter are lost", async (context) => {
  const example = new Example(context, "from-ruffus", "rna-seq");
  const options = example.read("rna-seq/options.ts").replace("trimReads: true", "trimReads: false");
  example.write({ "rna-seq/options.ts": options });
  const made = await example.run();
  assert.ok(made.includes("report.md"));
  assert.ok(!made.some((name) => name.includes("trimmed")));
  assert.ok(Number(example.result("counts/control_1.lost")) > 500);
});
