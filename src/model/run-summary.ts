// Makes the summary of a run: data, and beside it what jobs returned.
import type { RunSummary, SummaryData } from "./event.ts";
import { JobResults } from "./results.ts";

/** Adds to a summary what jobs returned, nothing unless given: beside its data, so that a copy of those is data alone. */
export function withResults(
  data: SummaryData,
  results: RunSummary["results"] = () => new JobResults([], () => undefined),
): RunSummary {
  return Object.defineProperty({ ...data }, "results", { value: results }) as RunSummary;
}
