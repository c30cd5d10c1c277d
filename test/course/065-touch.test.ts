// Files that are touched, and a history that is made anew, in place of running.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Project } from "../support/project.ts";

const pipeline = `
import { Pipeline, suffix, touchFile } from "pipefish";
const pipeline = new Pipeline("p");
const make = pipeline.originate({
  name: "make",
  output: ["d/a.x", "d/b.x"],
  mkdir: "d",
  postTask: touchFile("made.flag"),
  run: () => { throw new Error("a function was called"); },
});
const each = pipeline.transform({ name: "each", input: make, filter: suffix(".x"), output: ".y", command: "false" });
pipeline.merge({ name: "all", input: each, output: "all", command: "cat {input} > {output}" });
const [touch, ...more] = process.argv.slice(2);
const options = { touch: touch === "history" ? touch : touch === "true", multiprocess: 2, targets: more.length > 0 ? more : undefined };
const { jobs } = await pipeline.run({ reporter: "silent", ...options });
console.log(JSON.stringify([jobs.done, jobs.fresh, jobs.skipped]));
`;

async function run(project: Project, ...words: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await project.node("pipeline.ts", ...words);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

function made(context: TestContext, files: Readonly<Record<string, string>> = {}): Project {
  return new Project(context, { "pipeline.ts": pipeline, ...files });
}

test("touching makes what jobs would make, calls none of them, and leaves the next run nothing to do", async (context) => {
  const project = made(context);
  assert.deepEqual(await run(project, "true"), [5, 0, 0]);
  assert.deepEqual(project.files(), ["all", "d/a.x", "d/a.y", "d/b.x", "d/b.y", "made.flag", "pipeline.ts"]);
  assert.deepEqual(await run(project, "false"), [0, 5, 0]);
  assert.deepEqual(await run(project, "true"), [0, 5, 0]);
});

test("a run that touches says of each task that its jobs are to be touched", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("p");
      pipeline.originate({ name: "make", output: "a", command: "false" });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run", "--touch-files-only");
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^make: 1 job to touch$/m);
  assert.doesNotMatch(stderr, /to run/);
});

test("what is edited after it was touched runs, and what is below it", async (context) => {
  const project = made(context);
  await run(project, "true");
  project.write({ "d/b.y": "edited" });
  assert.deepEqual(await run(project, "true"), [2, 3, 0]);
  assert.equal(project.read("d/b.y"), "edited");
});

test("a history is made anew from the files that are there, and from no others", async (context) => {
  const files = { "d/a.x": "", "d/b.x": "", "d/a.y": "a", all: "all" };
  const project = made(context, files);
  assert.deepEqual(await run(project, "history"), [3, 0, 2]);
  assert.deepEqual(project.files(), ["all", "d/a.x", "d/a.y", "d/b.x", "pipeline.ts"], "nothing is touched");
  assert.deepEqual(await run(project, "false", "make"), [0, 2, 0]);
  project.write({ "d/b.y": "b" });
  assert.deepEqual(await run(project, "history"), [5, 0, 0]);
  assert.deepEqual(await run(project, "false"), [0, 5, 0]);
  project.write({ "d/a.y": "edited" });
  const failed = await project.node("pipeline.ts", "false");
  assert.match(failed.stderr, /'each' -> d\/a\.y/);
});

test("a run that makes the history anew tells what it does, and what it warns of", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline, suffix } from "pipefish";
      const pipeline = new Pipeline("warned");
      pipeline.originate({ name: "make", output: "a", command: "touch {output}" });
      pipeline.transform({ name: "none", input: "a", filter: suffix(".b"), output: ".c", command: "false" });
      export default pipeline;
    `,
    a: "",
  });
  const { code, stderr } = await project.pipefish("run", "--recreate-database");
  assert.equal(code, 0);
  assert.match(stderr, /^warning\[no-match\]: /);
  assert.match(stderr, /\nwarned: 1 job to record as done, none is run\n {2}to record: make\n/);
  assert.match(stderr, /\nwarned: done in \S+: 1 done, 1 warning\n$/);
});

test("touching where a directory lacks fails, and says which", async (context) => {
  const text = pipeline.replace('mkdir: "d",', "");
  const project = new Project(context, { "pipeline.ts": text });
  const { code, stderr } = await project.node("pipeline.ts", "true");
  assert.equal(code, 1);
  assert.match(stderr, /an output cannot be touched: ENOENT.*'d\/a\.x'/);
});

test("a run that touches many files hears Ctrl-C, and what it did is kept", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("many");
      const output = Array.from({ length: 2000 }, (_, i) => "d/" + i);
      pipeline.originate({ name: "make", output, mkdir: "d", run: () => 1 });
      let ended = 0;
      const on = (event) => {
        if (event.kind === "job-done" && (ended += 1) === 150) process.kill(process.pid, "SIGINT");
      };
      const touch = process.argv[2] === "true";
      const { jobs } = await pipeline.run({ touch, reporter: { on } }).catch((error) => error.summary);
      console.log(JSON.stringify(jobs));
    `,
  });
  const { stdout, stderr } = await project.node("pipeline.ts", "true");
  const jobs = JSON.parse(stdout) as { done: number; skipped: number };
  assert.ok(jobs.done >= 150 && jobs.skipped > 0, stderr);
  assert.equal(jobs.done + jobs.skipped, 2000);
  assert.equal(project.files("d").length, jobs.done);
});
