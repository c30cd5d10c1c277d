// What jobs printed, looked at after the run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Project } from "../support/project.ts";

const pipeline = `
  import { Pipeline } from "pipefish";
  const pipeline = new Pipeline("talking");
  pipeline.originate({ name: "loud", output: ["a", "b"], command: "echo making {output}; touch {output}" });
  pipeline.originate({ name: "quiet", output: "c", command: "touch {output}" });
  export default pipeline;
`;

test("logs prints what a job printed, found by the file that it makes, its id, or the beginning of that", async (context) => {
  const project = new Project(context, { "pipeline.ts": pipeline });
  await project.pipefish("run", "-j", "2");
  const { stdout } = await project.pipefish("logs", "loud");
  const id = /^([0-9a-f]{10}) .*→ b$/m.exec(stdout)?.[1] ?? "";
  for (const word of ["b", "./b", id, id.slice(0, 5)])
    assert.equal((await project.pipefish("logs", word)).stdout, "making b\n");
});

test("logs of a task lists those of its jobs, and says where there is none", async (context) => {
  const project = new Project(context, { "pipeline.ts": pipeline });
  await project.pipefish("run", "-j", "2");
  const [head, one, other] = (await project.pipefish("logs", "loud")).stdout.split("\n");
  assert.match(head ?? "", /^id +task +printed +when +job$/);
  assert.match(one ?? "", /^[0-9a-f]{10} {2}loud {2}9 B +(just now|\d seconds? ago) +→ a$/);
  assert.match(other ?? "", /→ b$/);
  assert.match((await project.pipefish("logs", "quiet")).stdout, / quiet {2}nothing +→ c\n/);
  const none = await project.pipefish("logs", "nowhere");
  assert.equal(none.code, 2);
  assert.match(none.stderr, /^error\[unknown-job\]: no job is called 'nowhere'\n/);
});
