import assert from "node:assert/strict";
import { test } from "node:test";
import type { Task } from "../../src/model/task.ts";
import type { FileFacts } from "../../src/model/verdict.ts";
import { type Explanation, explanationOf, makes } from "../../src/plan/explanation.ts";
import { fingerprintOf } from "../../src/plan/fingerprint.ts";
import { Fingerprints } from "../../src/plan/fingerprints.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { Receipt } from "../../src/plan/ports.ts";
import { factsText } from "../../src/plan/receipt.ts";
import { type ExplainOptions, explanationText } from "../../src/report/explain.ts";
import { everything, made, planned, plannedTask } from "./plans.ts";
import { facts, jobOf, plain, start } from "./support.ts";

const options: ExplainOptions = { ...plain, width: 80, now: start + 180_000, places: 1 };

/** A disk on which these files are, all of one size and time, and a ledger with these receipts. */
function world(
  receipts: Readonly<Record<string, Receipt>> = {},
  files: Readonly<Record<string, FileFacts>> = {},
) {
  const look = (names: readonly string[]): (FileFacts | undefined)[] => names.map((name) => files[name]);
  return {
    disk: { directory: "/work", look, lookInto: (name: string) => files[name] },
    ledger: { recall: (keys: readonly string[]) => keys.map((key) => receipts[key]) },
    fingerprints: new Fingerprints(
      { partsOf: (tasks) => tasks.map(() => code) },
      { partsOf: () => undefined },
      [made.trim],
    ),
  };
}

const code = [
  { name: "its function", text: "() => trim()" },
  { name: "trim() in lib/trim.ts", text: "function trim() {}" },
];

function found(plan: Plan, word: string, of = world()): Explanation {
  const explanation = explanationOf(plan, word, of);
  assert.ok(explanation !== undefined, `nothing is known of ${word}`);
  return explanation;
}

function told(plan: Plan, word: string, of = world()): string {
  return explanationText(found(plan, word, of), options);
}

const files = { "raw/a.fastq": facts(12_288, start - 60_000), "data/a.trim": facts(812, start - 1000) };

const receipt: Receipt = {
  key: "data/a.trim",
  task: "variants::trim",
  finished: true,
  startedAt: start - 12_000,
  durationMs: 11_000,
  seen: factsText(["raw/a.fastq"], [files["raw/a.fastq"]]),
  left: factsText(["data/a.trim"], [files["data/a.trim"]]),
  code: fingerprintOf(code, { parts: 9, characters: 99 }).digest,
  extras: fingerprintOf([], { parts: 9, characters: 99 }).digest,
  attempt: 1,
  digests: undefined,
  before: undefined,
};

test("a file that is up to date tells all that its job was compared with", () => {
  const text = `\
data/a.trim
  made by  'trim'  pipeline.ts:12:24
  job      raw/a.fastq → data/a.trim
  id       ${found(everything, "data/a.trim").jobs[0]?.id}
  state    up to date: all is as when it last ran for 11s, 3 minutes ago
  inputs   raw/a.fastq  12 KiB, 2026-11-22 20:59:00.000
  outputs  data/a.trim  812 B, 2026-11-22 20:59:59.000
  code     not compared: --check functions does
  extras   not compared: --check params does
  used by  'align'  pipeline.ts:19:24  1 job, would run`;
  const known = world({ "data/a.trim": receipt }, files);
  assert.equal(told(everything, "data/a.trim", known), text);
  assert.equal(
    told({ ...everything, check: "params" }, "data/a.trim", known),
    text
      .replace("not compared: --check functions does", "its function, trim() in lib/trim.ts")
      .replace("not compared: --check params does", "(none)"),
  );
});

test("with contents, a file that was touched and is the same in itself is told so", () => {
  const touched = { ...files, "raw/a.fastq": facts(12_288, start - 30_000) };
  const plan = { ...everything, check: "contents" } as const;
  const text = told(plan, "data/a.trim", world({ "data/a.trim": receipt }, touched)).replaceAll(/\s+/g, " ");
  assert.match(text, /up to date: what is in its files is as when it last ran for 11s, 3 minutes ago/);
  assert.match(text, /inputs raw\/a\.fastq 12 KiB, 2026-11-22 20:59:30\.000, touched since/);
});

test("without receipts, files are newer than others", () => {
  const text = told({ ...everything, check: "timestamps" }, "data/a.trim", world({}, files));
  assert.match(text, /\n {2}state {4}up to date: its outputs are newer than its inputs\n/);
});

test("a file that waits for another follows the chain up to what decided it, and tells what runs in turn", () => {
  assert.equal(
    told(everything, "data/b.bam"),
    `\
data/b.bam
  made by  'align'  pipeline.ts:19:24
  job      data/b.trim → data/b.bam, data/b.bam.bai
  id       ${found(everything, "data/b.bam").jobs[0]?.id}
  state    would run
  because  input data/b.trim will be made by 'trim'
  above    'trim' makes data/b.trim because input raw/b.fastq changed: 12 KiB
           → 14 KiB, 3 minutes ago
  used by  'report'  pipeline.ts:54:24  1 job, would run
  in turn  'report'  1 job`,
  );
});

test("a job that changed in part tells what is as before", () => {
  const job = planned(jobOf(made.trim, 0, "raw/a.fastq", "data/a.trim"), {
    kind: "code-changed",
    parts: [{ name: "helper()", was: "a", is: "b" }],
  });
  const plan = { ...everything, check: "functions", tasks: [plannedTask(made.trim, [job])] } as const;
  const text = told(plan, "data/a.trim", world({ "data/a.trim": { ...receipt, code: "other" } }, files));
  assert.match(text, /\n {2}as before {2}1 input, 1 output$/);
});

test("a file may be given by its whole path, or with dots", () => {
  const whole = told(everything, "/work/data/b.bam");
  const dotted = told(everything, "./data/../data/b.bam");
  const rest = (text: string): string => text.split("\n").slice(1).join("\n");
  assert.equal(rest(whole), rest(told(everything, "data/b.bam")));
  assert.equal(rest(dotted), rest(whole));
});

test("every reason is told", () => {
  assert.match(
    told(everything, "data/a.bam"),
    /because {2}output data\/a\.bam\.bai does not exist\n {11}nothing is recorded of it: it never ran to its end here\n/,
  );
});

test("a file that is only an input tells the jobs that use it, and what runs in turn", () => {
  assert.equal(
    told(everything, "genome.fa"),
    `\
genome.fa
  made by  no task: it is an input of the pipeline
  used by  'chunks'  pipeline.ts:26:24  1 job, would run
           ▸ genome.fa → chunks/*.fa
               because nothing is recorded of it: it never ran to its end here
  in turn  'call'  jobs not known yet
           'report'  perhaps 1 job`,
  );
});

test("an input of which nothing changed tells what would run if it did, and how long", () => {
  const [a, b] = [
    jobOf(made.trim, 0, "raw/a.fastq", "data/a.trim"),
    jobOf(made.align, 0, "data/a.trim", "data/a.bam"),
  ];
  const tasks = [
    plannedTask(made.trim, [{ ...planned(a), lastMs: 11_000 }, planned(jobOf(made.trim, 1, "x", "y"))]),
    plannedTask(made.align, [{ ...planned(b), lastMs: 20_000 }]),
  ];
  assert.equal(
    told({ ...everything, tasks }, "raw/a.fastq"),
    `\
raw/a.fastq
  made by     no task: it is an input of the pipeline
  used by     'trim'  pipeline.ts:12:24  1 job, up to date
              ✓ raw/a.fastq → data/a.trim
  if changed  'trim'  1 of 2 jobs
              'align'  1 job
  takes       about 31s, one at a time`,
  );
});

test("an input of very many jobs counts those that it does not tell", () => {
  const jobs = Array.from({ length: 14 }, (_, i) =>
    planned(jobOf(made.align, i, ["ref.fa", `${i}.trim`], `${i}.bam`)),
  );
  const lines = told({ ...everything, tasks: [plannedTask(made.align, jobs)] }, "ref.fa").split("\n");
  assert.deepEqual(
    [lines.length, lines[2], lines[3], lines.at(-2)],
    [
      15,
      "  used by     'align'  pipeline.ts:19:24  14 jobs, up to date",
      "              ✓ ref.fa, 0.trim → 0.bam",
      "              and 4 more jobs",
    ],
  );
});

test("a job is found by its id, also one that makes no file", () => {
  const [job] = found(everything, "notify").jobs;
  assert.equal(
    told(everything, job?.id ?? ""),
    `\
notify ${job?.id}
  made by  'notify'  pipeline.ts:47:24
  job      (1, 'mail')
  id       ${job?.id}
  state    would run
  because  it makes no files by which it could be known to be done`,
  );
});

test("a task of several jobs is told as the plan tells it, with what runs in turn", () => {
  assert.equal(
    told(everything, "trim"),
    `\
variants: 1 of 2 jobs would run

to run
  ▸ trim  1 of 2 jobs
      Cuts adapters off the reads
      ▸ raw/b.fastq → data/b.trim
          because input raw/b.fastq changed: 12 KiB → 14 KiB, 3 minutes ago

  in turn  'align'  1 of 2 jobs
           'report'  1 job`,
  );
  assert.equal(explanationOf(everything, "variants::trim", world())?.task?.task, made.trim);
});

test("only what a split or subdivide declares is a pattern; others make a file that is called like one", () => {
  const isMaker = (task: Task, file: string): boolean =>
    makes(planned(jobOf(task, 0, "raw/a", "data/*.t")), `/work/data/${file}`, "/work");
  assert.deepEqual([isMaker(made.trim, "b.t"), isMaker(made.trim, "*.t")], [false, true]);
  assert.ok(isMaker(made.chunks, "b.t"));
});

test("a file that is still to come of a pattern names the job that will make it", () => {
  assert.match(told(everything, "chunks/1.fa"), /made by {2}'chunks'/);
  assert.equal(explanationOf(everything, "chunks/deep/1.fa", world()), undefined);
});

test("a file in a directory that a job reads is read by it, if it is there and the job does not write there", () => {
  const jobs = ["data/sum", "raw/sum"].map((output) => planned(jobOf(made.trim, 0, "raw", output)));
  const plan = { ...everything, tasks: [plannedTask(made.trim, jobs)] };
  const disk = world({}, { "/work/raw/a.fastq": files["raw/a.fastq"] });
  assert.deepEqual(explanationOf(plan, "raw/a.fastq", disk)?.readers, jobs.slice(0, 1));
  assert.equal(explanationOf(plan, "raw/nothing", disk), undefined);
});

test("a file that no job knows has no explanation", () => {
  assert.equal(explanationOf(everything, "nothing.txt", world()), undefined);
});

test("jobs that wait for each other do not go round for ever", () => {
  const [a, b] = ["a.txt", "b.txt"] as const;
  const first = planned(jobOf(made.trim, 0, b, a), { kind: "input-pending", file: b, by: "align" });
  const second = planned(jobOf(made.align, 0, a, b), { kind: "input-pending", file: a, by: "trim" });
  const plan = { ...everything, tasks: [plannedTask(made.trim, [first]), plannedTask(made.align, [second])] };
  assert.equal(told(plan, a).split("\n").length, 10);
});
