// Who wants a run to end says so by a signal, or by closing the terminal; who stops reading what it shows does not.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { gone, left } from "../support/leftovers.ts";
import { commandLine, nodeLine, Project } from "../support/project.ts";

/** Two jobs that run until they are asked to end, and then need a moment. */
const tidy = `
  import { existsSync, writeFileSync } from "node:fs";
  import { setTimeout } from "node:timers/promises";
  import { Pipeline } from "pipefish";
  const pipeline = new Pipeline("tidy");
  pipeline.originate({
    name: "work",
    output: ["1", "2"],
    run: async ({ output, signal }) => {
      writeFileSync(output + ".began", "");
      await setTimeout(60_000, undefined, { signal }).catch(() => undefined);
      while (!existsSync("go")) await setTimeout(5);
      writeFileSync(output + ".tidied", "");
      signal.throwIfAborted();
    },
  });
  export default pipeline;
`;

function tidyProject(context: TestContext): Project {
  return new Project(context, { "pipeline.ts": tidy });
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn += 1) {
    assert.ok(turn < 4000, `${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function begun(project: Project): Promise<void> {
  return until("the jobs", () => ["1.began", "2.began"].every((name) => existsSync(project.path(name))));
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  test(`${signal} asks the jobs to end; those that do in time are not killed`, async (context) => {
    const project = tidyProject(context);
    const running = project.start([commandLine, "run", "-j", "2"]);
    await begun(project);
    running.kill(signal);
    project.write({ go: "" });
    const { code, stderr } = await running.ended;
    assert.equal(code, 130);
    assert.match(stderr, /\nstopping: 2 running jobs asked to end; Ctrl-C again kills\n/);
    assert.match(stderr, /\ntidy: interrupted in \S+: 2 stopped\n/);
    assert.ok(existsSync(project.path("1.tidied")) && existsSync(project.path("2.tidied")));
    assert.deepEqual(left(project), []);
  });
}

test("Ctrl-C that npx hands on once more is still the first", async (context) => {
  const project = tidyProject(context);
  const running = project.start([commandLine, "run", "-j", "2", "-L", "run.log"]);
  await begun(project);
  running.kill("SIGINT");
  await until("the first signal", () => /stopping/.test(project.read("run.log")));
  running.kill("SIGINT");
  project.write({ go: "" });
  assert.equal((await running.ended).code, 130);
  assert.ok(existsSync(project.path("1.tidied")) && existsSync(project.path("2.tidied")));
});

test("Ctrl-C pressed again and again kills jobs that do not end", async (context) => {
  const project = tidyProject(context);
  const running = project.start([commandLine, "run", "-j", "2"]);
  await begun(project);
  const pressing = setInterval(() => running.kill("SIGINT"), 50);
  const { code, signal, stderr } = await running.ended;
  clearInterval(pressing);
  // The last one may come when the run is over, and then ends what is left of the program.
  assert.ok(code === 130 || signal === "SIGINT", `${code} ${signal}`);
  assert.match(stderr, /\ntidy: interrupted in \S+: 2 stopped\n/);
  assert.ok(!existsSync(project.path("1.tidied")));
  assert.deepEqual(left(project), []);
});

for (const reporter of ["progress", "lines"]) {
  test(`when its terminal is closed a run asks its jobs to end, and leaves nothing (${reporter})`, async (context) => {
    const project = tidyProject(context);
    const has = await project.shell("command -v script");
    if (has.code !== 0) return context.skip("there is no program 'script' to make a terminal with");
    const line = `exec ${nodeLine} ${commandLine} run -j 2 -L run.log --reporter ${reporter}`;
    const terminal = project.startShell(`exec script -qec "${line}" /dev/null`);
    await begun(project);
    terminal.kill("SIGKILL");
    await terminal.ended;
    await until("the signal", () => /stopping/.test(project.read("run.log")));
    project.write({ go: "" });
    await gone(project);
    assert.match(project.read("run.log"), / error tidy: interrupted in \S+: 2 stopped\n$/);
    assert.ok(existsSync(project.path("1.tidied")) && existsSync(project.path("2.tidied")));
  });
}

/** Many jobs, told in many lines: of a script that runs them by itself. */
const many = `
  import { Pipeline } from "pipefish";
  const pipeline = new Pipeline("many");
  const output = Array.from({ length: 60 }, (_, i) => "o/" + i);
  pipeline.originate({ name: "make", output, mkdir: "o", command: "echo {output}; echo > {output}" });
  await pipeline.run({ multiprocess: 2, verbose: 3 });
`;

for (const [what, program] of [
  ["a script", "node pipeline.ts"],
  ["the command line", "pipefish run -v 3"],
] as const) {
  test(`a run whose lines nobody reads to the end does its work all the same (${what})`, async (context) => {
    const project = new Project(context, { "pipeline.ts": many });
    const { stdout, stderr } = await project.shell(`${program} 2>&1 | head -n 1; echo "\${PIPESTATUS[0]}"`);
    assert.equal(stdout, "many: 60 jobs to run, 2 at a time\n0\n", stderr);
    assert.equal(project.files("o").length, 60);
    assert.equal((await project.shell("pipefish run 2> /dev/full")).code, 0);
  });
}

test("what is printed may be cut off by who reads it", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("loud");
      pipeline.originate({ name: "make", output: "out", command: "seq 100000; touch out" });
      export default pipeline;
    `,
  });
  for (const line of ["pipefish run --job make", "pipefish logs out", "pipefish plan", "pipefish graph"]) {
    const { stdout, stderr } = await project.shell(`${line} 2> err | head -c 1; echo "\${PIPESTATUS[0]}"`);
    assert.match(stdout, /^.0\n$/, stderr);
    assert.doesNotMatch(project.read("err"), /error|bug/);
  }
});

test("what cannot be written on standard output is told, and is no success", async (context) => {
  const project = new Project(context, { "pipeline.ts": many });
  const { code, stderr } = await project.shell("pipefish plan > /dev/full");
  assert.equal(code, 2);
  assert.match(stderr, /^error: what was asked for cannot be written: ENOSPC.*\n$/);
});
