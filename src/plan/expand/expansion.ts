// What expanding a task gives: its jobs, and why some of its inputs made none.
import { type Problem, problem } from "../../model/error.ts";
import type { Job } from "../../model/job.ts";
import { takesTuples } from "../../model/option-shapes.ts";
import type { Task } from "../../model/task.ts";
import type { TemplateError } from "../../model/template.ts";

/** An input item that made no job, and why. */
export interface Unmatched {
  readonly input: unknown;
  readonly why: string;
}

/** The jobs of a task. */
export interface Expansion {
  readonly jobs: readonly Job[];
  /** How many input items there were. */
  readonly itemCount: number;
  readonly unmatched: readonly Unmatched[];
  readonly problems: readonly Problem[];
}

/** What tells one job of a task from another. */
export type Parts = Pick<Job, "input" | "output" | "extras" | "params">;

/** The parts of a job that has none. */
export const noParts: Parts = { input: null, output: null, extras: undefined, params: undefined };

/** Makes jobs of their parts. */
export function jobsOf(task: Task, parts: readonly Parts[], rest: Partial<Expansion> = {}): Expansion {
  const jobs = parts.map((part, index): Job => ({ task, index, ...part }));
  return { jobs, itemCount: jobs.length, unmatched: [], problems: [], ...rest };
}

/** The mistake of a template that is wrong whatever the input. */
export function badTemplate(task: Task, error: TemplateError): Problem {
  const hint = takesTuples(task.kind)
    ? "in a template the number of the item comes first, then that of its file: {path[0][0]}, {basename[1][0]}, {ext[1][0]}"
    : "a template has $1, $<name>, $& with suffix() and regex(), and {path[0]}, {basename[0]}, {ext[0]} with formatter()";
  return problem("bad-template", error.message, { task: task.name, at: task.definition.definedAt, hint });
}
