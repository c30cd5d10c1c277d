// A plan in which there is something of everything: stale and fresh jobs, a task whose jobs are not known yet, one without
// jobs, and one without files. Made by hand, so that these tests do not depend on how planning decides.
import { regex, suffix } from "../../src/model/filter.ts";
import type { Job } from "../../src/model/job.ts";
import type { Task } from "../../src/model/task.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import type { Reason, Verdict } from "../../src/model/verdict.ts";
import type { Plan, PlannedJob, PlannedTask } from "../../src/plan/plan.ts";
import { at, facts, jobOf, start } from "./support.ts";

/** A job that has to run, for reasons; without any, one that has not. */
export function planned(job: Job, ...reasons: Reason[]): PlannedJob {
  const [first, ...more] = reasons;
  const verdict: Verdict =
    first === undefined ? { fresh: true } : { fresh: false, reasons: [first, ...more] };
  return { job, verdict, outputs: job.output, lastMs: undefined };
}

/** A task with its jobs. */
export function plannedTask(
  task: Task,
  jobs: readonly PlannedJob[],
  rest: Partial<PlannedTask> = {},
): PlannedTask {
  const staleCount = jobs.filter(({ verdict }) => !verdict.fresh).length;
  return { task, isActive: true, jobs, staleCount, complete: true, unmatched: [], problems: [], ...rest };
}

function tasks(): Record<"reads" | "trim" | "align" | "chunks" | "call" | "odd" | "notify" | "report", Task> {
  const set = new TaskSet("variants");
  const run = (): void => undefined;
  const reads = set.originate({ name: "reads", output: ["raw/a.fastq", "raw/b.fastq"], run });
  const trim = set.transform({
    name: "trim",
    input: reads,
    filter: regex(/^raw\/(.+)\.fastq$/),
    output: "data/$1.trim",
    description: "Cuts adapters off the reads",
    run,
  });
  const align = set.transform({
    name: "align",
    input: trim,
    filter: suffix(".trim"),
    output: [".bam", ".bam.bai"],
    run,
  });
  const chunks = set.split({ name: "chunks", input: "genome.fa", output: "chunks/*.fa", run });
  const call = set.transform({ name: "call", input: chunks, filter: suffix(".fa"), output: ".vcf", run });
  const odd = set.transform({ name: "odd", input: reads, filter: suffix(".fq"), output: ".x", run });
  const notify = set.parallel({ name: "notify", params: [[1, "mail"]], run });
  const report = set.merge({ name: "report", input: [align, call], output: "report.html", run });
  const all = { reads, trim, align, chunks, call, odd, notify, report };
  for (const [index, task] of Object.values(all).entries()) at(task, 5 + 7 * index);
  return all;
}

export const made: ReturnType<typeof tasks> = tasks();

function plan(): Plan {
  const { reads, trim, align, chunks, call, odd, notify, report } = made;
  const names = ["raw/a.fastq", "raw/b.fastq"];
  const bams = ["data/a.bam", "data/a.bam.bai", "data/b.bam", "data/b.bam.bai"];
  const changed: Reason = {
    kind: "input-changed",
    file: "raw/b.fastq",
    was: facts(12_288, start - 1000),
    is: facts(14_336, start),
  };
  return {
    pipeline: "variants",
    check: "history",
    problems: [],
    targets: new Set([report]),
    forced: new Set(),
    tasks: [
      plannedTask(
        reads,
        names.map((name, i) => planned(jobOf(reads, i, null, name))),
      ),
      plannedTask(trim, [
        planned(jobOf(trim, 0, "raw/a.fastq", "data/a.trim")),
        planned(jobOf(trim, 1, "raw/b.fastq", "data/b.trim"), changed),
      ]),
      plannedTask(align, [
        planned(
          jobOf(align, 0, "data/a.trim", ["data/a.bam", "data/a.bam.bai"]),
          { kind: "output-missing", file: "data/a.bam.bai" },
          { kind: "no-receipt" },
        ),
        planned(jobOf(align, 1, "data/b.trim", ["data/b.bam", "data/b.bam.bai"]), {
          kind: "input-pending",
          file: "data/b.trim",
          by: "trim",
        }),
      ]),
      plannedTask(chunks, [planned(jobOf(chunks, 0, "genome.fa", "chunks/*.fa"), { kind: "no-receipt" })]),
      plannedTask(call, [], { complete: false }),
      plannedTask(odd, [], {
        unmatched: names.map((input) => ({ input, why: 'does not match suffix(".fq")' })),
      }),
      plannedTask(notify, [planned(jobOf(notify, 0, null, null, [1, "mail"]), { kind: "no-outputs" })]),
      plannedTask(
        report,
        [
          planned(jobOf(report, 0, bams, "report.html"), {
            kind: "input-pending",
            file: "data/a.bam",
            by: "align",
          }),
        ],
        { complete: false },
      ),
    ],
  };
}

/** The plan. */
export const everything: Plan = plan();
