import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import type { PastJob, PastRun } from "../../src/model/past.ts";
import { historyText, runText } from "../../src/report/history.ts";
import { palette } from "../../src/report/palette.ts";
import { counts, plain, start } from "./support.ts";

const options = { ...plain, width: 80, now: start + 180_000, isWhole: false };

function run(number: number, more: Partial<PastRun> = {}): PastRun {
  const ended = { endedAt: start + 245_000, outcome: "done" } as const;
  return { run: number, pipeline: "variants", kind: "run", startedAt: start, ...ended, ...more };
}

function job(id: string, task: string, more: Partial<PastJob> = {}): PastJob {
  const file = { file: `data/${id}.bam` };
  return { id, task: `variants::${task}`, ...file, outcome: "done", attempt: 1, startedAt: start, ...more };
}

const { endedAt: _, ...open } = run(4);

const runs = [
  { ...open, run: 5, outcome: "running" } as const,
  { ...open, outcome: "killed" } as const,
  run(3, { outcome: "interrupted", jobs: counts({ done: 3, cancelled: 2, skipped: 10 }) }),
  run(2, { outcome: "failed", jobs: counts({ done: 338, fresh: 1200, failed: 1 }) }),
  run(1, { kind: "touch", jobs: counts({ done: 340 }) }),
];

test("runs are a table, in which nothing stands where nothing happened", () => {
  assert.equal(
    historyText(runs, options),
    `\
variants: 5 runs

  run  began                  took  done  failed  up to date  left  ended
    5  2026-11-22 21:00:00  3m 00s                                  is running
    4  2026-11-22 21:00:00                                          killed
    3  2026-11-22 21:00:00  4m 05s     3                        12  interrupted
    2  2026-11-22 21:00:00  4m 05s   338       1       1,200        failed
    1  2026-11-22 21:00:00  4m 05s   340                            done, files touched`,
  );
});

test("a pipeline that never ran has no runs", () => {
  assert.equal(historyText([], options), "variants: no run is recorded");
});

test("old runs are counted unless all are wanted", () => {
  const many = Array.from({ length: 25 }, (_, i) => run(25 - i));
  const lines = historyText(many, options).split("\n");
  assert.deepEqual([lines.length, lines.at(-1)], [24, "  and 5 older runs (--all shows them)"]);
  assert.equal(historyText(many, { ...options, isWhole: true }).split("\n").length, 28);
});

const failure = { kind: "exited", message: "its command failed", exitCode: 137 } as const;
const jobs = [
  job("a", "align", { durationMs: 12_000 }),
  job("b", "align", { durationMs: 3000, outcome: "failed", attempt: 3, failure }),
  job("c", "trim", { durationMs: 400 }),
  job("d", "trim", { durationMs: 200, outcome: "cancelled" }),
];

test("a run tells what failed, the time of each task, and the slowest jobs", () => {
  assert.equal(
    runText(run(2, { outcome: "failed", jobs: counts({ done: 2, failed: 1 }) }), jobs, options),
    `\
variants: run 2, failed

  began  2026-11-22 21:00:00, 3 minutes ago
  took   4m 05s
  jobs   2 done, 1 failed

failed
  ✗ align  data/b.bam
      exit code 137: killed, most likely out of memory (SIGKILL) (3 tries)

time by task
  task   jobs  together  mean  longest
  align     2       15s  7.5s      12s
  trim      2      0.6s  0.3s     0.4s

jobs, the slowest first
     took  id  task   makes
  ✓   12s  a   align  data/a.bam
  ✗  3.0s  b   align  data/b.bam
  ✓  0.4s  c   trim   data/c.bam
  ■  0.2s  d   trim   data/d.bam`,
  );
});

test("jobs that were cut off come first, and those of other pipelines have its name", () => {
  const cut = job("e", "align", { outcome: "unfinished" });
  const other = { ...job("f", "x", { durationMs: 10 }), task: "other::x" };
  const { file: __, ...bare } = job("g", "tell", { durationMs: 5 });
  const lines = runText({ ...open, outcome: "killed" }, [other, bare, cut], options).split("\n");
  assert.deepEqual(lines.slice(0, 4), [
    "variants: run 4, killed",
    "",
    "  began  2026-11-22 21:00:00, 3 minutes ago",
    "",
  ]);
  assert.deepEqual(lines.slice(-3), [
    "  ?         e   align     data/e.bam",
    "  ✓  0.01s  f   other::x  data/f.bam",
    "  ✓  0.01s  g   tell",
  ]);
});

test("of very many jobs the slowest are listed, unless all are wanted", () => {
  const many = Array.from({ length: 40 }, (_, i) =>
    job(`${i}`, "align", { durationMs: i, outcome: "failed" }),
  );
  const text = runText(run(1), many, options);
  assert.match(text, /and 20 more failures \(--all shows them\)\n/);
  assert.match(text, /and 30 more jobs \(--all shows them\)$/);
  assert.doesNotMatch(runText(run(1), many, { ...options, isWhole: true }), /--all/);
});

test("a run of which no jobs are recorded says so", () => {
  assert.match(runText(run(1), [], options), /\n\n {2}what its jobs did is not recorded$/);
  assert.doesNotMatch(runText(run(1, { kind: "record" }), [], options), /not recorded/);
});

test("colours move nothing", () => {
  const coloured = { ...options, palette: palette(true) };
  assert.notEqual(historyText(runs, coloured), historyText(runs, options));
  assert.equal(stripVTControlCharacters(historyText(runs, coloured)), historyText(runs, options));
  assert.equal(stripVTControlCharacters(runText(run(2), jobs, coloured)), runText(run(2), jobs, options));
});
