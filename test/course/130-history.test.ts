// Runs that were, told from the history.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gone } from "../support/leftovers.ts";
import { commandLine, Project } from "../support/project.ts";

const pipeline = `
  import { Pipeline, suffix } from "pipefish";
  const pipeline = new Pipeline("letters");
  const make = pipeline.originate({ name: "make", output: ["a.txt", "b.txt"], command: "echo {output} > {output}" });
  pipeline.transform({
    name: "copy",
    input: make,
    filter: suffix(".txt"),
    output: ".out",
    retries: 1,
    run: async ({ input, output, $ }) => {
      if (process.env.BAD === input) throw new Error("no good\\nat all");
      if (process.env.HANG === input) { await $\`touch hangs\`; await new Promise(() => setTimeout(() => 0, 100_000)); }
      await $\`cp \${input} \${output}\`;
    },
  });
  export default pipeline;
`;

interface Told {
  readonly runs: readonly { readonly run: number; readonly outcome: string; readonly jobs?: object }[];
  readonly jobs: readonly Readonly<Record<string, unknown>>[];
}

async function history(project: Project, ...words: string[]): Promise<Told> {
  const { code, stdout, stderr } = await project.pipefish("history", ...words, "--json");
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Told;
}

async function run(
  project: Project,
  environment: Readonly<Record<string, string>> = {},
): Promise<number | null> {
  const words = [commandLine, "run", "-j", "2"];
  return (await project.start(words, environment).ended).code;
}

test("history tells runs and their jobs, also those that failed, and not runs with nothing to do", async (context) => {
  const project = new Project(context, { "pipeline.ts": pipeline });
  assert.equal((await project.pipefish("history")).stdout, "letters: no run is recorded\n");
  assert.equal(await run(project, { BAD: "b.txt" }), 1);
  assert.equal(await run(project), 0);
  assert.equal(await run(project), 0);
  const zero = { total: 4, done: 0, fresh: 0, failed: 0, cancelled: 0, skipped: 0 };
  const { runs } = await history(project);
  assert.deepEqual(
    runs.map(({ run: number, outcome, jobs }) => [number, outcome, jobs]),
    [
      [2, "done", { ...zero, done: 1, fresh: 3 }],
      [1, "failed", { ...zero, done: 3, failed: 1 }],
    ],
  );
  const { jobs } = await history(project, "1");
  const told = jobs.map(({ task, file, outcome, attempt, failure }) => [
    task,
    file,
    outcome,
    attempt,
    failure,
  ]);
  assert.deepEqual(told.slice(0, 2).sort(), [
    ["letters::make", "a.txt", "done", 1, undefined],
    ["letters::make", "b.txt", "done", 1, undefined],
  ]);
  assert.deepEqual(told.slice(2), [
    ["letters::copy", "a.out", "done", 1, undefined],
    ["letters::copy", "b.out", "failed", 2, { kind: "threw", message: "no good\nat all" }],
  ]);
  const last = await project.pipefish("history", "last", "pipeline.ts");
  assert.match(
    last.stdout,
    /^letters: run 2, done\n\n {2}began .*\n {2}took .*\n {2}jobs {3}1 done, 3 up to date\n/,
  );
});

test("a run that was killed has no end, and its jobs that have none are told", async (context) => {
  const project = new Project(context, { "pipeline.ts": pipeline });
  const killed = project.start([commandLine, "run", "-j", "2"], { HANG: "b.txt" });
  for (let turn = 0; !project.files().includes("hangs"); turn += 1) {
    assert.ok(turn < 4000, "the job did not begin");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const going = await history(project);
  assert.deepEqual(
    going.runs.map(({ outcome }) => outcome),
    ["running"],
  );
  killed.kill("SIGKILL");
  await killed.ended;
  await gone(project);
  assert.match((await project.pipefish("history")).stdout, / killed\n$/);
  const { jobs } = await history(project, "last");
  const cut = jobs.filter(({ outcome }) => outcome === "unfinished").map(({ file }) => file);
  assert.ok(cut.includes("b.out"), JSON.stringify(jobs));
});

test("a run that there never was is a mistake", async (context) => {
  const project = new Project(context, { "pipeline.ts": pipeline });
  const { code, stderr } = await project.pipefish("history", "7");
  assert.equal(code, 2);
  assert.match(stderr, /^error\[unknown-run\]: the pipeline 'letters' has no run 7\n {2}hint /);
});
