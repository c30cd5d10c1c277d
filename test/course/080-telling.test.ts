// What is told of a run while it goes on: the log that all jobs share, levels of verbosity, and jobs that end the run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { commandLine, Project } from "../support/project.ts";

test("eight processes that log thousands of lines at once tear none of them, and each says whose it is", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("chorus");
      pipeline.parallel({
        name: "sing",
        params: Array.from({ length: 8 }, (_, i) => [i]),
        run: ({ params: [n], log }) => {
          for (let i = 0; i < 3000; i += 1) log.info(\`\${n}:\${i} \${"la ".repeat(20)}.\`);
        },
      });
      await pipeline.run({ multiprocess: 8, logFile: "logs/run.log" });
    `,
  });
  const { code, stderr } = await project.node("pipeline.ts");
  assert.equal(code, 0, stderr);
  const sung = new Map<string, number>();
  for (const line of project.read("logs/run.log").trimEnd().split("\n")) {
    assert.match(line, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info {2}\S/);
    const [, job, n, i] = /^\S+ info {2}sing job (\d+) \| (\d+):(\d+) (?:la ){20}\.$/.exec(line) ?? [];
    if (job === undefined || n === undefined) {
      assert.ok(!line.includes("la la"), line);
      continue;
    }
    assert.equal(Number(job), Number(n) + 1, "a line has the job that wrote it");
    assert.equal(Number(i), sung.get(n) ?? 0, "the lines of a job are in order");
    sung.set(n, Number(i) + 1);
  }
  assert.deepEqual([...sung.values()], Array(8).fill(3000));
});

/** A pipeline of two tasks whose jobs log. */
const logging = `
  import { writeFileSync } from "node:fs";
  import { Pipeline, suffix } from "pipefish";
  const pipeline = new Pipeline("talk");
  const words = pipeline.originate({
    name: "words",
    description: "Writes words",
    output: "a.txt",
    run: ({ output, log }) => {
      log.info("two\\nlines");
      console.log("printed");
      writeFileSync(output, "x");
    },
  });
  pipeline.transform({
    name: "check",
    input: words,
    filter: suffix(".txt"),
    output: ".ok",
    run: ({ output, log }) => {
      log.warn("no verbs");
      writeFileSync(output, "x");
    },
  });
  export default pipeline;
`;

/** A text without what differs from run to run: times, durations, the pids of processes. */
function settled(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "TIME")
    .replaceAll(/ *\b\d+\.\d+s/g, " 0s")
    .replaceAll(/\d+\.\d ms/g, "0 ms")
    .replaceAll(/worker \d+/g, "worker PID");
}

const firstRun = `\
TIME info  talk: 2 jobs to run, PLACES
TIME info    to run: words, check
TIME info  words: 1 job to run
TIME info  words a.txt: starts
TIME info  words a.txt: because output a.txt does not exist
TIME info  words a.txt: because nothing is recorded of it: it never ran to its end here
TIME info  words a.txt | two
TIME info  words a.txt | lines
TIME info  words a.txt: done in 0s
TIME info  words: 1 done in 0s
TIME info  check: 1 job to run
TIME info  check a.ok: starts with a.txt
TIME info  check a.ok: because output a.ok does not exist
TIME info  check a.ok: because nothing is recorded of it: it never ran to its end here
TIME warn  check a.ok | no verbs
TIME info  check a.ok: done in 0s
TIME info  check: 1 done in 0s
TIME info  talk: done in 0s: 2 done
`;

for (const [jobs, places] of [
  ["1", "one at a time"],
  ["2", "2 at a time"],
] as const) {
  test(`a log file has the whole run, and further runs are appended, with -j ${jobs}`, async (context) => {
    const project = new Project(context, { "pipeline.ts": logging });
    const run = ["run", "-j", jobs, "-L", "run.log"];
    assert.equal((await project.pipefish(...run)).code, 0);
    assert.equal((await project.pipefish(...run)).code, 0);
    assert.equal(
      settled(project.read("run.log")),
      `${firstRun.replace("PLACES", places)}TIME info  talk: everything is up to date, 2 jobs, in 0s\n`,
    );
  });
}

test("what a job logs is shown as it happens, and in its own log as it was written", async (context) => {
  const project = new Project(context, { "pipeline.ts": logging });
  const { stderr } = await project.pipefish("run", "-j", "1", "-v", "2");
  assert.equal(
    settled(stderr),
    `\
talk: 2 jobs to run, one at a time
  to run: words, check

words: 1 job to run
    Writes words
info  words a.txt │ two
info  words a.txt │ lines
[1/2] ✓ words 0s  → a.txt
    │ printed
words: 1 done in 0s

check: 1 job to run
warn  check a.ok │ no verbs
[2/2] ✓ check 0s  a.txt → a.ok
check: 1 done in 0s

talk: done in 0s: 2 done
`,
  );
  assert.equal(settled(project.read(".pipefish/logs/words/a.txt.log")), "TIME info  two\nlines\nprinted\n");
});

test("verbosity 10 tells what the engine does", async (context) => {
  const project = new Project(context, { "pipeline.ts": logging });
  const { stderr } = await project.pipefish("run", "-j", "2", "-v", "10");
  const engine = settled(stderr)
    .split("\n")
    .filter((line) => line.startsWith("engine: "));
  assert.deepEqual(engine, [
    "engine: looked over 2 tasks with 2 jobs, in 0 ms",
    "engine: wrote to the history: 1 job started, 0 ended, in 0 ms",
    "engine: worker PID started",
    "engine: handed 1 job to worker PID",
    "engine: planned 'check' again: 1 job, in 0 ms",
    "engine: wrote to the history: 1 job started, 1 ended, in 0 ms",
    "engine: handed 1 job to worker PID",
    "engine: wrote to the history: 0 jobs started, 1 ended, in 0 ms",
  ]);
});

test("a logger of the program gets what the log file gets, a message a line", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": logging.replace(
      "export default pipeline;",
      `
      const tell = (level) => (message) => console.log("TIME " + level.padEnd(5) + " " + message);
      const logger = { info: tell("info"), warn: tell("warn"), error: tell("error") };
      await pipeline.run({ multiprocess: 2, reporter: "silent", logger });
      `,
    ),
  });
  const { stdout, stderr } = await project.node("pipeline.ts");
  assert.equal(stderr, "");
  assert.equal(settled(stdout), firstRun.replace("PLACES", "2 at a time"));
});

test("a log file that cannot be written stops the run before it begins", async (context) => {
  const project = new Project(context, { "pipeline.ts": logging });
  const { code, stderr } = await project.pipefish("run", "-L", "pipeline.ts/run.log");
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^error\[bad-option\]: the log file 'pipeline\.ts\/run\.log' cannot be written\n {2}why {2}/,
  );
  assert.deepEqual(project.files(), ["pipeline.ts"]);
});

test("paths are shown in as many parts, or in as much room, as -v asks for", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("deep");
      pipeline.originate({ name: "make", output: "one/two/three/four.txt", mkdir: "one/two/three", command: "echo > {output}" });
      export default pipeline;
    `,
  });
  const shown = async (verbose: string): Promise<string | undefined> => {
    const { stdout } = await project.pipefish("plan", "-v", verbose);
    return /→ (.*)\n {10}because output (.*) does not exist/.exec(stdout)?.slice(1).join(" | ");
  };
  const whole = project.path("one/two/three/four.txt");
  assert.equal(await shown("4"), ".../three/four.txt | .../three/four.txt");
  assert.equal(await shown("4:1"), ".../four.txt | .../four.txt");
  assert.equal(await shown("4:3"), "one/two/three/four.txt | one/two/three/four.txt");
  assert.equal(await shown("4:0"), `${whole} | ${whole}`);
  assert.equal(await shown("4:-20"), ".../three/four.txt | .../three/four.txt");
  assert.equal(await shown("4:-10"), "<???> r.txt | <???> r.txt");
  const { stderr } = await project.pipefish("run", "-v", "1:1");
  assert.match(stderr, /→ \.\.\.\/four\.txt\n/);
});

/** A pipeline of which the second job of `work` ends the run; others wait for it, and one comes after. */
const ending = `
  import { writeFileSync } from "node:fs";
  import { setTimeout } from "node:timers/promises";
  import { EndRun, Pipeline, suffix } from "pipefish";
  const pipeline = new Pipeline("short");
  const work = pipeline.originate({
    name: "work",
    output: ["a", "b", "c"],
    run: async ({ output, signal }) => {
      if (output === "b" && process.env.ENDS === "yes") throw new EndRun("the disk is full");
      if (output === "c" && process.env.ENDS === "yes") await setTimeout(60_000, undefined, { signal });
      writeFileSync(output, output);
    },
  });
  pipeline.transform({ name: "after", input: work, filter: suffix(""), output: ".out", command: "cp {input} {output}" });
  export default pipeline;
`;

for (const jobs of ["1", "3"]) {
  test(`a job that throws EndRun ends the run, and is done next time, with -j ${jobs}`, async (context) => {
    const project = new Project(context, { "pipeline.ts": ending });
    const { ended } = project.start([commandLine, "run", "-j", jobs], { ENDS: "yes" });
    const { code, stderr } = await ended;
    assert.equal(code, 1);
    assert.match(stderr, /\nstopping: 'work b' ended the run: the disk is full; /);
    assert.match(stderr, /\nshort: ended by a job in \S+: (?:1 done, )?\d stopped, \d not started\n/);
    assert.match(stderr, /\n {2}'work b' ended the run: the disk is full\n/);
    assert.doesNotMatch(stderr, /failed/);
    const plan = await project.pipefish("plan");
    assert.match(plan.stdout, /▸ → b\n {10}because output b does not exist/);
    assert.equal((await project.pipefish("run")).code, 0);
    assert.deepEqual(project.files(), ["a", "a.out", "b", "b.out", "c", "c.out", "pipeline.ts"]);
  });
}

test("a run that a job ended rejects with a code of its own, the job and the reason", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": ending.replace(
      "export default pipeline;",
      `await pipeline.run({ multiprocess: 3, reporter: "silent" }).catch(({ code, message, summary }) => {
        console.log(code, summary.interrupted, summary.ok, summary.jobs.failed, summary.endedBy.job.output, summary.endedBy.reason);
        console.log(message);
      });`,
    ),
  });
  const { stdout } = await project.start(["pipeline.ts"], { ENDS: "yes" }).ended;
  assert.match(
    stdout,
    /^ended-by-job false false 0 b the disk is full\nerror\[ended-by-job\]: a job ended the run: the disk is full \(\d jobs? done, \d jobs left\)\n {2}task {2}'work'\n {2}job {3}b\n/,
  );
});

test("onError stop ends what runs at the first failure, and tells the failure at once", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": ending
      .replace('throw new EndRun("the disk is full")', 'throw new Error("no good")')
      .replace("export default pipeline;", 'await pipeline.run({ multiprocess: 3, onError: "stop" });'),
  });
  const { code, stderr } = await project.start(["pipeline.ts"], { ENDS: "yes" }).ended;
  assert.equal(code, 1);
  const failure = stderr.indexOf("error[job-failed]: a job of 'work' failed");
  const stopped = stderr.indexOf("→ c  stopped");
  assert.ok(failure > 0 && stopped > failure, stderr);
  assert.match(stderr, /\nshort: failed in \S+: (?:1 done, )?1 failed, \d stopped, \d not started\n/);
});
