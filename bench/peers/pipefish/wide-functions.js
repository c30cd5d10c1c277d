// One job splits a file into its lines, and each of them has a job.
import { readFileSync, writeFileSync } from "node:fs";
import { Pipeline, regex } from "pipefish";

const pipeline = new Pipeline("bench");

const lines = pipeline.split({
  name: "cut",
  input: "seed.txt",
  output: "in/*.txt",
  run: ({ input }) => {
    const texts = readFileSync(input[0], "utf8").match(/.*\n/g);
    for (const [i, text] of texts.entries()) writeFileSync(`in/${String(i).padStart(7, "0")}.txt`, text);
  },
});

pipeline.transform({
  name: "shout",
  input: lines,
  filter: regex(/^in\/(.*)$/),
  output: "out/$1",
  run: ({ input, output }) => {
    writeFileSync(output, readFileSync(input, "utf8").toUpperCase());
  },
});

export default pipeline;
