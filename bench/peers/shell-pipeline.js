// The workload as a pipeline of shell lines.
import { Pipeline, regex } from "pipefish";

const pipeline = new Pipeline("bench");

pipeline.transform({
  name: "copy",
  input: "in/*.txt",
  filter: regex(/^in\/(.*)$/),
  output: "out/$1",
  command: "cp {input} {output}",
});

export default pipeline;
