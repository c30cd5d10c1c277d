import assert from "node:assert/strict";
import { test } from "node:test";
import { problem } from "../../src/model/error.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { type PrintoutOptions, printout } from "../../src/report/printout.ts";
import { everything, made, planned, plannedTask } from "./plans.ts";
import { facts, jobOf, plain, start } from "./support.ts";

/** The printout at a level. */
function printed(verbose: number, plan: Plan = everything, rest: Partial<PrintoutOptions> = {}): string {
  return printout(plan, { ...plain, width: 80, places: 1, ...rest, verbose, now: start + 180_000 });
}

/** The lines that a level has and the one before it has not. */
function added(verbose: number): string[] {
  const before = printed(verbose - 1).split("\n");
  return printed(verbose)
    .split("\n")
    .filter((line) => !before.includes(line));
}

test("level 0 prints nothing", () => {
  assert.equal(printed(0), "");
});

test("level 1 counts the jobs of tasks", () => {
  assert.equal(
    printed(1),
    `\
variants: 6 of 9 jobs would run, and perhaps more

up to date
  ✓ reads   2 jobs

without jobs
  · odd     no jobs

to run
  ▸ trim    1 of 2 jobs
  ▸ align   2 jobs
  ▸ chunks  1 job
  ▸ call    jobs not known yet
      its jobs are known once 'chunks' has run
  ▸ notify  1 job
  ▸ report  1 job
      more or other inputs may come once 'call' has run`,
  );
});

test("level 2 adds what tasks are for", () => {
  assert.deepEqual(added(2), ["      Cuts adapters off the reads"]);
});

test("level 3 adds the jobs that would run", () => {
  assert.deepEqual(added(3), [
    "      ▸ raw/b.fastq → data/b.trim",
    "      ▸ data/a.trim → data/a.bam, data/a.bam.bai",
    "      ▸ data/b.trim → data/b.bam, data/b.bam.bai",
    "      ▸ genome.fa → chunks/*.fa",
    "      ▸ (1, 'mail')",
    "      ▸ data/a.bam, data/a.bam.bai, data/b.bam, data/b.bam.bai → report.html",
  ]);
});

test("level 4 adds every reason, and inputs that made no job", () => {
  assert.equal(
    printed(4),
    `\
variants: 6 of 9 jobs would run, and perhaps more

up to date
  ✓ reads   2 jobs

without jobs
  · odd     no jobs
      raw/a.fastq does not match suffix(".fq")
      raw/b.fastq does not match suffix(".fq")

to run
  ▸ trim    1 of 2 jobs
      Cuts adapters off the reads
      ▸ raw/b.fastq → data/b.trim
          because input raw/b.fastq changed: 12 KiB → 14 KiB, 3 minutes ago
  ▸ align   2 jobs
      ▸ data/a.trim → data/a.bam, data/a.bam.bai
          because output data/a.bam.bai does not exist
          and nothing is recorded of it: it never ran to its end here
      ▸ data/b.trim → data/b.bam, data/b.bam.bai
          because input data/b.trim will be made by 'trim'
  ▸ chunks  1 job
      ▸ genome.fa → chunks/*.fa
          because nothing is recorded of it: it never ran to its end here
  ▸ call    jobs not known yet
      its jobs are known once 'chunks' has run
  ▸ notify  1 job
      ▸ (1, 'mail')
          because it makes no files by which it could be known to be done
  ▸ report  1 job
      more or other inputs may come once 'call' has run
      ▸ data/a.bam, data/a.bam.bai, data/b.bam, data/b.bam.bai → report.html
          because input data/a.bam will be made by 'align'`,
  );
});

test("level 5 adds the jobs that are up to date of tasks that run, level 6 those of other tasks", () => {
  assert.deepEqual(added(5), ["      ✓ raw/a.fastq → data/a.trim"]);
  assert.deepEqual(added(6), ["      ✓ → raw/a.fastq", "      ✓ → raw/b.fastq"]);
});

test("a plan with nothing to do says so", () => {
  const plan = { ...everything, tasks: everything.tasks.slice(0, 1) };
  assert.equal(
    printed(1, plan),
    "variants: everything is up to date, 2 jobs\n\nup to date\n  ✓ reads  2 jobs",
  );
  assert.equal(printed(1, { ...plan, tasks: [] }), "variants: there are no jobs");
});

test("problems come first, and mistakes keep the plan from running", () => {
  const mistake = problem("duplicate-output", "two tasks write the same file", {
    hint: "give one another output",
  });
  const plan = { ...everything, tasks: everything.tasks.slice(0, 1), problems: [mistake] };
  assert.equal(
    printed(1, plan),
    `\
error[duplicate-output]: two tasks write the same file
  hint  give one another output

variants: cannot run before 1 mistake is mended

up to date
  ✓ reads  2 jobs`,
  );
});

const names = Array.from({ length: 7 }, (_, i) => `results/run/deep/${i}.bam`);
const merge = planned(jobOf(made.report, 0, names, "out/report.html"), { kind: "forced" });
const merging: Plan = { ...everything, tasks: [plannedTask(made.report, [merge])] };

test("long jobs are broken, and their names are counted below level 5", () => {
  assert.equal(
    printed(4, merging, { width: 60 }).split("\n").slice(3).join("\n"),
    `\
  ▸ report  1 job
      ▸ .../deep/0.bam, .../deep/1.bam, .../deep/2.bam,
        .../deep/3.bam, .../deep/4.bam and 2 more
        → out/report.html
          because the run was asked to run this task`,
  );
  assert.ok(printed(5, merging, { width: 60 }).includes(".../deep/6.bam"));
});

test("paths are abbreviated as asked", () => {
  const first = (pathAbbreviation: number): string | undefined =>
    /▸ (\S+),/.exec(printed(3, merging, { pathAbbreviation, width: 400 }))?.[1];
  assert.equal(first(2), ".../deep/0.bam");
  assert.equal(first(3), "results/run/deep/0.bam");
  assert.equal(first(0), "/work/results/run/deep/0.bam");
});

test("at level 10 a task says what the engine knows of it", () => {
  assert.ok(
    printed(10, everything, { width: Number.POSITIVE_INFINITY }).includes(
      "      transform 'variants::align', a function, defined at pipeline.ts:19:24, after 'trim', all jobs known",
    ),
    printed(10),
  );
});

/** Many jobs of `trim`, for reasons that say the same of other files. */
function alike(n: number): Plan {
  const jobs = Array.from({ length: n }, (_, i) => {
    const [was, is] = [facts(10, start - 1000), facts(20 + i, start)];
    const job = jobOf(made.trim, i, `raw/${i}.fastq`, `data/${i}.trim`);
    return planned(job, { kind: "input-changed", file: `raw/${i}.fastq`, was, is });
  });
  const odd = planned(jobOf(made.trim, n, "raw/x.fastq", "data/x.trim"), { kind: "no-receipt" });
  return { ...everything, tasks: [plannedTask(made.trim, [odd, ...jobs])] };
}

test("very many jobs with the same reasons are told as one, with an example", () => {
  assert.equal(
    printed(4, alike(10_000)).split("\n").slice(4).join("\n"),
    `\
      Cuts adapters off the reads
      ▸ raw/x.fastq → data/x.trim
          because nothing is recorded of it: it never ran to its end here
      ▸ 10,000 jobs, such as raw/0.fastq → data/0.trim
          because input raw/0.fastq changed: 10 B → 20 B, 3 minutes ago`,
  );
  assert.equal(printed(3, alike(10_000)).split("\n").length, 7);
});

test("a few jobs with the same reasons are told one by one, and from level 5 on any number", () => {
  assert.equal(printed(3, alike(10)).match(/▸ raw/g)?.length, 11);
  assert.equal(printed(5, alike(1000)).match(/▸ raw/g)?.length, 1001);
});

test("a plan says how long it takes, as far as that is known", () => {
  const timed = (...tookMs: (number | undefined)[]): Plan => {
    const jobs = tookMs.map((lastMs, i) => {
      return { ...planned(jobOf(made.trim, i, `${i}`, `${i}.trim`), { kind: "forced" }), lastMs };
    });
    return { ...everything, tasks: [plannedTask(made.trim, jobs)] };
  };
  const headline = (plan: Plan, places: number): string | undefined =>
    printed(1, plan, { places })
      .split("\n")[0]
      ?.replace(/^.*run/, "");
  assert.equal(headline(timed(undefined, undefined), 1), "");
  assert.equal(headline(timed(12_000), 1), ", in about 12s");
  assert.equal(headline(timed(12_000, 4000, undefined), 1), ", in about 24s, one at a time");
  assert.equal(headline(timed(12_000, 4000, undefined), 4), ", in about 12s, 4 at a time");
  const open = timed(60_000);
  const tasks = [...open.tasks, plannedTask(made.call, [], { complete: false })];
  assert.equal(headline({ ...open, tasks }, 1), ", and perhaps more, in at least 1m 00s");
});
