// `pipefish plan`: says what would run, and why.
import type { Command } from "commander";
import { formatPlan, type Pipeline, type PlanOptions } from "../index.ts";
import type { EndWith } from "./exit-code.ts";
import { addPlanFlags, load, type PlanFlags, planOptions, verbosity } from "./shared.ts";

interface PrintFlags extends PlanFlags {
  readonly verbose?: (usual: number) => number;
}

/** Adds the command. */
export function addPlan(program: Command, endWith: EndWith): void {
  addPlanFlags(
    program.command("plan").argument("[file]", "the file that defines the pipeline (default: pipeline.ts)"),
  )
    .description("say what would run and why; run nothing")
    .option(
      "-v, --verbose [n]",
      "1 tasks, 2 descriptions, 3 jobs, 4 reasons, 5 jobs that are up to date, 6 all (default: 4)",
      verbosity,
    )
    .action(async (file: string | undefined, flags: PrintFlags) => {
      const { pipeline, options } = await load(file, flags);
      endWith(printPlan(pipeline, planOptions(flags, options), flags.verbose));
    });
}

/** Prints the plan; returns the exit code: 2 when the pipeline cannot run. */
export function printPlan(
  pipeline: Pipeline,
  options: PlanOptions,
  level: (usual: number) => number = (usual) => usual,
): number {
  const plan = pipeline.plan(options);
  process.stdout.write(formatPlan(plan, { verbose: level(4), stream: process.stdout }));
  return plan.problems.some(({ severity }) => severity === "error") ? 2 : 0;
}
