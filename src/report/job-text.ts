// A job in a line: what goes in, an arrow, what comes out.
import { inspect } from "node:util";
import { namesIn } from "../model/files.ts";
import type { Job } from "../model/job.ts";
import { nameList, nameText, printable, type Style, taskText } from "./names.ts";

/**
 * Writes a job by its files: `a.fastq → a.bam, a.bam.bai`; by its parameters when it has none.
 *
 * @param most how many names of a side are written before the others are only counted
 */
export function jobText(job: Job, style: Pick<Style, "directory" | "pathAbbreviation">, most = 3): string {
  const { inputs, outputs } = jobSides(job, style, most);
  if (outputs === "" && inputs === "")
    return job.params === undefined ? `job ${job.index + 1}` : paramsText(job.params);
  if (outputs === "") return inputs;
  return inputs === "" ? `→ ${outputs}` : `${inputs} → ${outputs}`;
}

/** The name of a job where a line must say whose it is: its task, and the first file that it makes or its number. */
export function jobName(job: Job, style: Style): string {
  const [first] = namesIn(job.output);
  return `${taskText(job.task, style)} ${first === undefined ? `job ${job.index + 1}` : nameText(first, style)}`;
}

/** The two sides of a job as texts; a side without files is empty. */
export function jobSides(
  job: Pick<Job, "input" | "output">,
  style: Pick<Style, "directory" | "pathAbbreviation">,
  most = 3,
): { readonly inputs: string; readonly outputs: string } {
  return {
    inputs: nameList(namesIn(job.input), style, most),
    outputs: nameList(namesIn(job.output), style, most),
  };
}

const longestParams = 60;

/** Writes the row of a `parallel` job: `(1, 'a', [Map])`. */
export function paramsText(params: readonly unknown[]): string {
  const shallow = { depth: 0, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 5, maxStringLength: 40 };
  const text = printable(params.map((value) => inspect(value, shallow)).join(", "));
  return text.length > longestParams ? `(${text.slice(0, longestParams)}…)` : `(${text})`;
}
