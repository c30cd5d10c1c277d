// From reads of RNA to the genes that differ between conditions.
//
//   npx pipefish run -C examples/from-ruffus/rna-seq pipeline.ts
//
// The steps are those of FastQC, Trimmomatic, TopHat, HTSeq and voom; here small modules do their work, so that nothing
// has to be installed. What can be chosen is in options.ts.

import { rm, writeFile } from "node:fs/promises";
import { formatter, outputFrom, Pipeline, suffix } from "pipefish";
import { readIndex, writeIndex } from "../aligner.ts";
import { readFasta, readFastq, writeFasta, writeFastq } from "../sequences.ts";
import { readTable, writeTable } from "../tables.ts";
import { beside, countReads, readCounts, writeCounts } from "./counts.ts";
import { compareConditions } from "./expression.ts";
import { options } from "./options.ts";
import { quality } from "./quality.ts";
import { writeReport } from "./report.ts";
import { makeTranscripts, sequenceSample } from "./simulate.ts";
import { trim } from "./trim.ts";

const pipeline = new Pipeline("rna-seq");

const transcripts = pipeline.originate({
  name: "transcripts",
  description: "Makes the transcripts of thirty genes, and an index of their short words.",
  output: { sequences: "results/transcripts.fa", words: "results/transcripts.words" },
  extras: { genes: 30 },
  mkdir: "results",
  run: async ({ output, extras }) => {
    const made = makeTranscripts(extras.genes);
    await writeFasta(output.sequences, made);
    await writeIndex(output.words, made);
  },
});

const reads = pipeline.subdivide({
  name: "sequence",
  description: "Sequences samples of a condition, in which we have planted how much there is of each gene.",
  input: "planted/*.tsv",
  filter: formatter(/(?<condition>\w+)\.tsv$/),
  addInputs: [{ transcripts }],
  output: "results/reads/{condition[0]}_*.fastq",
  extras: { condition: "{condition[0]}", replicates: options.replicates, adapter: options.adapter },
  mkdir: "results/reads",
  run: async ({ input: [planted, known], output, extras: { condition, replicates, adapter } }) => {
    for (const old of output) await rm(old);
    const levels = await readTable(planted, ["gene", "level"]);
    const sequences = await readFasta(known.transcripts.map(({ sequences }) => sequences));
    for (let i = 1; i <= replicates; i++) {
      const sample = `${condition}_${i}`;
      await writeFastq(`results/reads/${sample}.fastq`, sequenceSample(sample, levels, sequences, adapter));
    }
  },
});

const trimmed = pipeline.transform({
  name: "trim",
  description: "Cuts off adapters and doubtful ends.",
  activeIf: options.trimReads, // @active_if
  input: reads,
  filter: suffix(".fastq"),
  output: ".fastq",
  outputDir: "results/trimmed",
  extras: { adapter: options.adapter, leastLength: options.leastLength },
  mkdir: "results/trimmed",
  run: async ({ input, output, extras: { adapter, leastLength } }) => {
    const cut = (await readFastq(input)).map((read) => trim(read, adapter));
    await writeFastq(
      output,
      cut.filter(({ bases }) => bases.length >= leastLength),
    );
  },
});

// The pipeline of quality.ts, twice: on the reads as they come, and on what is left of them.
const qualityAfter = quality.clone("quality after trimming");
quality.setInput({ input: reads });
qualityAfter.setInput({ input: trimmed });

const counted = pipeline.transform({
  name: "count",
  description: "Counts the reads of each gene in a sample.",
  input: options.trimReads ? trimmed : reads,
  filter: formatter(/(?<sample>\w+)\.fastq$/),
  addInputs: [{ transcripts }],
  output: { counts: "results/counts/{sample[0]}.counts", lost: "results/counts/{sample[0]}.lost" },
  extras: { sample: "{sample[0]}" },
  mkdir: "results/counts",
  run: async ({ input: [sample, known], output, extras }) => {
    const sequences = await readFasta(known.transcripts.map(({ sequences }) => sequences));
    const index = await readIndex(
      known.transcripts.map(({ words }) => words),
      sequences,
    );
    const { counts, lost } = countReads(await readFastq(sample), index);
    await writeCounts(output.counts, [extras.sample], counts);
    await writeFile(output.lost, `${lost}\n`);
  },
});

const conditions = pipeline.collate({
  name: "conditions",
  description: "Puts the samples of a condition beside each other.",
  input: counted,
  filter: formatter(/(?<condition>[a-z]+)_\d+\.counts$/),
  output: "results/conditions/{condition[0]}.tsv",
  extras: { condition: "{condition[0]}" },
  mkdir: "results/conditions",
  run: async ({ input, output, extras }) => {
    const tables = await Promise.all(input.map(({ counts }) => readCounts(counts)));
    const samples = tables.map((_, i) => `${extras.condition}_${i + 1}`);
    await writeCounts(output, samples, beside(tables));
  },
});

// @combinations: each condition with each other, once.
const comparisons = pipeline.combinations({
  name: "compare",
  description: "Finds the genes that differ between two conditions.",
  input: conditions,
  filter: formatter(),
  tupleSize: 2,
  output: "results/compared/{basename[0][0]}-{basename[1][0]}.tsv",
  extras: { falseDiscoveryRate: options.falseDiscoveryRate },
  mkdir: "results/compared",
  run: async ({ input: [one, other], output, extras }) => {
    const compared = compareConditions(await readCounts(one), await readCounts(other));
    const rows = compared.map(({ gene, change, p, q }) => [
      ...[gene, change.toFixed(2), p.toExponential(1), q.toExponential(1)],
      q <= extras.falseDiscoveryRate ? "yes" : "no",
    ]);
    await writeTable(output, ["gene", "change", "p", "q", "differs"], rows);
  },
});

pipeline.merge({
  name: "report",
  description: "Says which genes differ where, and what the reads were like.",
  input: { comparisons, quality: outputFrom(quality, qualityAfter) },
  output: "results/report.md",
  run: ({ input: [{ comparisons, quality }], output }) => writeReport(output, comparisons, quality),
});

export default pipeline;
