// The pipeline whose worker processes echo what they get: see `pipefish.ts`.
import { Pipeline } from "pipefish";

const pipeline = new Pipeline("data");
pipeline.parallel({ name: "echo", params: [[0]], run: ({ params }) => params[0] });

export default pipeline;
