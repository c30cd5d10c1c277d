// What `run()` rejects with when jobs failed or the run was interrupted: the problems, and all that did happen.
import { printable } from "../base/printable.ts";
import { count, grouped } from "../base/text.ts";
import { PipelineError, type Problem, problem } from "./error.ts";
import type { EndedBy, FailedJob, RunSummary } from "./event.ts";
import { namesIn } from "./files.ts";
import { type Definitions, nameIn } from "./task.ts";

/** A {@link PipelineError} of a run that began; `summary` tells how far it came. */
export class RunError extends PipelineError {
  readonly summary: RunSummary;
  /** Whether a reporter has shown each failure as it happened. */
  readonly isTold: boolean;

  constructor(problems: readonly Problem[], summary: RunSummary, isTold = false) {
    super(problems);
    this.summary = summary;
    this.isTold = isTold;
    for (const field of ["summary", "isTold"]) Object.defineProperty(this, field, { enumerable: false });
  }
}

/**
 * The error with which a run that did not end well rejects.
 *
 * @param isTold whether a reporter has shown each failure: then they are not listed once more
 */
export function runError(summary: RunSummary, isTold: boolean): RunError {
  const problems = isTold ? [] : [...summary.problems];
  if (summary.failures.length > 0) problems.unshift(failed(summary, isTold));
  if (summary.endedBy !== undefined) problems.unshift(ended(summary.endedBy, summary));
  if (summary.interrupted) problems.unshift(interrupted(summary));
  return new RunError(problems.length > 0 ? problems : summary.problems, summary, isTold);
}

/** What a job is told that calls `run()` or `cli()` itself. */
export function runInJob({ name }: Definitions): PipelineError {
  const hint =
    "give tasks of the other pipeline as inputs, and one run does both; or start a program with a history of its own";
  return new PipelineError([
    problem("run-in-job", `a job cannot run a pipeline, as this one would '${name}'`, { hint }),
  ]);
}

function interrupted({ jobs: { done, skipped, cancelled } }: RunSummary): Problem {
  const message = `the run was interrupted: ${count(done, "job")} done, ${count(skipped + cancelled, "job")} left`;
  return problem("interrupted", message, { hint: "run it again: it goes on where it was stopped" });
}

function ended(
  { job, reason }: EndedBy,
  { pipeline, jobs: { done, skipped, cancelled } }: RunSummary,
): Problem {
  const left = `${count(done, "job")} done, ${count(skipped + cancelled, "job")} left`;
  const message = `a job ended the run${reason === "" ? "" : `: ${reason}`} (${left})`;
  const [first] = namesIn(job.output);
  return problem("ended-by-job", message, {
    task: nameIn(pipeline, job.task),
    facts: [["job", printable(first ?? `${job.index + 1}`)]],
    hint: "run it again: it goes on where it was ended",
  });
}

function failed({ pipeline, failures, jobs }: RunSummary, isTold: boolean): Problem {
  const facts = failures.slice(0, 10).map((one): [string, string] => ["job", jobLine(one, pipeline)]);
  if (failures.length > 10) facts.push(["", `and ${failures.length - 10} more`]);
  const rest = jobs.skipped > 0 ? `; ${count(jobs.skipped, "job")} not started` : "";
  const message = `${count(failures.length, "job")} of ${grouped(jobs.total)} failed${rest}`;
  return problem("job-failed", message, { facts: isTold ? [] : facts });
}

function jobLine({ job, failure }: FailedJob, pipeline: string): string {
  const files = namesIn(job.output);
  const name = files[0] ?? `${job.index + 1}`;
  return `'${nameIn(pipeline, job.task)}' -> ${printable(name)}: ${failure.message.split("\n")[0]}`;
}
