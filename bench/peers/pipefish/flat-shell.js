// Each text has a job, which is a shell line.
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
