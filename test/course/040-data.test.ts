// What crosses to a job's process: exact, or refused before anything runs; the same with one process as with many.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Project } from "../support/project.ts";

for (const jobs of ["1", "2"]) {
  test(`extras arrive equal and of the same class (-j ${jobs})`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": `
        import assert from "node:assert/strict";
        import { writeFileSync } from "node:fs";
        import { Pipeline, marshal } from "pipefish";
        class Point { constructor(x) { this.x = x; } double() { return this.x * 2; } }
        marshal.register(Point, { encode: (point) => point.x, decode: (x) => new Point(x) });
        const shared = { deep: new Map([["k", new Set([1n])]]) };
        const given = () => ({ shared, again: shared, point: new Point(21), zero: -0, hole: [1, , 3], bytes: Buffer.from("hi"),
          url: new URL("http://a/b"), when: new Date(5), error: Object.assign(new RangeError("r"), { code: "E" }), not: undefined });
        const pipeline = new Pipeline("data");
        pipeline.originate({
          name: "check", output: ["one", "two"], extras: given(),
          run: ({ output, extras }) => {
            assert.deepStrictEqual({ ...extras, error: 0 }, { ...given(), error: 0 });
            assert.equal(extras.shared, extras.again);
            assert.notEqual(extras.shared, shared);
            assert.equal(extras.point.double(), 42);
            assert.ok(extras.error instanceof RangeError && extras.error.code === "E");
            extras.shared.deep.clear();
            writeFileSync(output, "");
          },
        });
        export default pipeline;
      `,
    });
    const { code, stderr } = await project.pipefish("run", "-j", jobs);
    assert.equal(code, 0, stderr);
  });

  test(`a value that cannot cross is refused before anything runs, with its path and place (-j ${jobs})`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": `
        import { writeFileSync } from "node:fs";
        import { Pipeline } from "pipefish";
        class Handle {}
        const pipeline = new Pipeline("data");
        const made = pipeline.originate({ name: "made", output: ["one"], run: ({ output }) => writeFileSync(output, "") });
        pipeline.merge({ name: "call", input: made, output: "two", extras: { opts: { callback: () => 1 } }, run: () => {} });
        pipeline.parallel({ name: "rows", params: [[1], [{ handle: new Handle() }]], run: () => {} });
        export default pipeline;
      `,
    });
    const { code, stderr } = await project.pipefish("run", "-j", jobs);
    assert.equal(code, 2);
    assert.deepEqual(project.files(), ["pipeline.ts"]);
    assert.match(stderr, /error\[unsendable\]: extras\.opts\.callback is a function/);
    assert.match(stderr, /task {2}'call'\n {2}at {4}pipeline\.ts:7:18/);
    assert.match(
      stderr,
      /error\[unsendable\]: params\[1\]\[0\]\.handle is an instance of the unregistered class Handle/,
    );
  });

  test(`what a job returns must be able to come back (-j ${jobs})`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": `
        import { Pipeline } from "pipefish";
        const pipeline = new Pipeline("data");
        pipeline.parallel({ name: "back", params: [[1]], run: () => ({ list: [() => 1] }) });
        export default pipeline;
      `,
    });
    const { code, stderr } = await project.pipefish("run", "-j", jobs);
    assert.equal(code, 1);
    assert.match(stderr, /result\.list\[0\] is a function/);
  });

  test(`runtimeData reaches every job (-j ${jobs})`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": `
        import { writeFileSync } from "node:fs";
        import { Pipeline } from "pipefish";
        const pipeline = new Pipeline("data");
        pipeline.originate({ name: "say", output: ["a", "b"], run: ({ output, runtimeData }) => writeFileSync(output, runtimeData.word) });
        await pipeline.run({ multiprocess: ${jobs}, runtimeData: { word: "fish" } });
      `,
    });
    assert.equal((await project.node("pipeline.ts")).code, 0);
    assert.deepEqual([project.read("a"), project.read("b")], ["fish", "fish"]);
  });
}

test("a parameter above one MiB is warned of, once a task, with its path and size", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { writeFileSync } from "node:fs";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("data");
      pipeline.originate({ name: "heavy", output: ["a", "b"], extras: { model: { weights: Buffer.alloc(2 ** 21) } }, run: ({ output }) => writeFileSync(output, "") });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0);
  assert.equal(stderr.match(/warning\[large-value\]/g)?.length, 1);
  assert.match(stderr, /extras\.model\.weights, 2\.0 MiB/);
});

test("a parameter that contains itself crosses", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import assert from "node:assert/strict";
      import { Pipeline } from "pipefish";
      const loop = { name: "loop" };
      loop.self = loop;
      const pipeline = new Pipeline("data");
      pipeline.parallel({ name: "round", params: [[loop, [loop]]], run: ({ params: [one, [two]] }) => assert.ok(one.self === one && one === two) });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0, stderr);
});

test("a large row hides neither that a later one cannot cross, nor is each large row told of", async (context) => {
  const rows = "[[Buffer.alloc(2 ** 21)], [Buffer.alloc(2 ** 21)], [() => 1]]";
  for (const params of [rows, `() => ${rows}`]) {
    const project = new Project(context, {
      "pipeline.ts": `
        import { Pipeline } from "pipefish";
        const pipeline = new Pipeline("data");
        pipeline.parallel({ name: "rows", params: ${params}, run: () => {} });
        export default pipeline;
      `,
    });
    const { code, stderr } = await project.pipefish("run", "-j", "2");
    assert.equal(code, 2);
    assert.match(stderr, /error\[unsendable\]: (params\[2\]|row 2)\[0\] is a function/);
    project.write({ "pipeline.ts": project.read("pipeline.ts").replace(", [() => 1]", "") });
    const sent = await project.pipefish("run", "-j", "2");
    assert.equal(sent.code, 0, sent.stderr);
    assert.equal(sent.stderr.match(/warning\[large-value\]/g)?.length, 1);
  }
});

test("runtimeData may be large: it crosses once to each worker, and nobody is warned", async (context) => {
  const project = new Project(context, {
    "script.ts": `
      import assert from "node:assert/strict";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("data");
      pipeline.parallel({ name: "look", params: [[1], [2]], run: ({ runtimeData }) => assert.equal(runtimeData.table.length, 2 ** 22) });
      const { warnings } = await pipeline.run({ multiprocess: 2, runtimeData: { table: Buffer.alloc(2 ** 22) } });
      assert.deepEqual(warnings, []);
    `,
  });
  const { code, stderr } = await project.node("script.ts");
  assert.equal(code, 0, stderr);
});

test("a gigabyte of parameters in a thousand jobs is not held at once", async (context) => {
  const project = new Project(context, {
    "script.ts": `
      import assert from "node:assert/strict";
      import { Pipeline } from "pipefish";
      const numbers = Array.from({ length: 125_000 }, (_, i) => i + 0.5);
      const pipeline = new Pipeline("data");
      pipeline.parallel({ name: "sum", params: Array.from({ length: 1000 }, () => [numbers]), run: ({ params }) => assert.equal(params[0].length, 125_000) });
      const { jobs } = await pipeline.run({ multiprocess: 2, reporter: "silent" });
      console.log(jobs.done, process.resourceUsage().maxRSS / 1024);
    `,
  });
  const { stdout, stderr } = await project.node("script.ts");
  const [done, megabytes] = stdout.split(" ").map(Number);
  assert.equal(done, 1000, stderr);
  assert.ok((megabytes ?? 0) < 400, `the process of the run had ${megabytes} MB`);
});

test("extras without templates cross as they are, beside a filter too", async (context) => {
  const project = new Project(context, {
    "in.txt": "",
    "pipeline.ts": `
      import { writeFileSync } from "node:fs";
      import { Pipeline, regex } from "pipefish";
      const loop = { name: "loop" };
      loop.self = loop;
      const pipeline = new Pipeline("data");
      pipeline.transform({
        name: "use", input: "in.txt", filter: regex(/\\.txt$/), output: ".out", extras: { loop, mode: "fast" },
        run: ({ output, extras }) => writeFileSync(output, String(extras.loop.self === extras.loop) + extras.mode),
      });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0, stderr);
  assert.equal(project.read("in.out"), "truefast");
});
