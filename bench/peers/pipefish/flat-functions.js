// Each text has a job. Copied into the folder of the workload under the name that is wanted there.
import { readFileSync, writeFileSync } from "node:fs";
import { Pipeline, regex } from "pipefish";

const pipeline = new Pipeline("bench");

pipeline.transform({
  name: "shout",
  input: "in/*.txt",
  filter: regex(/^in\/(.*)$/),
  output: "out/$1",
  run: ({ input, output }) => {
    writeFileSync(output, readFileSync(input, "utf8").toUpperCase());
  },
});

export default pipeline;
