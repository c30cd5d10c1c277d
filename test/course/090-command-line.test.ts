// The flags of `run`, on the command line and in scripts that end in `pipeline.cli()`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Project } from "../support/project.ts";

/** A script of two tasks that ends in `cli()`, and tells what that gave. */
function script(options = ""): string {
  return `
    import { Pipeline, suffix } from "pipefish";
    const pipeline = new Pipeline("letters");
    const first = pipeline.originate({
      name: "first",
      output: ["a.txt", "b.txt"],
      run: async ({ output, $ }) => {
        if (process.env.BAD === "yes") throw new Error("no good");
        await $\`echo \${output} \${process.pid} > \${output}\`;
      },
    });
    pipeline.transform({ name: "second", input: first, filter: suffix(".txt"), output: ".out", command: "cp {input} {output}" });
    const summary = await pipeline.cli(${options});
    console.log("after", summary?.ok, summary?.jobs.done, process.exitCode);
  `;
}

test("a script that ends in cli() has the flags of run", async (context) => {
  const project = new Project(context, { "letters.ts": script() });
  const { code, stdout, stderr } = await project.node("letters.ts", "-j", "2", "-T", "first", "-v", "3");
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "after true 2 undefined\n");
  assert.match(
    stderr,
    /^letters: 2 jobs to run, 2 at a time\n\nfirst: 2 jobs to run\n +▸ first +starts {2}→ a\.txt\n/,
  );
  assert.deepEqual(project.files(), ["a.txt", "b.txt", "letters.ts"]);
  const pids = ["a.txt", "b.txt"].map((name) => project.read(name).split(" ")[1]);
  assert.equal(
    new Set(pids).size,
    2,
    "jobs ran in processes of their own, which came as far as cli() and no further",
  );
});

test("the options of cli() hold where a flag is absent", async (context) => {
  const project = new Project(context, {
    "letters.ts": script('{ multiprocess: 2, targets: "first", verbose: 3, reporter: "lines" }'),
  });
  const plain = await project.node("letters.ts");
  assert.match(plain.stderr, /^letters: 2 jobs to run, 2 at a time\n/);
  assert.match(plain.stderr, /▸ first +starts/);
  const flagged = await project.node("letters.ts", "-j", "1", "--target-tasks", "second", "-v", "1");
  assert.match(flagged.stderr, /^letters: 2 jobs to run, 2 up to date, one at a time\n/);
  assert.doesNotMatch(flagged.stderr, /starts/);
});

test("-v alone says one more than the script does", async (context) => {
  const project = new Project(context, { "letters.ts": script("{ verbose: 2 }") });
  assert.doesNotMatch((await project.node("letters.ts", "--forced-tasks", "first")).stderr, /starts/);
  assert.match((await project.node("letters.ts", "--forced-tasks", "first", "-v")).stderr, /starts/);
});

test("-n prints what would run, for a script and for the command line", async (context) => {
  const project = new Project(context, { "letters.ts": script() });
  const byScript = await project.node("letters.ts", "-n", "-v", "1");
  const byCommand = await project.pipefish("run", "letters.ts", "--just-print", "-v", "1");
  const plan = "letters: 4 of 4 jobs would run\n\nto run\n  ▸ first   2 jobs\n  ▸ second  2 jobs\n";
  assert.equal(byScript.stdout, `${plan}after undefined undefined undefined\n`);
  assert.equal(byCommand.stdout, plan);
  assert.deepEqual([byScript.stderr, byCommand.stderr], ["", ""]);
  assert.deepEqual(project.files(), ["letters.ts"]);
});

test("a job that fails ends a script with exit code 1, and cli() does not reject", async (context) => {
  const project = new Project(context, { "letters.ts": script() });
  const { code, stdout, stderr } = await project.start(["letters.ts", "-j", "2"], { BAD: "yes" }).ended;
  assert.equal(code, 1);
  assert.equal(stdout, "after false 0 1\n");
  assert.equal(stderr.match(/error\[job-failed\]: a job of 'first' failed/g)?.length, 2, "each is told once");
  const silent = await project.start(["letters.ts", "--reporter", "silent"], { BAD: "yes" }).ended;
  assert.match(silent.stderr, /^error\[job-failed\]: 2 jobs of 4 failed; 2 jobs not started\n/);
});

test("mistakes are told as the command line tells them, with exit code 2", async (context) => {
  const project = new Project(context, { "letters.ts": script() });
  for (const [words, message] of [
    [["--zebra"], "error: unknown option '--zebra'\n"],
    [["--jbos", "3"], "error: unknown option '--jbos'\n(Did you mean --jobs?)\n"],
    [
      ["-j", "0"],
      /^error: option '-j, --jobs <n>' argument '0' is invalid\. It is a whole number from 1\.\n$/,
    ],
    [["-v", "4:x"], /^error: too many arguments|is invalid/],
    [["stray"], /^error: too many arguments/],
    [["-T", "frist"], /^error\[unknown-task\]: .*\n[\s\S]*did you mean 'first'\?/],
  ] as const) {
    const byScript = await project.node("letters.ts", ...words);
    assert.equal(byScript.code, 2, words.join(" "));
    assert.equal(byScript.stdout, "after undefined undefined 2\n");
    if (typeof message === "string") assert.equal(byScript.stderr, message);
    else assert.match(byScript.stderr, message);
  }
});

test("pipefish run takes a script that ends in cli() as one that ends in run()", async (context) => {
  const project = new Project(context, {
    "letters.ts": script('{ targets: "first", flags: { "--own <n>": "" } }'),
  });
  const { code, stdout, stderr } = await project.pipefish("run", "letters.ts", "-j", "2");
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "", "what follows cli() is not reached");
  assert.deepEqual(project.files(), ["a.txt", "b.txt", "letters.ts"]);
});

test("a script has flags of its own, and leaves out some of pipefish's", async (context) => {
  const project = new Project(context, {
    "own.ts": `
      import { parseArgs } from "node:util";
      import { Pipeline } from "pipefish";
      const options = { letters: { type: "string", default: "a" } };
      const { letters } = parseArgs({ options, strict: false }).values;
      const pipeline = new Pipeline("own");
      pipeline.originate({ name: "make", output: letters.split("").map((letter) => letter + ".txt"), command: "echo > {output}" });
      await pipeline.cli({
        version: "own 3.2",
        flags: { "--letters <letters>": "the files to make", "-T <day>": "a day" },
        ignoredFlags: ["--forced-tasks"],
      });
      console.log(process.argv.slice(process.argv.indexOf("--")).join(" "));
    `,
  });
  const run = await project.node("own.ts", "--letters", "xyz", "-T", "today", "-j", "2", "--", "the", "rest");
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.stdout, "-- the rest\n");
  assert.deepEqual(project.files(), ["own.ts", "x.txt", "y.txt", "z.txt"]);
  assert.equal((await project.node("own.ts", "--version")).stdout.split("\n")[0], "own 3.2");
  const help = (await project.node("own.ts", "--help")).stdout;
  assert.match(help, /^Usage: node own\.ts \[options\]\n\nRuns the pipeline 'own'\.\n/);
  assert.match(help, /--letters <letters> +the files to make\n/);
  assert.match(help, /-T <day> +a day\n/);
  assert.doesNotMatch(help, /--forced-tasks|--target-tasks/);
  assert.equal((await project.node("own.ts", "--forced-tasks", "make")).code, 2);
});

test("a flag to be left out that does not exist is a mistake", async (context) => {
  const project = new Project(context, { "letters.ts": script('{ ignoredFlags: ["--jbos"] }') });
  const { code, stderr } = await project.node("letters.ts");
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^error\[unknown-option\]: 'ignoredFlags' names '--jbos'.*\n {2}hint {2}did you mean '--jobs'\?/,
  );
});

test("after cli() another pipeline may run, whatever cli() did", async (context) => {
  const project = new Project(context, {
    "two.ts": `${script('{ reporter: "silent" }')}
      const other = new Pipeline("other");
      other.originate({ name: "late", output: ["late.1", "late.2"], run: ({ output, $ }) => $\`echo > \${output}\`.text() });
      await other.run({ multiprocess: 2, reporter: "silent" });
      console.log("end");
    `,
  });
  for (const [words, environment, files] of [
    [["-n", "-v", "0"], {}, ["late.1", "late.2", "two.ts"]],
    [["-j", "2"], { BAD: "yes" }, ["late.1", "late.2", "two.ts"]],
    [["-j", "2"], {}, ["a.out", "a.txt", "b.out", "b.txt", "late.1", "late.2", "two.ts"]],
  ] as const) {
    const { stdout, stderr } = await project.start(["two.ts", ...words], environment).ended;
    assert.match(stdout, /^after .*\nend\n$/, stderr);
    assert.deepEqual(project.files(), files);
    project.remove("late.1");
  }
});

test("Ruffus's spelling of the flags is understood", async (context) => {
  const project = new Project(context, { "letters.ts": script() });
  const run = await project.pipefish(
    ...["run", "letters.ts", "--target_tasks=first", "--forced_tasks", "first"],
    ...["--checksum_file_name", "own.sqlite", "--log_file", "run.log", "--verbose", "2:-30"],
  );
  assert.equal(run.code, 0, run.stderr);
  assert.ok(project.files().includes("own.sqlite") && project.files().includes("run.log"));
  assert.ok(!project.files().includes("a.out"));
  assert.match((await project.node("letters.ts", "--just_print")).stdout, /would run/);
});

test("a script that only calls run() does not load the library of the command line", async (context) => {
  const project = new Project(context, {
    "hooks.mjs": `
      import { registerHooks } from "node:module";
      registerHooks({
        resolve: (specifier, context, next) => {
          if (specifier === "commander") console.log("loads " + specifier);
          return next(specifier, context);
        },
      });
    `,
    "letters.ts": script(),
    "run.ts": script().replace("pipeline.cli()", 'pipeline.run({ multiprocess: 1, reporter: "silent" })'),
  });
  const hooked = async (...words: string[]): Promise<string> =>
    (await project.node("--import", "./hooks.mjs", ...words)).stdout;
  assert.equal(await hooked("run.ts"), "after true 4 undefined\n");
  assert.match(await hooked("letters.ts"), /loads commander\n/);
});

test("flags of a script may be called like those of pipefish, and take their place", async (context) => {
  const project = new Project(context, {
    "own.ts": `
      import { parseArgs } from "node:util";
      import { Pipeline } from "pipefish";
      const options = { verbose: { type: "boolean", short: "v" }, volume: { type: "string", short: "V" }, height: { type: "string", short: "h" } };
      const { values } = parseArgs({ options, strict: false });
      console.log(JSON.stringify(values));
      const pipeline = new Pipeline("own");
      pipeline.originate({ name: "make", output: "a", command: "echo > {output}" });
      const flags = { "-v, --verbose": "loud", "-V, --volume <v>": "how loud", "-h, --height <h>": "how high" };
      await pipeline.cli({ flags, multiprocess: 1, ignoredFlags: ["--version"] });
    `,
  });
  for (const word of ["-v", "--verbose"]) {
    const { code, stdout, stderr } = await project.node("own.ts", word, "-V", "3", "-h", "2");
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), { verbose: true, volume: "3", height: "2" });
  }
  const help = await project.node("own.ts", "--help");
  assert.match(help.stdout, / {2}--help +show help\n/);
  assert.match(help.stdout, / {2}-h, --height <h> +how high\n/);
  assert.doesNotMatch(help.stdout, /--version|say more/);
});

test("a flag of a script that is none is a mistake of the script", async (context) => {
  const project = new Project(context, { "letters.ts": script('{ flags: { "letters": "which" } }') });
  const { code, stderr } = await project.node("letters.ts");
  assert.equal(code, 2);
  assert.match(stderr, /^error\[bad-option\]: 'flags' has 'letters', which is no flag\n/);
});

test("a word after -v that is meant as its value, and is wrong, is not taken for a file", async (context) => {
  const project = new Project(context, { "letters.ts": script() });
  for (const value of ["4:x", "4.5", "-1", "3,2"]) {
    const { code, stderr } = await project.pipefish("run", "letters.ts", "-v", value);
    assert.equal(code, 2);
    assert.match(stderr, /^error: .*'-v, --verbose \[n\]'.*It is a number, or two as in 4:2/, value);
  }
  const plan = await project.pipefish("plan", "-v", "letters.ts");
  assert.equal(plan.code, 0, "a file after a bare -v is one");
});

test("what follows -- is for the file of the pipeline, which finds it as if started by node", async (context) => {
  const project = new Project(context, {
    "told.ts": `
      import { basename } from "node:path";
      import { parseArgs } from "node:util";
      import { Pipeline } from "pipefish";
      const { letters } = parseArgs({ options: { letters: { type: "string", default: "a" } } }).values;
      if (basename(process.argv[1]) !== "told.ts") throw new Error(process.argv.join(" "));
      const pipeline = new Pipeline("told");
      const run = ({ output, $ }) => $\`echo > \${output}\`.text();
      pipeline.originate({ name: "make", output: letters.split("").map((letter) => letter + ".txt"), run });
      await pipeline.run();
    `,
  });
  assert.match((await project.pipefish("plan", "told.ts", "-v", "1")).stdout, /1 of 1 job /);
  const { code, stderr } = await project.pipefish("run", "-j", "2", "told.ts", "--", "--letters", "xy");
  assert.equal(code, 0, stderr);
  assert.deepEqual(project.files(), ["told.ts", "x.txt", "y.txt"]);
  assert.equal((await project.pipefish("run", "told.ts", "stray")).code, 2);
});

/** What a newcomer may get wrong, and the beginning of what is said. */
const mistaken: readonly (readonly [words: readonly string[], told: string])[] = [
  [["-j"], "error: option '-j, --jobs <n>' argument missing\n"],
  [["-j", "4x"], "error: option '-j, --jobs <n>' argument '4x' is invalid. It is a whole number from 1.\n"],
  [["nowhere.ts"], "error[no-pipeline]: there is no file 'nowhere.ts'\n"],
  [["."], "error[no-pipeline]: '.' is a directory\n"],
  [["-T", ""], "error[unknown-task]: the pipeline 'letters' has no task ''\n"],
  [["--forced-tasks", "secnd"], "error[unknown-task]: the pipeline 'letters' has no task 'secnd'\n"],
  [["--checksum-file-name", ""], "error[bad-option]: 'historyFile' is the name of a file\n"],
  [["-L", ""], "error[bad-option]: 'logFile' is the name of a file\n"],
  [["-L", "."], "error[bad-option]: the log file '.' cannot be written\n"],
  [["--job", ""], "error[bad-option]: 'job' is the id of a job, a file that it makes, or its task\n"],
  [["--flowchart", "chart.gif"], "error: the name 'chart.gif' does not say which format it is to have; "],
  [["--flowchart-format", "dot"], "error: --flowchart-format says how to draw; say into which file: "],
  [["--key-legend-in-graph"], "error: --key-legend-in-graph says how to draw; say into which file: "],
  [["-C", "nowhere"], "error: there is no directory 'nowhere' to go to\n"],
  [
    ["--on-error", "retry"],
    "error: option '--on-error <policy>' argument 'retry' is invalid. Allowed choices are ",
  ],
  [["--just_prnt"], "error: unknown option '--just-prnt'\n(Did you mean --just-print?)\n"],
];

test("a mistake in a flag of run is one clear sentence, with exit code 2, and nothing runs", async (context) => {
  const project = new Project(context, { "pipeline.ts": script() });
  for (const [words, told] of mistaken) {
    const { code, stderr } = await project.pipefish("run", ...words);
    assert.equal(code, 2, words.join(" "));
    assert.ok(stderr.startsWith(told), `${words.join(" ")}: ${stderr}`);
    assert.ok(stderr.split("\n").length <= 5, stderr);
  }
  assert.deepEqual(project.files(), ["pipeline.ts"]);
});

test("a directory that the system refuses is told, for a new pipeline as for a job", {
  skip: process.platform !== "linux",
}, async (context) => {
  const project = new Project(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("refused");
      pipeline.mkdir({ name: "folder", output: "/proc/nothing/here" });
      export default pipeline;
    `,
  });
  const made = await project.pipefish("init", "/proc/nothing/here");
  assert.equal(made.code, 2);
  assert.match(
    made.stderr,
    /'\/proc\/nothing\/here\/package\.json' cannot be written: ENOENT|'\/proc\/nothing\/here\/pipeline\.m?ts' cannot be written: ENOENT/,
  );
  const run = await project.pipefish("run");
  assert.equal(run.code, 1);
  assert.match(run.stderr, /the directory '\/proc\/nothing\/here' cannot be made: ENOENT/);
});

test("init quotes the directory in what it says to do next", async (context) => {
  const { stdout } = await new Project(context).pipefish("init", "my first");
  assert.match(stdout, /\n {2}npx pipefish run -C 'my first' +run it\n/);
});
