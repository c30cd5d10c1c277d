import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEvent } from "../../src/model/event.ts";
import { suffix } from "../../src/model/filter.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { RunState } from "../../src/report/run-state.ts";
import { type TimeLeft, timeLeft } from "../../src/report/time-left.ts";
import { alignJob, happened, start, variants } from "./support.ts";

const { reads, align, report } = variants();

function left(events: readonly RunEvent[], s: number): TimeLeft | undefined {
  const state = new RunState();
  for (const event of events) state.apply(event);
  return timeLeft(state, start + s * 1000);
}

/** The first jobs of `align` have ended, after 10 seconds each. */
function ended(n: number): RunEvent[] {
  return Array.from({ length: n }, (_, i) => alignJob(align, `${i}`, i)).flatMap((job) => [
    happened.jobStarted(0, job),
    happened.jobDone(10, job, 10),
  ]);
}

test("nothing is said before three jobs have ended", () => {
  const begun = [happened.runStarted([[align, 12, 12]]), happened.taskStarted(0, align, 12, 12)];
  assert.equal(left([...begun, ...ended(2)], 10), undefined);
  assert.deepEqual(left([...begun, ...ended(3)], 10), { ms: 22_500, isLeast: false });
});

test("a running job takes what is left of the mean", () => {
  const begun = [happened.runStarted([[align, 4, 4]], 1), happened.taskStarted(0, align, 4, 4)];
  const last = happened.jobStarted(30, alignJob(align, "last", 3));
  assert.deepEqual(left([...begun, ...ended(3), last], 34), { ms: 6000, isLeast: false });
  assert.deepEqual(left([...begun, ...ended(3), last], 90), undefined);
});

test("a task of which nothing is known makes it the least", () => {
  const begun = [
    happened.runStarted([
      [reads, 2, 0],
      [align, 12, 12],
      [report, 1, 1],
    ]),
    happened.taskStarted(0, align, 12, 12),
  ];
  assert.deepEqual(left([...begun, ...ended(3)], 10), { ms: 22_500, isLeast: true });
});

test("jobs that are not known yet make it the least", () => {
  const begun = [
    happened.runStarted([
      [align, 12, 12],
      [report, 0, 0, false],
    ]),
    happened.taskStarted(0, align, 12, 12),
  ];
  assert.deepEqual(left([...begun, ...ended(3)], 10), { ms: 22_500, isLeast: true });
});

test("a limit on the jobs of a task makes it longer", () => {
  const set = new TaskSet("limited");
  const task = set.transform({
    name: "align",
    input: "*.txt",
    filter: suffix(".txt"),
    output: ".out",
    jobsLimit: 1,
    run: () => undefined,
  });
  const jobs = Array.from({ length: 3 }, (_, i) => alignJob(task, `${i}`, i));
  const events = jobs.flatMap((job) => [happened.jobStarted(0, job), happened.jobDone(10, job, 10)]);
  const begun = [happened.runStarted([[task, 12, 12]]), happened.taskStarted(0, task, 12, 12)];
  assert.deepEqual(left([...begun, ...events], 10), { ms: 90_000, isLeast: false });
});
