import assert from "node:assert/strict";
import { test } from "node:test";
import { Task } from "../../src/model/task.ts";
import { tasksText } from "../../src/report/tasks.ts";
import { everything, made } from "./plans.ts";
import { plain } from "./support.ts";

const tasks = Object.values(made);

test("tasks are a table with what each waits for, where it is, and what it is for", () => {
  assert.equal(
    tasksText(tasks, plain, everything),
    `\
task    kind       jobs  after        place              about
reads   originate     2               pipeline.ts:5:24
trim    transform     2  reads        pipeline.ts:12:24  Cuts adapters off the reads
align   transform     2  trim         pipeline.ts:19:24
chunks  split         1               pipeline.ts:26:24
call    transform    0+  chunks       pipeline.ts:33:24
odd     transform     0  reads        pipeline.ts:40:24
notify  parallel      1               pipeline.ts:47:24
report  merge        1+  align, call  pipeline.ts:54:24`,
  );
});

test("without a plan there is no column of jobs, and descriptions go below where there is no room", () => {
  assert.equal(
    tasksText(tasks.slice(0, 3), { ...plain, width: 50 }),
    `\
task   kind       after  place
reads  originate         pipeline.ts:5:24
trim   transform  reads  pipeline.ts:12:24
    Cuts adapters off the reads
align  transform  trim   pipeline.ts:19:24`,
  );
});

test("a task that waits for very many names three of them", () => {
  const { report } = made;
  const follows = tasks.filter((task) => task !== report);
  const busy = new Task(report.pipeline, { ...report.definition, input: follows, follows: [] });
  assert.match(tasksText([...follows, busy], plain), /^report {2}merge {6}reads, trim, align \+4/m);
});

test("where tasks say what holds when a job goes wrong, there is a column for it", () => {
  const { reads, trim } = made;
  const retries = { ...trim.definition.retries, count: 2 };
  const careful = new Task(trim.pipeline, { ...trim.definition, retries, timeoutMs: 600_000, fresh: true });
  assert.equal(
    tasksText([reads, careful], plain).split("\n").at(-1),
    "trim   transform  2 retries, at most 10m 00s, new process  reads  pipeline.ts:12:24  Cuts adapters off the reads",
  );
});
