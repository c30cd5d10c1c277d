// `pipefish logs`: prints what a job printed when it last ran.
import { createReadStream } from "node:fs";
import { pipeline as pipe } from "node:stream/promises";
import type { Command } from "commander";
import { findLogs, formatLogs } from "../index.ts";
import { load, type PlanFlags } from "./shared.ts";

/** Adds the command. */
export function addLogs(program: Command): void {
  program
    .command("logs")
    .argument("<job>", "the id of a job, a file that it makes, or a task")
    .argument("[file]", "the file that defines the pipeline (default: pipeline.ts)")
    .description("print what a job printed when it last ran; of several jobs, list the logs")
    .option("-C, --directory <dir>", "go to this directory first")
    .action(async (job: string, file: string | undefined, flags: PlanFlags) => {
      const { pipeline, options } = await load(file, flags);
      const { historyFile, check, runtimeData, pipelines } = options;
      const known = Object.entries({ historyFile, check, runtimeData, pipelines }).filter(
        ([, one]) => one !== undefined,
      );
      const logs = findLogs(pipeline.plan(Object.fromEntries(known)), job);
      const [first, ...others] = logs;
      if (first?.written !== undefined && others.length === 0)
        await pipe(createReadStream(first.file), process.stdout, { end: false });
      else process.stdout.write(formatLogs(logs, { stream: process.stdout }));
    });
}
