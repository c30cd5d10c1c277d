// Outputs that appear all at once, or not at all.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { noted } from "../../src/executors/stage-journal.ts";
import { gone } from "../support/leftovers.ts";
import { commandLine, Project } from "../support/project.ts";

const head = `
  import { existsSync, readFileSync, writeFileSync } from "node:fs";
  import { dirname } from "node:path";
  import { Pipeline, suffix } from "pipefish";
`;

/** Directories in which outputs are being made. */
function stages(project: Project): string[] {
  // What is linked in node_modules may lead round in circles.
  return readdirSync(project.directory, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules")
    .flatMap((entry) => [
      entry.name,
      ...(entry.isDirectory() ? readdirSync(project.path(entry.name), { recursive: true }) : []).map((name) =>
        join(entry.name, String(name)),
      ),
    ])
    .filter((name) => name.includes(".pipefish-tmp-"));
}

/** A pipeline in which each way to make files has a task. Each fails if \`fail\` is there, with its outputs half made. */
const everyWay = `${head}
  const pipeline = new Pipeline("ways", { atomic: true });
  pipeline.transform({
    name: "function", input: "in", filter: suffix("in"), output: ["out/f.1", "f.2"],
    run: ({ output: [one, two] }) => {
      writeFileSync(one, "one");
      if (existsSync("fail")) throw new Error("half way");
      writeFileSync(two, "two");
      writeFileSync(one + ".index", "index");
    },
  });
  pipeline.transform({
    name: "shell", input: "in", filter: suffix("in"), output: { a: "out/s.1", b: "s.2" },
    run: async ({ output, $ }) => {
      await $\`echo one > \${output.a}; test ! -e fail; echo two > \${output.b}\`;
    },
  });
  pipeline.transform({
    name: "command", input: "in", filter: suffix("in"), output: "out/c.txt",
    command: "cat {input} > {output}; test ! -e fail",
  });
  pipeline.originate({
    name: "with env", output: ["out/e.txt"], env: { X: "x" },
    command: "echo $X > {output}; test ! -e fail",
  });
  const parts = pipeline.split({
    name: "split", input: "in", output: "parts/*.part",
    run: ({ input: [all], output: [pattern] }) => {
      const words = readFileSync(all, "utf8").trim().split(" ");
      for (const word of words) writeFileSync(pattern.replace("*", word), word);
      if (existsSync("fail")) throw new Error("half way");
    },
  });
  pipeline.merge({
    name: "alone", input: parts, output: "out/all", fresh: true,
    run: ({ input, output }) => writeFileSync(output, input.join(" ")),
  });
  pipeline.parallel({ name: "rows", params: [[1]], run: () => undefined });
  pipeline.mkdir({ name: "made", output: "made" });
  export default pipeline;
`;
const made = {
  "out/f.1": "one",
  "out/f.1.index": "index",
  "f.2": "two",
  "out/s.1": "one\n",
  "s.2": "two\n",
  "out/c.txt": "a b\n",
  "out/e.txt": "x\n",
  "parts/a.part": "a",
  "parts/b.part": "b",
  "out/all": "parts/a.part parts/b.part",
};

for (const slots of ["1", "3"])
  test(`whatever makes files makes all of them or none, with ${slots} at once`, async (context) => {
    const project = new Project(context, { "pipeline.ts": everyWay, in: "a b\n", fail: "" });
    const broken = await project.pipefish("run", "-j", slots, "--on-error", "continue");
    assert.equal(broken.code, 1);
    assert.deepEqual(project.files(), ["fail", "in", "pipeline.ts"]);
    assert.deepEqual(stages(project), []);

    project.remove("fail");
    const { code, stderr } = await project.pipefish("run", "-j", slots);
    assert.equal(code, 0, stderr);
    assert.deepEqual(project.files(), [...Object.keys(made), "in", "pipeline.ts"].sort());
    for (const [name, text] of Object.entries(made)) assert.equal(project.read(name), text);
    assert.deepEqual(stages(project), []);
    const again = await project.pipefish("plan");
    assert.match(again.stdout, /^ways: 1 of 8 jobs would run\n/);
  });

test("parts of an earlier run that a split does not make again are gone with it", async (context) => {
  const project = new Project(context, { "pipeline.ts": everyWay, in: "a b\n" });
  await project.pipefish("run", "-j", "2", "-T", "alone");
  project.write({ in: "b c d\n" });
  const { code, stderr } = await project.pipefish("run", "-j", "2", "-T", "alone");
  assert.equal(code, 0, stderr);
  assert.equal(project.read("out/all"), "parts/b.part parts/c.part parts/d.part");
  assert.equal(existsSync(project.path("parts/a.part")), false);
});

test("files of the user that match a pattern stay, and the split is up to date beside them", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `${head}
      const pipeline = new Pipeline("zz", { atomic: true });
      pipeline.split({
        name: "sp", input: "big.txt", output: ["*.csv"],
        command: "for i in $(cat {input}); do echo $i > $(dirname {output[0]})/$i.csv; done; test ! -e fail",
      });
      export default pipeline;
    `,
    "big.txt": "1 2\n",
    "accounts.csv": "mine",
  });
  await project.pipefish("run");
  assert.equal(project.read("accounts.csv"), "mine");
  assert.match((await project.pipefish("plan")).stdout, /up to date|0 of 1/);
  // A run that fails in between changes nothing: the job still knows what it made.
  project.write({ "big.txt": "2 3\n", fail: "" });
  assert.equal((await project.pipefish("run")).code, 1);
  project.remove("fail");
  await project.pipefish("run");
  const made = project.files().filter((name) => name.endsWith(".csv"));
  assert.deepEqual(made, ["2.csv", "3.csv", "accounts.csv"]);
});

test("a split is up to date whatever the order of its files and those of others, and by whatever patterns they match", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `${head}
      const pipeline = new Pipeline("zz", { atomic: true });
      pipeline.split({
        name: "sp", input: "big.txt", output: ["*.csv", "m*.csv"],
        command: "for i in a m z; do echo $i > $(dirname {output[0]})/$i.csv; done",
      });
      export default pipeline;
    `,
    "big.txt": "",
    "b.csv": "mine",
    "mine.csv": "mine",
  });
  await project.pipefish("run");
  const { stdout } = await project.pipefish("plan");
  assert.match(stdout, /everything is up to date/);
});

test("what a split made before goes also when its files were touched in between", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `${head}
      const pipeline = new Pipeline("zz", { atomic: true });
      pipeline.split({
        name: "sp", input: "big.txt", output: "*.csv",
        command: "for i in $(cat {input}); do echo $i > $(dirname {output})/$i.csv; done",
      });
      export default pipeline;
    `,
    "big.txt": "1 2 3\n",
    "mine.csv": "",
  });
  const run = (): Promise<unknown> => project.pipefish("run", "--check", "contents");
  await run();
  await project.shell("touch big.txt 3.csv");
  await run();
  project.write({ "big.txt": "1 2\n" });
  await run();
  const made = project.files().filter((name) => name.endsWith(".csv"));
  assert.deepEqual(made, ["1.csv", "2.csv", "mine.csv"]);
});

test("a directory is not lost when the run is killed between taking it out of the way and putting the new one there", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `${head}
      const pipeline = new Pipeline("zz");
      pipeline.originate({
        name: "store", output: "store", atomic: true,
        command: "mkdir {output}; cp text {output}/text; test ! -e fail",
      });
      export default pipeline;
    `,
    "kill.mjs": `
      import fs from "node:fs";
      import { syncBuiltinESMExports } from "node:module";
      const rename = fs.renameSync;
      fs.renameSync = (from, to) => {
        if (to.endsWith("/store")) process.kill(process.pid, "SIGKILL");
        rename(from, to);
      };
      syncBuiltinESMExports();
    `,
    text: "old",
  });
  await project.pipefish("run");
  project.write({ text: "new", "store/touched": "" });
  const { signal } = await project.start(["--import", "./kill.mjs", commandLine, "run"]).ended;
  assert.equal(signal, "SIGKILL");
  assert.equal(existsSync(project.path("store")), false);
  project.write({ fail: "" });
  assert.equal((await project.pipefish("run")).code, 1);
  assert.equal(project.read("store/text"), "new");
});

test("what was to be put in place when a run was killed is there for whichever pipeline reads it next", async (context) => {
  const project = new Project(context, {
    "reader.ts": `${head}
      const pipeline = new Pipeline("reader");
      pipeline.merge({ name: "read", input: "store/text", output: "read", command: "cp {input} {output}" });
      export default pipeline;
    `,
    ".pipefish-tmp-1/store/text": "new",
    ".pipefish-tmp-1/.pipefish-tmp-1-1/text": "old",
  });
  const [from, to] = [project.path(".pipefish-tmp-1/store"), project.path("store")];
  const entry = {
    host: hostname(),
    directories: [project.path(".pipefish-tmp-1")],
    moves: [noted({ from, to })],
  };
  project.write({ [`.pipefish/stages/${spawnSync("true").pid}-1.json`]: JSON.stringify(entry) });
  const { code, stderr } = await project.pipefish("run", "reader.ts");
  assert.equal(code, 0, stderr);
  assert.equal(project.read("read"), "new");
});

test("a job that does not write where it is told has failed, and is told so", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `${head}
      const pipeline = new Pipeline("deaf");
      pipeline.originate({ name: "deaf", output: "out.txt", atomic: true, command: "echo > out.txt" });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run");
  assert.equal(code, 1);
  assert.match(stderr, /it ended without making 'out\.txt'/);
  assert.match(stderr, /write to the names that the job receives as 'output'/);
});

test("a task can say otherwise than its pipeline, and a clone is as its original", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `${head}
      const half = ({ task, output, runtimeData }) => {
        writeFileSync(output, dirname(output) === "." ? "in its place" : "on a stage");
      };
      const pipeline = new Pipeline("original", { atomic: true });
      pipeline.originate({ name: "yes", output: "yes", run: half });
      pipeline.originate({ name: "no", output: "no", atomic: false, run: half });
      const clone = pipeline.clone("clone");
      clone.setHeadTasks([clone.task("yes")]);
      clone.setOutput({ output: "cloned" });
      clone.originate({ name: "more", output: "more", run: half });
      await clone.run({ targets: ["yes", "no", "more"] });
    `,
  });
  const { code, stderr } = await project.node("pipeline.ts");
  assert.equal(code, 0, stderr);
  const [cloned, no, more] = ["cloned", "no", "more"].map((name) => project.read(name));
  assert.deepEqual([cloned, no, more], ["on a stage", "in its place", "on a stage"]);
});

test("what a run that was killed was making is gone after the next run", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `${head}
      const pipeline = new Pipeline("slow");
      pipeline.originate({
        name: "slow", output: ["a.out", "b.out"], atomic: true,
        command: "echo half > {output}; touch {task}.begun; test -e go || sleep 600; echo whole > {output}",
      });
      export default pipeline;
    `,
  });
  const running = project.start([commandLine, "run", "-j", "2"]);
  while (!existsSync(project.path("slow.begun")) || stages(project).length < 4)
    await new Promise((resolve) => setTimeout(resolve, 5));
  running.kill("SIGKILL");
  await running.ended;
  await gone(project);
  assert.deepEqual(
    project.files().filter((name) => /^[ab]\.out$/.test(name)),
    [],
  );
  assert.notDeepEqual(stages(project), []);

  project.write({ go: "" });
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0, stderr);
  assert.deepEqual([project.read("a.out"), project.read("b.out")], ["whole\n", "whole\n"]);
  assert.deepEqual(stages(project), []);
});

test("without it, what a job leaves half made stays, and is not taken for done", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": everyWay.replace(", { atomic: true }", "").replace('"out/c.txt"', '"c.txt"'),
    in: "a b\n",
    fail: "",
  });
  const broken = await project.pipefish("run", "-j", "2", "-T", "command");
  assert.equal(broken.code, 1);
  assert.equal(project.read("c.txt"), "a b\n");
  const { stdout } = await project.pipefish("why", "c.txt");
  assert.match(stdout, /its end is not recorded: it failed or was killed/);
});
