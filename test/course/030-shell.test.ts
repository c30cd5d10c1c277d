// Shell lines: `$` in functions, and `command` tasks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Project } from "../support/project.ts";

const one = (run: string, rest = ""): string => `
  import { writeFileSync } from "node:fs";
  import { Pipeline } from "pipefish";
  const pipeline = new Pipeline("shell");
  pipeline.originate({ name: "make", output: ["it's a $HOME \\"file\\".txt"], ${rest} run: ${run} });
  export default pipeline;
`;

for (const jobs of ["1", "2"]) {
  test(`$ quotes what is put into it (-j ${jobs})`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": one(
        "async ({ output, $ }) => { await $`printf '%s' ${[1, 'a b', '*']} ${output} > ${output}`; }",
      ),
    });
    const { code, stderr } = await project.pipefish("run", "-j", jobs);
    assert.equal(code, 0, stderr);
    assert.deepEqual(project.files(), ['it\'s a $HOME "file".txt', "pipeline.ts"]);
    assert.equal(project.read('it\'s a $HOME "file".txt'), '1a b*it\'s a $HOME "file".txt');
  });

  test(`$ fails the job with the command, its exit code and the last lines that it printed (-j ${jobs})`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": one("async ({ output, $ }) => { await $`echo no such gene >&2; exit 7`; }"),
    });
    const { code, stderr } = await project.pipefish("run", "-j", jobs);
    assert.equal(code, 1);
    assert.match(stderr, /exit code 7/);
    assert.match(stderr, /echo no such gene >&2; exit 7/);
    assert.match(stderr, /no such gene\n/);
    assert.match(stderr, /\.pipefish\/logs\/make\//);
  });

  test(`$ fails when an early part of a pipe fails (-j ${jobs})`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": one("async ({ output, $ }) => { await $`false | cat > ${output}`; }"),
    });
    assert.equal((await project.pipefish("run", "-j", jobs)).code, 1);
  });

  test(`a command that nobody waits for is waited for, and fails its job (-j ${jobs})`, async (context) => {
    const project = new Project(context, {
      "pipeline.ts": one("({ output, $ }) => { writeFileSync(output, ''); void $`exit 3`; }"),
    });
    const { code, stderr } = await project.pipefish("run", "-j", jobs);
    assert.equal(code, 1);
    assert.match(stderr, /exit code 3/);
  });
}

test("$ gives back what a command writes", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": one(
      "async ({ output, $ }) => writeFileSync(output, JSON.stringify([await $`echo a; echo b`.text(), await $`printf 'c\\\\nd\\\\n'`.lines()]))",
    ),
  });
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0, stderr);
  assert.equal(project.read('it\'s a $HOME "file".txt'), '["a\\nb",["c","d"]]');
});

test("$ refuses what is no text, number or array of them", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": one("async ({ output, $ }) => { await $`echo ${output.nothing}`; }"),
  });
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 1);
  assert.match(stderr, /value 1 of a shell line is undefined/);
});

test("a command task fails with its command, exit code and what it printed, and its log has it all", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("shell");
      pipeline.originate({ name: "make", output: ["a b.txt"], command: "seq 30; echo {output}; no-such-program" });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 1);
  assert.match(stderr, /exit code 127/);
  assert.match(stderr, /no-such-program: command not found/);
  const log = /\.pipefish\/logs\/make\/\S+\.log/.exec(stderr)?.[0] ?? "";
  assert.equal(project.read(log).split("\n")[0], "1");
});

test("the output of each job is in its own log, that of its commands as well", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { writeFileSync } from "node:fs";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("logs");
      pipeline.originate({
        name: "say",
        output: ["a", "b", "c", "d", "e", "f"],
        run: async ({ output, $ }) => {
          console.log("out " + output);
          await $\`echo shell \${output} >&2\`;
          console.error("err " + output);
          writeFileSync(output, "");
        },
      });
      export default pipeline;
    `,
  });
  assert.equal((await project.pipefish("run", "-j", "3")).code, 0);
  for (const name of ["a", "b", "c", "d", "e", "f"]) {
    assert.equal(project.read(`.pipefish/logs/say/${name}.log`), `out ${name}\nshell ${name}\nerr ${name}\n`);
  }
});
