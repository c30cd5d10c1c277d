import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEvent } from "../../src/model/event.ts";
import { suffix } from "../../src/model/filter.ts";
import type { Task } from "../../src/model/task.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { allot } from "../../src/report/bar.ts";
import { frame, lastFrame } from "../../src/report/frame.ts";
import { RunState } from "../../src/report/run-state.ts";
import { displayWidth } from "../../src/report/width.ts";
import { alignJob, counts, failedJob, happened, plain, start, summaryOf, variants } from "./support.ts";

const { reads, align, report } = variants();

function stateAfter(events: readonly RunEvent[]): RunState {
  const state = new RunState();
  for (const event of events) state.apply(event);
  return state;
}

/** What is drawn so many seconds after the start. */
function drawn(events: readonly RunEvent[], s: number, columns = 80, rows = 24): string {
  return frame(stateAfter(events), { columns, rows, style: plain }, start + s * 1000).join("\n");
}

/** Forty jobs of `align`: twelve up to date, twelve done, one failed, three running. */
function middle(): RunEvent[] {
  const jobs = Array.from({ length: 28 }, (_, i) => alignJob(align, `sample-${i}`, i));
  return [
    happened.runStarted([
      [reads, 2, 0],
      [align, 40, 28],
      [report, 1, 1],
    ]),
    happened.taskEnded(0, reads, { fresh: 2 }),
    happened.taskStarted(0, align, 40, 28),
    ...jobs.slice(0, 12).flatMap((job) => [happened.jobStarted(0, job), happened.jobDone(60, job, 60)]),
    ...jobs
      .slice(12, 13)
      .flatMap((job) => [happened.jobStarted(0, job), happened.jobFailed(60, failedJob(job, {}))]),
    ...jobs.slice(13, 16).map((job, i) => happened.jobStarted(60 + i * 70, job)),
  ];
}

test("a bar for each task, the counts of the run, and the running jobs", () => {
  assert.equal(
    drawn(middle(), 204.9),
    `

variants                                               3m 25s, at least 3m left
  ✓ reads   ════════════════════════════════════════    2/2  up to date
  ⠸ align   ════════════━━━━━━━━━━━━✗╍╍╍┄┄┄┄┄┄┄┄┄┄┄┄  25/40  1 failed
  · report  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄    0/1
  ═ 14 up to date  ━ 12 done  ✗ 1 failed  ╍ 3 running  ┄ 13 to do

  2m 25s  align  data/sample-13.fastq → data/sample-13.bam +1
  1m 15s  align  data/sample-14.fastq → data/sample-14.bam +1
      4s  align  data/sample-15.fastq → data/sample-15.bam +1`.slice(1),
  );
});

test("on forty columns notes and words go first", () => {
  assert.equal(
    drawn(middle(), 204.9, 40),
    `

variants       3m 25s, at least 3m left
  ✓ reads   ════════════════════    2/2
  ⠸ align   ══════━━━━━━✗╍┄┄┄┄┄┄  25/40
  · report  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄    0/1
  ═ 14  ━ 12  ✗ 1  ╍ 3  ┄ 13

  2m 25s  align  data/sample-13.fastq …
  1m 15s  align  data/sample-14.fastq …
      4s  align  data/sample-15.fastq …`.slice(1),
  );
});

test("a run that stops says how to end it at once", () => {
  const stopping: RunEvent = { kind: "stopping", at: start + 200_000, running: 3 };
  assert.equal(
    drawn([...middle(), stopping], 204).split("\n")[1],
    "variants  stopping (Ctrl-C again kills)                                  3m 24s",
  );
});

test("jobs that are not known yet show as a plus or a question mark", () => {
  const events = [
    happened.runStarted([
      [reads, 2, 2],
      [align, 0, 0, false],
      [report, 1, 1, false],
    ]),
  ];
  assert.equal(
    drawn(events, 0, 60),
    `

variants                                                 0s
  · reads   ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/2
  · align   ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄    ?
  · report  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/1+
  ┄ 3 to do`.slice(1),
  );
});

test("names of wide characters keep the columns in line", () => {
  const set = new TaskSet("variants");
  const run = (): void => undefined;
  const wide = set.originate({ name: "重複を除く", output: "a", run });
  const long = set.originate({ name: "a-task-with-a-very-long-name-indeed", output: "b", run });
  const lines = drawn(
    [
      happened.runStarted([
        [wide, 3, 2],
        [long, 4, 4],
      ]),
    ],
    0,
    50,
  ).split("\n");
  assert.deepEqual(lines.slice(2), [
    "  · 重複を除く        ═══════┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  1/3",
    "  · a-task-with-a-v…  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/4",
    "  ═ 1 up to date  ┄ 6 to do",
  ]);
});

/** Fifty tasks in a row, of which some have ended and some are at work. */
function fifty(ended: number, atWork: number): RunEvent[] {
  const set = new TaskSet("variants");
  const tasks: Task[] = [];
  for (let i = 0; i < 50; i += 1) {
    const input = tasks.at(-1) ?? "raw.txt";
    tasks.push(
      set.transform({
        name: `step-${i}`,
        input,
        filter: suffix(".txt"),
        output: ".txt",
        run: () => undefined,
      }),
    );
  }
  return [
    happened.runStarted(
      tasks.map((task) => [task, 4, 4] as const),
      6,
    ),
    ...tasks.slice(0, ended).map((task) => happened.taskEnded(10, task, { done: 4 })),
    ...tasks
      .slice(ended, ended + atWork)
      .flatMap((task) => [
        happened.taskStarted(10, task, 4, 4),
        happened.jobStarted(10, alignJob(task, "a")),
        happened.jobStarted(10, alignJob(task, "b")),
      ]),
  ];
}

test("fifty tasks fit a terminal of 24 rows: those that ended and those to come fold", () => {
  assert.equal(
    drawn(fifty(20, 2), 12),
    `

variants                                                                    12s
  ✓ 20 tasks done
  ⠹ step-20  ╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/4
  ⠹ step-21  ╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/4
  · step-22  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/4
  · step-23  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/4
  · step-24  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/4
  · 25 more tasks to come
  ━ 80 done  ╍ 4 running  ┄ 116 to do

  2s  step-20  data/a.fastq → data/a.bam +1
  2s  step-20  data/b.fastq → data/b.bam +1
  2s  step-21  data/a.fastq → data/a.bam +1
  2s  step-21  data/b.fastq → data/b.bam +1`.slice(1),
  );
});

test("tasks at work are counted when there is no room even for them", () => {
  const lines = drawn(fifty(10, 30), 12, 80, 12).split("\n");
  assert.deepEqual(
    [lines.length, lines[1], lines[5], lines[6], lines.at(-1)],
    [11, "  ✓ 10 tasks done", "  ⠿ 27 more tasks at work", "  · 10 tasks to come", "  and 58 more running"],
  );
});

test("no frame is wider or higher than the terminal", () => {
  for (const events of [middle(), fifty(0, 0), fifty(20, 2), fifty(10, 30), fifty(50, 0)]) {
    for (const columns of [40, 60, 80, 200]) {
      for (const rows of [8, 24, 100]) {
        const lines = drawn(events, 3, columns, rows).split("\n");
        assert.ok(lines.length < rows, `${lines.length} lines on ${rows} rows`);
        for (const line of lines) assert.ok(displayWidth(line) < columns, `${line} on ${columns} columns`);
      }
    }
  }
});

test("the last frame shows how the tasks ended", () => {
  const tasks = [
    { name: "reads", jobs: counts({ fresh: 2 }) },
    { name: "align", jobs: counts({ done: 20, fresh: 12, failed: 1, skipped: 7 }) },
    { name: "report", jobs: counts({ skipped: 1 }) },
  ];
  const state = stateAfter([...middle(), { kind: "run-ended", at: start, summary: summaryOf({ tasks }) }]);
  assert.equal(
    lastFrame(state, { columns: 80, rows: 24, style: plain }, start).join("\n"),
    `
  ✓ reads   ════════════════════════════════════════    2/2  up to date
  ✗ align   ════════════━━━━━━━━━━━━━━━━━━━━✗┄┄┄┄┄┄┄  33/40  1 failed
  · report  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄    0/1  1 not started`.slice(1),
  );
});

test("every share that is not empty has a cell, and the cells fill the bar", () => {
  assert.deepEqual(allot([0, 1, 0, 9999], 10), [0, 1, 0, 9]);
  assert.deepEqual(allot([1, 1, 1], 10), [4, 3, 3]);
  assert.deepEqual(allot([1, 1, 1, 1, 1, 995], 6), [1, 1, 1, 1, 1, 1]);
  assert.deepEqual(allot([0, 0, 0], 5), [0, 0, 5]);
  assert.deepEqual(allot([7, 0], 5), [5, 0]);
});
