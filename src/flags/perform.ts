// Does what the flags of a run ask for: runs, says what would run, or draws it.
import type { RunSummary } from "../model/event.ts";
import { RunError } from "../model/run-error.ts";
import type { TaskSet } from "../model/task-set.ts";
import type { CommandWith } from "../one-job.ts";
import type { Plan } from "../plan/plan.ts";
import { planPipeline } from "../planning.ts";
import { formatPlan } from "../printouts.ts";
import { defaultPrintoutLevel } from "../report/printout.ts";
import { runPipeline } from "../run.ts";
import type { PlanOptions, RunOptions } from "../run-options.ts";
import { exitCodeOf } from "./exit-code.ts";
import { drawFlowchart, refuseIdle } from "./flowchart-flags.ts";
import { given, placesOf, planOptions } from "./plan-flags.ts";
import { type RunFlags, runOptions } from "./run-flags.ts";
import type { Verbosity } from "./words.ts";

/** How it ended. */
export interface Performed {
  readonly exitCode: number;
  /** Of the run, if there was one. */
  readonly summary?: RunSummary;
}

/**
 * Runs, or says what would run, or draws it.
 *
 * @param own the options of the script: they hold where a flag is absent
 * @param script the command of the script, where the flags are its own
 */
export async function perform(
  pipeline: TaskSet,
  flags: RunFlags,
  own: RunOptions,
  script?: CommandWith,
): Promise<Performed> {
  const options = runOptions(flags, own);
  refuseIdle(flags);
  if (flags.justPrint === true)
    return { exitCode: printPlan(pipeline, planOptions(flags, own), flags.verbose, placesOf({}, options)) };
  if (flags.flowchart !== undefined) {
    await drawFlowchart(pipeline, planOptions(flags, own), flags.flowchart, flags);
    return { exitCode: 0 };
  }
  try {
    return { exitCode: 0, summary: await runPipeline(pipeline, options, script) };
  } catch (error) {
    // What the reporter has shown of the end is not said again.
    if (!(error instanceof RunError)) throw error;
    if (!error.isTold) process.stderr.write(`${error.message}\n`);
    return { exitCode: exitCodeOf(error), summary: error.summary };
  }
}

/** Prints what would run; returns the exit code: 2 when the pipeline cannot run. */
export function printPlan(
  pipeline: TaskSet,
  options: PlanOptions,
  verbose: Verbosity | undefined,
  multiprocess: number | undefined,
): number {
  const plan = planPipeline(pipeline, options);
  const { stdout: stream } = process;
  const level = verbose?.level(defaultPrintoutLevel) ?? defaultPrintoutLevel;
  const { pathAbbreviation } = verbose ?? {};
  stream.write(formatPlan(plan, given({ verbose: level, stream, pathAbbreviation, multiprocess })));
  return planExitCode(plan);
}

/** The exit code of a command that plans: 2 when the pipeline cannot run. */
export function planExitCode({ problems }: Plan): number {
  return problems.some(({ severity }) => severity === "error") ? 2 : 0;
}
