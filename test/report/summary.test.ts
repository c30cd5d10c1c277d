import assert from "node:assert/strict";
import { test } from "node:test";
import { problem } from "../../src/model/error.ts";
import { summaryText } from "../../src/report/summary.ts";
import { alignJob, counts, failedJob, plain, summaryOf, variants } from "./support.ts";

const { align } = variants();

test("a run that did something says what, and how long it took", () => {
  const summary = summaryOf({ jobs: counts({ done: 1338, fresh: 12 }) });
  assert.equal(summaryText(summary, plain), "variants: done in 1m 12s: 1,338 done, 12 up to date");
});

test("a run with nothing to do says that everything is up to date", () => {
  const summary = summaryOf({ jobs: counts({ fresh: 352 }), durationMs: 90 });
  assert.equal(summaryText(summary, plain), "variants: everything is up to date, 352 jobs, in 0.09s");
});

test("a run without jobs says that there are none", () => {
  assert.equal(summaryText(summaryOf({ durationMs: 90 }), plain), "variants: there are no jobs, in 0.09s");
});

test("warnings are counted", () => {
  const warnings = [problem("no-input", "a task has no input", { severity: "warning" })];
  const summary = summaryOf({ jobs: counts({ done: 3 }), warnings });
  assert.equal(summaryText(summary, plain), "variants: done in 1m 12s: 3 done, 1 warning");
});

test("a single failure is not told again, and what did not start says why", () => {
  const summary = summaryOf({
    ok: false,
    jobs: counts({ done: 1, fresh: 2, failed: 1, skipped: 9 }),
    tasks: [
      { name: "reads", jobs: counts({ fresh: 2 }) },
      { name: "align", jobs: counts({ done: 1, failed: 1, skipped: 8 }) },
      { name: "report", jobs: counts({ skipped: 1 }) },
    ],
    failures: [failedJob(alignJob(align, "a"), {})],
  });
  assert.equal(
    summaryText(summary, plain),
    `\
variants: failed in 1m 12s: 1 done, 2 up to date, 1 failed, 9 not started
  not started: align (8 jobs), because nothing new is started after a failure
  not started: report (1 job), because 'align' failed`,
  );
});

test("several failures are told once more in a line each", () => {
  const failures = [
    failedJob(alignJob(align, "a"), { kind: "exited", exitCode: 1 }),
    failedJob(alignJob(align, "b"), { message: "no sample\n(in b)" }),
  ];
  const summary = summaryOf({ ok: false, jobs: counts({ failed: 2 }), failures });
  assert.equal(
    summaryText(summary, plain),
    `\
variants: failed in 1m 12s: 2 failed
  ✗ align  data/a.fastq → data/a.bam +1  exit code 1
  ✗ align  data/b.fastq → data/b.bam +1  no sample`,
  );
});

test("on a narrow terminal a failure takes two lines", () => {
  const failures = ["a", "b"].map((sample) =>
    failedJob(alignJob(align, sample), { message: `no sample of the name ${sample} in the table` }),
  );
  const summary = summaryOf({ ok: false, jobs: counts({ failed: 2, done: 20, fresh: 1 }), failures });
  assert.equal(
    summaryText(summary, { ...plain, width: 42 }),
    `\
variants: failed in 1m 12s: 20 done, 1
    up to date, 2 failed
  ✗ align  data/a.fastq → data/a.bam +1
      no sample of the name a in the tab…
  ✗ align  data/b.fastq → data/b.bam +1
      no sample of the name b in the tab…`,
  );
});

test("very many failures are counted", () => {
  const failures = Array.from({ length: 23 }, (_, i) => failedJob(alignJob(align, `${i}`, i), {}));
  const lines = summaryText(summaryOf({ ok: false, jobs: counts({ failed: 23 }), failures }), plain).split(
    "\n",
  );
  assert.equal(lines.length, 22);
  assert.equal(lines.at(-1), "    and 3 more failures, told above");
});

test("an interrupted run says so", () => {
  const summary = summaryOf({
    ok: false,
    interrupted: true,
    jobs: counts({ done: 4, cancelled: 2, skipped: 5 }),
    tasks: [{ name: "align", jobs: counts({ done: 4, cancelled: 2, skipped: 5 }) }],
  });
  assert.equal(
    summaryText(summary, plain),
    `\
variants: interrupted in 1m 12s: 4 done, 2 stopped, 5 not started
  not started: align (5 jobs), because the run was interrupted`,
  );
});
