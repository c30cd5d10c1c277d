// What else can be done than run: clean, forget, touch.
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { test } from "node:test";
import { commandLine, Project } from "../support/project.ts";

const pipeline = `
  import { Pipeline, suffix } from "pipefish";
  const pipeline = new Pipeline("letters");
  pipeline.mkdir({ name: "place", output: "out" });
  const copy = pipeline.transform({
    name: "copy",
    input: "raw/*.txt",
    filter: suffix(".txt"),
    output: ".copy",
    outputDir: "out",
    follows: "place",
    command: "cp {input} {output}; [ -z \\"\${HANG:-}\\" ] || { touch hangs; sleep 100; }",
  });
  const parts = pipeline.split({ name: "parts", input: copy, output: "parts/*.part", mkdir: "parts", command: "touch parts/1.part parts/2.part" });
  pipeline.merge({ name: "all", input: [copy, parts], output: "all", command: "cat {input} > {output}" });
  export default pipeline;
`;

const raw = { "pipeline.ts": pipeline, "raw/a.txt": "a\n", "raw/b.txt": "b\n" };
const made = ["all", "out/a.copy", "out/b.copy", "parts/1.part", "parts/2.part"];
const given = ["pipeline.ts", "raw/a.txt", "raw/b.txt"];

async function pipefish(project: Project, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await project.pipefish(...words);
  assert.equal(code, 0, stderr);
  return stdout;
}

async function done(project: Project): Promise<void> {
  await pipefish(project, "run", "-j", "2");
  assert.deepEqual(project.files(), [...made, ...given].sort());
}

/** The jobs that would run, by task. */
async function stale(project: Project): Promise<Record<string, number>> {
  const { tasks } = JSON.parse(await pipefish(project, "plan", "--json")) as {
    tasks: { task: string; stale: number }[];
  };
  return Object.fromEntries(tasks.flatMap(({ task, stale: n }) => (n === 0 ? [] : [[task, n]])));
}

test("clean says what it would remove, and removes it when it is told to; the next run makes it again", async (context) => {
  const project = new Project(context, raw);
  await done(project);
  const said = await pipefish(project, "clean");
  assert.match(said, /^letters: 5 files and 1 directory, \d+ B would be removed; nothing is removed yet\n/);
  assert.match(said, /\n\nto remove them, give the flag --yes\n$/);
  await pipefish(project, "clean", "--yes", "--dry-run");
  assert.deepEqual(project.files(), [...made, ...given].sort());
  assert.match(
    await pipefish(project, "clean", "--yes"),
    /^letters: 5 files and 1 directory, \d+ B removed\n/,
  );
  assert.deepEqual(project.files(), given);
  assert.equal(await pipefish(project, "clean", "--yes"), "letters: there is nothing to remove\n");
  await done(project);
});

test("clean takes the files of some jobs, and leaves what somebody changed or put there", async (context) => {
  const project = new Project(context, raw);
  await done(project);
  project.write({ "out/a.copy": "edited", "out/mine.txt": "mine", "parts/mine.part": "mine" });
  const cleaning = JSON.parse(
    await pipefish(project, "clean", "pipeline.ts", "copy", "place", "--yes", "--json"),
  ) as {
    removed: { file: string }[];
    kept: { file: string; why: string }[];
  };
  assert.deepEqual(
    cleaning.removed.map(({ file }) => file),
    ["out/b.copy"],
  );
  assert.deepEqual(
    cleaning.kept.map(({ file, why }) => [file, why]),
    [
      ["out/a.copy", "changed"],
      ["out", "not-empty"],
    ],
  );
  await pipefish(project, "clean", "--yes");
  assert.deepEqual(project.files(), ["out/a.copy", "out/mine.txt", "parts/mine.part", ...given]);
});

test("clean never follows a link to what is not its own", async (context) => {
  const project = new Project(context, {
    "raw/a.txt": "a\n",
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("links");
      pipeline.merge({ name: "link", input: "raw/a.txt", output: "a.link", command: "touch raw/new; ln -s raw/new a.link" });
      pipeline.merge({ name: "alias", input: "raw/a.txt", output: "alias/a.txt", command: "true" });
      export default pipeline;
    `,
  });
  symlinkSync("raw", project.path("alias"));
  await pipefish(project, "run", "-j", "1");
  const { removed, kept } = JSON.parse(await pipefish(project, "clean", "--yes", "--json")) as Record<
    string,
    object[]
  >;
  assert.deepEqual(
    [removed?.length, kept],
    [1, [{ file: "alias/a.txt", task: "links::alias", why: "source" }]],
  );
  assert.equal(project.read("raw/a.txt"), "a\n");
  assert.equal(project.read("raw/new"), "");
  assert.deepEqual(
    project.files().filter((name) => name === "a.link"),
    [],
  );
});

test("nothing is cleaned or forgotten while a run goes on, and a dry run is allowed", async (context) => {
  const project = new Project(context, raw);
  const running = project.start([commandLine, "run", "-j", "2"], { HANG: "yes" });
  for (let turn = 0; !project.files().includes("hangs"); turn += 1) {
    assert.ok(turn < 4000, "no job began");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  for (const words of [
    ["clean", "--yes"],
    ["forget", "--all"],
  ]) {
    const { code, stderr } = await project.pipefish(...words);
    assert.equal(code, 2);
    assert.match(stderr, /^error\[history-in-use\]/);
  }
  await pipefish(project, "clean");
  running.kill("SIGINT");
  await running.ended;
});

test("a clean that was cut off between files and receipts is made good by the next one, or by a run", async (context) => {
  const project = new Project(context, raw);
  await done(project);
  for (const name of ["out/a.copy", "all"]) project.remove(name);
  assert.deepEqual(await stale(project), { copy: 1, parts: 1, all: 1 });
  await pipefish(project, "clean", "--yes");
  assert.deepEqual(project.files(), given);
  await done(project);
});

test("forget makes jobs run again and touches no file", async (context) => {
  const project = new Project(context, raw);
  await done(project);
  assert.equal(
    await pipefish(project, "forget", "pipeline.ts", "out/a.copy", "all"),
    "letters: 2 jobs are forgotten; they run again\n",
  );
  assert.deepEqual(await stale(project), { copy: 1, parts: 1, all: 1 });
  assert.deepEqual(project.files(), [...made, ...given].sort());
  const told = JSON.parse(await pipefish(project, "forget", "--all", "--json")) as { forgotten: object[] };
  assert.equal(told.forgotten.length, 3);
  assert.equal(await pipefish(project, "forget", "--all"), "letters: nothing was recorded\n");
  const { code, stderr } = await project.pipefish("forget");
  assert.deepEqual(
    [code, stderr],
    [2, "error: say which jobs: pipefish forget pipeline.ts <job>…, or --all\n"],
  );
});

test("touch counts jobs as done: all, those of tasks with what they need, or one", async (context) => {
  const project = new Project(context, raw);
  await done(project);
  project.write({ "raw/a.txt": "other", "raw/b.txt": "other" });
  await pipefish(project, "touch", "pipeline.ts", "out/a.copy");
  assert.deepEqual(await stale(project), { copy: 1, parts: 1, all: 1 });
  await pipefish(project, "touch", "pipeline.ts", "copy");
  assert.deepEqual(await stale(project), { parts: 1, all: 1 });
  await pipefish(project, "touch");
  assert.deepEqual(await stale(project), {});
  assert.equal(project.read("out/a.copy"), "a\n", "no job ran");
  assert.match((await project.pipefish("touch", "pipeline.ts", "nix")).stderr, /^error\[unknown-job\]/);
});

test("what was touched is not cleaned: no job proves to have made it", async (context) => {
  const project = new Project(context, raw);
  await pipefish(project, "touch");
  await pipefish(project, "clean", "--yes");
  assert.ok(project.files().includes("out/a.copy"));
});

test("a script can do all of it", async (context) => {
  const project = new Project(context, {
    ...raw,
    "script.ts": `
      import pipeline from "./pipeline.ts";
      await pipeline.run({ multiprocess: 2, reporter: "silent" });
      const [run] = pipeline.history();
      console.log(run.outcome, pipeline.pastJobs(run.run).length, pipeline.why("all").jobs.length);
      console.log(pipeline.clean().removed.length, pipeline.forget({ jobs: "all" }).length);
      console.log(pipeline.clean({ dryRun: false }).removed.length, pipeline.plan().tasks.length);
      try { pipeline.clean({ dryrun: false }); } catch (error) { console.log(error.message); }
    `,
  });
  const { stdout, stderr } = await project.node("script.ts");
  assert.equal(stderr, "");
  assert.equal(
    stdout,
    "done 5 1\n6 1\n5 4\nerror[unknown-option]: clean has no option 'dryrun'\n  hint  did you mean 'dryRun'?\n",
  );
});
