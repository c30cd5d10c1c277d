// A function and a shell line that take long and do nothing.
import { setTimeout } from "node:timers/promises";
import { Pipeline } from "pipefish";

const pipeline = new Pipeline("bench");

pipeline.originate({ name: "wait", output: "waited.txt", run: () => setTimeout(1_000_000) });
pipeline.originate({ name: "sleep", output: "slept.txt", command: "sleep 1000" });

export default pipeline;
