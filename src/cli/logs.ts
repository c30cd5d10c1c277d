// `pipefish logs`: prints what a job printed when it last ran.
import { createReadStream } from "node:fs";
import type { Command } from "commander";
import { forAllTasks, planOptions } from "../flags/plan-flags.ts";
import { findLogs, formatLogs } from "../index.ts";
import { addFlags, type FileFlags, load, pipelineFile } from "./shared.ts";

/** Adds the command. */
export function addLogs(program: Command): void {
  addFlags(
    program
      .command("logs")
      .argument("<job>", "the id of a job, a file that it makes, or a task")
      .argument("[file]", pipelineFile),
    [],
  )
    .description("print what a job printed when it last ran; of several jobs, list the logs")
    .action(async (job: string, file: string | undefined, flags: FileFlags) => {
      const { pipeline, options } = await load(file, flags);
      const plan = pipeline.plan(forAllTasks(pipeline, planOptions({}, options)));
      const logs = findLogs(plan, job);
      const [first, ...others] = logs;
      if (first?.written !== undefined && others.length === 0) await print(first.file);
      else process.stdout.write(formatLogs(plan, logs, { stream: process.stdout }));
    });
}

/** Prints a file piece by piece, as far as it is read. */
async function print(file: string): Promise<void> {
  for await (const piece of createReadStream(file)) {
    const failed = await new Promise((resolve) => process.stdout.write(piece as Buffer, resolve));
    if (failed instanceof Error) return;
  }
}
