import assert from "node:assert/strict";
import { test } from "node:test";
import { problem } from "../../src/model/error.ts";
import type { RunEvent } from "../../src/model/event.ts";
import { jsonReporter } from "../../src/report/json.ts";
import {
  alignJob,
  counts,
  FakeStream,
  facts,
  failedJob,
  happened,
  jobOf,
  logOf,
  start,
  variants,
} from "./support.ts";

const { reads, align } = variants();
const job = alignJob(align, "a");
const jsonJob = {
  task: "align",
  index: 0,
  input: "data/a.fastq",
  output: { bam: "data/a.bam", index: "data/a.bam.bai" },
};
const zero = { total: 0, done: 0, fresh: 0, failed: 0, cancelled: 0, skipped: 0 };

/** The line of an event, read back. */
function line(event: RunEvent): unknown {
  const stream = new FakeStream();
  jsonReporter(stream, "variants").on(event);
  assert.match(stream.text, /^[^\n]+\n$/);
  return JSON.parse(stream.text);
}

test("a run that starts tells its tasks", () => {
  const warning = problem("no-input", "a task has no input", { severity: "warning", task: "align" });
  const event = {
    ...happened.runStarted([
      [reads, 2, 0],
      [align, 3, 2, false],
    ]),
    warnings: [warning],
  } as RunEvent;
  assert.deepEqual(line(event), {
    event: "run-started",
    at: start,
    format: 1,
    pipeline: "variants",
    slots: 4,
    tasks: [
      { task: "reads", kind: "originate", total: 2, stale: 0, complete: true },
      { task: "align", kind: "transform", total: 3, stale: 2, complete: false },
    ],
    warnings: [
      { code: "no-input", severity: "warning", message: "a task has no input", facts: [], task: "align" },
    ],
  });
});

test("a task that starts tells how much it has to do, and one that ends what it did", () => {
  assert.deepEqual(line(happened.taskStarted(1, align, 3, 2)), {
    event: "task-started",
    at: start + 1000,
    task: "align",
    total: 3,
    stale: 2,
  });
  assert.deepEqual(line(happened.taskEnded(9, align, { done: 2, fresh: 1 })), {
    event: "task-ended",
    at: start + 9000,
    task: "align",
    jobs: { ...zero, total: 3, done: 2, fresh: 1 },
  });
});

test("a job that starts tells its reasons, times as texts", () => {
  const [was, is] = [facts(12, start), facts(14, start, 5n)];
  assert.deepEqual(
    line(happened.jobStarted(1, job, { kind: "input-changed", file: "data/a.fastq", was, is })),
    {
      event: "job-started",
      at: start + 1000,
      job: jsonJob,
      attempt: 1,
      reasons: [
        {
          kind: "input-changed",
          file: "data/a.fastq",
          was: { sizeBytes: 12, mtimeNs: `${start}000000`, isDirectory: false },
          is: { sizeBytes: 14, mtimeNs: `${start}000005`, isDirectory: false },
        },
      ],
    },
  );
});

test("a job that ends tells how long it took and what it printed", () => {
  const log = { file: ".pipefish/logs/align/0.log", sizeBytes: 1536, tail: ["10 reads"] };
  assert.deepEqual(line(happened.jobDone(3, job, 2, logOf("10 reads"))), {
    event: "job-done",
    at: start + 3000,
    job: jsonJob,
    durationMs: 2000,
    log,
  });
  assert.deepEqual(line(happened.jobCancelled(3, job, 2)), {
    event: "job-cancelled",
    at: start + 3000,
    job: jsonJob,
    durationMs: 2000,
  });
});

test("a job that fails tells what was thrown", () => {
  const error = Object.assign(new TypeError("no index"), {
    code: "ENOENT",
    stack: "TypeError: no index\n    at x",
  });
  assert.deepEqual(line(happened.jobFailed(3, failedJob(job, { error, exitCode: 3 }))), {
    event: "job-failed",
    at: start + 3000,
    job: jsonJob,
    failure: {
      kind: "threw",
      message: "no index",
      exitCode: 3,
      error: {
        name: "TypeError",
        message: "no index",
        stack: "TypeError: no index\n    at x",
        code: "ENOENT",
      },
    },
    attempt: 1,
    durationMs: 12_000,
  });
});

test("a job that is tried again tells why, and when", () => {
  const failed = failedJob(job, { exitCode: 3 }, { attempt: 2 });
  assert.deepEqual(line({ kind: "job-retried", at: start, failed, delayMs: 2000 }), {
    event: "job-retried",
    at: start,
    job: jsonJob,
    failure: { kind: "threw", message: "no index", exitCode: 3 },
    attempt: 2,
    durationMs: 12_000,
    delayMs: 2000,
  });
});

test("a job without files has null for them", () => {
  const event = line(happened.jobStarted(0, jobOf(reads, 0, undefined, undefined))) as { job: unknown };
  assert.deepEqual(event.job, { task: "reads", index: 0, input: null, output: null });
});

test("parameters that JSON does not have are described", () => {
  const params = [
    1,
    "mail",
    null,
    true,
    Number.NaN,
    12n,
    new Map([["a", 1]]),
    Buffer.alloc(50_000),
    "x".repeat(2000),
  ];
  const event = line(happened.jobStarted(0, jobOf(reads, 0, null, null, params))) as {
    job: { params: unknown[] };
  };
  assert.deepEqual(event.job.params.slice(0, 7), [1, "mail", null, true, "NaN", "12", "Map(1) { 'a' => 1 }"]);
  assert.ok(String(event.job.params[7]).length < 500);
  assert.equal(String(event.job.params[8]).length, 1001);
});

test("warnings and the wish to stop are told", () => {
  const found = problem("not-ordered", "a task reads too early", {
    severity: "warning",
    facts: [["file", "a"]],
    hint: "wait",
  });
  assert.deepEqual(line({ kind: "problem", at: start, problem: found }), {
    event: "problem",
    at: start,
    problem: {
      code: "not-ordered",
      severity: "warning",
      message: "a task reads too early",
      facts: [["file", "a"]],
      hint: "wait",
    },
  });
  assert.deepEqual(line({ kind: "stopping", at: start, running: 2 }), {
    event: "stopping",
    at: start,
    running: 2,
  });
});

test("a run that ends tells its summary", () => {
  const jobs = counts({ done: 1, failed: 1 });
  const failures = [failedJob(job, { error: "no" })];
  assert.deepEqual(
    line(happened.runEnded(9, { ok: false, jobs, tasks: [{ name: "align", jobs }], failures })),
    {
      event: "run-ended",
      at: start + 9000,
      pipeline: "variants",
      ok: false,
      interrupted: false,
      jobs,
      tasks: [{ task: "align", jobs }],
      failures: [
        {
          job: jsonJob,
          failure: { kind: "threw", message: "no index", error: { name: "string", message: "no" } },
          attempt: 1,
          durationMs: 12_000,
        },
      ],
      problems: [],
      warnings: [],
      durationMs: 9000,
    },
  );
});

test("what caused an error is told with it, and those that it gathers", () => {
  const cause = Object.assign(new RangeError("far", { cause: "a text" }), { code: 5, stack: "" });
  const error = Object.assign(new AggregateError([7], "all failed", { cause }), { stack: "" });
  const told = JSON.stringify(line(happened.jobFailed(1, failedJob(job, { error }))));
  const text = { name: "string", message: "a text" };
  const described = {
    name: "AggregateError",
    message: "all failed",
    stack: "",
    cause: { name: "RangeError", message: "far", stack: "", code: "5", cause: text },
    errors: [{ name: "number", message: "7" }],
  };
  assert.ok(told.includes(JSON.stringify(described)), told);
});

test("an error whose parts are no texts is told as well as it can be", () => {
  const error = Object.assign(new Error(), { message: { status: 404n }, name: 5, stack: {}, code: [] });
  const told = JSON.stringify(line(happened.jobFailed(1, failedJob(job, { error }))));
  assert.ok(told.includes(JSON.stringify({ name: "Error", message: "{ status: 404n }" })), told);
});

test("what a job logs is told in whole, whatever is in it", () => {
  assert.deepEqual(line(happened.jobLogged(1, job, "warn", "two\nlines\u001b[2K")), {
    event: "job-logged",
    at: start + 1000,
    job: jsonJob,
    level: "warn",
    message: "two\nlines\u001b[2K",
  });
});

test("a run that a job ends names the job, when it stops and in the summary", () => {
  const by = { job, reason: "enough" };
  assert.deepEqual(line({ kind: "stopping", at: start, running: 2, by }), {
    event: "stopping",
    at: start,
    running: 2,
    by: { job: jsonJob, reason: "enough" },
  });
  const ended = line(happened.runEnded(1, { ok: false, endedBy: by })) as { endedBy: unknown };
  assert.deepEqual(ended.endedBy, { job: jsonJob, reason: "enough" });
});

test("jobs that are up to date are told from verbosity 5 on, what the engine does at 10", () => {
  const events = [
    happened.jobsFresh(0, align, 1, job),
    happened.engine(0, { what: "worker-ended", pid: 4711, exitCode: 3, signal: undefined }),
  ];
  const told = (verbose: number): unknown[] => {
    const stream = new FakeStream();
    for (const event of events) jsonReporter(stream, "variants", verbose).on(event);
    return stream.text.split("\n").flatMap((text) => (text === "" ? [] : [JSON.parse(text) as unknown]));
  };
  const fresh = { event: "jobs-fresh", at: start, task: "align", jobs: [jsonJob], stale: 1 };
  assert.deepEqual(told(4), []);
  assert.deepEqual(told(5), [fresh]);
  assert.deepEqual(told(10), [
    fresh,
    { event: "engine", at: start, message: "worker 4711 ended with exit code 3" },
  ]);
});
