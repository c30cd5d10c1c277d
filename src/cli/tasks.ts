// `pipefish tasks`: lists the tasks of a pipeline.
import type { Command } from "commander";
import { formatTasks } from "../index.ts";
import { load, type PlanFlags } from "./shared.ts";

/** Adds the command. */
export function addTasks(program: Command): void {
  program
    .command("tasks")
    .argument("[file]", "the file that defines the pipeline (default: pipeline.ts)")
    .description("list the tasks of a pipeline")
    .option("-C, --directory <dir>", "go to this directory first")
    .action(async (file: string | undefined, flags: PlanFlags) => {
      const { pipeline } = await load(file, flags);
      process.stdout.write(formatTasks(pipeline, { stream: process.stdout }));
    });
}
