// Several pipelines, rows that functions make, and what a task does at its end: with real processes and real files.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { JobCounts } from "../../src/model/event.ts";
import { type Ended, Project } from "../support/project.ts";

/** A pipeline whose copy reads other files, and one that brings together what both make. */
const parts = `
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { formatter, outputFrom, Pipeline, suffix, touchFile } from "pipefish";
const note = (line) => appendFileSync("notes", line + " " + process.pid + "\\n");
export const left = new Pipeline("left");
const copy = left.transform({
  name: "copy",
  input: "l*.in",
  filter: suffix(".in"),
  output: ".copied",
  activeIf: () => { note("asked"); return true; },
  postTask: [async () => note("concluded"), touchFile("copied.flag")],
  run: ({ input, output, task }) => writeFileSync(output, task + " " + readFileSync(input, "utf8")),
});
left.setHeadTasks([copy]);
left.setTailTasks([copy]);
export const right = left.clone("right");
right.setInput({ input: "r*.in" });
export const main = new Pipeline("main");
main.product({
  name: "pairs",
  inputs: [{ input: left, filter: formatter() }, { input: outputFrom("right::copy"), filter: formatter() }],
  output: "{basename[0][0]}-{basename[1][0]}.pair",
  run: ({ input, output }) => writeFileSync(output, input.map((name) => readFileSync(name, "utf8")).join(" + ")),
});
main.files({
  name: "words",
  follows: left,
  params: function* () {
    note("rows");
    for (const word of readFileSync("l1.copied", "utf8").split(" ")) yield [null, word + ".word", word.length];
  },
  run: ({ output, extras: [length] }) => writeFileSync(output, String(length)),
});
main.merge({
  name: "all",
  input: [outputFrom("pairs", "words")],
  output: "all",
  run: ({ input, output }) => writeFileSync(output, input.join("\\n")),
});
`;
const inputs = { "l1.in": "one", "l2.in": "two", "r1.in": "three" };
const made = ["copy.word", "l1-r1.pair", "l2-r1.pair", "one.word"];

function project(context: TestContext, script: string): Project {
  return new Project(context, { "parts.ts": parts, "pipeline.ts": script, ...inputs });
}

/** What was noted, by word: how often, and in how many processes. */
function notes(of: Project): Record<string, readonly [times: number, processes: number]> {
  const lines = of.lines("notes").map((line) => line.split(" ") as [string, string]);
  return Object.fromEntries(
    [...Map.groupBy(lines, ([word]) => word)].map(([word, all]) => [
      word,
      [all.length, new Set(all.map(([, pid]) => pid)).size],
    ]),
  );
}

function assertMade(of: Project, { code, stderr }: Ended): void {
  assert.equal(code, 0, stderr);
  assert.deepEqual(of.lines("all"), made);
  assert.equal(of.read("l2-r1.pair"), "copy two + copy three");
  assert.equal(of.read("one.word"), "3");
  assert.equal(of.read("copied.flag"), "");
}

test("jobs of several pipelines run in processes that find the functions of all of them", async (context) => {
  const of = project(
    context,
    `import { left, main, right } from "./parts.ts";
     const { tasks } = await main.run({ targets: [main, left], pipelines: [right], multiprocess: 2 });
     console.log(JSON.stringify(tasks));`,
  );
  const ended = await of.node("pipeline.ts");
  assertMade(of, ended);
  const tasks = JSON.parse(ended.stdout) as { name: string; jobs: JobCounts }[];
  assert.deepEqual(Object.fromEntries(tasks.map(({ name, jobs }) => [name, jobs.done])), {
    "left::copy": 2,
    "right::copy": 1,
    pairs: 2,
    words: 2,
    all: 1,
  });
  // Twice the rows: when all is planned, where they are not known yet, and when they are.
  assert.deepEqual(notes(of), { asked: [2, 1], concluded: [2, 1], rows: [2, 1] });
});

test("the same by the command line, of a pipeline that a file exports", async (context) => {
  const of = project(
    context,
    `import { main, right } from "./parts.ts";
     main.task("all").setInput({ input: [main.task("pairs"), main.task("words")] });
     main.merge({ name: "known", input: right, output: "known", command: "cat {input} > {output}" });
     export default main;`,
  );
  assertMade(of, await of.pipefish("run", "pipeline.ts", "-j", "2"));
  assert.deepEqual(notes(of), { asked: [2, 1], concluded: [2, 1], rows: [2, 1] });
  const again = await of.pipefish("run", "pipeline.ts", "-j", "2");
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /up to date/);
  assert.deepEqual(notes(of)["concluded"], [2, 1], "nothing ran, and nothing is concluded");
});

test("a task of another pipeline is told, listed and logged with the name of its pipeline", async (context) => {
  const of = new Project(context, {
    "pipeline.ts": `
import { Pipeline, suffix } from "pipefish";
const other = new Pipeline("other");
const make = other.originate({ name: "make", output: "a.txt", command: "echo other; date > {output}" });
const say = other.parallel({ name: "say", params: [[1]], follows: make, run: () => console.log("of the other") });
const main = new Pipeline("main");
const copy = main.transform({ name: "make", input: make, filter: suffix(".txt"), output: ".copy", command: "cp {input} {output}" });
main.parallel({ name: "say", params: [[1]], follows: [copy, say], run: () => console.log("of the main one") });
export default main;
`,
  });
  assert.deepEqual((await of.pipefish("tasks")).stdout.match(/^\S+ /gm), [
    "task ",
    "make ",
    "say ",
    "other::make ",
    "other::say ",
  ]);
  const plan = await of.pipefish("plan");
  assert.match(plan.stdout, /▸ other::make {2}1 job/);
  assert.match(plan.stdout, /because input a\.txt will be made by 'other::make'/);
  const why = await of.pipefish("why", "a.copy");
  assert.match(why.stdout, /'other::make' makes a\.txt because/);
  const { stderr } = await of.pipefish("run", "-j", "2", "-L", "run.log");
  assert.match(stderr, /✓ other::make .* → a\.txt/);
  assert.match(stderr, /^make: 1 done/m);
  assert.match(stderr, /^other::make: 1 done/m);
  assert.match(of.read("run.log"), /info {2}other::make a\.txt: done/);
  const logs = of.files(".pipefish").filter((name) => /say/.test(name));
  assert.deepEqual(logs.map((name) => of.read(name)).sort(), ["of the main one\n", "of the other\n"]);
  const json = (await of.pipefish("run", "-j", "1", "--reporter", "json")).stderr.split("\n");
  assert.equal(json.filter((line) => /"job-done".*"task":"other::say"/.test(line)).length, 1);
});

test("a task of another pipeline is asked for, and forced, by its full name", async (context) => {
  const of = project(context, `export { main as default } from "./parts.ts";`);
  const other = `import { main, right } from "./parts.ts"; await main.run({ pipelines: [right], multiprocess: 2 });`;
  of.write({ "pipeline.ts": other });
  const words = ["run", "pipeline.ts", "-j", "2", "-T", "right::copy"];
  const first = await of.pipefish(...words);
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual(
    of.files().filter((name) => name.endsWith("copied")),
    ["r1.copied"],
  );
  const forced = await of.pipefish(...words, "--forced-tasks", "right::copy");
  assert.match(forced.stderr, /1 done/);
});

test("an input that is set between two runs of one script counts in the second, in its processes too", async (context) => {
  const of = project(
    context,
    `import { left } from "./parts.ts";
     const first = await left.run({ multiprocess: 2 });
     left.setInput({ input: ["l1.in", "r1.in"] });
     const second = await left.run({ multiprocess: 2 });
     console.log(JSON.stringify([first.jobs, second.jobs].map(({ done, fresh }) => [done, fresh])));`,
  );
  const { code, stdout, stderr } = await of.node("pipeline.ts");
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), [
    [2, 0],
    [1, 1],
  ]);
  assert.equal(of.read("r1.copied"), "copy three");
});

test("with one place the same comes out, in one process", async (context) => {
  const of = project(
    context,
    `import { main, right } from "./parts.ts"; await main.run({ pipelines: [right], multiprocess: 1 });`,
  );
  assertMade(of, await of.node("pipeline.ts"));
});
