// Runs that end too early: killed, interrupted, failed. What was done stays done, and nothing half done counts.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { gone, left } from "../support/leftovers.ts";
import { commandLine, Project, type Running } from "../support/project.ts";

const slow = `
  import { appendFileSync, existsSync, writeFileSync } from "node:fs";
  import { Pipeline } from "pipefish";
  const pipeline = new Pipeline("slow");
  pipeline.originate({
    name: "work",
    output: ["1.out", "2.out", "3.out", "4.out"],
    run: async ({ output, signal, $ }) => {
      appendFileSync("ran", output + "\\n");
      writeFileSync(output, "half");
      if (output === "3.out" && !existsSync("go")) {
        await $\`echo $$ > child; touch stuck; exec sleep 1000\`;
      }
      writeFileSync(output, "whole");
    },
  });
  export default pipeline;
`;

/** Starts a run and waits until its third job hangs and the others are recorded. */
async function startStuck(project: Project, jobs: string): Promise<Running> {
  const running = project.start([commandLine, "run", "-j", jobs]);
  const hangs = (): boolean =>
    existsSync(project.path("stuck")) && (jobs === "1" || existsSync(project.path("4.out")));
  for (let turn = 0; !hangs(); turn += 1) {
    assert.ok(turn < 4000, "the third job did not begin");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return running;
}

test("a run that was killed starts again where it stopped, and leaves no process", async (context) => {
  const project = new Project(context, { "pipeline.ts": slow });
  const running = await startStuck(project, "2");
  running.kill("SIGKILL");
  assert.equal((await running.ended).signal, "SIGKILL");
  await gone(project);
  const { stdout } = await project.pipefish("plan");
  assert.match(stdout, /3\.out/);
  project.write({ go: "", ran: "" });
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0, stderr);
  assert.ok(project.lines("ran").includes("3.out"));
  assert.ok(!project.lines("ran").includes("1.out"), "what was recorded as done is not done again");
  assert.equal(project.read("3.out"), "whole");
});

for (const jobs of ["1", "2"]) {
  test(`Ctrl-C stops the jobs, leaves no process and counts nothing half done (-j ${jobs})`, async (context) => {
    const project = new Project(context, { "pipeline.ts": slow });
    const running = await startStuck(project, jobs);
    running.kill("SIGINT");
    const { code, stderr } = await running.ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /interrupted in/);
    assert.deepEqual(left(project), []);
    project.write({ go: "", ran: "" });
    assert.equal((await project.pipefish("run", "-j", jobs)).code, 0);
    assert.ok(project.lines("ran").includes("3.out"));
    assert.ok(!project.lines("ran").includes("1.out"));
  });
}

test("a second Ctrl-C kills a job that does not listen", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { writeFileSync } from "node:fs";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("deaf");
      pipeline.parallel({ name: "deaf", params: [[1]], run: () => { writeFileSync("stuck", ""); writeFileSync("4.out", ""); for (;;); } });
      export default pipeline;
    `,
  });
  const running = await startStuck(project, "2");
  running.kill("SIGINT");
  running.kill("SIGTERM");
  assert.equal((await running.ended).code, 130);
  assert.deepEqual(left(project), []);
});

test("a command does not outlive a run that is killed", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("orphan");
      pipeline.originate({ name: "wait", output: ["4.out"], command: "touch 4.out stuck; sleep 1000 & sleep 1000" });
      export default pipeline;
    `,
  });
  const running = await startStuck(project, "1");
  running.kill("SIGKILL");
  await running.ended;
  await gone(project);
});

test("a worker that is busy ends with a run that is killed, and so do its children", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { spawn } from "node:child_process";
      import { writeFileSync } from "node:fs";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("busy");
      const run = () => { spawn("sleep", ["1000"]); writeFileSync("4.out", ""); writeFileSync("stuck", ""); for (;;); };
      pipeline.parallel({ name: "spin", params: [[1], [2]], run });
      export default pipeline;
    `,
  });
  const running = await startStuck(project, "2");
  running.kill("SIGKILL");
  await running.ended;
  await gone(project);
});

test("what a job started does not outlive its worker", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { spawn } from "node:child_process";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("leaver");
      pipeline.parallel({ name: "leave", params: [[1]], run: () => { spawn("sleep", ["1000"]); process.exit(1); } });
      export default pipeline;
    `,
  });
  assert.equal((await project.pipefish("run", "-j", "2")).code, 1);
  await gone(project);
});

test("a second Ctrl-C ends a command that does not listen, with one process as well", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("deaf");
      const line = "trap '' TERM; touch 4.out stuck; while true; do sleep 1000; done";
      pipeline.parallel({ name: "deaf", params: [[line]], run: async ({ $ }) => { await $\`bash -c \${line}\`; } });
      export default pipeline;
    `,
  });
  const running = await startStuck(project, "1");
  running.kill("SIGINT");
  running.kill("SIGTERM");
  assert.equal((await running.ended).code, 130);
  await gone(project);
});

const endings = [
  [
    "throws where nobody awaits it",
    "return new Promise(() => setTimeout(() => { throw new Error('late') }))",
    /nobody awaited it: late/,
  ],
  [
    "rejects where nobody awaits it",
    "{ void Promise.reject(new Error('lost')); return new Promise(() => {}); }",
    /nobody awaited it: lost/,
  ],
  ["can never settle", "return new Promise(() => {})", /can never settle/],
  ["throws", "throw new TypeError('no good')", /no good/],
  ["throws what is no error", "throw { odd: 1 }", /odd/],
  ["ends its process", "process.exit(3)", /exit code 3/],
  ["ends its process as if all were well", "process.exit(0)", /exit code 0 before the job had ended/],
  ["aborts", "process.abort()", /SIGABRT/],
  ["is killed", "process.kill(process.pid, 'SIGKILL')", /SIGKILL/],
] as const;

for (const [what, code, message] of endings) {
  test(`a job that ${what} fails alone`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": `
        import { writeFileSync } from "node:fs";
        import { Pipeline } from "pipefish";
        const pipeline = new Pipeline("bad");
        pipeline.originate({
          name: "work",
          output: ["1", "2", "bad", "4", "5"],
          run: ({ output }) => { if (output === "bad") ${code}; writeFileSync(output, ""); },
        });
        export default pipeline;
      `,
    });
    const ended = await project.pipefish("run", "-j", "2", "--on-error", "continue");
    assert.equal(ended.code, 1, ended.stderr);
    assert.match(ended.stderr, message);
    assert.match(ended.stderr, /4 done, 1 failed/);
    assert.deepEqual(project.files(), ["1", "2", "4", "5", "pipeline.ts"]);
  });
}

test("after a failure nothing new starts, unless it is asked for", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { writeFileSync } from "node:fs";
      import { Pipeline, suffix } from "pipefish";
      const pipeline = new Pipeline("policy");
      const work = ({ output }) => { if (output === "1") throw new Error("one"); writeFileSync(output, ""); };
      const bad = pipeline.originate({ name: "bad", output: ["1"], run: work });
      pipeline.transform({ name: "below", input: bad, filter: suffix("1"), output: "11", run: work });
      pipeline.originate({ name: "other", output: ["2"], follows: [], run: work });
      export default pipeline;
    `,
  });
  assert.match((await project.pipefish("run", "-j", "1")).stderr, /1 failed, 2 not started/);
  assert.deepEqual(project.files(), ["pipeline.ts"]);
  assert.match(
    (await project.pipefish("run", "-j", "1", "--on-error", "continue")).stderr,
    /1 done, 1 failed, 1 not started/,
  );
  assert.deepEqual(project.files(), ["2", "pipeline.ts"]);
});

for (const [what, code] of [
  ["ends its process", "process.exit(0)"],
  ["can never settle", "return new Promise(() => {})"],
] as const) {
  test(`with one process a run does not pass for done when a job ${what}`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": `
        import { Pipeline } from "pipefish";
        const pipeline = new Pipeline("bad");
        pipeline.originate({ name: "work", output: ["1"], run: () => { ${code}; } });
        export default pipeline;
      `,
    });
    const ended = await project.pipefish("run", "-j", "1");
    assert.equal(ended.code, 1, ended.stderr);
    assert.match(ended.stderr, /a job of 'work'/);
  });
}

test("a script that catches nothing ends as the command line does, without a dump", async (context) => {
  const project = new Project(context, {
    "mistake.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("mistake");
      pipeline.merge({ name: "read", input: "nothing.txt", output: "out", command: "cat {input} > {output}" });
      await pipeline.run();
    `,
    "misspelt.ts": `
      import { Pipeline } from "pipefish";
      await new Pipeline("misspelt").run({ multiproces: 3 });
    `,
    "failure.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("failure");
      pipeline.originate({ name: "make", output: "out", command: "exit 3" });
      await pipeline.run();
    `,
  });
  const mistake = await project.node("mistake.ts");
  assert.equal(mistake.code, 2);
  assert.match(mistake.stderr, /^error\[missing-input\]: an input file does not exist\n/);
  assert.doesNotMatch(mistake.stderr, /node:internal|Node\.js v/);
  const misspelt = await project.node("misspelt.ts");
  assert.equal(misspelt.code, 2);
  assert.match(misspelt.stderr, /^error\[unknown-option\]: run has no option 'multiproces'\n.*\n$/);
  const failure = await project.node("failure.ts");
  assert.equal(failure.code, 1);
  assert.doesNotMatch(failure.stderr, /node:internal|Node\.js v/);
});

test("what a task does after its jobs, and a run was killed before or failed at, the next run does", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { appendFileSync, existsSync, writeFileSync } from "node:fs";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("owed");
      const mode = process.env.MODE;
      const postTask = () => {
        if (mode === "kill") process.kill(process.pid, "SIGKILL");
        if (mode === "fail") throw new Error("no mail today");
        appendFileSync("mails", "mail\\n");
      };
      pipeline.originate({ name: "make", output: ["a", "b"], command: "echo >> {output}", postTask });
      export default pipeline;
    `,
  });
  const run = async (mode: string): Promise<[number | string | null, string]> => {
    const ended = await project.start([commandLine, "run", "-j", "2"], { MODE: mode }).ended;
    return [ended.signal ?? ended.code, ended.stderr];
  };
  assert.equal((await run("kill"))[0], "SIGKILL");
  const [failed, told] = await run("fail");
  assert.equal(failed, 2);
  assert.match(told, /^warning\[post-task-owed\]: .*\n {2}task {2}'make'\n/);
  assert.match((await project.pipefish("plan")).stdout, /post-task-owed[\s\S]*everything is up to date/);
  for (const expected of ["mail\n", "mail\n"]) {
    assert.equal((await run(""))[0], 0);
    assert.equal(project.read("mails"), expected);
  }
  assert.doesNotMatch((await project.pipefish("plan")).stdout, /post-task-owed/);
  assert.equal(project.read("a"), "\n", "no job ran again");
});
