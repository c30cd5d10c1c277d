// Nothing is done twice: what runs again, and what does not.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { test } from "node:test";
import { Project } from "../support/project.ts";

const chain = `
  import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
  import { Pipeline, suffix } from "pipefish";
  const copy = ({ task, input, output }) => {
    appendFileSync("ran", task + " " + output + "\\n");
    writeFileSync(output, [input].flat().map((name) => readFileSync(name, "utf8")).join(""));
  };
  const pipeline = new Pipeline("chain");
  const first = pipeline.transform({ name: "first", input: "*.txt", filter: suffix(".txt"), output: ".1", run: copy });
  const second = pipeline.transform({ name: "second", input: first, filter: suffix(".1"), output: ".2", run: copy });
  pipeline.merge({ name: "all", input: second, output: "all", run: copy });
  export default pipeline;
`;
const files = { "pipeline.ts": chain, "a.txt": "a\n", "b.txt": "b\n" };

async function ran(project: Project, ...words: readonly string[]): Promise<string[]> {
  project.write({ ran: "" });
  const { code, stderr } = await project.pipefish("run", "-j", "2", ...words);
  assert.equal(code, 0, stderr);
  return project.lines("ran");
}

function touch(project: Project, name: string): void {
  utimesSync(project.path(name), 2_000_000_000, 2_000_000_000);
}

const everything = ["all all", "first a.1", "first b.1", "second a.2", "second b.2"];

test("a second run does nothing", async (context) => {
  const project = new Project(context, files);
  assert.deepEqual(await ran(project), everything);
  assert.deepEqual(await ran(project), []);
});

test("an input that was touched makes what depends on it run, and nothing else", async (context) => {
  const project = new Project(context, files);
  await ran(project);
  touch(project, "b.txt");
  assert.deepEqual(await ran(project), ["all all", "first b.1", "second b.2"]);
  assert.deepEqual(await ran(project), []);
});

test("an output that was removed is made again, and what depends on it", async (context) => {
  const project = new Project(context, files);
  await ran(project);
  project.remove("a.2");
  assert.deepEqual(await ran(project), ["all all", "second a.2"]);
});

test("an output that was changed by hand is made again", async (context) => {
  const project = new Project(context, files);
  await ran(project);
  project.write({ all: "mine" });
  assert.deepEqual(await ran(project), ["all all"]);
  assert.equal(project.read("all"), "a\nb\n");
});

test("an input that was taken away is noticed by the merge", async (context) => {
  const project = new Project(context, files);
  await ran(project);
  project.remove("b.txt");
  assert.deepEqual(await ran(project), ["all all"]);
  assert.equal(project.read("all"), "a\n");
});

test("outputs that were there before, with no receipt, are not trusted", async (context) => {
  const project = new Project(context, {
    ...files,
    "a.1": "old",
    "a.2": "old",
    "b.1": "old",
    "b.2": "old",
    all: "old",
  });
  assert.deepEqual(await ran(project), everything);
});

test("with time stamps alone, outputs that are newer than their inputs are trusted", async (context) => {
  const project = new Project(context, {
    ...files,
    "a.1": "x",
    "b.1": "x",
    "a.2": "x",
    "b.2": "x",
    all: "old",
  });
  const ages = ["a.txt", "b.txt", "a.1", "b.1", "a.2", "b.2", "all"];
  for (const [i, name] of ages.entries())
    utimesSync(project.path(name), 1_000_000_000 + i, 1_000_000_000 + Math.floor(i / 2));
  assert.deepEqual(await ran(project, "--check", "timestamps"), []);
  touch(project, "a.1");
  assert.deepEqual(await ran(project, "--check", "timestamps"), ["all all", "second a.2"]);
});

test("with time stamps alone no history is read, and none is written unless its file is named", async (context) => {
  const project = new Project(context, files);
  const history = (): boolean => existsSync(project.path(".pipefish/history.sqlite"));
  assert.deepEqual(await ran(project, "--check", "timestamps"), everything);
  assert.equal(history(), false);
  assert.deepEqual(await ran(project), everything, "of that run no receipt tells");
  project.write({ "c.txt": "c\n" });
  assert.deepEqual(await ran(project, "--check", "timestamps", "-T", "first"), ["first c.1"]);
  assert.deepEqual(await ran(project, "-T", "first"), ["first c.1"], "nor of this one");
  const named = ["--checksum-file-name", "mine.sqlite"];
  await ran(project, "--check", "timestamps", "--forced-tasks", "first", ...named);
  assert.deepEqual(await ran(project, ...named), []);
});

test("a task that was renamed, and stands elsewhere, has its receipts still", async (context) => {
  const project = new Project(context, files);
  await ran(project);
  const [head = "", tail = ""] = chain.split("  const second");
  const elsewhere = 'pipeline.mkdir({ name: "made", output: "made" });\n';
  project.write({
    "pipeline.ts": `${head}${elsewhere}  const second${tail.replace('"second"', '"renamed"')}`,
  });
  assert.deepEqual(await ran(project), []);
});

test("files that are copied with their history are up to date in their new place; without it, all is done again", async (context) => {
  const project = new Project(context, files);
  await ran(project);
  const copy = new Project(context);
  // As `cp -a` and backups do: Node's own copies have times without nanoseconds.
  execFileSync("cp", ["-a", `${project.directory}/.`, copy.directory]);
  assert.deepEqual(await ran(copy), []);
  rmSync(copy.path(".pipefish"), { recursive: true });
  assert.deepEqual(await ran(copy), everything);
});

test("a link that is bent to another file is changed when that has another size or time", async (context) => {
  const project = new Project(context, { ...files, "x/one": "c\n", "x/like one": "d\n", "x/more": "more\n" });
  for (const name of ["x/one", "x/like one"]) touch(project, name);
  const bend = (target: string): void => {
    rmSync(project.path("l.txt"), { force: true });
    symlinkSync(target, project.path("l.txt"));
  };
  bend("x/one");
  await ran(project);
  bend("x/like one");
  assert.deepEqual(await ran(project), []);
  bend("x/more");
  assert.deepEqual(await ran(project), ["all all", "first l.1", "second l.2"]);
});

test("a directory that a job makes is changed by what is put into it, at any depth", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("p");
      pipeline.originate({ name: "tree", output: "tree", command: "mkdir -p {output}/deep; echo tree >> ran" });
      export default pipeline;
    `,
  });
  assert.deepEqual(await ran(project), ["tree"]);
  for (const file of ["tree/deep/file", "tree/file"]) {
    project.write({ [file]: "" });
    assert.deepEqual(await ran(project), ["tree"]);
    assert.deepEqual(await ran(project), []);
  }
});

test("a directory that is an input is changed by what is edited in it, at any depth and at each level", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { readFileSync, writeFileSync } from "node:fs";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("p");
      pipeline.files({
        name: "packed",
        params: [["store", "packed.txt"]],
        run: ({ input, output }) => writeFileSync(output, readFileSync(input + "/deep/file")),
      });
      export default pipeline;
    `,
    "store/deep/file": "first",
    "store/other": "",
  });
  const packed = async (check: string): Promise<string> => {
    const { code, stderr } = await project.pipefish("run", "--check", check);
    assert.equal(code, 0, stderr);
    return project.read("packed.txt");
  };
  for (const check of ["timestamps", "history", "contents"]) {
    project.write({ "store/deep/file": `edited before ${check}` });
    assert.equal(await packed(check), `edited before ${check}`);
    assert.match((await project.pipefish("plan", "--check", check)).stdout, /everything is up to date/);
  }
  await project.shell("touch store/deep/file");
  assert.match((await project.pipefish("plan", "--check", "contents")).stdout, /everything is up to date/);
  project.write({ "store/deep/file": "EDITED before contents" });
  assert.equal(await packed("contents"), "EDITED before contents");
});

test("a directory with the time of 1970, as archives and images make them, counts by what is in it", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("p");
      pipeline.merge({ name: "all", input: "in", output: "out", command: "cat {input}/file > {output}" });
      export default pipeline;
    `,
  });
  const edit = (text: string): void => {
    project.write({ "in/file": text });
    utimesSync(project.path("in"), 0, 0);
  };
  for (const check of ["history", "contents"]) {
    edit(`before ${check}`);
    await project.pipefish("run", "--check", check);
    assert.equal(project.read("out"), `before ${check}`);
    assert.match((await project.pipefish("plan", "--check", check)).stdout, /everything is up to date/);
  }
});

test("a directory into which a job writes counts by being there, however both are written", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("p");
      pipeline.files({
        name: "filled",
        params: [
          [".", "one.txt"],
          ["./two", "two/deep/two.txt"],
          [process.cwd() + "/three", "three/three.txt"],
          ["four/", "./four/four.txt"],
          ["five", ["five.txt", "x/../five/five.txt"]],
        ],
        command: "echo {input} >> ran; touch {output}",
      });
      export default pipeline;
    `,
    "two/deep/file": "",
    "three/file": "",
    "four/file": "",
    "five/file": "",
    "x/file": "",
  });
  assert.equal((await ran(project)).length, 5);
  assert.deepEqual(await ran(project), []);
  await project.pipefish("run", "--forced-tasks", "filled", "--check", "contents");
  assert.match((await project.pipefish("plan", "--check", "contents")).stdout, /everything is up to date/);
});

test("a forced task runs, and what depends on it", async (context) => {
  const project = new Project(context, files);
  await ran(project);
  assert.deepEqual(await ran(project, "--forced-tasks", "second"), ["all all", "second a.2", "second b.2"]);
});

test("nothing below a target runs", async (context) => {
  const project = new Project(context, files);
  assert.deepEqual(await ran(project, "-T", "first"), ["first a.1", "first b.1"]);
});

test("a job that failed runs again, and those that were done do not", async (context) => {
  const project = new Project(context, {
    ...files,
    "pipeline.ts": chain.replace(
      'readFileSync(name, "utf8")',
      'readFileSync(name, "utf8").replace("b", () => { throw new Error("no b"); })',
    ),
  });
  project.write({ ran: "" });
  assert.equal((await project.pipefish("run", "-j", "1")).code, 1);
  project.write({ "pipeline.ts": chain });
  assert.deepEqual(await ran(project), ["all all", "first b.1", "second a.2", "second b.2"]);
});

test("a job that leaves out a declared output has failed", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("lazy");
      pipeline.originate({ name: "lazy", output: [{ one: "1", two: "2" }], command: "touch 1" });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run");
  assert.equal(code, 1);
  assert.match(stderr, /ended without making '2'/);
});

test("an input that changes while its job runs leaves the job undone", async (context) => {
  const project = new Project(context, {
    "in.txt": "old",
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("moving");
      pipeline.merge({ name: "slow", input: "in.txt", output: "out", command: "cp {input} {output}; echo more >> in.txt" });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run");
  assert.equal(code, 1);
  assert.match(stderr, /its input 'in\.txt' changed while it ran/);
});

test("a directory into which a job writes counts by being there", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { appendFileSync } from "node:fs";
      import { Pipeline, suffix } from "pipefish";
      const pipeline = new Pipeline("rooms");
      const rooms = pipeline.mkdir({ name: "rooms", output: ["a", "b"] });
      const chairs = pipeline.transform({
        name: "chairs", input: rooms, filter: suffix(""), output: "/chair",
        run: ({ output }) => { appendFileSync("ran", "chairs " + output + "\\n"); appendFileSync(output, ""); },
      });
      export default pipeline;
    `,
  });
  assert.deepEqual(await ran(project), ["chairs a/chair", "chairs b/chair"]);
  assert.deepEqual(await ran(project), []);
});
