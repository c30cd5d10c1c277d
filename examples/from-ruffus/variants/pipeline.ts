// From the reads of a sequencing machine to the variants of each person, and who is related to whom.
//
//   npx pipefish run -C examples/from-ruffus/variants pipeline.ts
//
// The steps are those of bwa, Picard and GATK; here small modules do their work, so that nothing has to be installed.

import { readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { formatter, Pipeline, suffix } from "pipefish";
import { readIndex, writeIndex } from "../aligner.ts";
import { readFasta, readFastq, writeFasta, writeFastq } from "../sequences.ts";
import { joinTables, parseTable, writeTable } from "../tables.ts";
import { callVariants } from "./call.ts";
import { compare } from "./pairs.ts";
import { alignPairs, flag, markDuplicates, readSam, writeSam } from "./sam.ts";
import { makeGenome, sequenceLane } from "./simulate.ts";
import { readVcf, writeVcf } from "./vcf.ts";

const pipeline = new Pipeline("variants");

/** Aligning takes much memory, and so does sorting: two such jobs at a time, whichever. */
const memory = { name: "memory", count: 2 };

const genome = pipeline.originate({
  name: "genome",
  description: "Makes a genome of two chromosomes.",
  output: "results/genome.fa",
  mkdir: "results",
  run: ({ output }) => writeFasta(output, makeGenome()),
});

const index = pipeline.transform({
  name: "index",
  description: "Lists the places of each short word in the genome.",
  input: genome,
  filter: suffix(".fa"),
  output: ".words",
  run: async ({ input, output }) => writeIndex(output, await readFasta([input])),
});

// @files with a generator: a row of the sample sheet is a job. The sheet is read when the pipeline is planned.
const reads = pipeline.files({
  name: "sequence",
  description: "Reads one lane: a person's genome, with the variants that we have planted in it.",
  follows: genome,
  mkdir: "results/reads",
  params: () =>
    parseTable(readFileSync("samples.tsv", "utf8"), ["sample", "lane", "pairs"]).map(
      ({ sample, lane, pairs }) => [
        { planted: `planted/${sample}.vcf`, genome: "results/genome.fa" },
        { r1: `results/reads/${sample}_${lane}_R1.fastq`, r2: `results/reads/${sample}_${lane}_R2.fastq` },
        { name: `${sample}:${lane}`, pairs: Number(pairs) },
      ],
    ),
  run: async ({ input, output, extras: [lane] }) => {
    const { r1, r2 } = sequenceLane({
      ...lane,
      genome: await readFasta([input.genome]),
      variants: await readVcf([input.planted]),
    });
    await writeFastq(output.r1, r1);
    await writeFastq(output.r2, r2);
  },
});

const aligned = pipeline.transform({
  name: "align",
  description: "Finds the place of each pair of reads in the genome.",
  input: reads,
  filter: formatter(/(?<sample>\w+)_(?<lane>L\d+)_R1\.fastq$/), // the pattern of the first file, r1
  addInputs: [{ genome, index }],
  output: "results/aligned/{sample[r1]}_{lane[r1]}.sam",
  extras: { sample: "{sample[r1]}" },
  mkdir: "results/aligned",
  jobsLimit: memory,
  run: async ({ input: [{ r1, r2 }, known], output, extras }) => {
    const places = await readIndex(known.index, await readFasta(known.genome));
    await writeSam(output, extras.sample, alignPairs(await readFastq(r1), await readFastq(r2), places));
  },
});

const marked = pipeline.collate({
  name: "mark duplicates",
  description: "Puts the lanes of a person together, in order, and marks fragments that were read twice.",
  input: aligned,
  filter: formatter(/(?<sample>\w+)_L\d+\.sam$/),
  output: { reads: "results/samples/{sample[0]}.sam", metrics: "results/samples/{sample[0]}.metrics" },
  extras: { sample: "{sample[0]}" },
  mkdir: "results/samples",
  jobsLimit: memory,
  run: async ({ input, output, extras }) => {
    const placed = markDuplicates(await readSam(input));
    const copies = placed.filter(({ flags }) => flags & flag.duplicate).length;
    await writeSam(output.reads, extras.sample, placed);
    await writeTable(
      output.metrics,
      ["sample", "reads", "duplicates"],
      [[extras.sample, placed.length, copies]],
    );
  },
});

const regions = pipeline.split({
  name: "regions",
  description: "Cuts the genome into regions, in each of which variants are looked for by themselves.",
  input: genome,
  output: "results/regions/*.bed",
  extras: { size: 1500 },
  mkdir: "results/regions",
  run: async ({ input, output, extras }) => {
    for (const old of output) await rm(old);
    for (const [chrom, { length }] of await readFasta(input)) {
      for (let start = 0; start < length; start += extras.size) {
        const end = Math.min(start + extras.size, length);
        const name = `${chrom}_${String(start + 1).padStart(5, "0")}`;
        await writeFile(`results/regions/${name}.bed`, [chrom, start, end].join("\t"));
      }
    }
  },
});

// @product: each person with each region. `{sample[0][reads]}` is of the first input, `{basename[1][0]}` of the second.
const calls = pipeline.product({
  name: "call",
  description: "Finds the variants of a person in a region.",
  inputs: [
    { input: marked, filter: formatter(/(?<sample>\w+)\.sam$/) },
    { input: regions, filter: formatter() },
  ],
  addInputs: [{ genome }],
  output: "results/calls/{sample[0][reads]}.{basename[1][0]}.vcf",
  extras: { sample: "{sample[0][reads]}" },
  mkdir: "results/calls",
  run: async ({ input: [[{ reads }, bed], known], output, extras }) => {
    const [chrom = "", start, end] = (await readFile(bed, "utf8")).split("\t");
    const reference = (await readFasta(known.genome)).get(chrom) ?? "";
    const region = { chrom, start: Number(start), end: Number(end) };
    await writeVcf(output, extras.sample, callVariants(await readSam([reads]), region, reference));
  },
});

const variants = pipeline.collate({
  name: "gather",
  description: "Puts the regions of a person together.",
  input: calls,
  filter: formatter(/(?<sample>\w+)\.\w+\.vcf$/),
  output: "results/variants/{sample[0]}.vcf",
  extras: { sample: "{sample[0]}" },
  mkdir: "results/variants",
  run: async ({ input, output, extras }) => writeVcf(output, extras.sample, await readVcf(input)),
});

const pairs = pipeline.combinations({
  name: "pairs",
  description: "Compares two people.",
  input: variants,
  filter: formatter(),
  tupleSize: 2,
  output: "results/pairs/{basename[0][0]}-{basename[1][0]}.tsv",
  extras: { names: ["{basename[0][0]}", "{basename[1][0]}"] },
  mkdir: "results/pairs",
  run: async ({ input: [left, right], output, extras }) => {
    const { sites, same, opposite } = compare(await readVcf([left]), await readVcf([right]));
    const columns = ["one", "other", "sites", "same", "opposite"];
    await writeTable(output, columns, [[...extras.names, sites, same, opposite]]);
  },
});

pipeline.merge({
  name: "report",
  description: "Puts all people, and all pairs of them, into one table each.",
  input: { metrics: marked, pairs },
  output: { people: "results/people.tsv", pairs: "results/pairs.tsv" },
  run: async ({ input: [{ metrics, pairs }], output }) => {
    await joinTables(
      output.people,
      metrics.map(({ metrics }) => metrics),
    );
    await joinTables(output.pairs, pairs);
  },
});

export default pipeline;
