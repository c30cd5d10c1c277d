// Files may be called whatever the system lets them be called: every kind of name goes through every way that a name can
// go, to the byte.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { Project } from "../support/project.ts";

/** Names that have been trouble to somebody; with an ending they are 255 bytes at most, the most that a file may have. */
const names = [
  "plain",
  "a b",
  " ",
  "it's",
  'say "so"',
  "new\nline",
  "\n",
  "re\rturn",
  "tab\t",
  "-dash",
  "--",
  "back\\slash",
  "\\n",
  "$HOME",
  "$1 $& $$",
  "{input}",
  "{{output}}",
  "`date`",
  "$(date)",
  "semi;colon",
  "a|b&c<d>e",
  "#hash",
  "~",
  "!bang!",
  "%25%s",
  "100%",
  "x[1]",
  "x]",
  "star*",
  "what?",
  "^caret",
  "=",
  "@",
  "a,b",
  "a:b",
  "con",
  "\u001b[31mred",
  "bell\u0007",
  "\u007f",
  "\u0085",
  "caf\u00e9",
  "cafe\u0301",
  "\u{1f600}",
  "\u202eright to left",
  "\ufeffmark",
  "line\u2028separator",
  "\ufffd",
  "x".repeat(249),
  "\u{1f600}".repeat(62),
];

const pipelineOf = (multiprocess: number): string => `
  import { appendFileSync, copyFileSync } from "node:fs";
  import { formatter, Pipeline, regex, suffix } from "pipefish";
  const pipeline = new Pipeline("names");
  const ran = (task) => appendFileSync("ran", task + "\\n");
  const copied = pipeline.transform({
    name: "function", input: "in/*.in", filter: suffix(".in"), output: ".1", outputDir: "one", mkdir: "one",
    run: ({ input, output }) => { copyFileSync(input, output); ran("function"); },
  });
  const shell = pipeline.transform({
    name: "command", input: copied, filter: regex(/^one\\/(.*)\\.1$/s), output: "two/$1.2", mkdir: "two",
    command: "cp {input} {output}; echo {task} >> ran",
  });
  const both = pipeline.transform({
    name: "dollar", input: shell, filter: formatter(/\\.2$/), output: "three/{basename[0]}.3", mkdir: "three",
    extras: { stem: "{basename[0]}" },
    run: async ({ input, output, extras, $ }) => {
      await $\`cp -- \${input} \${output}; printf %s \${extras.stem} >> \${output}\`;
      ran("dollar");
    },
  });
  pipeline.merge({
    name: "all", input: both, output: "all.json",
    run: async ({ input, output, log, $ }) => {
      ran("all");
      for (const name of input) log.info(name);
      await $\`cat -- \${input} > \${output}\`;
    },
  });
  await pipeline.cli({ multiprocess: ${multiprocess} });
`;

/** A project with a file of each name, in which that name stands. */
function makeFiles(context: TestContext, text: string): Project {
  const project = new Project(context, { "pipeline.ts": text });
  mkdirSync(project.path("in"));
  for (const name of names) writeFileSync(project.path(`in/${name}.in`), `${JSON.stringify(name)}\n`);
  return project;
}

function namesIn(project: Project, directory: string): string[] {
  return readdirSync(project.path(directory)).sort();
}

/** No character moves the cursor, and no name breaks a line. */
function assertPrintable(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  assert.doesNotMatch(text, /^(line|red)/m);
}

for (const multiprocess of [1, 2]) {
  test(`every name goes through functions, commands, '$' and all filters, and is up to date afterwards (-j ${multiprocess})`, async (context) => {
    const project = makeFiles(context, pipelineOf(multiprocess));
    const first = await project.node("pipeline.ts", "-v", "2");
    assert.equal(first.code, 0, first.stderr);
    assertPrintable(first.stderr);
    for (const [directory, ending] of [
      ["one", "1"],
      ["two", "2"],
      ["three", "3"],
    ] as const)
      assert.deepEqual(namesIn(project, directory), names.map((name) => `${name}.${ending}`).sort());
    for (const name of names)
      assert.equal(project.read(`three/${name}.3`), `${JSON.stringify(name)}\n${name}`);
    assert.equal(project.lines("ran").length, 3 * names.length + 1);
    const second = await project.node("pipeline.ts");
    assert.match(second.stderr, /everything is up to date/);
    assert.equal(project.lines("ran").length, 3 * names.length + 1);
    utimesSync(project.path("in/new\nline.in"), 1, 1);
    const third = await project.node("pipeline.ts", "-v", "4");
    assert.equal(third.code, 0, third.stderr);
    assertPrintable(third.stderr);
    assert.equal(project.lines("ran").length, 3 * names.length + 1 + 4);
  });
}

test("every name can be printed, asked for, drawn and logged without breaking a line", async (context) => {
  const project = makeFiles(context, pipelineOf(1));
  const plan = await project.pipefish("plan", "-v", "6:0");
  assert.equal(plan.code, 0, plan.stderr);
  assertPrintable(plan.stdout);
  const run = await project.pipefish("run", "-j", "1", "--reporter", "json", "-L", "run.log");
  assert.equal(run.code, 0, run.stderr);
  const events = run.stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { event: string; job?: { output: string } });
  const done = events.flatMap(({ event, job }) => (event === "job-done" ? [job?.output] : []));
  for (const name of names) assert.ok(done.includes(`two/${name}.2`), name);
  assertPrintable(project.read("run.log"));
  for (const name of ["new\nline", "-dash", "caf\u00e9", "cafe\u0301", "star*", "\u{1f600}".repeat(62)]) {
    const why = await project.pipefish("why", `two/${name}.2`);
    assert.equal(why.code, 0, why.stderr);
    assert.match(why.stdout, /state +up to date/);
    assertPrintable(why.stdout);
  }
  const list = await project.pipefish("logs", "all.json");
  assert.equal(list.code, 0, list.stderr);
  for (const format of ["dot", "mermaid", "svg"]) {
    const drawn = await project.pipefish("graph", "--format", format);
    assert.equal(drawn.code, 0, drawn.stderr);
  }
});

test("names in mistakes break no line", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("mistaken");
      pipeline.merge({ name: "read", input: ["no\\n\\u0007thing.txt"], output: "out", command: "cat {input} > {output}" });
      pipeline.originate({ name: "one", output: "o\\nut.1", command: "touch {output}" });
      pipeline.originate({ name: "two", output: "./o\\nut.1", command: "touch {output}" });
      export default pipeline;
    `,
  });
  for (const words of [["plan"], ["run"]]) {
    const { code, stdout, stderr } = await project.pipefish(...words);
    assert.equal(code, 2);
    assertPrintable(stdout + stderr);
    assert.match(stdout + stderr, /no\\n.*thing\.txt/);
    assert.match(stdout + stderr, /o\\nut\.1/);
  }
});

test("a file whose name is no text is refused where a pattern finds it, and only there", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline, suffix } from "pipefish";
      const pipeline = new Pipeline("bytes");
      pipeline.transform({ name: "copy", input: process.env.PATTERN ?? "", filter: suffix(".txt"), output: ".copy", command: "cp {input} {output}" });
      export default pipeline;
    `,
    "good.txt": "",
    "deep/good.txt": "",
    "replaced\ufffd.txt": "",
  });
  mkdirSync(Buffer.concat([Buffer.from(project.path("deep/")), Buffer.from([0x64, 0xe9])]));
  writeFileSync(
    Buffer.concat([Buffer.from(project.path("caf")), Buffer.from([0xe9]), Buffer.from(".txt")]),
    "",
  );
  const run = (pattern: string) => project.start(["pipeline.ts", "-j", "1"], { PATTERN: pattern }).ended;
  project.write({
    "pipeline.ts": project.read("pipeline.ts").replace("export default pipeline", "await pipeline.cli()"),
  });
  for (const pattern of ["*.txt", "c*.txt", "**", "deep/*/x.txt", "**/x.txt"]) {
    const { code, stderr } = await run(pattern);
    assert.equal(code, 2, `${pattern} ${stderr}`);
    assert.match(stderr, /^error\[bad-name\]: the name of a file is not in UTF-8\n {2}name .*\ufffd/);
  }
  for (const pattern of ["g*.txt", "*/g*.txt", "r*.txt"]) {
    const { code, stderr } = await run(pattern);
    assert.equal(code, 0, `${pattern} ${stderr}`);
    assert.match(stderr, /1 done/);
  }
});

test("a job whose pattern of outputs finds a name that is no text has failed", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("parts");
      pipeline.split({ name: "cut", input: "whole", output: "part-*", command: "touch part-1 $'part-\\\\xe9'" });
      await pipeline.cli();
    `,
    whole: "",
  });
  for (const multiprocess of ["1", "2"]) {
    const { code, stderr } = await project.node("pipeline.ts", "-j", multiprocess);
    assert.notEqual(code, 0);
    assert.match(stderr, /the name of a file is not in UTF-8/);
    assert.doesNotMatch(stderr, /bug in pipefish/);
  }
});

/** A pipeline of one task that copies what its pattern finds. */
const copying = (input: string): string => `
  import { Pipeline, regex } from "pipefish";
  const pipeline = new Pipeline("links");
  pipeline.transform({
    name: "copy", input: ${JSON.stringify(input)}, filter: regex(/^.*?([^/]+)$/), output: "$1.copy",
    command: "echo {output} >> ran; cp {input} {output}",
  });
  export default pipeline;
`;

test("links are read as what they lead to, to files and through directories", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": copying("l*/*.txt"),
    "data/a.txt": "one",
    "data/b.txt": "two",
    "other/a.txt": "three",
  });
  symlinkSync("data", project.path("linked"));
  symlinkSync("b.txt", project.path("data/l.txt"));
  assert.equal((await project.pipefish("run")).code, 0);
  assert.deepEqual(project.lines("ran"), ["a.txt.copy", "b.txt.copy", "l.txt.copy"]);
  assert.equal(project.read("l.txt.copy"), "two");
  assert.match((await project.pipefish("run")).stderr, /everything is up to date/);
  project.write({ ran: "", "data/b.txt": "two, longer" });
  assert.equal((await project.pipefish("run")).code, 0);
  assert.deepEqual(project.lines("ran"), ["b.txt.copy", "l.txt.copy"]);
  unlinkSync(project.path("linked"));
  symlinkSync("other", project.path("linked"));
  project.write({ ran: "" });
  assert.equal((await project.pipefish("run")).code, 0);
  assert.equal(project.read("a.txt.copy"), "three");
});

test("a link that leads nowhere, or in a circle, is a missing input when a pattern finds it", async (context) => {
  const project = new Project(context, { "pipeline.ts": copying("*.txt") });
  symlinkSync("nothing", project.path("lost.txt"));
  symlinkSync("round.txt", project.path("round.txt"));
  const { code, stderr } = await project.pipefish("run");
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^error\[missing-input\]: 2 input files do not exist\n.*\n.*\n {2}file +lost\.txt\n +round\.txt$/m,
  );
});

test("an output may be a link, and one that leads nowhere has not been made", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("made");
      pipeline.originate({ name: "good", output: "good", command: "echo 1 > file; ln -sf file {output}" });
      pipeline.originate({ name: "bad", output: "bad", command: "ln -sf nothing {output}" });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run", "--on-error", "continue");
  assert.equal(code, 1);
  assert.match(stderr, /it ended without making 'bad'/);
  assert.match((await project.pipefish("plan", "-T", "good")).stdout, /everything is up to date/);
});

test("directories can be outputs and inputs, and count as changed when a file comes or goes", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline, suffix } from "pipefish";
      const pipeline = new Pipeline("folders");
      const made = pipeline.originate({ name: "make", output: ["a.dir/", "b.dir"], command: "echo {output} >> ran; mkdir -p {output}; date > {output}/file" });
      pipeline.merge({ name: "list", input: made, output: "list.txt", command: "echo {output} >> ran; ls {input} > {output}" });
      export default pipeline;
    `,
  });
  const run = await project.pipefish("run");
  assert.equal(run.code, 0, run.stderr);
  assert.match((await project.pipefish("run")).stderr, /everything is up to date/);
  project.write({ ran: "", "b.dir/another": "" });
  assert.equal((await project.pipefish("run")).code, 0);
  assert.deepEqual(project.lines("ran"), ["b.dir", "list.txt"]);
});

test("two ways to write one name are one file where jobs write", async (context) => {
  const spellings = [
    "out.txt",
    "./out.txt",
    "d/../out.txt",
    ".//out.txt",
    "HERE/out.txt",
    "../FOLDER/out.txt",
  ];
  const project = new Project(context, { "d/file": "" });
  const folder = project.directory.slice(project.directory.lastIndexOf("/") + 1);
  const spelt = spellings.map((name) => name.replace("HERE", project.directory).replace("FOLDER", folder));
  const definitions = spelt.map(
    (name, i) =>
      `pipeline.originate({ name: "t${i}", output: ${JSON.stringify(name)}, command: "touch {output}" });`,
  );
  project.write({
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("spelt");
      ${definitions.join("\n")}
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run");
  assert.equal(code, 2);
  assert.equal(stderr.match(/^error\[duplicate-output\]/gm)?.length, spellings.length - 1, stderr);
});

test("a file that is written under one spelling and read under another is waited for", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("spelt");
      const make = pipeline.originate({ name: "make", output: "./d//a.txt", mkdir: "d", command: "echo made > {output}" });
      pipeline.merge({ name: "read", input: process.cwd() + "/d/a.txt", follows: make, output: "../" + process.cwd().split("/").at(-1) + "/b.txt", command: "cp {input} {output}" });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /warning/);
  assert.equal(project.read("b.txt"), "made\n");
  assert.match((await project.pipefish("run")).stderr, /everything is up to date/);
});

test("a name that is longer than the system allows fails its job and no other", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { writeFileSync } from "node:fs";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("long");
      pipeline.originate({ name: "make", output: ["short", "x".repeat(256)], run: ({ output }) => writeFileSync(output, "") });
      pipeline.originate({ name: "touch", output: ["brief", "y".repeat(256)], command: "touch {output}" });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run", "--on-error", "continue", "-j", "2");
  assert.equal(code, 1);
  assert.match(stderr, /2 done, 2 failed/);
  assert.match(stderr, /ENAMETOOLONG/);
  assert.match(stderr, /File name too long/);
});

test("who puts the name of a file behind two dashes is told how to write it", async (context) => {
  const project = new Project(context, { "pipeline.ts": "" });
  const { code, stderr } = await project.pipefish("why", "--", "-x");
  assert.equal(code, 2);
  assert.match(stderr, /^error: missing required argument 'word'\n/);
  assert.match(stderr, /hint: what follows -- is for the file of the pipeline; .* as \.\/-name/);
});
