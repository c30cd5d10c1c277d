// Runs a pipeline: the one place where the parts are put together. Plan, judge, schedule, execute; the four lines that
// say so are in `execute`.

import { LocalExecutor } from "./executors/local.ts";
import type { EarlierRun } from "./executors/messages.ts";
import { Toucher } from "./executors/toucher.ts";
import { following } from "./follower.ts";
import { makeHello, workerEntry } from "./hello.ts";
import { PipelineError, type Problem } from "./model/error.ts";
import type { Reporter, RunEvent, RunSummary, SummaryData } from "./model/event.ts";
import { RunError, runError } from "./model/run-error.ts";
import { withResults } from "./model/run-summary.ts";
import type { TaskSet } from "./model/task-set.ts";
import { againCommand, onlyJob } from "./one-job.ts";
import type { Plan, PlannedTask } from "./plan/plan.ts";
import { sendingProblems } from "./plan/sending.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { defaultReporter, makeReporter } from "./report/choose.ts";
import { checkOptions, type PlanOptions, type RunOptions, slotsOf, wearOf } from "./run-options.ts";
import type { Executor } from "./schedule/executor.ts";
import { recreateHistory } from "./schedule/recreate.ts";
import { Scheduler } from "./schedule/scheduler.ts";
import { sumCounts } from "./schedule/tally.ts";
import { onSignals } from "./signals.ts";
import { openResultStore } from "./storage/result-store.ts";
import { currentTakeover } from "./takeover.ts";
import { tellIfUncaught } from "./uncaught.ts";

const ownDirectory = ".pipefish";
/** Where the logs of jobs are kept. */
export const logDirectory: string = `${ownDirectory}/logs`;

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
function withoutJobs(summary: RunSummary): SummaryData {
  return { ...summary, failures: [] };
}

async function execute(pipeline: TaskSet, options: RunOptions, runNumber: number): Promise<RunSummary> {
  const startedAt = Date.now();
  const prepared = prepareRun(pipeline, options);
  try {
    const found = [...prepared.survey.problems, ...sendingProblems(options.runtimeData, "runtimeData", {})];
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

/** Looks everything over; where one job is to run alone, only that is left. */
function prepareRun(pipeline: TaskSet, options: RunOptions): Prepared {
  if (options.job === undefined) return prepare(pipeline, options);
  const targets = [pipeline, ...[options.targets ?? []].flat()];
  const prepared = prepare(pipeline, { ...options, targets });
  try {
    return onlyJob(prepared, options.job);
  } catch (error) {
    prepared.ledger.close();
    throw error;
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
    wear: wearOf(options),
  });
  return new LocalExecutor({
    slots: slotsOf(options),
    graceMs: options.graceMs ?? 5000,
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
  const data = { pipeline: pipeline.name, ...ending, jobs, tasks, warnings };
  const summary = withResults(data);
  tell(reporter, { kind: "run-ended", at: Date.now(), summary });
  reporter.close?.();
  return summary;
}

type Started = Extract<RunEvent, { kind: "run-started" }>;

/** How a task stands when the run starts. */
function standing({
  task,
  jobs: { length: total },
  staleCount: stale,
  complete,
}: PlannedTask): Started["tasks"][number] {
  return { task, total, stale, complete };
}

const clock = {
  now: Date.now,
  after: (ms: number, action: () => void): (() => void) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

async function runJobs(
  pipeline: TaskSet,
  prepared: Prepared,
  parts: RunParts & { readonly executor: Executor; readonly interruption: AbortController },
): Promise<RunSummary> {
  const { graph, planner, survey, disk, ledger } = prepared;
  const { options, executor, reporter, warnings, interruption, startedAt } = parts;
  const emit = (event: RunEvent): void => tell(reporter, event);
  const tasks = survey.tasks.map(standing);
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
    results: openResultStore(ownDirectory),
    onError: options.onError ?? "finish",
    concludes: options.job === undefined,
    again: (job) => againCommand(pipeline, options, job),
    signal: AbortSignal.any([interruption.signal, ...(options.signal === undefined ? [] : [options.signal])]),
    emit,
    startedAt,
    ...clock,
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

function reporterOf(options: RunOptions): Reporter {
  const reporter = chosenReporter(options);
  if (options.job === undefined) return reporter;
  return following(reporter, logDirectory, (bytes) => process.stdout.write(bytes));
}

function chosenReporter({ reporter, verbose, job }: RunOptions): Reporter {
  if (typeof reporter === "object") return reporter;
  // What one job prints is shown as it comes: there is no room for a live view beside it.
  const usual = job === undefined ? defaultReporter(process.stderr, process.env) : "lines";
  return makeReporter(reporter ?? usual, { stream: process.stderr, verbose: verbose ?? 1, env: process.env });
}
