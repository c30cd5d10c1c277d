// A pipeline by itself: how good are these reads? It is used twice, on the reads as they come and on what is left of them.
//
// Its names are made of the folder in which the reads are, so that two copies of it never write the same file.

import { formatter, Pipeline } from "pipefish";
import { readFastq } from "../sequences.ts";
import { joinTables, writeTable } from "../tables.ts";
import { options } from "./options.ts";
import { adapterStart } from "./trim.ts";

export const quality = new Pipeline("quality");

// @mkdir with a filter: a folder for each folder of reads.
const folders = quality.mkdir({
  name: "folders",
  input: "*.fastq",
  filter: formatter(),
  output: "results/quality/{subdir[0][0]}",
});

const measured = quality.transform({
  name: "measure",
  description: "Measures the reads of a sample: how many, how sure, how many with an adapter.",
  input: "*.fastq", // unless the pipeline is given others: see setInput
  filter: formatter(),
  output: "results/quality/{subdir[0][0]}/{basename[0]}.tsv",
  extras: { sample: "{basename[0]}", adapter: options.adapter },
  follows: folders,
  run: async ({ input, output, extras: { sample, adapter } }) => {
    const reads = await readFastq(input);
    const qualities = reads.flatMap(({ qualities }) =>
      [...qualities].map((letter) => letter.charCodeAt(0) - 33),
    );
    const meanQuality = qualities.reduce((sum, one) => sum + one, 0) / qualities.length;
    const withAdapter = reads.filter(({ bases }) => adapterStart(bases, adapter, 8) < bases.length).length;
    const columns = ["sample", "reads", "quality", "adapter"];
    const share = withAdapter / reads.length;
    await writeTable(output, columns, [[sample, reads.length, meanQuality.toFixed(1), share.toFixed(3)]]);
  },
});

const summary = quality.collate({
  name: "summary",
  description: "Puts the samples of a folder into one table.",
  input: measured,
  filter: formatter(),
  output: "results/quality-of-{subdir[0][0]}.tsv",
  run: ({ input, output }) => joinTables(output, input),
});

quality.setHeadTasks([folders, measured]);
quality.setTailTasks([summary]);
