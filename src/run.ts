// Runs a pipeline: the one place where the parts are put together. Plan, judge, schedule, execute; the four lines that
// say so are in `execute`.

import { resolve } from "node:path";
import type { Emit } from "./audience.ts";
import { remembered, rememberedAsOne } from "./earlier-runs.ts";
import { Digesting } from "./executors/digesting.ts";
import { LocalExecutor } from "./executors/local.ts";
import type { EarlierRun } from "./executors/messages.ts";
import { insideJob } from "./executors/printing.ts";
import { sweepStages } from "./executors/stage-journal.ts";
import { Toucher } from "./executors/toucher.ts";
import { makeHello, startedScript, workerEntry } from "./hello.ts";
import { type ErrorCode, PipelineError, type Problem } from "./model/error.ts";
import type { RunSummary } from "./model/event.ts";
import type { RunOutcome } from "./model/past.ts";
import { runError, runInJob } from "./model/run-error.ts";
import type { TaskSet } from "./model/task-set.ts";
import { againCommand, type CommandWith, prepareOne } from "./one-job.ts";
import { checkOptions } from "./option-checks.ts";
import { logDirectory, ownDirectory, stageDirectory } from "./own-files.ts";
import { hasWork } from "./plan/plan.ts";
import { sendingProblems } from "./plan/sending.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { makeWay, recreate } from "./recreate.ts";
import {
  audienceOf,
  isTold,
  runStarted,
  type TellDeed,
  telling,
  tellingOf,
  tellingReplan,
} from "./reporting.ts";
import { resourceProblemsOf, totalsOf } from "./resource-totals.ts";
import { checkOf, historyFileOf, type RunOptions, slotsOf, wearOf } from "./run-options.ts";
import type { Executor } from "./schedule/executor.ts";
import { longestPath } from "./schedule/longest-path.ts";
import { Scheduler } from "./schedule/scheduler.ts";
import { onSignals } from "./signals.ts";
import { guardStreams } from "./standard-streams.ts";
import { openResultStore } from "./storage/result-store.ts";
import { currentTakeover } from "./takeover.ts";

/**
 * Runs what must run. Rejects once, at the end, with everything that went wrong.
 *
 * @param script the command of the script, where that has the flags of a run
 */
export async function runPipeline(
  pipeline: TaskSet,
  options: RunOptions = {},
  script?: CommandWith,
): Promise<RunSummary> {
  return (
    takenOver(pipeline, options) ?? remembered((earlier) => execute(pipeline, options, { earlier, script }))
  );
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
  return takenOver(pipeline, options) ?? rememberedAsOne(act);
}

/** What others make of a call of `run()` that is not theirs to do; undefined where it is. */
function takenOver(pipeline: TaskSet, options: RunOptions): Promise<RunSummary> | undefined {
  if (insideJob.getStore() !== undefined) throw runInJob(pipeline);
  return currentTakeover()?.reached(pipeline, options);
}

async function execute(
  pipeline: TaskSet,
  options: RunOptions,
  start: Pick<RunParts, "earlier" | "script">,
): Promise<RunSummary> {
  checkOptions(options, "run");
  const startedAt = Date.now();
  const { job } = options;
  // What a run that was killed has still to put in place may be what this one is to read.
  sweepStages(stageDirectory);
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
    const warnings = refuseErrors(isRecreation ? found.filter(({ code }) => !passedOver.has(code)) : found);
    const audience = audienceOf(pipeline.name, options);
    const { emit } = audience;
    const parts = { options, emit, tell: tellingOf(emit), warnings, startedAt, ...start };
    const releaseStreams = guardStreams();
    try {
      if (isRecreation) return recreate(pipeline.name, prepared, parts);
      return await executeJobs(pipeline, prepared, parts);
    } finally {
      audience.close();
      await releaseStreams();
    }
  } finally {
    prepared.close();
  }
}

/** What is no matter when the history is made anew: what is missing, and that there was nothing in it. */
const passedOver: ReadonlySet<ErrorCode> = new Set(["missing-input", "history-empty"]);

/** Runs the jobs, with an executor that is closed however they end. */
async function executeJobs(pipeline: TaskSet, prepared: Prepared, parts: RunParts): Promise<RunSummary> {
  const runsJobs = openExecutor(pipeline, prepared, parts);
  const isReading = checkOf(parts.options) === "contents";
  const executor = isReading ? new Digesting(runsJobs, prepared.digests) : runsJobs;
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
  { disk, fingerprints }: Prepared,
  { options, earlier, tell }: RunParts,
): Executor {
  if (options.touch === true) return new Toucher(disk);
  const { runtimeData = {} } = options;
  const historyFile = historyFileOf(options, startedScript());
  const hello = makeHello({
    pipeline,
    options,
    runtimeData,
    logDirectory,
    earlier,
    wear: wearOf(options),
  });
  return new LocalExecutor({
    pipeline: pipeline.name,
    slots: slotsOf(options),
    workers: options.multithread === undefined ? "processes" : "threads",
    graceMs: options.graceMs ?? 5000,
    disk,
    logDirectory,
    stageDirectory,
    historyFile: historyFile === undefined ? undefined : resolve(historyFile),
    runtimeData,
    entry: workerEntry(),
    hello,
    tell,
    loaded: () => fingerprints.lookAgain(),
    runsHere: () => fingerprints.lookHere(),
  });
}

/** What one run has, beside what was planned. */
interface RunParts {
  readonly options: RunOptions;
  readonly emit: Emit;
  readonly tell: TellDeed;
  readonly warnings: readonly Problem[];
  readonly startedAt: number;
  /** How the runs of this process before this one ended. */
  readonly earlier: readonly EarlierRun[];
  readonly script: CommandWith | undefined;
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
  const { options, executor, emit, tell, warnings, startedAt } = parts;
  const kind = options.touch === true ? "touch" : "run";
  const isRun = survey.tasks.some(hasWork) || prepared.owing.size > 0;
  const run = isRun ? ledger.beginRun({ pipeline: pipeline.name, startedAt: Date.now(), kind }) : undefined;
  const touching = options.touch === true ? ({ instead: "touch" } as const) : {};
  emit(runStarted(pipeline.name, survey.tasks, { warnings, slots: executor.slots, ...touching }));
  const jobs = survey.tasks.reduce((sum, task) => sum + task.jobs.length, 0);
  tell({ what: "planned", tasks: survey.tasks.length, jobs, tookMs: Date.now() - startedAt });
  const summary = await makeScheduler(pipeline, prepared, parts).run();
  if (run !== undefined) ledger.endRun(run, outcomeOf(summary), Date.now(), summary.jobs);
  if (!summary.ok) throw runError(summary, isTold(options));
  return summary;
}

function makeScheduler(pipeline: TaskSet, prepared: Prepared, parts: RunningParts): Scheduler {
  const { graph, owing, planner, survey, disk, ledger, fingerprints, digests } = prepared;
  const { options, executor, emit, tell, warnings, interruption, killed, startedAt, earlier, script } = parts;
  const { order = "task" } = options;
  return new Scheduler({
    pipeline: pipeline.name,
    graph,
    planned: survey.tasks,
    warnings,
    replan: tellingReplan((task) => planner.replan(task), tell),
    digests,
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
    owing,
    concludes: options.job === undefined,
    // Who starts a script anew comes to its first run.
    again: (job) => (earlier.length > 0 ? undefined : againCommand(pipeline, options, job, script)),
    signal: AbortSignal.any([interruption.signal, ...(options.signal === undefined ? [] : [options.signal])]),
    killed,
    emit,
    startedAt,
    ...clock,
  });
}

function outcomeOf({ ok, interrupted, endedBy }: RunSummary): RunOutcome {
  if (ok) return "done";
  return interrupted || endedBy !== undefined ? "interrupted" : "failed";
}
