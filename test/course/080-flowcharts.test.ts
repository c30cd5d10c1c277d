// Flowcharts, by the real command line.
import assert from "node:assert/strict";
import { readFileSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { Project } from "../support/project.ts";

const chain = `
  import { writeFileSync } from "node:fs";
  import { Pipeline, suffix } from "pipefish";
  const run = ({ output }) => writeFileSync(output, "");
  const pipeline = new Pipeline("chain");
  const first = pipeline.originate({ name: "first", output: ["a.1", "b.1"], run });
  const second = pipeline.transform({ name: "second", input: first, filter: suffix(".1"), output: ".2", run });
  pipeline.merge({ name: "all", input: second, output: "all", run, graph: { label: "Everything" } });
  export default pipeline;
`;

/** Width, height and the bytes of the pixels of a PNG. */
function pixelsOf(file: string): { width: number; height: number; data: Buffer } {
  const bytes = readFileSync(file);
  assert.equal(bytes.subarray(0, 8).toString("latin1"), "\u0089PNG\r\n\u001a\n");
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const isData = bytes.toString("latin1", at + 4, at + 8) === "IDAT";
    if (isData) parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  const data = inflateSync(Buffer.concat(parts));
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), data };
}

test("run --flowchart draws and does not run", async (context) => {
  const project = new Project(context, { "pipeline.ts": chain });
  const { code, stderr, stdout } = await project.pipefish("run", "--flowchart", "chart.svg");
  assert.deepEqual([code, stdout, stderr], [0, "", ""]);
  assert.deepEqual(project.files(), ["chart.svg", "pipeline.ts"]);
  const svg = project.read("chart.svg");
  assert.match(svg, /^<svg [^>]*xmlns=/);
  assert.match(svg, />Everything<\/text>/);
  assert.doesNotMatch(svg, />to run</, "no legend unless it is asked for");
});

test("run --flowchart takes the flags of Ruffus", async (context) => {
  const project = new Project(context, { "pipeline.ts": chain });
  const flags = ["--flowchart-format", "dot", "--key-legend-in-graph", "--draw-graph-horizontally"];
  const { code, stderr } = await project.pipefish("run", "--flowchart", "chart", ...flags);
  assert.equal(code, 0, stderr);
  const dot = project.read("chart");
  assert.match(dot, /rankdir="LR"/);
  assert.match(dot, />runs after those above it</);
  assert.match((await Graphviz.load()).dot(dot), />Everything<\/text>/);
});

test("graph writes to standard output, in the format that is asked for", async (context) => {
  const project = new Project(context, { "pipeline.ts": chain });
  assert.equal((await project.pipefish("run")).code, 0);
  project.remove("a.2");
  const { code, stdout, stderr } = await project.pipefish("graph", "--format", "mermaid", "--legend", "none");
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(
    stdout,
    `\
---
title: "chain"
---
flowchart TB
  t0(["first<br/>originate · 2 jobs"])
  t1("second<br/>transform · 1 of 2 jobs")
  t2[\\"Everything<br/>merge · 1 job"/]
  t0 --> t1
  t1 --> t2
  linkStyle 1 stroke:#3f7cb8
  linkStyle 0 stroke:#98a0ac
  classDef toRun fill:#d9e8f8,stroke:#3f7cb8,color:#173f66
  class t1 toRun
  classDef inTurn fill:#eff6fd,stroke:#6b9dcc,color:#2a5785,stroke-dasharray:5
  class t2 inTurn
  classDef upToDate fill:#dcf0df,stroke:#579a64,color:#214d2b
  class t0 upToDate
`,
  );
  const svg = await project.pipefish("graph");
  assert.match(svg.stdout, /^<svg .*<\/svg>\n$/s);
  assert.match(svg.stdout, />up to date</);
});

test("graph draws PNG with something in it", async (context) => {
  const project = new Project(context, { "pipeline.ts": chain });
  const { code, stderr } = await project.pipefish("graph", "-o", "chart.png", "--colours", "dark");
  assert.equal(code, 0, stderr);
  const { width, height, data } = pixelsOf(project.path("chart.png"));
  assert.ok(width > 200 && height > 400, `${width} x ${height}`);
  assert.ok(new Set(data).size > 20, "a blank picture has pixels of one colour");
});

test("graph takes the targets, what is below, and what is up to date", async (context) => {
  const project = new Project(context, { "pipeline.ts": chain });
  const draw = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await project.pipefish("graph", "--format", "mermaid", ...words);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const target = await draw("-T", "second", "--title", "Half of it");
  assert.match(target, /^title: "Half of it"$/m);
  assert.match(target, /^ {2}t2\[.*"Everything<br\/>merge".*$/m);
  assert.match(target, /^ {4}key_unknown|key_target\("target"\)$/m);
  assert.doesNotMatch(await draw("-T", "second", "--no-below"), /Everything/);
  assert.equal((await project.pipefish("run", "-T", "second")).code, 0);
  const rest = await draw("--hide-up-to-date");
  assert.match(rest, /Everything/);
  assert.doesNotMatch(rest, /second/);
});

test("a pipeline that cannot run is drawn all the same, with what is wrong marked", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("wrong");
      const run = () => undefined;
      pipeline.parallel({ name: "a", params: [[1]], follows: "b", run });
      pipeline.parallel({ name: "b", params: [[1]], follows: "a", run });
      pipeline.parallel({ name: "c", params: [[1]], colour: "red", run });
      export default pipeline;
    `,
  });
  const { code, stdout } = await project.pipefish("graph", "--format", "mermaid");
  assert.equal(code, 0);
  assert.match(stdout, /parallel · waits for itself/);
  assert.match(stdout, /parallel · has mistakes/);
});

test("a task that is switched off is marked", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": chain.replace("run, graph", "activeIf: false, run, graph"),
  });
  const { code, stdout, stderr } = await project.pipefish("graph", "--format", "mermaid");
  assert.equal(code, 0, stderr);
  assert.match(stdout, /"Everything<br\/>merge · switched off"/);
  assert.match(stdout, /^ {2}class t2,key_inactive inactive$/m);
});

const refusals: [string, string[], RegExp][] = [
  [
    "a name without a format",
    ["graph", "-o", "chart.gif"],
    /^error: the name 'chart\.gif' does not say which format .*--format$/,
  ],
  [
    "such a name of run",
    ["run", "--flowchart", "chart"],
    /^error: the name 'chart' does not say .*--flowchart-format$/,
  ],
  [
    "a format that does not exist",
    ["graph", "--format", "gif"],
    /^error: .*'gif' is invalid.*svg, png, dot, mermaid/,
  ],
  [
    "a directory that does not exist",
    ["graph", "-o", "no/chart.dot"],
    /^error: 'no\/chart\.dot' cannot be written: ENOENT/,
  ],
  [
    "a target that does not exist",
    ["graph", "-T", "secnd"],
    /^error\[unknown-task\]: .*'secnd'\n {2}hint {2}did you mean 'second'\?$/,
  ],
  [
    "a colour scheme that does not exist",
    ["graph", "--colours", "8"],
    /^error\[bad-option\]: 'colours' names no scheme\n {2}hint .*'dark'/,
  ],
];

for (const [what, words, sentence] of refusals) {
  test(`${what} is refused in a sentence`, async (context) => {
    const project = new Project(context, { "pipeline.ts": chain });
    const { code, stderr, stdout } = await project.pipefish(...words);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr.trim(), sentence);
    assert.deepEqual(project.files(), ["pipeline.ts"]);
  });
}

test("attributes that Graphviz does not take are refused, and the file of that name stays as it was", async (context) => {
  const attributes = '{ label: "<one> more>" }';
  const broken = chain.replace('label: "Everything"', `attributes: ${attributes}`);
  const project = new Project(context, { "pipeline.ts": broken, "chart.svg": "mine" });
  const { code, stderr } = await project.pipefish("graph", "-o", "chart.svg");
  assert.equal(code, 2);
  assert.match(stderr, /^error\[bad-option\]: the flowchart cannot be drawn\n {2}because {2}.*\n.*'graph'/s);
  assert.equal(project.read("chart.svg"), "mine");
});

test("a file is replaced whole, and a link stays a link", async (context) => {
  const project = new Project(context, { "pipeline.ts": chain, "real/chart.dot": "old" });
  symlinkSync("real/chart.dot", project.path("chart.dot"));
  const { code, stderr } = await project.pipefish("graph", "-o", "chart.dot");
  assert.equal(code, 0, stderr);
  assert.match(project.read("real/chart.dot"), /^digraph/);
  assert.deepEqual(project.files(), ["chart.dot", "pipeline.ts", "real/chart.dot"]);
});

test("a flowchart may go to where no file is: a pipe, standard output, a device", async (context) => {
  const project = new Project(context, { "pipeline.ts": chain });
  for (const line of [
    "pipefish run --flowchart /dev/stdout --flowchart-format mermaid | cat",
    "pipefish run --flowchart /dev/stdout --flowchart-format mermaid > chart; cat chart",
    "mkfifo fifo; pipefish graph -o fifo --format mermaid & cat fifo; wait",
  ]) {
    const { stdout, stderr } = await project.shell(line);
    assert.match(stdout, /^(?:---|flowchart)/, `${line}\n${stderr}`);
  }
  const { code, stderr } = await project.pipefish("graph", "-o", "node_modules", "--format", "dot");
  assert.equal(code, 2);
  assert.match(stderr, /^error: 'node_modules' cannot be written: EISDIR/);
});

test("options of a flowchart that cannot be meant are refused", async (context) => {
  const project = new Project(context, {
    "draw.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("drawn");
      pipeline.originate({ name: "make", output: "a", command: "true" });
      for (const options of [{ pipelines: "drawn" }, { pipelines: [1] }, { runtimeData: 3 }, { direction: "up" }])
        await pipeline.graph(options).catch(({ code, problems }) => console.log(code, problems[0].message));
    `,
  });
  assert.equal(
    (await project.node("draw.ts")).stdout,
    `\
bad-option 'pipelines' is an array of pipelines
bad-option 'pipelines' is an array of pipelines
bad-option 'runtimeData' is a record
bad-option 'direction' has an unknown value
`,
  );
});
