// What one job does, or what has to be done to it, is its own affair: it fails, in words that say why, others are not
// harmed, and nothing is left of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gone } from "../support/leftovers.ts";
import { type Ended, Project } from "../support/project.ts";

/** Jobs that never end by themselves, by what they do. */
const endless: Readonly<Record<string, string>> = {
  "a loop that lets nothing else run": "run: () => { for (;;); },",
  "a promise that never looks at its signal": "run: () => setTimeout(1e6),",
  "a function that ends when it is asked": "run: ({ signal }) => setTimeout(1e6, undefined, { signal }),",
  "a command that ignores SIGTERM":
    "run: async ({ $ }) => { await $`trap '' TERM; while true; do sleep 1000; done`; },",
  "a command whose child ignores SIGTERM":
    "run: async ({ $ }) => { await $`(trap '' TERM; sleep 1000) & sleep 1000`; },",
};
const endlessCommands: Readonly<Record<string, string>> = {
  "a shell line": 'command: "sleep 1000",',
  "a shell line that ignores SIGTERM": `command: "trap '' TERM; while true; do sleep 1000; done",`,
  "a shell line that ends well when it is asked": `command: "trap 'touch {output}; exit 0' TERM; sleep 1000 & wait",`,
  "a shell line with a grandchild": `command: "(trap '' TERM; sleep 1000) & sleep 1000",`,
};

/** A pipeline with a job that does not end, and perhaps others beside it. */
function endlessPipeline(does: string, innocents: number): string {
  return `
    import { writeFileSync } from "node:fs";
    import { setTimeout } from "node:timers/promises";
    import { Pipeline } from "pipefish";
    const pipeline = new Pipeline("apart");
    pipeline.originate({ name: "endless", output: "never", timeoutMs: 500, ${does} });
    pipeline.originate({
      name: "innocent",
      output: ${JSON.stringify(Array.from({ length: innocents }, (_, i) => `${i}.out`))},
      run: ({ output }) => writeFileSync(output, "good"),
    });
    await pipeline.run({ multiprocess: ${innocents + 1}, graceMs: 300, onError: "continue" });
  `;
}

async function endsInTime(project: Project): Promise<Ended> {
  const running = project.start(["pipeline.ts"], { PIPEFISH_TEST: project.directory });
  const ended = await running.ended;
  assert.equal(ended.code, 1, ended.stderr);
  assert.match(ended.stderr, /ended +it ran longer than 0\.5s, after/);
  assert.match(ended.stderr, /1 failed/);
  await gone(project);
  return ended;
}

for (const innocents of [0, 4]) {
  for (const [what, does] of Object.entries({ ...endless, ...endlessCommands })) {
    test(`${what} fails when its time is over, ${innocents === 0 ? "alone" : "and harms no other job"}`, async (context) => {
      const project = new Project(context, { "pipeline.ts": endlessPipeline(does, innocents) });
      await endsInTime(project);
      for (let i = 0; i < innocents; i += 1) assert.equal(project.read(`${i}.out`), "good");
    });
  }
}

test("a job that is in time is left alone", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("quick");
      const quick = pipeline.parallel({
        name: "quick",
        timeoutMs: 30_000,
        params: [[1], [2], [3]],
        run: ({ params: [n], signal }) => [n, signal.aborted],
      });
      const summary = await pipeline.run({ multiprocess: 2 });
      console.log([...summary.results(quick)].join(" "));
    `,
  });
  assert.equal((await project.node("pipeline.ts")).stdout, "1,false 2,false 3,false\n");
});

test("a job whose worker is killed is tried again, and told which try it is", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { writeFileSync } from "node:fs";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("again");
      pipeline.originate({
        name: "shot",
        output: ["a", "b"],
        retries: { count: 2, delayMs: 0 },
        run: ({ output, attempt }) => {
          if (output === "a" && attempt < 3) process.kill(process.pid, "SIGKILL");
          writeFileSync(output, String(attempt));
        },
      });
      await pipeline.run({ multiprocess: 2 });
    `,
  });
  const { code, stderr } = await project.node("pipeline.ts");
  assert.equal(code, 0, stderr);
  assert.equal(project.read("a"), "3");
  assert.equal(project.read("b"), "1");
  assert.match(stderr, /↻ shot .*→ a {2}its process was ended by SIGKILL.*; try 2 in 0\.00s/);
  assert.match((await project.node("pipeline.ts")).stderr, /up to date/);
});

test("a job that fails on its last try too has failed, and says how often it was tried", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("never");
      pipeline.originate({ name: "bad", output: "x", retries: { count: 1, delayMs: 0 }, command: "echo once >> tries; false" });
      await pipeline.run({ multiprocess: 2 });
    `,
  });
  const { code, stderr } = await project.node("pipeline.ts");
  assert.equal(code, 1);
  assert.equal(project.read("tries"), "once\nonce\n");
  assert.match(stderr, /its command ended with exit code 1, after .*, on try 2 of 2/);
});

for (const multiprocess of [1, 2]) {
  test(`the environment of a task is that of its jobs alone, with ${multiprocess} at a time`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": `
        import { Pipeline } from "pipefish";
        const pipeline = new Pipeline("surroundings");
        const look = async ({ $ }) => [process.pid, process.env.OWN, process.env.GIVEN, await $\`echo $OWN-\\\${GIVEN-none}\`.text()];
        const rows = { params: [[1]] };
        const before = pipeline.parallel({ name: "before", ...rows, run: look });
        const within = pipeline.parallel({ name: "within", follows: before, ...rows, env: { OWN: "own", GIVEN: undefined }, run: look });
        const after = pipeline.parallel({ name: "after", follows: within, ...rows, run: look });
        pipeline.originate({ name: "line", output: "line", env: { OWN: "own", GIVEN: undefined }, command: "echo $OWN-\${GIVEN-none} > {output}" });
        const summary = await pipeline.run({ multiprocess: ${multiprocess} });
        const [[pid, ...a]] = summary.results(before), [[sameToo, ...b]] = summary.results(within), [[same, ...c]] = summary.results(after);
        console.log(JSON.stringify([a, b, c, pid === same && same === sameToo]));
      `,
    });
    const running = project.start(["pipeline.ts"], { OWN: "", GIVEN: "given" });
    const { stdout, stderr } = await running.ended;
    const outside = ["", "given", "-given"];
    assert.deepEqual(JSON.parse(stdout), [outside, ["own", null, "own-none"], outside, true], stderr);
    assert.equal(project.read("line"), "own-none\n");
  });

  test(`each job of a fresh task has a process that no other job was in, with ${multiprocess} at a time`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": `
        import { Pipeline } from "pipefish";
        const pipeline = new Pipeline("new");
        const params = [[1], [2], [3], [4]];
        const run = () => process.pid;
        const fresh = pipeline.parallel({ name: "fresh", fresh: true, params, run });
        const used = pipeline.parallel({ name: "used", params, run });
        const summary = await pipeline.run({ multiprocess: ${multiprocess} });
        const [own, others] = [fresh, used].map((task) => new Set(summary.results(task)));
        console.log(own.size, [...others, process.pid].filter((pid) => own.has(pid) && (pid !== process.pid || others.has(pid))).length);
      `,
    });
    const { stdout, stderr } = await project.node("pipeline.ts");
    assert.equal(stdout, "4 0\n", stderr);
  });
}

test("a number or a record that cannot be meant is refused before anything runs", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("mistaken");
      const job = { output: "x", command: "touch x" };
      pipeline.originate({ ...job, name: "a", retries: -1 });
      pipeline.originate({ ...job, name: "b", retries: { count: 1, delay: 5 } });
      pipeline.originate({ ...job, name: "c", timeoutMs: 2 ** 31 });
      pipeline.originate({ ...job, name: "d", env: { "A=B": "c" } });
      pipeline.originate({ ...job, name: "e", fresh: "yes" });
      await pipeline.run();
    `,
  });
  const { stderr, code } = await project.node("pipeline.ts");
  assert.equal(code, 2);
  for (const option of ["retries", "retries", "timeoutMs", "env", "fresh"])
    assert.match(stderr, new RegExp(`error\\[bad-option\\]: '${option}' is `));
  assert.deepEqual(project.files(), ["pipeline.ts"]);
});

test("a time that is longer than a timer of Node runs is refused, for it would be over at once", async (context) => {
  const project = new Project(context, {
    "tasks.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("patient");
      const job = { output: "x", command: "touch x" };
      pipeline.originate({ ...job, name: "a", retries: { count: 1, delayMs: 2 ** 31 } });
      pipeline.originate({ ...job, name: "b", retries: { count: 1, maxDelayMs: 2 ** 31 } });
      await pipeline.run();
    `,
    "run.ts": `
      import { Pipeline } from "pipefish";
      await new Pipeline("patient").run({ graceMs: 2 ** 31 });
    `,
  });
  const tasks = await project.node("tasks.ts");
  assert.equal(
    tasks.stderr.match(/'retries' is .*, with times of at most 2147483647\n/g)?.length,
    2,
    tasks.stderr,
  );
  const run = await project.node("run.ts");
  assert.match(run.stderr, /'graceMs' is a whole number from 0 to 2147483647\n/);
});

for (const jobs of ["1", "2"]) {
  test(`a job that runs a pipeline itself fails, and is told so (-j ${jobs})`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": `
        import { writeFileSync } from "node:fs";
        import { Pipeline } from "pipefish";
        const inner = new Pipeline("inner");
        inner.originate({ name: "a", output: "a", command: "touch a" });
        const pipeline = new Pipeline("outer");
        const run = async ({ output }) => {
          if (output === "runs") await inner.run();
          if (output === "asks") await inner.cli();
          writeFileSync(output, "");
        };
        pipeline.originate({ name: "work", output: ["runs", "asks", "fine"], run });
        export default pipeline;
      `,
    });
    const { code, stderr } = await project.pipefish("run", "-j", jobs, "--on-error", "continue");
    assert.equal(code, 1);
    assert.equal(stderr.match(/PipelineError: error\[run-in-job\]: .*'inner'/g)?.length, 2, stderr);
    assert.deepEqual(project.files(), ["fine", "pipeline.ts"]);
  });
}
