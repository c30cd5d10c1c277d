import assert from "node:assert/strict";
import { test } from "node:test";
import type { JobFailure } from "../../src/model/job.ts";
import { briefEnding, endingText } from "../../src/report/endings.ts";
import { failureText } from "../../src/report/failure.ts";
import { ownFrames } from "../../src/report/stack.ts";
import { alignJob, failedJob, jobOf, logOf, plain, variants } from "./support.ts";

const { reads, align } = variants();

function ending(exitCode: number): string {
  return endingText({ kind: "exited", message: "", exitCode });
}

test("a failed command is told in full", () => {
  const failure: Partial<JobFailure> = {
    kind: "exited",
    message: "the command failed with exit code 137",
    command: "bwa mem ref.fa data/a.fastq > data/a.bam",
    exitCode: 137,
  };
  const log = logOf("[M::mem] 10 %\r[M::mem] 90 %", "\u001b[31mKilled\u001b[0m");
  assert.equal(
    failureText(failedJob(alignJob(align, "a"), failure, { log }), plain),
    `\
error[job-failed]: a job of 'align' failed
  at       pipeline.ts:12:24
  input    data/a.fastq
  output   data/a.bam
           data/a.bam.bai
  ended    its command ended with exit code 137: killed, most likely out of memory (SIGKILL), after 12s
  command  bwa mem ref.fa data/a.fastq > data/a.bam
  printed  [M::mem] 90 %
           Killed
  log      .pipefish/logs/align/0.log (1.5 KiB)
  hint     give the job more memory, or run fewer jobs at once`,
  );
});

test("an error is told with the user's own frames and its causes", () => {
  const cause = new RangeError("index out of range");
  cause.stack = "RangeError: index out of range\n    at lookUp (file:///work/lib/index.ts:3:9)";
  const error = new TypeError("no sample", { cause });
  error.stack = [
    "TypeError: no sample",
    "    at Object.check (file:///work/lib/check.ts:9:11)",
    "    at async run (/work/pipeline.ts:14:5)",
    "    at node:internal/process/task_queues:105:5",
    "    at parse (/work/node_modules/csv/index.js:1:1)",
  ].join("\n");
  const job = jobOf(reads, 0, null, "data/a.fastq");
  assert.equal(
    failureText(failedJob(job, { message: "no sample", error }), plain),
    `\
error[job-failed]: a job of 'reads' failed
  at     pipeline.ts:5:24
  job    → data/a.fastq
  ended  its function threw an error, after 12s
  error  TypeError: no sample
           at check (lib/check.ts:9:11)
           at run (pipeline.ts:14:5)
         caused by RangeError: index out of range
           at lookUp (lib/index.ts:3:9)`,
  );
});

test("the code of an error is told, and a cause that is no error", () => {
  const error = Object.assign(new TypeError("no sample", { cause: { status: 404, from: "the index" } }), {
    code: "ERR_NO_SAMPLE",
  });
  error.stack = "";
  const coded = Object.assign(new Error("ENOENT: no such file or directory, open 'x'", { cause: "a typo" }), {
    code: "ENOENT",
  });
  coded.stack = "";
  const rows = (one: Error): string => {
    const job = jobOf(reads, 0, null, "data/a.fastq");
    return (
      failureText(failedJob(job, { message: one.message, error: one }), plain).split("  error  ")[1] ?? ""
    );
  };
  assert.equal(
    rows(error),
    `\
TypeError [ERR_NO_SAMPLE]: no sample
         caused by { status: 404, from: 'the index' }`,
  );
  assert.equal(rows(coded), "ENOENT: no such file or directory, open 'x'\n         caused by 'a typo'");
});

test("what an error gathers is told with it, the first of many, each with what stands behind it", () => {
  const lost = Object.assign(new Error("open failed", { cause: new RangeError("too far") }), {
    code: "ENOENT",
  });
  const several = new AggregateError([lost, "a text", 3, 4, 5, 6, 7], "all failed", {
    cause: { status: 404 },
  });
  for (const error of [several, lost, lost.cause as Error]) error.stack = "";
  const job = jobOf(reads, 0, null, "data/a.fastq");
  const told = failureText(failedJob(job, { message: "all failed", error: several }), plain);
  const rows = [
    "error  AggregateError: all failed",
    "         caused by { status: 404 }",
    "         one of them: Error [ENOENT]: open failed",
    "         caused by RangeError: too far",
    "         one of them: 'a text'",
    ...[3, 4, 5].map((one) => `         one of them: ${one}`),
    "         and 2 more",
  ];
  assert.equal(told.slice(told.indexOf("error  ")), rows.join("\n"));
});

test("of a line without end, the beginning is told", () => {
  const long = "x".repeat(100_000);
  const job = jobOf(reads, 0, null, "data/a.fastq");
  const error = Object.assign(new Error(long, { cause: new Error(long) }), { stack: "" });
  const threw = failureText(failedJob(job, { message: `${long}\nsecond`, error }), plain);
  assert.match(threw, /…\n +second\n/);
  assert.ok(threw.length < 20_000);
  const exited = { kind: "exited", message: long, command: `cat ${long}`, exitCode: 1 } as const;
  assert.ok(failureText(failedJob(job, exited), plain).length < 10_000);
  assert.ok(briefEnding({ kind: "threw", message: long }).length < 1000);
});

test("a job that made too little says what is missing, once", () => {
  const failure: Partial<JobFailure> = {
    kind: "no-output",
    message: "it ended without making 'data/a.fastq'",
    hint: "make every file that 'output' declares, under exactly that name",
  };
  const job = jobOf(reads, 0, null, "data/a.fastq");
  assert.equal(
    failureText(failedJob(job, failure, { durationMs: 200 }), plain),
    `\
error[job-failed]: a job of 'reads' failed
  at     pipeline.ts:5:24
  job    → data/a.fastq
  ended  it ended without making 'data/a.fastq', after 0.2s
  hint   make every file that 'output' declares, under exactly that name`,
  );
});

test("many files are counted, and parameters stand in for files", () => {
  const names = Array.from({ length: 8 }, (_, i) => `data/${i}.bam`);
  const merge = failureText(failedJob(jobOf(align, 0, names, "all.bam"), {}), plain);
  assert.equal(
    merge,
    `\
error[job-failed]: a job of 'align' failed
  at      pipeline.ts:12:24
  input   data/0.bam
          data/1.bam
          data/2.bam
          data/3.bam
          data/4.bam
          and 3 more
  output  all.bam
  ended   its function threw an error, after 12s
  error   no index`,
  );
  const row = failureText(
    failedJob(jobOf(align, 0, null, null, [1, "mail", { to: { whom: 1 } }]), {}),
    plain,
  );
  assert.match(row, /^ {2}params {2}\(1, 'mail', \{ to: \[Object\] \}\)$/m);
});

test("sentences are wrapped to the terminal, commands are not", () => {
  const failure: Partial<JobFailure> = {
    kind: "exited",
    message: "the command failed with exit code 127",
    command: "bwa mem -t 2 reference/genome.fa data/a.fastq > data/a.bam",
    exitCode: 127,
  };
  assert.equal(
    failureText(failedJob(jobOf(reads, 0, null, "data/a.fastq"), failure), { ...plain, width: 46 }),
    `\
error[job-failed]: a job of 'reads' failed
  at       pipeline.ts:5:24
  job      → data/a.fastq
  ended    its command ended with exit code
           127: command not found, after 12s
  command  bwa mem -t 2 reference/genome.fa data/a.fastq > data/a.bam
  hint     is the program installed, and on
           the PATH of the job?`,
  );
});

test("exit codes are put into words", () => {
  assert.equal(ending(1), "its command ended with exit code 1");
  assert.equal(ending(126), "its command ended with exit code 126: not executable");
  assert.equal(ending(127), "its command ended with exit code 127: command not found");
  assert.equal(
    ending(137),
    "its command ended with exit code 137: killed, most likely out of memory (SIGKILL)",
  );
  assert.equal(
    ending(139),
    "its command ended with exit code 139: crashed: it touched memory that is not its own (SIGSEGV)",
  );
  assert.equal(ending(143), "its command ended with exit code 143: was asked to end (SIGTERM)");
});

test("signals are put into words", () => {
  const text = (signal: string): string => endingText({ kind: "exited", message: "", signal });
  assert.equal(text("SIGKILL"), "its command ended with SIGKILL: killed, most likely out of memory");
  assert.equal(text("SIGUSR1"), "its command ended with SIGUSR1");
});

test("a worker that died says what its message and its signal say", () => {
  const text = (message: string, signal: string): string =>
    endingText({ kind: "worker-died", message, signal });
  assert.equal(text("its process ran out of memory", "SIGABRT"), "its process ran out of memory");
  assert.equal(
    text("its process was ended by SIGSEGV", "SIGSEGV"),
    "its process was ended by SIGSEGV: crashed: it touched memory that is not its own",
  );
});

test("a failure in a few words is its exit code, or the first line of its message", () => {
  assert.equal(briefEnding({ kind: "exited", message: "", exitCode: 2 }), "exit code 2");
  assert.equal(briefEnding({ kind: "threw", message: "no sample\nin data/a.csv" }), "no sample");
});

test("frames of pipefish itself, of Node and of packages are left out", () => {
  const stack = [
    "Error: x",
    "    at own (/work/pipeline.ts:1:2)",
    "    at /work/pipeline.ts:3:4",
    "    at runJob (/opt/pipefish/dist/executors/run-job.js:5:6)",
    "    at async Promise.all (index 0)",
    "    at read (node:fs:7:8)",
    "    at far (file:///home/me/lib%20x/y.ts?v=1:9:10)",
  ].join("\n");
  assert.deepEqual(ownFrames(stack, "/work", 8, "/opt/pipefish/dist/"), [
    "own (pipeline.ts:1:2)",
    "pipeline.ts:3:4",
    "far (/home/me/lib x/y.ts:9:10)",
  ]);
  assert.deepEqual(ownFrames(stack, "/work", 1), ["own (pipeline.ts:1:2)"]);
});
