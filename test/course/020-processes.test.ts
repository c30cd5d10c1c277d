// Jobs in processes: how many at once, in which order, and where the script's own code runs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Project } from "../support/project.ts";

/** Code for pipelines of tests: notes lines in a file, and waits until others have noted theirs. */
const notes = `
import { appendFileSync, existsSync, readFileSync } from "node:fs";
export const note = (line) => appendFileSync("notes", line + "\\n");
export const noted = () => (existsSync("notes") ? readFileSync("notes", "utf8").trim().split("\\n") : []);
export async function until(condition) {
  for (let turn = 0; !condition(noted()); turn += 1) {
    if (turn > 2000) throw new Error("the others did not come: " + noted().join(", "));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
`;

test("five jobs of a parallel task run at the same time in five processes", async (context) => {
  const project = new Project(context, {
    "notes.mjs": notes,
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      import { note, until } from "./notes.mjs";
      const pipeline = new Pipeline("five");
      const together = pipeline.parallel({
        name: "together",
        params: [[1], [2], [3], [4], [5]],
        run: async () => {
          note(String(process.pid));
          await until((lines) => lines.length === 5);
        },
      });
      await pipeline.run({ targets: [together], multiprocess: 5 });
      note("script " + process.pid);
    `,
  });
  const { code, stderr } = await project.node("pipeline.ts");
  assert.equal(code, 0, stderr);
  const lines = project.lines("notes");
  const pids = lines.filter((line) => !line.startsWith("script"));
  assert.equal(new Set(pids).size, 5);
  assert.equal(lines.length, 6, "what follows run() runs once, in the script itself");
  assert.ok(!pids.includes(lines.at(-1)?.replace("script ", "") ?? ""));
});

test("with multiprocess 1 jobs run one by one in the process of the script", async (context) => {
  const project = new Project(context, {
    "notes.mjs": notes,
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      import { note } from "./notes.mjs";
      const pipeline = new Pipeline("one");
      pipeline.parallel({
        name: "alone",
        params: [[1], [2], [3]],
        run: async () => {
          note("begin " + process.pid);
          await new Promise((resolve) => setImmediate(resolve));
          note("end " + process.pid);
        },
      });
      await pipeline.run({ multiprocess: 1 });
      note("script " + process.pid);
    `,
  });
  assert.equal((await project.node("pipeline.ts")).code, 0);
  const lines = project.read("notes").trim().split("\n");
  const pid = lines.at(-1)?.replace("script ", "") ?? "";
  assert.deepEqual(
    lines.slice(0, -1),
    Array.from({ length: 3 }, () => [`begin ${pid}`, `end ${pid}`]).flat(),
  );
});

test("in the process of the script too, a job leaves directory, mode and exit code as they were", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { mkdirSync, rmdirSync } from "node:fs";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("one");
      const seen = () => [process.cwd(), process.umask(), process.exitCode];
      const jobs = pipeline.parallel({
        name: "jobs",
        params: [[1], [2]],
        run: () => {
          const before = seen();
          mkdirSync("own");
          process.chdir("own");
          rmdirSync("../own");
          process.umask(0o777);
          process.exitCode = 7;
          return before;
        },
      });
      const before = seen();
      const summary = await pipeline.run({ multiprocess: 1 });
      console.log(new Set([before, ...summary.results(jobs), seen()].map(String)).size);
    `,
  });
  const { code, stdout, stderr } = await project.node("pipeline.ts");
  assert.equal(stdout, "1\n", stderr);
  assert.equal(code, 0, stderr);
});

test("jobs end in any order", async (context) => {
  const project = new Project(context, {
    "notes.mjs": notes,
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      import { note, until } from "./notes.mjs";
      const pipeline = new Pipeline("order");
      pipeline.parallel({
        name: "late",
        params: [[1], [2]],
        run: async ({ params: [n] }) => {
          if (n === 1) await until((lines) => lines.includes("2"));
          note(String(n));
        },
      });
      export default pipeline;
    `,
  });
  assert.equal((await project.pipefish("run", "-j", "2")).code, 0);
  assert.equal(project.read("notes"), "2\n1\n");
});

test("no job of a task begins before all jobs of the tasks above it have ended", async (context) => {
  const project = new Project(context, {
    "notes.mjs": notes,
    "pipeline.ts": `
      import { writeFileSync } from "node:fs";
      import { Pipeline, suffix } from "pipefish";
      import { note } from "./notes.mjs";
      const pipeline = new Pipeline("barrier");
      const noted = (name) => async ({ output }) => {
        note("begin " + name);
        await new Promise((resolve) => setImmediate(resolve));
        writeFileSync(output, name);
        note("end " + name);
      };
      const names = Array.from({ length: 12 }, (_, i) => i + ".a");
      const first = pipeline.originate({ name: "first", output: names, run: noted("first") });
      const second = pipeline.transform({ name: "second", input: first, filter: suffix(".a"), output: ".b", run: noted("second") });
      pipeline.merge({ name: "third", input: second, output: "all", run: noted("third") });
      export default pipeline;
    `,
  });
  assert.equal((await project.pipefish("run", "-j", "4")).code, 0);
  const lines = project.read("notes").trim().split("\n");
  const at = (line: string): number[] => lines.flatMap((one, i) => (one === line ? [i] : []));
  assert.equal(at("end second").length, 12);
  assert.ok(Math.max(...at("end first")) < Math.min(...at("begin second")));
  assert.ok(Math.max(...at("end second")) < Math.min(...at("begin third")));
});

test("tasks that do not depend on each other run side by side", async (context) => {
  const project = new Project(context, {
    "notes.mjs": notes,
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      import { note, until } from "./notes.mjs";
      const pipeline = new Pipeline("aside");
      for (const name of ["left", "right"]) {
        pipeline.parallel({
          name,
          params: [[name]],
          run: async ({ params: [own] }) => {
            note(own);
            await until((lines) => lines.length === 2);
          },
        });
      }
      export default pipeline;
    `,
  });
  assert.equal((await project.pipefish("run", "-j", "2")).code, 0);
  assert.deepEqual(project.lines("notes"), ["left", "right"]);
});

test("no more jobs of a task run at once than its jobsLimit says", async (context) => {
  const project = new Project(context, {
    "notes.mjs": notes,
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      import { note } from "./notes.mjs";
      const pipeline = new Pipeline("limit");
      pipeline.parallel({
        name: "narrow",
        jobsLimit: 1,
        params: Array.from({ length: 6 }, (_, i) => [i]),
        run: async () => {
          note("begin");
          await new Promise((resolve) => setTimeout(resolve, 3));
          note("end");
        },
      });
      export default pipeline;
    `,
  });
  assert.equal((await project.pipefish("run", "-j", "4")).code, 0);
  assert.equal(project.read("notes"), "begin\nend\n".repeat(6));
});

test("the outputs of a split, unknown before it ran, feed the tasks below", async (context) => {
  const project = new Project(context, {
    "words.txt": "red\ngreen\nblue\n",
    "pipeline.ts": `
      import { readFileSync, rmSync, writeFileSync } from "node:fs";
      import { Pipeline, suffix } from "pipefish";
      const pipeline = new Pipeline("split");
      const words = pipeline.split({
        name: "words",
        input: "words.txt",
        output: "*.word",
        run: ({ input, output }) => {
          for (const old of output) rmSync(old);
          for (const word of readFileSync(input[0], "utf8").trim().split("\\n")) writeFileSync(word + ".word", word);
        },
      });
      const loud = pipeline.transform({
        name: "loud", input: words, filter: suffix(".word"), output: ".LOUD",
        run: ({ input, output }) => writeFileSync(output, readFileSync(input, "utf8").toUpperCase()),
      });
      pipeline.merge({ name: "all", input: loud, output: "all", command: "cat {input} > {output}" });
      export default pipeline;
    `,
  });
  assert.equal((await project.pipefish("run", "-j", "2")).code, 0);
  assert.equal(project.read("all"), "BLUEGREENRED");
  const { stderr } = await project.pipefish("run", "-j", "2");
  assert.match(stderr, /up to date/);
  project.write({ "words.txt": "red\nyellow\n" });
  assert.equal((await project.pipefish("run", "-j", "2")).code, 0);
  assert.equal(project.read("all"), "REDYELLOW");
});

test("a script may run several pipelines, one after the other", async (context) => {
  const project = new Project(context, {
    "notes.mjs": notes,
    "script.ts": `
      import { Pipeline } from "pipefish";
      import { note } from "./notes.mjs";
      const first = new Pipeline("first");
      first.parallel({ name: "job", params: [[1], [2]], run: () => note("first") });
      const { jobs } = await first.run({ multiprocess: 2 });
      const second = new Pipeline("second");
      second.parallel({ name: "job", params: Array.from({ length: jobs.done }, (_, i) => [i]), run: () => note("second") });
      await second.run({ multiprocess: 2 });
      note("end");
    `,
  });
  const { code, stderr } = await project.node("script.ts");
  assert.equal(code, 0, stderr);
  assert.deepEqual(project.lines("notes"), ["end", "first", "first", "second", "second"]);
});

test("a definition that differs from process to process stops the run and names the task", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("moving");
      pipeline.originate({ name: "stamp", output: ["a", "b." + process.hrtime.bigint()], run: () => {} });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 2);
  assert.match(stderr, /error\[definitions-differ\]/);
  assert.match(stderr, /task {2}'stamp'\n {2}at {4}pipeline\.ts:4:16/);
});
