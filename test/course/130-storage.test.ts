// What may befall the history and the place of a run, as a user meets it: one clear sentence, nothing lost, a way on.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { type TestContext, test } from "node:test";
import { openDatabase } from "../../src/storage/sqlite.ts";
import { gone } from "../support/leftovers.ts";
import { commandLine, type Ended, nodeLine, Project } from "../support/project.ts";

const history = ".pipefish/history.sqlite";

const small = `
  import { appendFileSync, writeFileSync } from "node:fs";
  import { Pipeline, suffix } from "pipefish";
  const pipeline = new Pipeline("small");
  const make = pipeline.originate({
    name: "make",
    output: ["1.a", "2.a", "3.a"],
    run: ({ output }) => {
      appendFileSync("ran", output + "\\n");
      writeFileSync(output, "");
    },
  });
  pipeline.transform({ name: "copy", input: make, filter: suffix(".a"), output: ".b", command: "echo {output} >> ran; cp {input} {output}" });
  export default pipeline;
`;

/** A project whose pipeline has run. */
async function ranOnce(context: TestContext): Promise<Project> {
  const project = new Project(context, { "pipeline.ts": small });
  assert.equal((await project.pipefish("run", "-j", "1")).code, 0);
  project.remove("ran");
  return project;
}

/** A mistake told in one sentence, with what can be done. */
function assertTold({ code, stdout, stderr }: Ended, problem: string, words: RegExp): void {
  assert.equal(code, 2, stderr);
  assert.equal(stdout, "");
  assert.match(stderr, new RegExp(`^error\\[${problem}\\]: [^\\n]+\\n( {2}[^\\n]+\\n)*$`));
  assert.match(stderr, words);
  assert.match(stderr, /^ {2}hint /m);
}

const damages: Readonly<Record<string, (file: string) => void>> = {
  "was cut off": (file) => truncateSync(file, 9000),
  "is a text": (file) => writeFileSync(file, "these are notes on the history\n"),
  "has a page of other bytes": (file) => {
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4096, 8192);
    writeFileSync(file, bytes);
  },
};

for (const [how, damage] of Object.entries(damages)) {
  test(`a history that ${how} is refused, and made anew on request, with the old one set aside`, async (context) => {
    const project = await ranOnce(context);
    const file = project.path(history);
    damage(file);
    const bytes = readFileSync(file);
    for (const words of [["run", "-j", "1"], ["plan"]]) {
      assertTold(await project.pipefish(...words), "history-corrupt", /--recreate-database/);
      assert.deepEqual(readFileSync(file), bytes, "nothing in it was changed");
    }
    const anew = await project.pipefish("run", "--recreate-database");
    assert.equal(anew.code, 0, anew.stderr);
    assert.match(
      anew.stderr,
      /^warning\[history-set-aside\]: .*\n.*history\.sqlite\n.*history\.sqlite\.damaged\n/,
    );
    assert.deepEqual(readFileSync(`${file}.damaged`), bytes);
    assert.match((await project.pipefish("run")).stderr, /everything is up to date, 6 jobs/);
    assert.ok(!existsSync(project.path("ran")));
  });
}

test("a history of a newer version is refused, and on request set aside whole and made anew", async (context) => {
  const project = await ranOnce(context);
  const file = project.path(history);
  const db = openDatabase(file);
  db.exec("PRAGMA user_version = 99");
  db.close();
  const bytes = readFileSync(file);
  for (const words of [["run", "-j", "1"], ["plan"]])
    assertTold(await project.pipefish(...words), "history-too-new", /update pipefish.*--recreate-database/s);
  const anew = await project.pipefish("run", "--recreate-database");
  assert.equal(anew.code, 0, anew.stderr);
  assert.match(
    anew.stderr,
    /^warning\[history-set-aside\]: [^\n]*newer pipefish[^\n]*\n.*history\.sqlite\.newer\n/s,
  );
  assert.deepEqual(readFileSync(`${file}.newer`), bytes);
  assert.match((await project.pipefish("run")).stderr, /everything is up to date, 6 jobs/);
});

test("what was set aside before is not written over", async (context) => {
  const project = await ranOnce(context);
  for (const text of ["one", "two"]) {
    project.write({ [history]: text });
    assert.equal((await project.pipefish("run", "--recreate-database")).code, 0);
  }
  assert.equal(project.read(`${history}.damaged`), "one");
  assert.equal(project.read(`${history}.damaged-2`), "two");
});

test("a history file that was emptied is told of, by run and plan, and written anew", async (context) => {
  const project = await ranOnce(context);
  project.write({ [history]: "" });
  const told =
    /^warning\[history-empty\]: the history file is empty: nothing is known of earlier runs\n {2}file {2}.*history\.sqlite\n/m;
  const plan = await project.pipefish("plan");
  assert.match(plan.stdout + plan.stderr, told);
  const { code, stderr } = await project.pipefish("run", "-j", "1");
  assert.equal(code, 0);
  assert.match(stderr, told);
  assert.equal(project.lines("ran").length, 6);
  assert.doesNotMatch((await project.pipefish("run")).stderr, /history-empty/);
});

test("a history that is sound is made anew where it is", async (context) => {
  const project = await ranOnce(context);
  const { code, stderr } = await project.pipefish("run", "--recreate-database");
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /warning/);
  assert.ok(!existsSync(project.path(`${history}.damaged`)));
});

/** Histories that are none of ours, or not ours any more: nobody may touch them. */
const strangers: Readonly<
  Record<string, readonly [problem: string, words: RegExp, make: (file: string) => void]>
> = {
  "the database of another program": [
    "history-corrupt",
    /another program/,
    (file) => {
      rmSync(file);
      const db = openDatabase(file);
      db.exec("CREATE TABLE data (target TEXT)");
      db.close();
    },
  ],
};

for (const [what, [problem, words, make]] of Object.entries(strangers)) {
  test(`${what} is refused, also when the history is to be made anew, and another file can be named`, async (context) => {
    const project = await ranOnce(context);
    const file = project.path(history);
    make(file);
    const bytes = readFileSync(file);
    for (const given of [["run", "-j", "1"], ["plan"], ["run", "--recreate-database"]])
      assertTold(await project.pipefish(...given), problem, words);
    assert.deepEqual(readFileSync(file), bytes);
    const { code, stderr } = await project.pipefish("run", "-j", "1", "--checksum-file-name", "other.sqlite");
    assert.equal(code, 0, stderr);
    assert.equal(project.lines("ran").length, 6);
  });
}

test("a directory in the place of the history is refused, and left alone", async (context) => {
  const project = await ranOnce(context);
  project.remove(history);
  mkdirSync(project.path(history));
  for (const words of [["run", "-j", "1"], ["plan"], ["run", "--recreate-database"]])
    assertTold(await project.pipefish(...words), "history-unusable", /EISDIR: is a directory/);
  assert.ok(statSync(project.path(history)).isDirectory());
});

/** Runs a shell line in a directory that is removed before. */
function nowhere(project: Project, line: string): Ended {
  const made = project.path("lost");
  mkdirSync(made);
  const text = `cd '${made}' && rm -r '${made}' && exec ${nodeLine} ${line}`;
  const { status, signal, stdout, stderr } = spawnSync("bash", ["-c", text], { encoding: "utf8" });
  return { code: status, signal, stdout, stderr: stderr.replace(/^shell-init: .*\n/gm, "") };
}

test("in a directory that was removed nothing runs, and the user is told to go elsewhere", async (context) => {
  const project = await ranOnce(context);
  for (const words of ["run", "plan", "why 1.b", "tasks", "logs make", "graph"])
    assertTold(
      nowhere(project, `'${commandLine}' ${words}`),
      "no-directory",
      /working directory was removed/,
    );
  const there = nowhere(project, `'${commandLine}' run -C '${project.directory}'`);
  assert.equal(there.code, 0, there.stderr);
  project.write({ "script.ts": small.replace("export default pipeline;", "await pipeline.run();") });
  assertTold(nowhere(project, `'${project.path("script.ts")}'`), "no-directory", /go to a directory/);
  const init = nowhere(project, `'${commandLine}' init`);
  assert.equal(init.code, 2);
  assert.match(init.stderr, /^error: 'pipeline\.mts' cannot be written: ENOENT[^\n]+\n$/);
});

test("a run whose directory is removed meanwhile ends, says so, and leaves no process", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { rmSync } from "node:fs";
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("lost");
      const output = ["1", "2", "3", "4"];
      pipeline.originate({ name: "lose", output, run: () => rmSync(process.cwd(), { recursive: true, force: true }) });
      export default pipeline;
    `,
  });
  const { code, stderr } = await project.pipefish("run", "-j", "2", "--on-error", "continue");
  assert.equal(code, 2, stderr);
  assert.match(
    stderr,
    /^error\[history-unusable\]: the history was removed or replaced while it was in use$/m,
  );
  await gone(project);
});

const stuck = `
  import { existsSync, writeFileSync } from "node:fs";
  import { Pipeline } from "pipefish";
  const pipeline = new Pipeline("stuck");
  pipeline.originate({
    name: "work",
    output: ["1.out", "2.out"],
    jobsLimit: 1,
    run: async ({ output, $ }) => {
      writeFileSync(output, "");
      if (output === "2.out" && !existsSync("go")) await $\`touch stuck; sleep 1000\`;
    },
  });
  export default pipeline;
`;

test("while a run goes on it can be looked at, a second one is refused by name, and a dead one is in nobody's way", async (context) => {
  const project = new Project(context, { "pipeline.ts": stuck });
  const first = project.start([commandLine, "run", "-j", "2"]);
  for (let turn = 0; !existsSync(project.path("stuck")); turn += 1) {
    assert.ok(turn < 4000, "the job did not begin");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const plan = await project.pipefish("plan", "-v", "6");
  assert.equal(plan.code, 0, plan.stderr);
  assert.match(plan.stdout, /✓ → 1\.out/);
  assert.match(
    plan.stdout,
    new RegExp(
      `▸ → 2\\.out\\n +because it runs now: the run of process ${first.pid} on ${hostname()} started it `,
    ),
  );
  assert.match((await project.pipefish("why", "1.out")).stdout, /1\.out/);
  const second = await project.pipefish("run", "-j", "2");
  assertTold(second, "history-in-use", new RegExp(`process +${first.pid} on ${hostname()}\\n +since `));
  first.kill("SIGKILL");
  await first.ended;
  await gone(project);
  project.write({ go: "" });
  assert.match(
    (await project.pipefish("plan", "-v", "6")).stdout,
    /because it was started .* its end is not recorded/,
  );
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0, stderr);
  assert.match(stderr, /1 done, 1 up to date/);
});

test("on a full disk a run ends and says so, and goes on where it was when there is room", async (context) => {
  const project = new Project(context, {});
  const mounted = project.path("disk");
  const pipeline = `
    import { writeFileSync } from "node:fs";
    import { Pipeline } from "pipefish";
    const pipeline = new Pipeline("many");
    const output = Array.from({ length: 2000 }, (_, i) => i + ".out");
    pipeline.originate({ name: "make", output, run: ({ output }) => writeFileSync(output, "") });
    export default pipeline;
  `;
  project.write({ "disk/.keep": "", "pipeline.ts": pipeline });
  const line = `
    mount -t tmpfs -o size=500k none '${mounted}' || exit 99
    cd '${mounted}' && cp ../pipeline.ts ../package.json . && ln -s ../node_modules node_modules
    run() { ${nodeLine} '${commandLine}' run -j 1 --reporter silent 2> ../$1; echo $?; }
    run full; mount -o remount,size=20m . && run roomy; run again`;
  const { status, stdout } = spawnSync("bash", ["-c", `exec unshare -rm bash -c "$1"`, "", line], {
    encoding: "utf8",
  });
  if (status !== 0) return context.skip("no file system can be mounted here");
  assert.deepEqual(stdout.trim().split("\n"), ["2", "0", "0"]);
  assert.match(project.read("full"), /^error\[history-unusable\]: the disk with the history is full\n/);
  assert.equal(project.read("roomy") + project.read("again"), "");
});
