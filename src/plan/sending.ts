// Whether a value can cross to a job's process, and at what price.
import { bytes } from "../base/text.ts";
import { encodeAttaching } from "../marshal/encode.ts";
import { measure } from "../marshal/measure.ts";
import { UnsendableError } from "../marshal/refusal.ts";
import { type Problem, type ProblemDetails, problem } from "../model/error.ts";
import type { Task } from "../model/task.ts";

const largeBytes = 1024 * 1024;

/** What a row of parameters sends; the files of a row of `files` stand in its first two places. */
export function sentOfRow({ kind }: Task, row: readonly unknown[]): readonly unknown[] {
  return kind === "files" ? [null, null, ...row.slice(2)] : row;
}

/** The first of many values that cannot cross to another process, and the first that can at a price. */
export function firstProblems(
  values: Iterable<readonly [root: string, value: unknown]>,
  about: ProblemDetails,
): Problem[] {
  const warnings: Problem[] = [];
  for (const [root, value] of values) {
    const [found] = sendingProblems(value, root, about, warnings.length === 0);
    if (found?.severity === "error") return [...warnings, found];
    if (found !== undefined) warnings.push(found);
  }
  return warnings;
}

/** Why a value cannot cross to another process; or, if that is to be told, that it can at a price. */
export function sendingProblems(
  value: unknown,
  root: string,
  about: ProblemDetails,
  isPriceTold = true,
): Problem[] {
  if (value === undefined) return [];
  try {
    const { message, attachments } = encodeAttaching(value, root);
    const sizeBytes = attachments.reduce((sum, { byteLength }) => sum + byteLength, message.byteLength);
    if (sizeBytes <= largeBytes || !isPriceTold) return [];
    const { largest } = measure(value, root);
    return [
      problem("large-value", `every job is sent ${bytes(sizeBytes)}`, {
        ...about,
        severity: "warning",
        facts: [["largest", `${largest.path}, ${bytes(largest.sizeBytes)}`]],
        hint: "put it into a file and give the file as input, or into runtimeData, which crosses once for each worker",
      }),
    ];
  } catch (error) {
    if (!(error instanceof UnsendableError)) throw error;
    return [
      problem("unsendable", `${error.message}, which cannot be sent to a job's process`, {
        ...about,
        hint: error.hint,
      }),
    ];
  }
}
