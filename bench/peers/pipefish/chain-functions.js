// Three stages: each text has two jobs, one after the other, and the last job merges all.
import { readFileSync, writeFileSync } from "node:fs";
import { Pipeline, regex } from "pipefish";

const pipeline = new Pipeline("bench");

const shouted = pipeline.transform({
  name: "shout",
  input: "in/*.txt",
  filter: regex(/^in\/(.*)$/),
  output: "mid/$1",
  run: ({ input, output }) => {
    writeFileSync(output, readFileSync(input, "utf8").toUpperCase());
  },
});

const again = pipeline.transform({
  name: "again",
  input: shouted,
  filter: regex(/^mid\/(.*)$/),
  output: "out/$1",
  run: ({ input, output }) => {
    writeFileSync(output, readFileSync(input, "utf8").toUpperCase());
  },
});

pipeline.merge({
  name: "together",
  input: again,
  output: "merged.txt",
  run: ({ input, output }) => {
    writeFileSync(output, input.map((file) => readFileSync(file, "utf8")).join(""));
  },
});

export default pipeline;
