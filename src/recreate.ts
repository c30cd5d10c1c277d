// Makes the history anew in place of running: for `touch: "history"`.
import { resolve } from "node:path";
import type { Emit } from "./audience.ts";
import { startedScript } from "./hello.ts";
import { type Problem, problem } from "./model/error.ts";
import type { RunSummary } from "./model/event.ts";
import { withResults } from "./model/run-summary.ts";
import type { Prepared } from "./prepare.ts";
import { runStarted } from "./reporting.ts";
import { historyFileOf, type RunOptions } from "./run-options.ts";
import { recreateHistory } from "./schedule/recreate.ts";
import { sumCounts } from "./schedule/tally.ts";
import { setAsideIfUnreadable } from "./storage/set-aside.ts";
import { workingDirectory } from "./working-directory.ts";

/** Puts a history that is damaged or too new out of the way, if there is one, and says so. Comes first: such a one cannot be planned with. */
export function makeWay(options: RunOptions): Problem[] {
  const name = historyFileOf(options, startedScript());
  if (name === undefined) return [];
  const file = resolve(workingDirectory(), name);
  const aside = setAsideIfUnreadable(file);
  if (aside === undefined) return [];
  const facts: [string, string][] = [
    ["file", file],
    ["now", aside.name],
  ];
  const was = aside.why === "damaged" ? "damaged" : "of a newer pipefish";
  const hint =
    "run tasks with --forced-tasks whose files you do not trust; remove the renamed file when all is well";
  return [
    problem("history-set-aside", `the history was ${was} and has been renamed`, {
      severity: "warning",
      facts,
      hint,
    }),
  ];
}

/** What is known of a run that makes the history anew. */
export interface RecreateParts {
  readonly emit: Emit;
  readonly warnings: readonly Problem[];
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** Records what is there, and tells of it as of a run. */
export function recreate(pipeline: string, prepared: Prepared, parts: RecreateParts): RunSummary {
  const { survey, disk, ledger, fingerprints } = prepared;
  const { emit, warnings, startedAt } = parts;
  const run = ledger.beginRun({ pipeline, startedAt, kind: "record" });
  const all = survey.tasks.map((planned) => ({ ...planned, staleCount: planned.jobs.length }));
  emit(runStarted(pipeline, all, { warnings, slots: 1, instead: "record" }));
  const tasks = recreateHistory(pipeline, survey.tasks, { disk, ledger, fingerprints }, startedAt);
  const jobs = sumCounts(tasks.map((task) => task.jobs));
  ledger.endRun(run, "done", Date.now(), jobs);
  const ending = {
    ok: true,
    interrupted: false,
    failures: [],
    problems: [],
    durationMs: Date.now() - startedAt,
  };
  const summary = withResults({ pipeline, ...ending, jobs, tasks, warnings });
  emit({ kind: "run-ended", at: Date.now(), summary });
  return summary;
}
