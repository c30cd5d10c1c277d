import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../src/report/explain.ts";
import { everything, made, planned, plannedTask } from "./plans.ts";
import { jobOf, plain, start } from "./support.ts";

const options = { ...plain, width: 80, now: start + 180_000 };

test("a file that is up to date lists what it was checked against", () => {
  assert.equal(
    explain(everything, "data/a.trim", options),
    `\
data/a.trim
  made by  'trim'  pipeline.ts:12:24
  job      raw/a.fastq → data/a.trim
  state    up to date, as these files show
  inputs   raw/a.fastq
  outputs  data/a.trim
  used by  'align'  pipeline.ts:19:24  1 job, would run`,
  );
});

test("a file that waits for another follows the chain up to what decided it", () => {
  assert.equal(
    explain(everything, "data/b.bam", options),
    `\
data/b.bam
  made by  'align'  pipeline.ts:19:24
  job      data/b.trim → data/b.bam, data/b.bam.bai
  state    would run
  because  input data/b.trim will be made by 'trim'
  above    'trim' makes data/b.trim because input raw/b.fastq changed: 12 KiB →
           14 KiB, 3 minutes ago
  used by  'report'  pipeline.ts:54:24  1 job, would run`,
  );
});

test("a file may be given by its whole path, or with dots", () => {
  const whole = explain(everything, "/work/data/b.bam", options);
  const dotted = explain(everything, "./data/../data/b.bam", options);
  const rest = (text: string | undefined): string | undefined => text?.split("\n").slice(1).join("\n");
  assert.equal(rest(whole), rest(explain(everything, "data/b.bam", options)));
  assert.equal(rest(dotted), rest(whole));
});

test("every reason is told", () => {
  const text = explain(everything, "data/a.bam", options);
  assert.match(
    text ?? "",
    /because {2}output data\/a\.bam\.bai does not exist\n {11}nothing is recorded of it: it never ran to its end here\n/,
  );
});

test("a file that is only an input tells the jobs that use it", () => {
  assert.equal(
    explain(everything, "genome.fa", options),
    `\
genome.fa
  made by  no task: it is an input of the pipeline
  used by  'chunks'  pipeline.ts:26:24  1 job, would run
           ▸ genome.fa → chunks/*.fa
               because nothing is recorded of it: it never ran to its end here`,
  );
});

test("an input of very many jobs counts those that it does not tell", () => {
  const jobs = Array.from({ length: 14 }, (_, i) =>
    planned(jobOf(made.align, i, ["ref.fa", `${i}.trim`], `${i}.bam`)),
  );
  const lines =
    explain({ ...everything, tasks: [plannedTask(made.align, jobs)] }, "ref.fa", options)?.split("\n") ?? [];
  assert.deepEqual(
    [lines.length, lines[2], lines[3], lines.at(-1)],
    [
      14,
      "  used by  'align'  pipeline.ts:19:24  14 jobs, up to date",
      "           ✓ ref.fa, 0.trim → 0.bam",
      "           and 4 more jobs",
    ],
  );
});

test("a file that is still to come of a pattern names the job that will make it", () => {
  assert.match(explain(everything, "chunks/1.fa", options) ?? "", /made by {2}'chunks'/);
  assert.equal(explain(everything, "chunks/deep/1.fa", options), undefined);
});

test("a file that no job knows has no explanation", () => {
  assert.equal(explain(everything, "nothing.txt", options), undefined);
});

test("jobs that wait for each other do not go round for ever", () => {
  const [a, b] = ["a.txt", "b.txt"] as const;
  const first = planned(jobOf(made.trim, 0, b, a), { kind: "input-pending", file: b, by: "align" });
  const second = planned(jobOf(made.align, 0, a, b), { kind: "input-pending", file: a, by: "trim" });
  const plan = { ...everything, tasks: [plannedTask(made.trim, [first]), plannedTask(made.align, [second])] };
  assert.equal(explain(plan, a, options)?.split("\n").length, 8);
});
