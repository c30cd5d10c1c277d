// What the history tells of runs that were.
import { resolve } from "node:path";
import { startedScript } from "./hello.ts";
import { PipelineError, problem } from "./model/error.ts";
import type { PastJob, PastRun } from "./model/past.ts";
import type { TaskSet } from "./model/task-set.ts";
import { checkOptions } from "./option-checks.ts";
import type { Ledger } from "./plan/ports.ts";
import { historyFileOf, type PlanOptions } from "./run-options.ts";
import { openLedger } from "./storage/ledger.ts";
import { workingDirectory } from "./working-directory.ts";

/** Where the history is. */
export type HistoryOptions = Pick<PlanOptions, "historyFile">;

/** The history of a pipeline, whatever the level of `check`. */
export function openHistory({ historyFile }: HistoryOptions): Ledger {
  const options = { check: "history", ...(historyFile === undefined ? {} : { historyFile }) } as const;
  return openLedger(resolve(workingDirectory(), historyFileOf(options, startedScript()) ?? ""));
}

/** The runs of a pipeline, the newest first. */
export function pastRuns(pipeline: TaskSet, options: HistoryOptions): readonly PastRun[] {
  checkOptions(options, "history");
  const ledger = openHistory(options);
  try {
    return ledger.pastRuns(pipeline.name);
  } finally {
    ledger.close();
  }
}

/** What the jobs of a run did. @throws {PipelineError} `unknown-run` when the pipeline has no run of that number */
export function pastJobs(pipeline: TaskSet, run: number, options: HistoryOptions): readonly PastJob[] {
  if (!pastRuns(pipeline, options).some((one) => one.run === run)) throw unknownRun(pipeline, run);
  const ledger = openHistory(options);
  try {
    return ledger.pastJobs(run);
  } finally {
    ledger.close();
  }
}

function unknownRun({ name }: TaskSet, run: number): PipelineError {
  const hint = "'pipefish history' lists the runs; one that had nothing to do is not recorded";
  return new PipelineError([problem("unknown-run", `the pipeline '${name}' has no run ${run}`, { hint })]);
}
