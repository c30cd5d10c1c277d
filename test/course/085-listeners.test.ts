// Reporters, loggers and log files that fail, and errors that nobody catches: none of them takes anything else with it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Project } from "../support/project.ts";

/** A script that makes two files, with these options of its run. */
function script(options: string, after = ""): string {
  return `
    import { Pipeline } from "pipefish";
    const pipeline = new Pipeline("told");
    pipeline.originate({ name: "make", output: ["a", "b"], command: "echo > {output}" });
    const { jobs } = await pipeline.run({ multiprocess: 2, ${options} });
    console.log(jobs.done);
    ${after}
  `;
}

for (const [what, options, name] of [
  ["a reporter that throws", 'reporter: { on: () => { throw new Error("broken") } }', "reporter"],
  ["a reporter that rejects", 'reporter: { on: async () => { throw new Error("broken") } }', "reporter"],
  [
    "a reporter that throws at its end",
    'reporter: { on: () => {}, close: () => { throw new Error("broken") } }',
    "reporter",
  ],
  [
    "a logger that throws",
    'reporter: "silent", logger: { info: () => { throw new Error("broken") }, warn() {}, error() {} }',
    "logger",
  ],
  [
    "a logger that rejects",
    'reporter: "silent", logger: { info: async () => { throw new Error("broken") }, warn() {}, error() {} }',
    "logger",
  ],
] as const) {
  test(`${what} harms no run, and is told of once`, async (context) => {
    const project = new Project(context, { "pipeline.ts": script(options) });
    const { code, stdout, stderr } = await project.node("pipeline.ts");
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "2\n");
    assert.equal(stderr.match(new RegExp(`Warning: '${name}' failed: broken`, "g"))?.length, 1, stderr);
  });
}

test("a logger that fails is told of among what the run shows", async (context) => {
  const logger = '{ info: () => Promise.reject("no disk"), warn() {}, error() {} }';
  const project = new Project(context, { "pipeline.ts": script(`logger: ${logger}`) });
  const { code, stderr } = await project.node("pipeline.ts");
  assert.equal(code, 0);
  assert.equal(stderr.match(/warning\[reporter-failed\]: 'logger' failed: no disk\n/g)?.length, 1, stderr);
});

test("a log file that cannot be written any more is told of, whatever the run does", async (context) => {
  const project = new Project(context, { "pipeline.ts": script('reporter: "lines"') });
  const failed =
    /warning\[reporter-failed\]: the log file '\/dev\/full' cannot be written: ENOSPC[\s\S]*told: .*\n$/;
  for (const words of [[], [], ["--recreate-database"]]) {
    const { code, stderr } = await project.pipefish("run", "-L", "/dev/full", ...words);
    assert.equal(code, 0);
    assert.match(stderr, failed);
  }
  const json = await project.pipefish(
    "run",
    "-L",
    "/dev/full",
    "--forced-tasks",
    "make",
    "--reporter",
    "json",
  );
  const events = json.stderr.split("\n").map((line) => /"event":"([^"]+)"/.exec(line)?.[1]);
  assert.deepEqual(events.slice(0, 2), ["run-started", "problem"]);
});

/** A script in which a run fails, and is caught; then something more goes wrong. */
function caught(after: string): string {
  return `
    import { Pipeline } from "pipefish";
    const pipeline = new Pipeline("caught");
    pipeline.originate({ name: "bad", output: "x", command: "exit 3" });
    for (const _ of [1, 2]) await pipeline.run({ reporter: "silent" }).catch(() => undefined);
    ${after}
  `;
}

test("after a failed run that was caught, other errors are told by Node, at their own place", async (context) => {
  const project = new Project(context, {
    "thrown.ts": caught('throw new TypeError("mine");'),
    "rejected.ts": caught('void Promise.reject(new TypeError("mine")); setInterval(() => {}, 1000);'),
    "heard.ts": caught(
      'process.on("uncaughtException", (error) => console.log("heard", error.message)); await pipeline.run();',
    ),
  });
  const thrown = await project.node("thrown.ts");
  assert.equal(thrown.code, 1);
  assert.match(thrown.stderr, /^file:\S+thrown\.ts:6\n {4}throw new TypeError\("mine"\);\n {10}\^\n/);
  const rejected = await project.node("rejected.ts");
  assert.equal(rejected.code, 1);
  assert.match(rejected.stderr, /rejected\.ts:6\n[\s\S]*TypeError: mine\n/);
  const heard = await project.node("heard.ts");
  assert.match(heard.stdout, /^heard error\[job-failed\]/, "who listens for errors is left to do so");
});

test("a run that nobody catches is told in its own words, also after one that was caught", async (context) => {
  const project = new Project(context, { "again.ts": caught('await pipeline.run({ reporter: "silent" });') });
  const { code, stderr } = await project.node("again.ts");
  assert.equal(code, 1);
  assert.equal(
    stderr,
    "error[job-failed]: 1 job of 1 failed\n  job  'bad' -> x: the command failed with exit code 3\n",
  );
});

test("with a reporter of its own, a script that ends in cli() is told why it failed", async (context) => {
  const text = caught("await pipeline.cli({ reporter: { on: () => {} } });");
  const project = new Project(context, { "own.ts": text });
  const { code, stderr } = await project.node("own.ts");
  assert.equal(code, 1);
  assert.match(stderr, /^error\[job-failed\]: 1 job of 1 failed\n/);
});
