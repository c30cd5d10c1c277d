// `pipefish tasks`: lists the tasks of a pipeline.
import type { Command } from "commander";
import { formatTasks } from "../index.ts";
import { addFlags, type FileFlags, load, pipelineFile } from "./shared.ts";

/** Adds the command. */
export function addTasks(program: Command): void {
  addFlags(program.command("tasks").argument("[file]", pipelineFile), [])
    .description("list the tasks of a pipeline")
    .action(async (file: string | undefined, flags: FileFlags) => {
      const { pipeline } = await load(file, flags);
      process.stdout.write(formatTasks(pipeline, { stream: process.stdout }));
    });
}
