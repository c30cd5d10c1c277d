// The level `contents` at work: what was only touched, or comes out as it was, makes nothing run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Project } from "../support/project.ts";

const pipeline = `
  import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
  import { Pipeline, suffix } from "pipefish";
  const pipeline = new Pipeline("words");
  const sorted = pipeline.transform({
    name: "sort", input: "*.txt", filter: suffix(".txt"), output: ".sorted",
    command: "echo sort {output} >> ran; sort {input} > {output}",
  });
  const counted = pipeline.transform({
    name: "count", input: sorted, filter: suffix(".sorted"), output: ".count",
    run: ({ input, output }) => {
      appendFileSync("ran", "count " + output + "\\n");
      writeFileSync(output, String(readFileSync(input, "utf8").length));
    },
  });
  pipeline.merge({
    name: "all", input: counted, output: "all",
    run: ({ input, output }) => {
      appendFileSync("ran", "all all\\n");
      writeFileSync(output, input.map((name) => readFileSync(name, "utf8")).join("\\n"));
    },
  });
  export default pipeline;
`;
// One of them too large to be read beside the jobs' own work.
const files = { "pipeline.ts": pipeline, "a.txt": "two\none\n", "b.txt": "word\n".repeat(60_000) };
const everything = ["all all", "count a.count", "count b.count", "sort a.sorted", "sort b.sorted"];

async function ran(project: Project, ...words: readonly string[]): Promise<string[]> {
  project.write({ ran: "" });
  const { code, stderr } = await project.pipefish("run", "-j", "2", ...words);
  assert.equal(code, 0, stderr);
  return project.lines("ran");
}

const byContents = ["--check", "contents"];

test("a touched or re-checked-out file costs a look into it, and no job", async (context) => {
  const project = new Project(context, files);
  assert.deepEqual(await ran(project, ...byContents), everything);
  project.write({
    "a.txt": project.read("a.txt"),
    "b.txt": project.read("b.txt"),
    "b.sorted": project.read("b.sorted"),
  });
  const { stdout } = await project.pipefish("why", "a.sorted", ...byContents);
  assert.match(stdout, /up to date/);
  assert.deepEqual(await ran(project, ...byContents), []);
  assert.deepEqual(await ran(project), [], "with history, too: receipts have the new times");
});

test("a job that makes the same files again stops the wave", async (context) => {
  const project = new Project(context, files);
  await ran(project, ...byContents);
  project.write({ "a.txt": "one\ntwo\n" });
  const { stdout } = await project.pipefish("why", "a.sorted", ...byContents);
  assert.match(stdout, /input a\.txt changed: what is in it is not as it was, its size is \(8 B\)/);
  assert.deepEqual(await ran(project, ...byContents), ["sort a.sorted"]);
  assert.deepEqual(await ran(project, ...byContents), []);
  assert.deepEqual(await ran(project), []);
});

test("the same goes for one process, and for tasks whose outputs are not known before", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
      import { Pipeline, suffix } from "pipefish";
      const pipeline = new Pipeline("parts");
      const parts = pipeline.split({
        name: "split", input: "in", output: "*.part",
        run: ({ input: [all] }) => {
          appendFileSync("ran", "split\\n");
          for (const line of readFileSync(all, "utf8").trim().split("\\n")) writeFileSync(line[0] + ".part", line);
        },
      });
      pipeline.transform({
        name: "part", input: parts, filter: suffix(".part"), output: ".done",
        run: ({ input, output }) => {
          appendFileSync("ran", "part " + output + "\\n");
          writeFileSync(output, readFileSync(input));
        },
      });
      await pipeline.run({ multiprocess: 1, check: "contents" });
    `,
    in: "a1\nb2\n",
  });
  const run = async (): Promise<string[]> => {
    project.write({ ran: "" });
    const { code, stderr } = await project.node("pipeline.ts");
    assert.equal(code, 0, stderr);
    return project.lines("ran");
  };
  assert.deepEqual(await run(), ["part a.done", "part b.done", "split"]);
  project.write({ in: "a1\nb3\n" });
  assert.deepEqual(await run(), ["part b.done", "split"]);
  assert.deepEqual(await run(), []);
});
