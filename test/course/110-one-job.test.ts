// One job alone: run again by the command that its failure shows, before one's eyes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Project } from "../support/project.ts";

const pipeline = `
  import { appendFileSync, existsSync, writeFileSync } from "node:fs";
  import { Pipeline, suffix } from "pipefish";
  const pipeline = new Pipeline("single");
  const first = pipeline.originate({
    name: "first",
    output: ["a.1", "b.1"],
    run: ({ output }) => {
      console.log("making " + output);
      appendFileSync("ran", output + "\\n");
      writeFileSync(output, output);
    },
    postTask: () => appendFileSync("ran", "all of first\\n"),
  });
  pipeline.transform({
    name: "second",
    input: first,
    filter: suffix(".1"),
    output: ".2",
    run: async ({ input, output, $ }) => {
      appendFileSync("ran", output + "\\n");
      await $\`echo from \${input} | tee \${output}\`;
      if (output === "b.2" && !existsSync("mended")) throw new Error("not yet");
    },
  });
  pipeline.merge({ name: "third", input: "*.2", follows: "second", output: "3", command: "echo {input}; cat {input} > {output}" });
  export default pipeline;
`;

/** The words after `npx pipefish` of the command that a failure shows. */
function again(stderr: string): string[] {
  const [, command] = /^ {2}again +npx pipefish (.*)$/m.exec(stderr) ?? [];
  assert.ok(command, stderr);
  return command.split(" ");
}

test("a failure shows the command that runs just that job again, and it does, showing what is printed", async (context) => {
  const project = new Project(context, { "pipeline.ts": pipeline });
  const failed = await project.pipefish("run", "-j", "2");
  assert.equal(failed.code, 1);
  const words = again(failed.stderr);
  assert.deepEqual(words.slice(0, 3), ["run", "pipeline.ts", "--job"]);
  project.write({ ran: "", mended: "" });
  const { code, stdout, stderr } = await project.pipefish(...words);
  assert.equal(code, 0, stderr);
  assert.equal(project.read("ran"), "b.2\n", "no other job, and nothing that tasks do at their end");
  assert.equal(stdout, "from b.1\n");
  assert.match(stderr, /1 done/);
  assert.equal(project.read(".pipefish/logs/second/b.2.log"), "from b.1\n");
  // Its receipt is written: only what is below is left to do.
  await project.pipefish("run", "-j", "2");
  assert.equal(project.read("ran"), "b.2\n");
  assert.equal(project.read("3"), "from a.1\nfrom b.1\n");
});

test("the command leads to the directory of the run from where it was started", async (context) => {
  const project = new Project(context, {
    "deep/er/pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("elsewhere");
      pipeline.originate({ name: "bad", output: "x", command: "false" });
      export default pipeline;
    `,
  });
  const { stderr } = await project.pipefish("run", "-C", "deep/er", "--checksum-file-name", "my history");
  assert.match(
    stderr,
    / again +npx pipefish run -C deep\/er pipeline\.ts --checksum-file-name 'my history' --job [0-9a-f]{10}\n/,
  );
});

/** A pipeline whose tasks come from the words that the script is given; one job fails until a file is there. */
function wordy(end: string): string {
  return `
    import { existsSync } from "node:fs";
    import { parseArgs } from "node:util";
    import { Pipeline } from "pipefish";
    const { letters } = parseArgs({ options: { letters: { type: "string", default: "q" } }, strict: false }).values;
    const pipeline = new Pipeline("wordy");
    const run = async ({ output, $ }) => {
      if (!existsSync("mended")) throw new Error("not yet");
      await $\`echo it | tee \${output}\`;
    };
    pipeline.originate({ name: "make", output: letters.split("").map((letter) => letter + " .txt"), run });
    ${end}
  `;
}

for (const [what, end, words, start] of [
  ["reads flags itself", 'await pipeline.cli({ flags: { "--letters <l>": "" } });', ["-j", "1"], /^node /],
  ["only runs", "await pipeline.run({ multiprocess: 1 });", [], /^npx pipefish run wordy\.ts --job /],
] as const) {
  test(`of a script that ${what}, the command has the words that it was given`, async (context) => {
    const project = new Project(context, { "wordy.ts": wordy(end) });
    const failed = await project.node("wordy.ts", "--letters", "xy", ...words);
    const [, command = ""] = /^ {2}again +(.*)$/m.exec(failed.stderr) ?? [];
    assert.match(command, start);
    assert.match(command, /--letters xy/);
    project.write({ mended: "" });
    const { code, stdout, stderr } = await project.shell(command.replace("npx pipefish", "pipefish"));
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "it\n");
    assert.deepEqual(project.files(), ["mended", "wordy.ts", "x .txt"]);
  });
}

test("of a run after another in one script there is no such command: it would lead to the first", async (context) => {
  const text = wordy(`
    await pipeline.run({ reporter: "silent" }).catch(() => undefined);
    await pipeline.run({ multiprocess: 1 });
  `);
  const { code, stderr } = await new Project(context, { "wordy.ts": text }).node("wordy.ts");
  assert.equal(code, 1);
  assert.doesNotMatch(stderr, / again /);
});

test("a job runs alone though it is up to date, found by its file, in this process or another", async (context) => {
  const project = new Project(context, { "pipeline.ts": pipeline, mended: "" });
  assert.equal((await project.pipefish("run", "-j", "2")).code, 0);
  for (const places of ["1", "2"]) {
    project.write({ ran: "" });
    const { code, stdout, stderr } = await project.pipefish("run", "-j", places, "--job", "a.1");
    assert.equal(code, 0, stderr);
    assert.equal(project.read("ran"), "a.1\n");
    assert.equal(stdout, "making a.1\n");
  }
  const line = await project.pipefish("run", "--job", "third");
  assert.equal(line.stdout, "a.2 b.2\n");
});

test("a word that means several jobs or none is refused, and says which there are", async (context) => {
  const project = new Project(context, { "pipeline.ts": pipeline });
  const several = await project.pipefish("run", "--job", "first");
  assert.equal(several.code, 2);
  assert.match(
    several.stderr,
    /^error\[ambiguous-job\]: 'first' means several jobs\n {2}[0-9a-f]{10} {2}first -> a\.1\n {2}[0-9a-f]{10} {2}first -> b\.1\n/,
  );
  const none = await project.pipefish("run", "--job", "nothing");
  assert.equal(none.code, 2);
  assert.match(none.stderr, /^error\[unknown-job\]: no job is called 'nothing'\n/);
});

test("a script that ends in cli() has the flag too", async (context) => {
  const script = pipeline.replace("export default pipeline;", "await pipeline.cli({ targets: first });");
  const project = new Project(context, { "pipeline.ts": script, "a.1": "a", "b.1": "b", mended: "" });
  const { code, stdout, stderr } = await project.node("pipeline.ts", "-j", "2", "--job", "b.2");
  assert.equal(code, 0, stderr);
  assert.equal(project.read("ran"), "b.2\n");
  assert.equal(stdout, "from b.1\n");
});

test("what one job logs is shown once", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("logging");
      pipeline.parallel({ name: "warn", params: [[1]], run: ({ log }) => log.warn("few reads") });
      export default pipeline;
    `,
  });
  const { stdout, stderr } = await project.pipefish("run", "--job", "warn");
  assert.match(stdout, /^\S+Z warn {2}few reads\n$/);
  assert.doesNotMatch(stderr, /few reads/);
});

test("a job that runs alone needs its inputs", async (context) => {
  const project = new Project(context, { "pipeline.ts": pipeline, mended: "" });
  const { code, stderr } = await project.pipefish("run", "-j", "2", "--job", "a.2");
  assert.equal(code, 2);
  assert.match(stderr, /error\[missing-input\]: its input 'a\.1' does not exist/);
  const [, maker = ""] =
    /hint +'first' makes it: run that job first, with --job ([0-9a-f]{10})$/m.exec(stderr) ?? [];
  const made = await project.pipefish("run", "--job", maker, "-v", "3");
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stderr, /because the run was asked to run this job alone/);
  assert.equal((await project.pipefish("run", "--job", "a.2")).code, 0);
});
