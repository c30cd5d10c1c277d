// What jobs return comes back to the script: in the order of the jobs, exactly, and only when it is asked for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Project } from "../support/project.ts";

for (const multiprocess of [1, 3]) {
  test(`what jobs return comes back in the order of the jobs, with ${multiprocess} at a time`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": `
        import { Pipeline } from "pipefish";
        const pipeline = new Pipeline("back");
        const squares = pipeline.parallel({
          name: "squares",
          params: [[5], [1], [4], [2], [3]],
          run: async ({ params: [n] }) => ({ n, square: BigInt(n) ** 2n, at: new Date(n) }),
        });
        const summary = await pipeline.run({ targets: [squares], multiprocess: ${multiprocess} });
        const results = summary.results(squares);
        console.log(results.length, [...results].map((one) => one?.square));
        console.log(results.at(0)?.at instanceof Date, results.at(-1)?.n, results.at(5));
        for (const [job, value] of results.entries()) console.log(job.params, value?.n);
        console.log(Object.keys(summary).includes("results"));
      `,
    });
    const { code, stdout, stderr } = await project.node("pipeline.ts");
    assert.equal(code, 0, stderr);
    assert.equal(
      stdout,
      [
        "5 [ 25n, 1n, 16n, 4n, 9n ]",
        "true 3 undefined",
        ...["5", "1", "4", "2", "3"].map((n) => `[ ${n} ] ${n}`),
        "false",
        "",
      ].join("\n"),
    );
  });
}

test("a job that was up to date, failed, or returned nothing has undefined in its place", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { writeFileSync } from "node:fs";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("gaps");
      const files = pipeline.originate({
        name: "files",
        output: ["a", "b", "c", "d"],
        run: ({ output }) => {
          if (output === "c") throw new Error("no c");
          writeFileSync(output, output);
          return output === "b" ? undefined : output.toUpperCase();
        },
      });
      const run = () => pipeline.run({ multiprocess: 2, onError: "continue", reporter: "silent" });
      const { summary } = await run().catch((error) => error);
      console.log([...summary.results(files)]);
      console.log([...(await run().catch((error) => error.summary)).results(files)]);
    `,
  });
  const { code, stdout, stderr } = await project.node("pipeline.ts");
  assert.equal(code, 0, stderr);
  assert.equal(
    stdout,
    "[ 'A', undefined, undefined, 'D' ]\n[ undefined, undefined, undefined, undefined ]\n",
  );
});

test("of a task that had no part in the run nothing can be asked", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("parts");
      const one = pipeline.parallel({ name: "one", params: [[1]], run: () => 1 });
      const two = pipeline.parallel({ name: "two", params: [[1]], run: () => 2 });
      const summary = await pipeline.run({ targets: [one], multiprocess: 2 });
      for (const asked of [two, "two"])
        try {
          summary.results(asked);
        } catch (error) {
          console.log(error.message);
        }
    `,
  });
  const { stdout } = await project.node("pipeline.ts");
  assert.equal(
    stdout,
    `error[unknown-task]: the task had no part in this run
  task  'two'
  at    pipeline.ts:5:28
  hint  name it in 'targets', or a task that depends on it
error[bad-option]: results() takes a task
  hint  give what the method that defined the task returned, not "two"
`,
  );
});

test("results larger than what is kept in memory come back too, and leave no file", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { readdirSync } from "node:fs";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("large");
      const rows = Array.from({ length: 12 }, (_, i) => [i]);
      const blocks = pipeline.parallel({
        name: "blocks",
        params: rows,
        run: ({ params: [n] }) => new Uint8Array(700_000).fill(n),
      });
      const summary = await pipeline.run({ multiprocess: 2 });
      console.log([...summary.results(blocks)].map((block) => block?.length + ":" + block?.at(-1)).join(" "));
      console.log(readdirSync(".pipefish").filter((name) => name.includes("results")).length);
    `,
  });
  const { code, stdout, stderr } = await project.node("pipeline.ts");
  assert.equal(code, 0, stderr);
  assert.equal(stdout, `${Array.from({ length: 12 }, (_, i) => `700000:${i}`).join(" ")}\n0\n`);
});

test("a reporter can look at what a job returned as the job ends", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("told");
      pipeline.parallel({ name: "job", params: [["x"]], run: ({ params: [word] }) => word.repeat(3) });
      pipeline.parallel({ name: "quiet", params: [[1]], run: () => undefined });
      await pipeline.run({
        multiprocess: 2,
        reporter: {
          on: (event) => {
            if (event.kind === "job-done") console.log(event.job.task.name, event.result?.());
          },
        },
      });
    `,
  });
  const { stdout } = await project.node("pipeline.ts");
  assert.deepEqual(stdout.trim().split("\n").sort(), ["job xxx", "quiet undefined"]);
});
