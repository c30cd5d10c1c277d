// Runs a pipeline: the one place where the parts are put together. Plan, judge, schedule, execute; the four lines that
// say so are in `execute`.

import { LocalExecutor } from "./executors/local.ts";
import type { EarlierRun } from "./executors/messages.ts";
import { Toucher } from "./executors/toucher.ts";
import { makeHello, workerEntry } from "./hello.ts";
import { PipelineError, type Problem } from "./model/error.ts";
import type { RunSummary, SummaryData } from "./model/event.ts";
import { RunError, runError } from "./model/run-error.ts";
import type { TaskSet } from "./model/task-set.ts";
import { againCommand, prepareOne } from "./one-job.ts";
import type { Plan, PlannedTask } from "./plan/plan.ts";
import { sendingProblems } from "./plan/sending.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { makeWay, recreate } from "./recreate.ts";
import { type Emit, emitter, reportersOf, telling, tellingOf, tellingReplan } from "./reporting.ts";
import { resourceProblemsOf, totalsOf } from "./resource-totals.ts";
import { checkOptions, type PlanOptions, type RunOptions, slotsOf, wearOf } from "./run-options.ts";
import type { Executor } from "./schedule/executor.ts";
import { longestPath } from "./schedule/longest-path.ts";
import { Scheduler } from "./schedule/scheduler.ts";
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

/**
 * Has the flags of a script decide what is done. For a worker, and for the command line, a script that comes as far as
 * this has come to its run.
 *
 * @param options those that the script gives
 * @param act does what the flags say; returns the summary if there was a run
 */
export async function runByFlags(
  pipeline: TaskSet,
  options: RunOptions,
  act: () => Promise<RunSummary | undefined>,
): Promise<RunSummary | undefined> {
  const takeover = currentTakeover();
  if (takeover !== undefined) {
    checkOptions(options, "run");
    return takeover.reached(pipeline, options);
  }
  const number = earlierRuns.length;
  const summary = await act();
  // Whatever was done, for a worker of a later run this was one call, and it did not reject.
  earlierRuns.splice(number, 1, summary === undefined ? {} : { summary: withoutJobs(summary) });
  return summary;
}

/** Whether somebody has been told of each failure as it happened. */
function isTold({ reporter }: RunOptions): boolean {
  return reporter !== "silent" && typeof reporter !== "object";
}

/** A summary that can be sent: jobs know their tasks, and those know their functions. */
function withoutJobs({ endedBy: _, ...summary }: RunSummary): SummaryData {
  return { ...summary, failures: [] };
}

async function execute(pipeline: TaskSet, options: RunOptions, runNumber: number): Promise<RunSummary> {
  const startedAt = Date.now();
  const { job } = options;
  const isRecreation = options.touch === "history";
  const renamed = isRecreation ? makeWay(options) : [];
  const prepared = job === undefined ? prepare(pipeline, options) : prepareOne(pipeline, options, job);
  try {
    const found = [
      ...renamed,
      ...prepared.survey.problems,
      ...sendingProblems(options.runtimeData, "runtimeData", {}, false),
      ...resourceProblemsOf(pipeline.name, prepared.graph.order, options),
    ];
    // What is missing is passed over when the history is made anew.
    const warnings = refuseErrors(
      isRecreation ? found.filter(({ code }) => code !== "missing-input") : found,
    );
    const reporters = reportersOf(pipeline.name, options, logDirectory);
    const emit = emitter(reporters);
    const parts = { options, emit, warnings, startedAt };
    try {
      if (isRecreation) return recreate(pipeline.name, prepared, parts);
      return await executeJobs(pipeline, prepared, { ...parts, runNumber });
    } finally {
      for (const reporter of reporters) reporter.close?.();
    }
  } finally {
    prepared.ledger.close();
  }
}

/** Runs the jobs, with an executor that is closed however they end. */
async function executeJobs(
  pipeline: TaskSet,
  prepared: Prepared,
  parts: RunParts & { readonly runNumber: number },
): Promise<RunSummary> {
  const executor = openExecutor(pipeline, prepared, parts);
  const [interruption, killing] = [new AbortController(), new AbortController()];
  const restoreSignals = onSignals({
    first: () => interruption.abort(),
    second: () => {
      executor.stop("kill");
      killing.abort();
    },
  });
  try {
    const { signal: killed } = killing;
    return await runJobs(pipeline, prepared, { ...parts, executor, interruption, killed });
  } finally {
    await executor.close();
    restoreSignals();
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
  { disk }: Prepared,
  { options, runNumber, emit }: RunParts & { readonly runNumber: number },
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
    pipeline: pipeline.name,
    slots: slotsOf(options),
    graceMs: options.graceMs ?? 5000,
    disk,
    logDirectory,
    runtimeData,
    entry: workerEntry(),
    hello,
    tell: tellingOf(emit),
  });
}

/** What one run has, beside what was planned. */
interface RunParts {
  readonly options: RunOptions;
  readonly emit: Emit;
  readonly warnings: readonly Problem[];
  readonly startedAt: number;
}

function announced({ task, jobs, staleCount: stale, complete, isActive }: PlannedTask) {
  return { task, total: jobs.length, stale, complete, isActive };
}

const clock = {
  now: Date.now,
  after: (ms: number, action: () => void): (() => void) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** What one run has while its jobs run. */
interface RunningParts extends RunParts {
  readonly executor: Executor;
  readonly interruption: AbortController;
  readonly killed: AbortSignal;
}

async function runJobs(pipeline: TaskSet, prepared: Prepared, parts: RunningParts): Promise<RunSummary> {
  const { survey, ledger } = prepared;
  const { options, executor, emit, warnings, startedAt } = parts;
  const tasks = survey.tasks.map(announced);
  const hasWork = tasks.some(({ stale, complete }) => stale > 0 || !complete);
  const run = hasWork ? ledger.beginRun({ pipeline: pipeline.name, startedAt: Date.now() }) : undefined;
  emit({
    kind: "run-started",
    at: Date.now(),
    pipeline: pipeline.name,
    tasks,
    warnings,
    ...(options.touch === true ? { isTouching: true } : {}),
    slots: executor.slots,
    logDirectory,
  });
  const jobs = tasks.reduce((sum, task) => sum + task.total, 0);
  tellingOf(emit)({ what: "planned", tasks: tasks.length, jobs, tookMs: Date.now() - startedAt });
  const summary = await makeScheduler(pipeline, prepared, parts).run();
  if (run !== undefined) ledger.endRun(run, outcomeOf(summary), Date.now());
  if (!summary.ok) throw runError(summary, isTold(options));
  return summary;
}

function makeScheduler(pipeline: TaskSet, prepared: Prepared, parts: RunningParts): Scheduler {
  const { graph, planner, survey, disk, ledger, fingerprints } = prepared;
  const { options, executor, emit, warnings, interruption, killed, startedAt } = parts;
  const { order = "task" } = options;
  const tell = tellingOf(emit);
  return new Scheduler({
    pipeline: pipeline.name,
    graph,
    planned: survey.tasks,
    warnings,
    replan: tellingReplan((task) => planner.replan(task), tell),
    planner,
    order,
    weigh: longestPath({ graph, planned: survey.tasks, planner, order, slots: executor.slots }),
    resources: totalsOf(options) ?? {},
    makeDirectory: (name) => disk.makeDirectory(name),
    touch: (name) => disk.touch(name),
    executor,
    ledger: telling(ledger, tell),
    results: openResultStore(ownDirectory),
    fingerprints,
    onError: options.onError ?? "finish",
    concludes: options.job === undefined,
    again: (job) => againCommand(pipeline, options, job),
    signal: AbortSignal.any([interruption.signal, ...(options.signal === undefined ? [] : [options.signal])]),
    killed,
    emit,
    startedAt,
    ...clock,
  });
}

function outcomeOf({ ok, interrupted, endedBy }: RunSummary): "done" | "failed" | "interrupted" {
  if (ok) return "done";
  return interrupted || endedBy !== undefined ? "interrupted" : "failed";
}
