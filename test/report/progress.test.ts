import assert from "node:assert/strict";
import { test } from "node:test";
import { problem } from "../../src/model/error.ts";
import type { Reporter } from "../../src/model/event.ts";
import { progressReporter } from "../../src/report/progress.ts";
import { alignJob, counts, failedJob, happened, logOf, plain, start, variants } from "./support.ts";
import { FakeTerminal } from "./terminal.ts";

const { align, report } = variants();
const [a, b] = [alignJob(align, "a", 0), alignJob(align, "b", 1)];

/** A reporter on a terminal, with a clock and a timer that are turned by hand. */
function rig(
  columns = 60,
  verbose = 1,
): { terminal: FakeTerminal; reporter: Reporter; tick: (s: number) => void; isTicking: () => boolean } {
  const terminal = new FakeTerminal(columns);
  let now = start;
  let draw: (() => void) | undefined;
  const every = (wanted: () => void): (() => void) => {
    draw = wanted;
    return () => {
      draw = undefined;
    };
  };
  const reporter = progressReporter({
    stream: terminal,
    verbose,
    style: { ...plain, width: columns },
    now: () => now,
    every,
  });
  const tick = (s: number): void => {
    now = start + s * 1000;
    draw?.();
  };
  return { terminal, reporter, tick, isTicking: () => draw !== undefined };
}

const started = happened.runStarted([
  [align, 2, 2],
  [report, 1, 1],
]);

test("the view is drawn over itself, and what stays is printed above it", () => {
  const { terminal, reporter, tick } = rig(60, 2);
  for (const event of [
    started,
    happened.taskStarted(0, align, 2, 2),
    happened.jobStarted(0, a),
    happened.jobStarted(0, b),
  ])
    reporter.on(event);
  tick(0);
  tick(1);
  reporter.on(happened.jobDone(2, a, 2, logOf("10 %\r100 %", "\u001b[2Kdone")));
  tick(2.5);
  assert.equal(
    terminal.screen,
    `\
align: 2 jobs to run
    Aligns reads to the reference genome
✓ align  2.0s  data/a.fastq → data/a.bam +1
    │ 100 %
    │ done

variants                                                 2s
  ⠧ align   ━━━━━━━━━━━━━━━━━━━━╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍  1/2
  · report  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/1
  ━ 1 done  ╍ 1 running  ┄ 1 to do

  2s  align  data/b.fastq → data/b.bam +1
`,
  );
});

test("while nothing happens the view is drawn once a second, and each time something turns", () => {
  const { terminal, reporter, tick } = rig();
  for (const event of [started, happened.taskStarted(0, align, 2, 2), happened.jobStarted(0, a)])
    reporter.on(event);
  const screens = [0, 0.1, 0.9, 1, 1.1, 1.9, 2].map((s) => {
    tick(s);
    return terminal.screen;
  });
  assert.equal(new Set(screens).size, 3);
  assert.deepEqual([screens[2], screens[5]], [screens[0], screens[3]]);
  reporter.on(happened.jobStarted(2, b));
  tick(2.1);
  assert.match(terminal.screen, /2 running/);
});

test("the end leaves the tasks and the summary, and lets go of timer and terminal", () => {
  const { terminal, reporter, tick, isTicking } = rig();
  for (const event of [started, happened.taskStarted(0, align, 2, 2), happened.jobStarted(0, a)])
    reporter.on(event);
  tick(1);
  assert.ok(isTicking() && terminal.isWatched);
  reporter.on(
    happened.jobFailed(
      2,
      failedJob(a, { kind: "exited", message: "", exitCode: 1, command: "bwa" }, { durationMs: 2000 }),
    ),
  );
  reporter.on(happened.taskEnded(2, align, { failed: 1, skipped: 1 }));
  const tasks = [
    { name: "align", jobs: counts({ failed: 1, skipped: 1 }) },
    { name: "report", jobs: counts({ skipped: 1 }) },
  ];
  reporter.on(
    happened.runEnded(2, {
      ok: false,
      tasks,
      jobs: counts({ failed: 1, skipped: 2 }),
      failures: [failedJob(a, {})],
    }),
  );
  reporter.close?.();
  assert.ok(!isTicking() && !terminal.isWatched);
  assert.equal(
    terminal.screen,
    `

error[job-failed]: a job of 'align' failed
  at       pipeline.ts:12:24
  input    data/a.fastq
  output   data/a.bam
           data/a.bam.bai
  ended    its command ended with exit code 1, after 2.0s
  command  bwa

  ✗ align   ✗✗✗✗✗✗✗✗✗✗✗✗✗✗✗✗✗✗✗✗┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  1/2
  · report  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/1

variants: failed in 2.0s: 1 failed, 2 not started
  not started: align (1 job), because nothing new is
      started after a failure
  not started: report (1 job), because 'align' failed
`.slice(1),
  );
});

test("a run with nothing to do draws no bars", () => {
  const { terminal, reporter, isTicking } = rig();
  reporter.on(happened.runStarted([[align, 2, 0]]));
  assert.equal(isTicking(), false);
  reporter.on(happened.runEnded(0.1, { jobs: counts({ fresh: 2 }) }));
  reporter.close?.();
  assert.equal(terminal.screen, "variants: everything is up to date, 2 jobs, in 0.1s\n");
  assert.equal(terminal.writes, 1);
});

test("a warning in a run with nothing to do stands apart", () => {
  const { terminal, reporter } = rig(80);
  const warning = problem("no-input", "a task has no input", { severity: "warning" });
  reporter.on({ ...happened.runStarted([[align, 2, 0]]), warnings: [warning] } as typeof started);
  reporter.on(happened.runEnded(0.1, { jobs: counts({ fresh: 2 }), warnings: [warning] }));
  assert.equal(
    terminal.screen,
    `

warning[no-input]: a task has no input

variants: everything is up to date, 2 jobs, in 0.1s, 1 warning
`.slice(1),
  );
});

test("nothing is written between two ticks, however much happens", () => {
  const { terminal, reporter, tick } = rig();
  reporter.on(started);
  tick(0);
  const before = terminal.writes;
  for (let i = 0; i < 100; i += 1) {
    const job = alignJob(align, `${i}`, i);
    reporter.on(happened.jobStarted(1, job));
    reporter.on(happened.jobDone(1, job, 1, logOf("hello")));
  }
  assert.equal(terminal.writes, before);
  tick(1);
  assert.equal(terminal.writes, before + 1);
});

test("a terminal that becomes narrower keeps nothing of the wider frame", () => {
  const { terminal, reporter, tick } = rig(80);
  for (const event of [started, happened.taskStarted(0, align, 2, 2), happened.jobStarted(0, a)])
    reporter.on(event);
  tick(1);
  terminal.narrow(40);
  assert.equal(
    terminal.screen,
    `

variants                             1s
  ⠙ align   ╍╍╍╍╍╍╍╍╍╍╍┄┄┄┄┄┄┄┄┄┄┄  0/2
  · report  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/1
  ╍ 1 running  ┄ 2 to do

  1s  align  data/a.fastq → data/a.bam…
`.slice(1),
  );
});

test("a run that is given up leaves its last state", () => {
  const { terminal, reporter, tick } = rig();
  for (const event of [started, happened.taskStarted(0, align, 2, 2), happened.jobStarted(0, a)])
    reporter.on(event);
  tick(1);
  reporter.close?.();
  reporter.close?.();
  assert.equal(
    terminal.screen,
    `

  ⠙ align   ╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/2
  · report  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/1
`.slice(1),
  );
});

test("warnings, descriptions and reasons stand above the view", () => {
  const { terminal, reporter, tick } = rig(60, 4);
  const warning = problem("no-input", "a task has no input", { severity: "warning" });
  reporter.on({ ...happened.runStarted([[align, 1, 1]]), warnings: [warning] } as typeof started);
  reporter.on(happened.taskStarted(0, align, 1, 1));
  reporter.on(happened.jobStarted(0, a, { kind: "output-missing", file: "data/a.bam" }));
  tick(1);
  assert.equal(
    terminal.screen,
    `

warning[no-input]: a task has no input

align: 1 job to run
    Aligns reads to the reference genome
▸ align  starts  data/a.fastq → data/a.bam +1
    because output data/a.bam does not exist

variants                                                 1s
  ⠙ align  ╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍  0/1
  ╍ 1 running

  1s  align  data/a.fastq → data/a.bam +1
`.slice(1),
  );
});

test("what jobs log stands above the view, in whole lines", () => {
  const { terminal, reporter, tick } = rig();
  for (const event of [started, happened.taskStarted(0, align, 2, 2), happened.jobStarted(0, a)])
    reporter.on(event);
  tick(0);
  reporter.on(happened.jobLogged(0, a, "warn", "few\nreads"));
  reporter.on(happened.jobLogged(0, a, "info", "not shown"));
  tick(1);
  assert.equal(
    terminal.screen,
    `\
warn  align data/a.bam │ few
warn  align data/a.bam │ reads

variants                                                 1s
  ⠙ align   ╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍╍┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/2
  · report  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/1
  ╍ 1 running  ┄ 2 to do

  1s  align  data/a.fastq → data/a.bam +1
`,
  );
});
