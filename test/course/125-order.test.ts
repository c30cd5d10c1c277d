// What jobs wait for: those above them, and what they share with others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Project } from "../support/project.ts";

/** The slow job of the first task ends when the other has been through the second task, which it never is task by task. */
const throughPipeline = `
  import { existsSync, readFileSync, writeFileSync } from "node:fs";
  import { Pipeline, suffix } from "pipefish";
  const pipeline = new Pipeline("through");
  const first = pipeline.originate({
    name: "first",
    output: ["slow.1", "quick.1"],
    run: async ({ output, runtimeData: { patience } }) => {
      const isSlow = output === "slow.1";
      for (let turn = 0; isSlow && !existsSync("quick.2") && turn < patience; turn += 1)
        await new Promise((resolve) => setTimeout(resolve, 5));
      writeFileSync(output, isSlow ? String(existsSync("quick.2")) : "");
    },
  });
  const second = pipeline.transform({
    name: "second",
    input: first,
    filter: suffix(".1"),
    output: ".2",
    command: "cp {input} {output}",
  });
  pipeline.merge({ name: "all", input: second, output: "all", command: "cat {input} > {output}" });
  await pipeline.cli({ runtimeData: { patience: process.argv.includes("job") ? 2000 : 1 } });
`;

test("job by job, a job goes through the tasks while another of the first one runs", async (context) => {
  const project = new Project(context, { "through.ts": throughPipeline });
  assert.equal((await project.node("through.ts", "-j", "2", "--order", "job")).code, 0);
  assert.equal(project.read("all"), "true");
  const again = await project.node("through.ts", "-j", "2", "--order", "job");
  assert.match(again.stderr, /^through: everything is up to date, 5 jobs/);
});

test("task by task, it does not", async (context) => {
  const project = new Project(context, { "through.ts": throughPipeline });
  assert.equal((await project.node("through.ts", "-j", "2")).code, 0);
  assert.equal(project.read("all"), "false");
});

const sharing = `
  import { appendFileSync } from "node:fs";
  import { Pipeline } from "pipefish";
  const pipeline = new Pipeline("sharing");
  for (const name of ["one", "two"])
    pipeline.parallel({
      name,
      resources: { licence: 1 },
      params: [[1], [2], [3]],
      run: async () => {
        appendFileSync("notes", "begin\\n");
        await new Promise((resolve) => setTimeout(resolve, 3));
        appendFileSync("notes", "end\\n");
      },
    });
  export default pipeline;
`;

test("jobs share what there is only so much of", async (context) => {
  const project = new Project(context, { "pipeline.ts": sharing });
  assert.equal((await project.pipefish("run", "-j", "4", "--resources", "cpus=4,licence=1.5")).code, 0);
  assert.equal(project.read("notes"), "begin\nend\n".repeat(6));
});

test("how much there is of what no machine has must be said", async (context) => {
  const project = new Project(context, { "pipeline.ts": sharing });
  const { code, stderr } = await project.pipefish("run", "--resources", "licences=1");
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^error\[unknown-resource\]: a task takes of a resource, and nobody said how much of it there is\n/,
  );
  assert.match(stderr, /\n {2}hint {6}did you mean 'licences'\? Else say how much there is: run\(/);
  // One job alone shares nothing with anybody.
  const alone = await project.pipefish("run", "--job", "one");
  assert.match(alone.stderr, /^error\[ambiguous-job\]/);
});

test("a job that takes more than the machine has is found before anything runs, unless more is said to be there", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("greedy");
      pipeline.originate({ name: "small", output: "small", command: "touch {output}" });
      pipeline.originate({
        name: "large",
        output: "large",
        resources: { cpus: 100000, memoryMB: 1 },
        command: "touch {output}",
      });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run");
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^error\[too-few-resources\]: a job of a task takes more than there is, and could never start\n/,
  );
  assert.deepEqual(project.files(), ["pipeline.ts"]);
  assert.equal((await project.pipefish("run", "--job", "large")).code, 0);
  assert.equal((await project.pipefish("run", "--resources", "cpus=100000")).code, 0);
  assert.deepEqual(project.read("small"), "");
});

test("amounts that cannot be read are a mistake of the command line", async (context) => {
  const project = new Project(context, { "pipeline.ts": sharing });
  for (const amounts of ["cpus", "cpus=two", "cpus=1,,gpu=1", "=1"]) {
    const { code, stderr } = await project.pipefish("run", "--resources", amounts);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /It is names with numbers, as in cpus=4,memoryMB=8000\./);
  }
});
