// What is said of a whole pipeline: it holds for each of its tasks that does not say otherwise.
import type { Place } from "../base/place.ts";
import { didYouMean } from "../base/text.ts";
import { type Problem, problem } from "./error.ts";
import { isRecord } from "./files.ts";
import { describe, shapeMistake } from "./option-shapes.ts";
import type { AtomicOption } from "./options.ts";

/** The options of a pipeline. */
export interface PipelineOptions extends AtomicOption {}

const names = ["atomic"];

/** What is wrong with the options of a pipeline, of callers whose compiler did not tell. */
export function pipelineOptionProblems(options: unknown, at: Place | undefined): Problem[] {
  if (!isRecord(options)) {
    const hint = 'write new Pipeline("name", { atomic: true })';
    return [
      problem("bad-option", `the options of a pipeline are one object, not ${describe(options)}`, {
        at,
        hint,
      }),
    ];
  }
  return Object.entries(options).flatMap(([name, value]) => {
    const near = didYouMean(name, names);
    const unknown = near === undefined ? `it takes ${names.join(", ")}` : `did you mean '${near}'?`;
    if (!names.includes(name))
      return [problem("unknown-option", `a pipeline has no option '${name}'`, { at, hint: unknown })];
    const mistake = shapeMistake(name, value);
    return mistake === undefined ? [] : [problem("bad-option", mistake[0], { at, hint: mistake[1] })];
  });
}
