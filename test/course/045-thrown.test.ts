// What a job throws, seen from the run: its class, code, causes, and the place in the user's own source.
import assert from "node:assert/strict";
import { test } from "node:test";
import { transformSync } from "esbuild";
import { Project } from "../support/project.ts";

const source = `import { Pipeline } from "pipefish";

interface Row {
  readonly name: string;
}

function deep(row: Row): never {
  const cause = Object.assign(new RangeError("too far"), { code: "E_FAR" });
  throw new TypeError(\`no \${row.name}\`, { cause });
}

const pipeline = new Pipeline("thrown");
pipeline.parallel({
  name: "fails",
  params: [[{ name: "sample" }]],
  run: ({ params: [row] }) => {
    deep(row as Row);
  },
});
`;
const run = `
const failed = await pipeline.run({ multiprocess: 2, reporter: "silent" }).catch((error) => error);
const { error } = failed.summary.failures[0].failure;
console.log(JSON.stringify({ isType: error instanceof TypeError, message: error.message, isRange: error.cause instanceof RangeError, code: error.cause.code, stack: error.stack, causeStack: error.cause.stack }));
`;
const shownFrames =
  /error {3}TypeError: no sample\n +at deep \((.*)\)\n +at run \((.*)\)\n +caused by RangeError \[E_FAR\]: too far\n +at deep \((.*)\)\n +at run \(.*\)\n(?! +at)/;

test("an error arrives with its class, code, causes and stack", async (context) => {
  const project = new Project(context, { "script.ts": source + run });
  const { stdout, stderr } = await project.node("script.ts");
  assert.equal(stderr, "");
  const { stack, causeStack, ...rest } = JSON.parse(stdout);
  assert.deepEqual(rest, { isType: true, message: "no sample", isRange: true, code: "E_FAR" });
  assert.match(
    stack,
    /^TypeError: no sample\n +at deep \(file:.*script\.ts:9:9\)\n +at run \(file:.*script\.ts:17:5\)/,
  );
  assert.match(causeStack, /^RangeError: too far\n +at deep \(file:.*script\.ts:8:31\)/);
});

test("people are shown the lines of their own TypeScript, and nothing of the engine", async (context) => {
  const project = new Project(context, { "pipeline.ts": `${source}export default pipeline;\n` });
  for (const jobs of ["1", "2"]) {
    const { stderr } = await project.pipefish("run", "-j", jobs);
    const frames = shownFrames.exec(stderr);
    assert.deepEqual(frames?.slice(1), ["pipeline.ts:9:9", "pipeline.ts:17:5", "pipeline.ts:8:31"], stderr);
  }
});

for (const how of ["node --enable-source-maps", "NODE_OPTIONS"]) {
  test(`of a user's own build, source maps give the lines of the source (${how})`, async (context) => {
    const { code } = transformSync(
      `// A comment that the build leaves out.\n\n${source}export default pipeline;\nawait pipeline.run({ multiprocess: 2 });\n`,
      {
        loader: "ts",
        sourcemap: "inline",
        sourcefile: "../src/pipeline.ts",
        minifySyntax: true,
        minifyWhitespace: true,
      },
    );
    const project = new Project(context, { "dist/pipeline.js": code, "src/pipeline.ts": "" });
    const isOption = how === "NODE_OPTIONS";
    const words = isOption ? [] : ["--enable-source-maps"];
    const environment: Record<string, string> = isOption ? { NODE_OPTIONS: "--enable-source-maps" } : {};
    const { stderr } = await project.start([...words, "dist/pipeline.js"], environment).ended;
    const frames = shownFrames.exec(stderr);
    const [deep, called, cause] = frames?.slice(1) ?? [];
    assert.deepEqual(
      [deep, called, cause],
      ["src/pipeline.ts:11:9", "src/pipeline.ts:19:5", "src/pipeline.ts:10:31"],
      stderr,
    );
  });
}

test("what the run cannot read of an error costs only that, and no other job anything", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline, marshal } from "pipefish";
      const pipeline = new Pipeline("thrown");
      const run = ({ params: [number] }) => {
        class Own {}
        if (number !== 1) return;
        marshal.register(Own, { encode: () => 1, decode: () => new Own() });
        throw Object.assign(new TypeError("thrown"), { own: new Own() });
      };
      pipeline.parallel({ name: "late", params: [[1], [2]], run });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 1);
  assert.match(stderr, /error {3}thrown/);
  assert.match(stderr, /class 'Own' is not registered in this process/);
  assert.match(stderr, /late: 1 done, 1 failed/);
});

const differing = {
  "that is registered in one process only": [
    `if (isFirst) marshal.register(Point, { encode: ({ x }) => x, decode: (x) => new Point(x) });`,
    /class 'Point' is not registered in this process/,
  ],
  "whose version in another process does not take the data": [
    `marshal.register(Point, { encode: ({ x }) => x, decode: (x) => { if (!isFirst) throw new Error("version 2"); return new Point(x); } });`,
    /the codec of class 'Point' failed: Error: version 2/,
  ],
} as const;
for (const [what, [registration, message]] of Object.entries(differing)) {
  for (const given of ["params", "runtimeData"]) {
    test(`a class ${what} stops the run in words (${given})`, async (context) => {
      const [row, data] = given === "params" ? ["new Point(1)", ""] : ["1", "point: new Point(1)"];
      const project = new Project(context, {
        "script.ts": `
          import { Pipeline, marshal } from "pipefish";
          class Point { constructor(x) { this.x = x; } }
          const isFirst = (process.env["FIRST_PROCESS"] ??= String(process.pid)) === String(process.pid);
          ${registration}
          const pipeline = new Pipeline("versions");
          pipeline.parallel({ name: "use", params: [[0], [${row}], [2]], run: () => {} });
          await pipeline.run({ multiprocess: 2, runtimeData: { ${data} } });
        `,
      });
      const { code, stderr } = await project.node("script.ts");
      assert.equal(code, 2, stderr);
      assert.match(stderr, /error\[worker-unusable\]: the data of jobs cannot be read in a job's process/);
      assert.match(stderr, message);
    });
  }
}
