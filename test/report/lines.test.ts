import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { problem } from "../../src/model/error.ts";
import type { RunEvent } from "../../src/model/event.ts";
import type { Task } from "../../src/model/task.ts";
import { lineReporter } from "../../src/report/lines.ts";
import { palette } from "../../src/report/palette.ts";
import {
  alignJob,
  counts,
  FakeStream,
  failedJob,
  happened,
  jobOf,
  logOf,
  plain,
  start,
  variants,
} from "./support.ts";

const { reads, align, report } = variants();

/** What the reporter writes of events. */
function told(events: readonly RunEvent[], verbose = 1, style = plain): string {
  const stream = new FakeStream();
  const reporter = lineReporter({ stream, verbose, style });
  for (const event of events) reporter.on(event);
  return stream.text;
}

const [a, b] = [alignJob(align, "a", 0), alignJob(align, "b", 1)];
const page = jobOf(report, 0, ["data/a.bam", "data/b.bam"], "report.html");

const goodRun: readonly RunEvent[] = [
  happened.runStarted([
    [reads, 2, 0],
    [align, 3, 2],
    [report, 1, 1],
  ]),
  happened.taskEnded(0, reads, { fresh: 2 }),
  happened.taskStarted(0, align, 3, 2),
  happened.jobStarted(0, a, { kind: "output-missing", file: "data/a.bam" }),
  happened.jobStarted(0, b, { kind: "no-receipt" }, { kind: "output-missing", file: "data/b.bam" }),
  happened.jobDone(8, b, 8, logOf("10 reads", "", "done")),
  happened.jobDone(65, a, 65),
  happened.taskEnded(65, align, { done: 2, fresh: 1 }),
  happened.taskStarted(65, report, 1, 1),
  happened.jobStarted(65, page),
  happened.jobDone(66, page, 0.5),
  happened.taskEnded(66, report, { done: 1 }),
  happened.runEnded(66, { jobs: counts({ done: 3, fresh: 3 }) }),
];

test("a run is told in a line for each thing that happens", () => {
  assert.equal(
    told(goodRun),
    `\
variants: 3 jobs to run, 3 up to date, 4 at a time
  to run: align, report
  up to date: reads

align: 2 jobs to run, 1 up to date
[1/3] ✓ align     8.0s  data/b.fastq → data/b.bam +1
[2/3] ✓ align   1m 05s  data/a.fastq → data/a.bam +1
align: 2 done, 1 up to date in 1m 05s

report: 1 job to run
[3/3] ✓ report    0.5s  data/a.bam +1 → report.html
report: 1 done in 1.0s

variants: done in 1m 06s: 3 done, 3 up to date
  what 1 job printed is in .pipefish/logs (-v 2 shows it)
`,
  );
});

test("verbosity 4 adds what tasks are for, jobs that start, and why they run", () => {
  assert.equal(
    told(goodRun.slice(0, 6), 4),
    `\
variants: 3 jobs to run, 3 up to date, 4 at a time
  to run: align, report
  up to date: reads
reads: 2 up to date

align: 2 jobs to run, 1 up to date
    Aligns reads to the reference genome
      ▸ align   starts  data/a.fastq → data/a.bam +1
        because output data/a.bam does not exist
      ▸ align   starts  data/b.fastq → data/b.bam +1
        because nothing is recorded of it: it never ran to its end here
        because output data/b.bam does not exist
[1/3] ✓ align     8.0s  data/b.fastq → data/b.bam +1
    │ 10 reads
    │
    │ done
`,
  );
});

const badRun: readonly RunEvent[] = [
  happened.runStarted([[align, 3, 3]], 1),
  happened.taskStarted(0, align, 3, 3),
  happened.jobStarted(0, a),
  happened.jobStarted(0, b),
  happened.jobFailed(12, failedJob(a, { kind: "exited", message: "", command: "bwa mem", exitCode: 1 })),
  happened.jobCancelled(13, b, 13),
  happened.taskEnded(13, align, { failed: 1, cancelled: 1, skipped: 1 }),
  happened.runEnded(13, {
    ok: false,
    jobs: counts({ failed: 1, cancelled: 1, skipped: 1 }),
    tasks: [{ name: "align", jobs: counts({ failed: 1, cancelled: 1, skipped: 1 }) }],
    failures: [failedJob(a, {})],
  }),
];

test("a failure is told in full at once", () => {
  assert.equal(
    told(badRun),
    `\
variants: 3 jobs to run, one at a time

align: 3 jobs to run
[1/3] ✗ align     12s  data/a.fastq → data/a.bam +1

error[job-failed]: a job of 'align' failed
  at       pipeline.ts:12:24
  input    data/a.fastq
  output   data/a.bam
           data/a.bam.bai
  ended    its command ended with exit code 1, after 12s
  command  bwa mem

[2/3] ! align     13s  data/b.fastq → data/b.bam +1  stopped
align: 1 failed, 1 stopped, 1 not started in 13s

variants: failed in 13s: 1 failed, 1 stopped, 1 not started
  not started: align (1 job), because nothing new is started after a failure
`,
  );
});

test("verbosity 0 tells failures and nothing else", () => {
  assert.equal(told(goodRun, 0), "");
  assert.match(told(badRun, 0), /^error\[job-failed\]: a job of 'align' failed\n(?: {2}.*\n)+\n$/);
});

test("a run with nothing to do is one line", () => {
  const events = [
    happened.runStarted([[reads, 2, 0]]),
    happened.taskEnded(0, reads, { fresh: 2 }),
    happened.runEnded(0.09, { jobs: counts({ fresh: 2 }) }),
  ];
  assert.equal(told(events), "variants: everything is up to date, 2 jobs, in 0.09s\n");
});

test("jobs that are not known yet show as a plus until they are", () => {
  const events = [
    happened.runStarted([
      [align, 1, 1],
      [report, 0, 0, false],
    ]),
    happened.taskStarted(0, align, 1, 1),
    happened.jobStarted(0, a),
    happened.jobDone(1, a, 1),
    happened.taskEnded(1, align, { done: 1 }),
    happened.taskStarted(1, report, 1, 1),
    happened.jobStarted(1, page),
    happened.jobDone(2, page, 1),
  ];
  assert.equal(
    told(events),
    `\
variants: 1 job to run and perhaps more, 4 at a time
  to run: align, report

align: 1 job to run
[1/1+] ✓ align     1.0s  data/a.fastq → data/a.bam +1
align: 1 done in 1.0s

report: 1 job to run
[2/2] ✓ report    1.0s  data/a.bam +1 → report.html
`,
  );
});

test("warnings are told before the run and while it goes on", () => {
  const warning = problem("no-input", "a task has no input", {
    severity: "warning",
    task: "align",
    hint: "check the pattern",
  });
  const started = happened.runStarted([[align, 1, 1]]);
  const events: RunEvent[] = [
    { ...started, warnings: [warning] } as RunEvent,
    { kind: "problem", at: start, problem: warning },
    { kind: "stopping", at: start, running: 1 },
  ];
  const text = `\
warning[no-input]: a task has no input
  task  'align'
  hint  check the pattern

`;
  assert.equal(
    told(events),
    `${text}variants: 1 job to run, 4 at a time\n${text}stopping: 1 running job asked to end; Ctrl-C again kills\n`,
  );
});

/** A run of very many jobs that take so many seconds each, of which every `printing`-th prints something. */
function manyJobs(task: Task, total: number, printing = 0, seconds = 1): RunEvent[] {
  const events: RunEvent[] = [
    happened.runStarted([[task, total, total]]),
    happened.taskStarted(0, task, total, total),
  ];
  for (let i = 0; i < total; i += 1) {
    const job = alignJob(task, `${i}`, i);
    const log = printing > 0 && i % printing === 0 ? logOf("hello") : undefined;
    events.push(
      happened.jobStarted(i * seconds, job),
      happened.jobDone((i + 1) * seconds, job, seconds, log),
    );
  }
  return events;
}

test("of very many jobs only every so many leave a line, with the time left", () => {
  const lines = told(manyJobs(align, 10_000)).trimEnd().split("\n");
  assert.equal(lines.length, 203);
  assert.deepEqual(lines.slice(0, 5), [
    "variants: 10,000 jobs to run, 4 at a time",
    "",
    "align: 10,000 jobs to run",
    "[   50/10000] align 50 of 10,000, 50s, about 41m left",
    "[  100/10000] align 100 of 10,000, 1m 40s, about 41m left",
  ]);
});

test("of very many short jobs there is a line a second", () => {
  const lines = told(manyJobs(align, 10_000, 0, 0.001))
    .trimEnd()
    .split("\n");
  assert.equal(lines.filter((line) => line.startsWith("[")).length, 10);
});

test("of very many jobs each leaves a line when verbosity is 2", () => {
  assert.equal(
    told(manyJobs(align, 1000), 2)
      .split("\n")
      .filter((line) => line.includes("✓")).length,
    1000,
  );
});

test("what jobs print is shown from the second level on", () => {
  const shown = (verbose: 1 | 2): number => {
    const lines = told(manyJobs(align, 1000, 2), verbose).split("\n");
    return lines.filter((line) => line.endsWith("│ hello")).length;
  };
  assert.deepEqual([shown(1), shown(2)], [0, 500]);
});

test("colours dress marks and names, and change no text", () => {
  const coloured = told(badRun, 1, { ...plain, palette: palette(true) });
  assert.ok(coloured.includes("\u001b[31m✗\u001b[39m align"));
  assert.equal(stripVTControlCharacters(coloured), told(badRun));
});

test("a task that runs again says why", () => {
  const was = { sizeBytes: 3, mtimeNs: 0n, isDirectory: false };
  const changed = { kind: "input-changed", file: "data/a.fastq", was, is: { ...was, sizeBytes: 5 } } as const;
  const lines = told([happened.runStarted([[align, 2, 1]]), happened.taskStarted(0, align, 2, 1, changed)]);
  assert.match(
    lines,
    /align: 1 job to run, 1 up to date\n {4}because input data\/a\.fastq changed: 3 B → 5 B/,
  );
});

/** What each level adds to a run of one job of `align`, beside one that is up to date, and `reads`, that has no work. */
function addedBy(verbose: number): string[] {
  const reason = { kind: "output-missing", file: "data/a.bam" } as const;
  const events: RunEvent[] = [
    happened.runStarted([
      [reads, 1, 0],
      [align, 2, 1],
    ]),
    happened.jobsFresh(0, reads, 0, jobOf(reads, 0, undefined, "data/a.fastq")),
    happened.taskEnded(0, reads, { fresh: 1 }),
    happened.taskStarted(0, align, 2, 1),
    happened.jobsFresh(0, align, 1, b),
    happened.engine(0, { what: "worker-started", pid: 4711 }),
    happened.jobStarted(0, a, reason),
    happened.jobLogged(0, a, "info", "10 reads"),
    happened.jobLogged(0, a, "warn", "few reads"),
    happened.jobDone(1, a, 1, logOf("2026-11-22T21:00:00.000Z info  10 reads", "100 %")),
    happened.taskEnded(1, align, { done: 1, fresh: 1 }),
    happened.runEnded(1, { jobs: counts({ done: 1, fresh: 2 }) }),
  ];
  const lines = told(events, verbose).split("\n");
  if (verbose === 0) return lines;
  const before = told(events, verbose - 1).split("\n");
  return lines.filter((line) => !before.includes(line));
}

test("each level of verbosity adds what it says", () => {
  assert.deepEqual(addedBy(0), [""]);
  assert.deepEqual(addedBy(1), [
    "variants: 1 job to run, 2 up to date, 4 at a time",
    "  to run: align",
    "  up to date: reads",
    "align: 1 job to run, 1 up to date",
    "warn  align data/a.bam │ few reads",
    "[1/1] ✓ align    1.0s  data/a.fastq → data/a.bam +1",
    "align: 1 done, 1 up to date in 1.0s",
    "variants: done in 1.0s: 1 done, 2 up to date",
    "  what 1 job printed is in .pipefish/logs (-v 2 shows it)",
  ]);
  assert.deepEqual(addedBy(2), [
    "reads: 1 up to date",
    "    Aligns reads to the reference genome",
    "info  align data/a.bam │ 10 reads",
    "    │ 100 %",
  ]);
  assert.deepEqual(addedBy(3), ["      ▸ align  starts  data/a.fastq → data/a.bam +1"]);
  assert.deepEqual(addedBy(4), ["        because output data/a.bam does not exist"]);
  assert.deepEqual(addedBy(5), ["      ✓ align          data/b.fastq → data/b.bam +1  up to date"]);
  assert.deepEqual(addedBy(6), ["      ✓ reads          → data/a.fastq  up to date"]);
  assert.deepEqual(addedBy(10), ["engine: worker 4711 started"]);
});

test("a message of several lines says on each of them whose it is", () => {
  assert.equal(
    told([happened.jobLogged(0, a, "error", "two\nlines")]),
    "error align data/a.bam │ two\nerror align data/a.bam │ lines\n",
  );
});

test("of a job that logs without end only the first lines are shown", () => {
  const lines = told(
    Array.from({ length: 1000 }, (_, i) => happened.jobLogged(0, a, "warn", `odd ${i}`)),
  ).split("\n");
  assert.equal(lines.length, 102);
  assert.equal(lines[99], "warn  align data/a.bam │ odd 99");
  assert.equal(lines[100], "warn  align data/a.bam │ and more: its log file has all");
});

test("a run that a job ended says which job and why", () => {
  const by = { job: a, reason: "the disk is full" };
  const ended = counts({ cancelled: 2, skipped: 1 });
  assert.equal(
    told([
      happened.runStarted([[align, 3, 3]]),
      happened.jobCancelled(2, a, 2),
      { kind: "stopping", at: start, running: 1, by },
      happened.jobCancelled(2, b, 2),
      happened.runEnded(2, { ok: false, endedBy: by, jobs: ended, tasks: [{ name: "align", jobs: ended }] }),
    ]),
    `\
variants: 3 jobs to run, 4 at a time
[1/3] ! align    2.0s  data/a.fastq → data/a.bam +1  stopped
stopping: 'align data/a.bam' ended the run: the disk is full; 1 running job asked to end
[2/3] ! align    2.0s  data/b.fastq → data/b.bam +1  stopped

variants: ended by a job in 2.0s: 2 stopped, 1 not started
  'align data/a.bam' ended the run: the disk is full
  not started: align (1 job), because a job ended the run
`,
  );
});

test("a run that only touches files says so first", () => {
  const event = { ...happened.runStarted([[align, 2, 2]], 1), instead: "touch" } as RunEvent;
  assert.equal(told([event]), "variants: 2 jobs to touch, none is run, one at a time\n");
  assert.match(told([event, happened.taskStarted(0, align, 2, 2)]), /^align: 2 jobs to touch$/m);
  assert.equal(
    told([{ ...event, instead: "record" } as RunEvent]),
    "variants: 2 jobs to record as done, none is run\n",
  );
});
