import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEvent } from "../../src/model/event.ts";
import type { LogLine } from "../../src/model/job.ts";
import { logFileLine, logReporter } from "../../src/report/log.ts";
import { alignJob, counts, failedJob, happened, jobOf, variants } from "./support.ts";

const { reads, align } = variants();
const [a, b] = [alignJob(align, "a", 0), alignJob(align, "b", 1)];

/** The lines that the log of a run gets of events. */
function logged(events: readonly RunEvent[], verbose = 1): LogLine[] {
  const lines: LogLine[] = [];
  const reporter = logReporter({
    pipeline: "variants",
    directory: "/work",
    verbose,
    write: (line) => lines.push(line),
  });
  for (const event of events) reporter.on(event);
  return lines;
}

const events: readonly RunEvent[] = [
  happened.runStarted([
    [reads, 2, 0],
    [align, 3, 2],
  ]),
  happened.jobsFresh(0, reads, 0, jobOf(reads, 0, undefined, "data/a.fastq")),
  happened.taskEnded(0, reads, { fresh: 2 }),
  happened.taskStarted(0, align, 3, 2),
  happened.jobStarted(0, a, { kind: "output-missing", file: "data/a.bam" }),
  happened.jobStarted(0, b),
  happened.jobLogged(1, a, "warn", "few reads:\n  only 3"),
  happened.jobLogged(2, b, "info", "10 %\r100 %"),
  happened.jobDone(8, b, 8),
  happened.jobFailed(12, failedJob(a, { kind: "exited", message: "", command: "bwa mem", exitCode: 1 })),
  happened.taskEnded(12, align, { done: 1, failed: 1, fresh: 1 }),
  happened.runEnded(12, { ok: false, jobs: counts({ done: 1, failed: 1, fresh: 3 }) }),
];

test("every line of the log of a run has its time, its level, and whose it is", () => {
  assert.equal(
    logged(events).map(logFileLine).join(""),
    `\
2026-11-22T21:00:00.000Z info  variants: 2 jobs to run, 3 up to date, 4 at a time
2026-11-22T21:00:00.000Z info    to run: align
2026-11-22T21:00:00.000Z info    up to date: reads
2026-11-22T21:00:00.000Z info  align: 2 jobs to run, 1 up to date
2026-11-22T21:00:00.000Z info  align data/a.bam: starts with data/a.fastq
2026-11-22T21:00:00.000Z info  align data/a.bam: because output data/a.bam does not exist
2026-11-22T21:00:00.000Z info  align data/b.bam: starts with data/b.fastq
2026-11-22T21:00:01.000Z warn  align data/a.bam | few reads:
2026-11-22T21:00:01.000Z warn  align data/a.bam |   only 3
2026-11-22T21:00:02.000Z info  align data/b.bam | 100 %
2026-11-22T21:00:08.000Z info  align data/b.bam: done in 8.0s
2026-11-22T21:00:12.000Z error align data/a.bam: error[job-failed]: a job of 'align' failed
2026-11-22T21:00:12.000Z error align data/a.bam:   at       pipeline.ts:12:24
2026-11-22T21:00:12.000Z error align data/a.bam:   input    data/a.fastq
2026-11-22T21:00:12.000Z error align data/a.bam:   output   data/a.bam
2026-11-22T21:00:12.000Z error align data/a.bam:            data/a.bam.bai
2026-11-22T21:00:12.000Z error align data/a.bam:   ended    its command ended with exit code 1, after 12s
2026-11-22T21:00:12.000Z error align data/a.bam:   command  bwa mem
2026-11-22T21:00:12.000Z info  align: 1 done, 1 up to date, 1 failed in 12s
2026-11-22T21:00:12.000Z error variants: failed in 12s: 1 done, 3 up to date, 1 failed
`,
  );
});

test("a job is named in the log as the user named its file, however long the path", () => {
  const job = jobOf(align, 0, "a", "some/deep/path/to/a.bam");
  const [line] = logged([happened.jobLogged(0, job, "info", "hello")]);
  assert.equal(line?.message, "align some/deep/path/to/a.bam | hello");
});

test("jobs that are up to date and what the engine does are logged when verbosity asks for them", () => {
  const more = [happened.engine(0, { what: "jobs-handed", pid: 4711, jobs: 2 }), ...events.slice(0, 3)];
  const messages = (verbose: number): string[] => logged(more, verbose).map(({ message }) => message);
  assert.ok(!messages(5).includes("reads data/a.fastq: is up to date"));
  assert.ok(messages(6).includes("reads data/a.fastq: is up to date"));
  assert.ok(!messages(9).some((message) => message.startsWith("engine")));
  assert.equal(messages(10)[0], "engine: handed 2 jobs to worker 4711");
});
