// `pipefish run`: brings a pipeline up to date.
import { type Command, Option } from "commander";
import { type Pipeline, RunError, type RunOptions } from "../index.ts";
import { type EndWith, exitCodeOf } from "./exit-code.ts";
import { printPlan } from "./plan.ts";
import { addPlanFlags, jobCount, load, type PlanFlags, planOptions, verbosity } from "./shared.ts";

interface RunFlags extends PlanFlags {
  readonly jobs?: number;
  readonly onError?: "finish" | "continue" | "stop";
  readonly reporter?: "progress" | "lines" | "json" | "silent";
  readonly verbose?: (usual: number) => number;
  readonly justPrint?: boolean;
  readonly job?: string;
}

/** Adds the command. */
export function addRun(program: Command, endWith: EndWith): void {
  addPlanFlags(
    program.command("run").argument("[file]", "the file that defines the pipeline (default: pipeline.ts)"),
  )
    .description("run every job that must run")
    .option("-j, --jobs <n>", "run so many jobs at once (default: one for each processor)", jobCount)
    .option(
      "--job <job>",
      "run this job alone, whatever its state: its id, a file that it makes, or its task",
    )
    .option("-n, --just-print", "say what would run, and run nothing")
    .option("-v, --verbose [n]", "say more: 2 with descriptions, 3 with reasons", verbosity)
    .addOption(
      new Option(
        "--on-error <policy>",
        "after a failure: let running jobs end, go on with what does not depend on it, or stop",
      ).choices(["finish", "continue", "stop"]),
    )
    .addOption(
      new Option("--reporter <kind>", "how to show what happens").choices([
        "progress",
        "lines",
        "json",
        "silent",
      ]),
    )
    .action(async (file: string | undefined, flags: RunFlags) => {
      const { pipeline, options } = await load(file, flags);
      const plan = planOptions(flags, options);
      if (flags.justPrint === true) endWith(printPlan(pipeline, plan, flags.verbose));
      else endWith(await runAndTell(pipeline, { ...options, ...plan, ...runOptions(flags) }));
    });
}

/** Runs; returns the exit code. What the reporter has shown of the end is not said again. */
async function runAndTell(pipeline: Pipeline, options: RunOptions): Promise<number> {
  try {
    await pipeline.run(options);
    return 0;
  } catch (error) {
    if (!(error instanceof RunError) || options.reporter === "silent") throw error;
    return exitCodeOf(error);
  }
}

function runOptions({ jobs, onError, reporter, verbose, job }: RunFlags): RunOptions {
  return {
    ...(jobs === undefined ? {} : { multiprocess: jobs }),
    ...(job === undefined ? {} : { job }),
    ...(onError === undefined ? {} : { onError }),
    ...(reporter === undefined ? {} : { reporter }),
    ...(verbose === undefined ? {} : { verbose: verbose(1) }),
  };
}
