// Variant calling after a Ruffus pipeline, run as a user runs it, in a copy of its folder.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Example } from "../support/example.ts";

const people = ["anna", "ben", "cleo"];
const lanes = ["anna_L1", "anna_L2", "ben_L1", "ben_L2", "cleo_L1"];
const regions = ["chr1_00001", "chr1_01501", "chr2_00001", "chr2_01501"];

/** What is made for one person and those compared with it. */
function resultsOf(someone: string): string[] {
  const ofPerson = lanes.filter((lane) => lane.startsWith(someone));
  return [
    ...ofPerson.flatMap((lane) => [
      `aligned/${lane}.sam`,
      `reads/${lane}_R1.fastq`,
      `reads/${lane}_R2.fastq`,
    ]),
    ...regions.map((region) => `calls/${someone}.${region}.vcf`),
    ...[`samples/${someone}.metrics`, `samples/${someone}.sam`, `variants/${someone}.vcf`],
    ...["anna-ben", "anna-cleo", "ben-cleo"]
      .filter((pair) => pair.includes(someone))
      .map((pair) => `pairs/${pair}.tsv`),
    ...["pairs.tsv", "people.tsv"],
  ];
}

/** Variants of a VCF file as lines: place, bases, genotype. */
function variantsIn(vcf: string): string[] {
  const lines = vcf.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return lines.map((line) => [0, 1, 3, 4, 9].map((column) => line.split("\t")[column]).join(" "));
}

test("the variants that were planted in three people are found, all of them and no others", async (context) => {
  const example = new Example(context, "from-ruffus", "variants");
  const everything = new Set([
    ...people.flatMap(resultsOf),
    ...regions.map((region) => `regions/${region}.bed`),
    ...["genome.fa", "genome.words"],
  ]);
  assert.deepEqual(await example.run(), [...everything].sort());
  for (const person of people) {
    const planted = variantsIn(example.read(`variants/planted/${person}.vcf`));
    assert.deepEqual(variantsIn(example.result(`variants/${person}.vcf`)), planted, person);
    assert.ok(planted.length >= 8);
  }
});

test("parents and child have no opposite genotypes, and the parents have", async (context) => {
  const example = new Example(context, "from-ruffus", "variants");
  await example.run();
  assert.deepEqual(example.result("pairs.tsv").trimEnd().split("\n"), [
    "one\tother\tsites\tsame\topposite",
    "anna\tben\t14\t1\t5",
    "anna\tcleo\t12\t2\t0",
    "ben\tcleo\t12\t2\t0",
  ]);
  const duplicates = example
    .result("people.tsv")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"));
  // One fragment in ten was read twice: one read in eleven is a copy.
  for (const [person, reads, copies] of duplicates)
    assert.ok(Math.abs(Number(copies) / Number(reads) - 1 / 11) < 0.03, `${person}: ${copies} of ${reads}`);
  assert.deepEqual(
    duplicates.map(([person]) => person),
    people,
  );
});

test("another variant in one person makes anew what is hers, and nothing of the others alone", async (context) => {
  const example = new Example(context, "from-ruffus", "variants");
  await example.run();
  assert.deepEqual(await example.run(), []);
  const planted = "variants/planted/anna.vcf";
  const another = "chr2\t1800\t.\tC\tA\t.\tPASS\t.\tGT\t0/1\n";
  example.write({ [planted]: example.read(planted) + another });
  assert.deepEqual(await example.run(), resultsOf("anna").sort());
  assert.deepEqual(variantsIn(example.result("variants/anna.vcf")), variantsIn(example.read(planted)));
});
