// Runs a pipeline: the one place where the parts are put together. Plan, judge, schedule, execute; the four lines that
// say so are in `execute`.

import { LocalExecutor } from "./executors/local.ts";
import type { EarlierRun } from "./executors/messages.ts";
import { Toucher } from "./executors/toucher.ts";
import { makeHello, workerEntry } from "./hello.ts";
import { PipelineError, type Problem } from "./model/error.ts";
import type { Reporter, RunEvent, RunSummary } from "./model/event.ts";
import { RunError, runError } from "./model/run-error.ts";
import type { TaskSet } from "./model/task-set.ts";
import type { Plan } from "./plan/plan.ts";
import { sendingProblems } from "./plan/sending.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { defaultReporter, makeReporter } from "./report/choose.ts";
import { checkOptions, type PlanOptions, type RunOptions, slotsOf } from "./run-options.ts";
import type { Executor } from "./schedule/executor.ts";
import { recreateHistory } from "./schedule/recreate.ts";
import { Scheduler } from "./schedule/scheduler.ts";
import { sumCounts } from "./schedule/tally.ts";
import { onSignals } from "./signals.ts";
import { currentTakeover } from "./takeover.ts";
import { tellIfUncaught } from "./uncaught.ts";

const logDirectory = ".pipefish/logs";

/** How the runs of this process ended so far: a worker that serves a later one is told. */
const earlierRuns: EarlierRun[] = [];

/** Says what would run, and why, without running anything. */
export function planPipeline(pipeline: TaskSet, options: PlanOptions = {}): Plan {
  checkOptions(options, "plan");
  const { survey, graph, forced, ledger } = prepare(pipeline, options);
  ledger.close();
  return {
    pipeline: pipeline.name,
    tasks: survey.tasks,
    targets: graph.targets,
    forced,
    problems: survey.problems,
  };
}

/** Runs what must run. Rejects once, at the end, with everything that went wrong. */
export async function runPipeline(pipeline: TaskSet, options: RunOptions = {}): Promise<RunSummary> {
  checkOptions(options, "run");
  const takeover = currentTakeover();
  if (takeover !== undefined) return takeover.reached(pipeline, options);
  const runNumber = earlierRuns.push({}) - 1;
  try {
    const summary = await execute(pipeline, options, runNumber);
    earlierRuns[runNumber] = { summary: withoutJobs(summary) };
    return summary;
  } catch (error) {
    if (error instanceof PipelineError) {
      const summary = error instanceof RunError ? { summary: withoutJobs(error.summary) } : {};
      earlierRuns[runNumber] = { ...summary, problems: error.problems };
      tellIfUncaught(error, error instanceof RunError && isTold(options));
    }
    throw error;
  }
}

/** Whether somebody has been told of each failure as it happened. */
function isTold({ reporter }: RunOptions): boolean {
  return reporter !== "silent" && typeof reporter !== "object";
}

/** A summary that can be sent: jobs know their tasks, and those know their functions. */
function withoutJobs(summary: RunSummary): RunSummary {
  return { ...summary, failures: [] };
}

async function execute(pipeline: TaskSet, options: RunOptions, runNumber: number): Promise<RunSummary> {
  const startedAt = Date.now();
  const prepared = prepare(pipeline, options);
  try {
    const found = [
      ...prepared.survey.problems,
      ...sendingProblems(options.runtimeData, "runtimeData", {}, false),
    ];
    // What is missing is passed over when the history is made anew.
    const isRecreation = options.touch === "history";
    const warnings = refuseErrors(
      isRecreation ? found.filter(({ code }) => code !== "missing-input") : found,
    );
    const reporter = reporterOf(options);
    if (isRecreation) return recreate(pipeline, prepared, { options, reporter, warnings, startedAt });
    const executor = openExecutor(pipeline, options, prepared, runNumber);
    const interruption = new AbortController();
    const restoreSignals = onSignals({
      first: () => interruption.abort(),
      second: () => executor.stop("kill"),
    });
    try {
      return await runJobs(pipeline, prepared, {
        options,
        executor,
        reporter,
        warnings,
        interruption,
        startedAt,
      });
    } finally {
      await executor.close();
      restoreSignals();
      reporter.close?.();
    }
  } finally {
    prepared.ledger.close();
  }
}

/** Stops before anything ran when a problem is an error; returns the warnings. */
function refuseErrors(problems: readonly Problem[]): readonly Problem[] {
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new PipelineError(errors);
  return problems;
}

function openExecutor(
  pipeline: TaskSet,
  options: RunOptions,
  { disk }: Prepared,
  runNumber: number,
): Executor {
  if (options.touch === true) return new Toucher(disk);
  const { runtimeData = {} } = options;
  const hello = makeHello({
    pipeline,
    options,
    runtimeData,
    logDirectory,
    earlier: earlierRuns.slice(0, runNumber),
  });
  return new LocalExecutor({
    slots: slotsOf(options),
    disk,
    logDirectory,
    runtimeData,
    entry: workerEntry(),
    hello,
  });
}

/** What one run has, beside what was planned. */
interface RunParts {
  readonly options: RunOptions;
  readonly reporter: Reporter;
  readonly warnings: readonly Problem[];
  readonly startedAt: number;
}

/** Makes the history anew in place of running. */
function recreate(pipeline: TaskSet, prepared: Prepared, parts: RunParts): RunSummary {
  const { survey, disk, ledger } = prepared;
  const { reporter, warnings, startedAt } = parts;
  const run = ledger.beginRun({ pipeline: pipeline.name, startedAt });
  const tasks = recreateHistory(survey.tasks, disk, ledger, startedAt);
  ledger.endRun(run, "done", Date.now());
  const jobs = sumCounts(tasks.map((task) => task.jobs));
  const ending = {
    ok: true,
    interrupted: false,
    failures: [],
    problems: [],
    durationMs: Date.now() - startedAt,
  };
  const summary: RunSummary = { pipeline: pipeline.name, ...ending, jobs, tasks, warnings };
  tell(reporter, { kind: "run-ended", at: Date.now(), summary });
  reporter.close?.();
  return summary;
}

async function runJobs(
  pipeline: TaskSet,
  prepared: Prepared,
  parts: RunParts & { readonly executor: Executor; readonly interruption: AbortController },
): Promise<RunSummary> {
  const { graph, planner, survey, disk, ledger } = prepared;
  const { options, executor, reporter, warnings, interruption, startedAt } = parts;
  const emit = (event: RunEvent): void => tell(reporter, event);
  const tasks = survey.tasks.map(({ task, jobs, staleCount, complete }) => ({
    task,
    total: jobs.length,
    stale: staleCount,
    complete,
  }));
  const hasWork = tasks.some(({ stale, complete }) => stale > 0 || !complete);
  const run = hasWork ? ledger.beginRun({ pipeline: pipeline.name, startedAt: Date.now() }) : undefined;
  emit({
    kind: "run-started",
    at: Date.now(),
    pipeline: pipeline.name,
    tasks,
    warnings,
    slots: executor.slots,
    logDirectory,
  });
  const scheduler = new Scheduler({
    pipeline: pipeline.name,
    graph,
    planned: survey.tasks,
    warnings,
    replan: (task) => planner.replan(task),
    settle: (task) => planner.settle(task),
    makeDirectory: (name) => disk.makeDirectory(name),
    touch: (name) => disk.touch(name),
    executor,
    ledger,
    onError: options.onError ?? "finish",
    signal: AbortSignal.any([interruption.signal, ...(options.signal === undefined ? [] : [options.signal])]),
    emit,
    startedAt,
    now: Date.now,
  });
  const summary = await scheduler.run();
  const outcome = summary.ok ? "done" : summary.interrupted ? "interrupted" : "failed";
  if (run !== undefined) ledger.endRun(run, outcome, Date.now());
  if (!summary.ok) throw runError(summary, isTold(options));
  return summary;
}

function tell(reporter: Reporter, event: RunEvent): void {
  try {
    reporter.on(event);
  } catch {
    // A reporter that fails must not take the run with it; it has no part in what happens.
  }
}

function reporterOf({ reporter, verbose }: RunOptions): Reporter {
  if (typeof reporter === "object") return reporter;
  const kind = reporter ?? defaultReporter(process.stderr, process.env);
  return makeReporter(kind, { stream: process.stderr, verbose: verbose ?? 1, env: process.env });
}
