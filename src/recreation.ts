// A run that makes the history anew in place of running jobs: for `touch: "history"`.
import type { Emit } from "./audience.ts";
import type { Problem } from "./model/error.ts";
import type { RunSummary } from "./model/event.ts";
import { withResults } from "./model/run-summary.ts";
import type { Prepared } from "./prepare.ts";
import { runStarted } from "./reporting.ts";
import { recreateHistory } from "./schedule/recreate.ts";
import { sumCounts } from "./schedule/tally.ts";

/** What such a run has, beside what was planned. */
export interface RecreationParts {
  readonly emit: Emit;
  readonly warnings: readonly Problem[];
  readonly startedAt: number;
}

/** Records all jobs whose files are there as done. */
export function recreate(
  pipeline: string,
  prepared: Prepared,
  { emit, warnings, startedAt }: RecreationParts,
): RunSummary {
  const { survey, ledger } = prepared;
  const run = ledger.beginRun({ pipeline, startedAt });
  const all = survey.tasks.map((planned) => ({ ...planned, staleCount: planned.jobs.length }));
  emit(runStarted(pipeline, all, { warnings, slots: 1, instead: "record" }));
  const tasks = recreateHistory(pipeline, survey.tasks, prepared, startedAt);
  ledger.endRun(run, "done", Date.now());
  const summary = withResults({
    pipeline,
    ok: true,
    interrupted: false,
    jobs: sumCounts(tasks.map(({ jobs }) => jobs)),
    tasks,
    failures: [],
    problems: [],
    warnings,
    durationMs: Date.now() - startedAt,
  });
  emit({ kind: "run-ended", at: Date.now(), summary });
  return summary;
}
