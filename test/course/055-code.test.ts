// Code and extras: what runs again when they change, and what is told of it.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import { Project } from "../support/project.ts";

const files = {
  "pipeline.ts": `
    import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
    import { Pipeline, suffix } from "pipefish";
    import { mean } from "./lib/index.ts";
    const pipeline = new Pipeline("numbers");
    const numbers = pipeline.originate({
      name: "numbers",
      output: ["a.txt", "b.txt"],
      run: ({ output }: { output: string }) => {
        appendFileSync("ran", "numbers " + output + "\\n");
        writeFileSync(output, "1\\n2\\n");
      },
    });
    const read = (name: string): number[] => readFileSync(name, "utf8").trim().split("\\n").map(Number);
    pipeline.transform({
      name: "mean",
      input: numbers,
      filter: suffix(".txt"),
      output: ".mean",
      extras: { k: 21 },
      run: ({ input, output, extras }) => {
        appendFileSync("ran", "mean " + output + "\\n");
        writeFileSync(output, String(mean(read(input)) + extras.k));
      },
    });
    pipeline.merge({ name: "lines", input: numbers, output: "lines", command: "cat {input} | wc -l > {output}" });
    export default pipeline;
  `,
  "lib/index.ts": 'export { mean, median } from "./stats.ts";\n',
  "lib/stats.ts": `
    /** The mean. */
    export function mean(values: number[]): number {
      return sum(values) / values.length;
    }
    export const median = (values: number[]): number | undefined => values[values.length >> 1];
    const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
  `,
};

async function ran(project: Project, ...words: readonly string[]): Promise<string[]> {
  project.write({ ran: "" });
  const { code, stderr } = await project.pipefish("run", "-j", "2", ...words);
  assert.equal(code, 0, stderr);
  return project.lines("ran");
}

async function why(project: Project, file: string, check: string): Promise<string> {
  const { code, stdout, stderr } = await project.pipefish("why", file, "--check", check);
  assert.equal(code, 0, stderr);
  return stdout;
}

function edit(project: Project, file: string, from: string, to: string): void {
  const text = project.read(file);
  assert.ok(text.includes(from), `${file} has ${from}`);
  project.write({ [file]: text.replace(from, to) });
}

/** A project that ran once, at the level that is usual: what was recorded serves the others. */
async function done(...given: ConstructorParameters<typeof Project>): Promise<Project> {
  const project = new Project(...given);
  assert.equal((await ran(project)).length, 4);
  return project;
}

const means = ["mean a.mean", "mean b.mean"];

test("a helper that was changed makes the jobs run that use it, and no others", async (context) => {
  const project = await done(context, files);
  edit(project, "lib/stats.ts", "a + b, 0", "a + b, 100");
  assert.deepEqual(await ran(project), [], "below that level, code does not count");
  const told = await why(project, "a.mean", "functions");
  assert.equal(
    told.replace(/about [\d.]+s/, "about 0.01s"),
    `\
a.mean
  made by    'mean'  pipeline.ts:15:14
  job        a.txt → a.mean
  id         4b07a6b4df
  state      would run
  because    its code changed: sum() in lib/stats.ts
  changed    sum() in lib/stats.ts
             - const sum = values => values.reduce((a, b) => a + b, 0);
             + const sum = values => values.reduce((a, b) => a + b, 100);
  as before  1 input, 1 output
  takes      about 0.01s
`,
  );
  assert.deepEqual(await ran(project, "--check", "functions"), means);
  assert.deepEqual(await ran(project, "--check", "functions"), []);
});

test("comments, layout, types and code that is not used make nothing run", async (context) => {
  const project = await done(context, files);
  edit(project, "lib/stats.ts", "/** The mean. */", "// Another word for it.\n\n\n");
  edit(project, "lib/stats.ts", "values: number[]): number {", "values: readonly number[]): number\n{");
  edit(project, "lib/stats.ts", "values.length >> 1", "values.length >> 2");
  edit(project, "pipeline.ts", "const pipeline", "type Numbers = readonly number[];\n    const pipeline");
  assert.deepEqual(await ran(project, "--check", "params"), []);
});

test("extras that were changed make the jobs run that have them", async (context) => {
  const project = await done(context, files);
  edit(project, "pipeline.ts", "k: 21", "k: 31");
  assert.deepEqual(await ran(project, "--check", "functions"), []);
  assert.match(await why(project, "b.mean", "params"), /because {4}its extras changed: k: 21 → 31\n/);
  assert.deepEqual(await ran(project, "--check", "params"), means);
  assert.equal(project.read("a.mean"), "32.5");
});

test("a shell line that was changed, and a version, make the job run", async (context) => {
  const project = await done(context, files);
  const name = 'name: "lines",';
  edit(project, "pipeline.ts", "| wc -l", "| wc  -l");
  assert.match(await why(project, "lines", "history"), /up to date/);
  assert.match(
    await why(project, "lines", "functions"),
    /its code changed: its command\n.*\n *- cat .*\n *\+ cat /,
  );
  await ran(project, "--check", "functions");
  assert.match(await why(project, "lines", "functions"), /up to date/);
  edit(project, "pipeline.ts", name, `${name} version: 2,`);
  assert.match(await why(project, "lines", "history"), /up to date/);
  assert.match(await why(project, "lines", "functions"), /its code changed: version \(none\) → 2\n/);
});

test("what a job was not said to depend on is not noticed: files, programs, the environment, runtimeData", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("p");
      pipeline.originate({
        name: "aside",
        output: "aside",
        run: ({ output, runtimeData }) => {
          appendFileSync("ran", "aside\\n");
          writeFileSync(output, [readFileSync("table", "utf8"), process.env.SIDE, runtimeData.k].join());
        },
      });
      pipeline.originate({ name: "line", output: "line", command: "sh ./tool.sh > {output}" });
      await pipeline.run({ check: "params", runtimeData: { k: process.env.K } });
    `,
    table: "1",
    "tool.sh": "echo line >> ran\n",
    ran: "",
  });
  const start = async (environment: Readonly<Record<string, string>>): Promise<void> => {
    const { code, stderr } = await project.start(["pipeline.ts"], environment).ended;
    assert.equal(code, 0, stderr);
  };
  await start({ SIDE: "1", K: "1" });
  project.write({ table: "2", "tool.sh": "echo 'another line' >> ran\n" });
  await start({ SIDE: "2", K: "2" });
  assert.deepEqual(project.lines("ran"), ["aside", "line"]);
});

test("the environment has the level, and the history a name after the script", async (context) => {
  const project = new Project(context, files);
  const script = `${files["pipeline.ts"].replace("export default pipeline;", "")} await pipeline.run({ multiprocess: 1 });`;
  project.write({ "numbers.ts": script, ran: "" });
  const environment = {
    PIPEFISH_CHECK: "params",
    PIPEFISH_HISTORY_FILE: ".made/{subdir[0]}/{basename}{ext}.sqlite",
  };
  const run = async (
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number | null; stderr: string }> =>
    await project.start(["numbers.ts"], { ...environment, ...more }).ended;
  assert.equal((await run()).code, 0);
  const [, folder = ""] = /([^/]+)$/.exec(project.directory) ?? [];
  assert.ok(project.files().includes(`.made/${folder}/numbers.ts.sqlite`), project.files().join());
  project.write({ "numbers.ts": script.replace("k: 21", "k: 31"), ran: "" });
  assert.equal((await run()).code, 0);
  assert.deepEqual(project.lines("ran"), means);

  const wrong = await run({ PIPEFISH_CHECK: "all" });
  assert.equal(wrong.code, 2);
  assert.match(
    wrong.stderr,
    /bad-option.*'PIPEFISH_CHECK' has an unknown value\n.*'timestamps', 'history', 'functions', 'params'/,
  );
  const placeholder = await run({ PIPEFISH_HISTORY_FILE: "{name}.sqlite" });
  assert.match(
    placeholder.stderr,
    /bad-template.*the history file '\{name\}\.sqlite': \{name\} has no value/,
  );
});

test("a worker that loads edited code leaves it open with what its jobs ran, though that is changed back", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { readFileSync, writeFileSync } from "node:fs";
      import { Pipeline, suffix } from "pipefish";
      import { word } from "./word.ts";
      const pipeline = new Pipeline("edited");
      const first = pipeline.originate({
        name: "first",
        output: "a.txt",
        run: ({ output }) => {
          writeFileSync("word.ts", readFileSync("word.ts", "utf8").replace("old", "new"));
          writeFileSync(output, "");
        },
      });
      const second = pipeline.transform({
        name: "second",
        input: first,
        filter: suffix(".txt"),
        output: ".word",
        fresh: true,
        run: ({ output }) => writeFileSync(output, word()),
      });
      pipeline.transform({
        name: "third",
        input: second,
        filter: suffix(".word"),
        output: ".end",
        run: ({ output }) => {
          writeFileSync("word.ts", readFileSync("word.ts", "utf8").replace("new", "old"));
          writeFileSync(output, "");
        },
      });
      export default pipeline;
    `,
    "word.ts": "export const word = (): string => 'old';",
  });
  await project.pipefish("run", "-j", "2");
  assert.equal(project.read("a.word"), "new");
  assert.match(await why(project, "a.word", "history"), /up to date/);
  assert.match(await why(project, "a.word", "functions"), /with which code it last ran is not known/);
  assert.match(await why(project, "a.txt", "functions"), /up to date/);
  await project.pipefish("run", "-j", "2", "--check", "functions");
  assert.equal(project.read("a.word"), "old");
});

test("in one process, code that was edited since the program began is not what its jobs are recorded with", async (context) => {
  const project = new Project(context, {
    "script.ts": `
      import { writeFileSync } from "node:fs";
      import { Pipeline } from "pipefish";
      import { word } from "./word.ts";
      const pipeline = new Pipeline("edited");
      pipeline.originate({ name: "word", output: "out", run: ({ output }) => writeFileSync(output, word()) });
      pipeline.originate({ name: "line", output: "line", command: "echo > {output}" });
      if (process.argv[2] === "edit") writeFileSync("word.ts", "export const word = (): string => 'new';");
      await pipeline.run({ multiprocess: 1, check: "functions" });
    `,
    "word.ts": "export const word = (): string => 'old';",
  });
  await project.node("script.ts", "edit");
  assert.equal(project.read("out"), "old");
  const line = project.path("line");
  const made = statSync(line).mtimeMs;
  await project.node("script.ts");
  assert.equal(project.read("out"), "new");
  assert.equal(statSync(line).mtimeMs, made, "shell lines are what they were");
  const { stdout } = await project.pipefish("plan", "script.ts", "--check", "functions");
  assert.match(stdout, /everything is up to date/);
});
