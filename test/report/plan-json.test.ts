// What `plan --json` and `why --json` print: a contract, here whole.
import assert from "node:assert/strict";
import { test } from "node:test";
import { problem } from "../../src/model/error.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { jsonExplanation, jsonPlan } from "../../src/report/plan-json.ts";
import { everything, made, planned, plannedTask } from "./plans.ts";
import { facts, jobOf, start } from "./support.ts";

const was = facts(12, start - 1000, 7n);
const is = facts(14, start, 8n);
const warning = problem("no-input", "a task has no input", { severity: "warning", task: "align" });

const fresh = { ...planned(jobOf(made.trim, 0, "raw/a.fastq", "data/a.trim")), lastMs: 1500 };
const stale = planned(
  jobOf(made.trim, 1, "raw/b.fastq", "data/b.trim"),
  { kind: "input-changed", file: "raw/b.fastq", was, is },
  { kind: "extras-changed", parts: [{ name: "k", was: "21", is: "31" }] },
);
const waiting = planned(jobOf(made.align, 0, "data/b.trim", ["data/b.bam", "data/b.bam.bai"]), {
  kind: "input-pending",
  file: "data/b.trim",
  by: "trim",
});
const told = planned(jobOf(made.notify, 0, null, null, [1, "mail", new Map()]), { kind: "no-outputs" });

const plan: Plan = {
  ...everything,
  check: "params",
  problems: [warning],
  tasks: [
    plannedTask(made.trim, [fresh, stale]),
    plannedTask(made.align, [waiting]),
    plannedTask(made.call, [], { complete: false }),
    plannedTask(made.notify, [told], { isActive: true }),
  ],
};

const facts1 = { sizeBytes: 12, isDirectory: false, mtimeNs: String(was.mtimeNs) };
const facts2 = { sizeBytes: 14, isDirectory: false, mtimeNs: String(is.mtimeNs) };

const jobs = {
  fresh: {
    task: "trim",
    index: 0,
    input: "raw/a.fastq",
    output: "data/a.trim",
    id: "985794754f",
    fresh: true,
    reasons: [],
    lastMs: 1500,
  },
  stale: {
    task: "trim",
    index: 1,
    input: "raw/b.fastq",
    output: "data/b.trim",
    id: "56c14b41a4",
    fresh: false,
    reasons: [
      { kind: "input-changed", file: "raw/b.fastq", was: facts1, is: facts2 },
      { kind: "extras-changed", parts: [{ name: "k", was: "21", is: "31" }] },
    ],
  },
  waiting: {
    task: "align",
    index: 0,
    input: "data/b.trim",
    output: ["data/b.bam", "data/b.bam.bai"],
    id: "b7a3e00ee7",
    fresh: false,
    reasons: [{ kind: "input-pending", file: "data/b.trim", by: "trim" }],
  },
  told: {
    task: "notify",
    index: 0,
    input: null,
    output: null,
    params: [1, "mail", "Map(0) {}"],
    id: "f0d6e1e695",
    fresh: false,
    reasons: [{ kind: "no-outputs" }],
  },
};

/** What a program reads. */
function read(data: object): unknown {
  return JSON.parse(JSON.stringify(data));
}

test("a plan is its tasks with all their jobs, and why each would run", () => {
  assert.deepEqual(read(jsonPlan(plan, 4)), {
    format: 1,
    pipeline: "variants",
    check: "params",
    jobs: { total: 4, stale: 3 },
    complete: false,
    estimate: { ms: 1500, isLeast: true, places: 4 },
    tasks: [
      {
        task: "trim",
        kind: "transform",
        isActive: true,
        complete: true,
        total: 2,
        stale: 1,
        jobs: [jobs.fresh, jobs.stale],
      },
      {
        task: "align",
        kind: "transform",
        isActive: true,
        complete: true,
        total: 1,
        stale: 1,
        jobs: [jobs.waiting],
      },
      { task: "call", kind: "transform", isActive: true, complete: false, total: 0, stale: 0, jobs: [] },
      {
        task: "notify",
        kind: "parallel",
        isActive: true,
        complete: true,
        total: 1,
        stale: 1,
        jobs: [jobs.told],
      },
    ],
    problems: [
      { code: "no-input", severity: "warning", message: "a task has no input", facts: [], task: "align" },
    ],
  });
});

test("an explanation is the job with what it was compared with, who reads the file, and what runs in turn", () => {
  const lastRun = { startedAt: start, durationMs: 2000 };
  const inputs = [{ file: "raw/b.fastq", was, is, isAsItWas: false }];
  const outputs = [{ file: "data/b.trim", was, is: was, isAsItWas: true }];
  const code = [{ name: "its function", text: "() => trim()" }];
  const extras = [{ name: "options.k", text: "21" }];
  const explained = { planned: stale, id: "1", lastRun, inputs, outputs, code, extras };
  const found = { plan, directory: "/work", file: "data/b.trim", jobs: [explained], readers: [waiting] };
  assert.deepEqual(read(jsonExplanation(found, 1)), {
    format: 1,
    pipeline: "variants",
    check: "params",
    file: "data/b.trim",
    jobs: [
      {
        ...jobs.stale,
        lastRun,
        inputFiles: [{ file: "raw/b.fastq", was: facts1, is: facts2 }],
        outputFiles: [{ file: "data/b.trim", was: facts1, is: facts1 }],
        code: ["its function"],
        extras: { "options.k": "21" },
      },
    ],
    readers: [jobs.waiting],
    inTurn: [{ task: "align", jobs: 1, total: 1, complete: true }],
    estimate: { ms: 1500, isLeast: true, places: 1 },
  });
});

test("an explanation of a task is the task", () => {
  const [task] = plan.tasks;
  const found = { plan, directory: "/work", task: task ?? plannedTask(made.trim, []), jobs: [], readers: [] };
  assert.deepEqual(read(jsonExplanation(found, 1)), {
    format: 1,
    pipeline: "variants",
    check: "params",
    task: {
      task: "trim",
      kind: "transform",
      isActive: true,
      complete: true,
      total: 2,
      stale: 1,
      jobs: [jobs.fresh, jobs.stale],
    },
    jobs: [],
    readers: [],
    inTurn: [{ task: "align", jobs: 1, total: 1, complete: true }],
    estimate: { ms: 1500, isLeast: true, places: 1 },
  });
});
