// `pipefish touch`: touches what jobs make in place of running them, and counts them as done.
import type { Command } from "commander";
import type { EndWith } from "../flags/exit-code.ts";
import { perform } from "../flags/perform.ts";
import { type PlanFlags, planFlags } from "../flags/plan-flags.ts";
import { type RunFlags, showFlags } from "../flags/run-flags.ts";
import type { Pipeline } from "../index.ts";
import { addFlags, type FileFlags, jobsArguments, load } from "./shared.ts";

type TouchFlags = PlanFlags & Pick<RunFlags, "reporter" | "verbose" | "logFile"> & FileFlags;

/** Adds the command. */
export function addTouch(program: Command, endWith: EndWith): void {
  const flags = [...planFlags().filter(({ long }) => long !== "--target-tasks"), ...showFlags()];
  addFlags(jobsArguments(program.command("touch")), flags)
    .description("run nothing: touch the files of jobs that would run, and count these as done")
    .action(async (file: string | undefined, words: string[], flags: TouchFlags) => {
      const { pipeline, options } = await load(file, flags);
      for (const part of partsOf(pipeline, words)) {
        const { exitCode } = await perform(pipeline, { ...flags, ...part, touchFilesOnly: true }, options);
        endWith(exitCode);
        if (exitCode !== 0) return;
      }
    });
}

/** Tasks are touched with all that they need, together; each job alone, for nobody asked for more. */
function partsOf(pipeline: Pipeline, words: readonly string[]): RunFlags[] {
  if (words.length === 0) return [{}];
  const isTask = (word: string): boolean => word.includes("::") || pipeline.task(word) !== undefined;
  const tasks = words.filter(isTask);
  const jobs = words.filter((word) => !isTask(word)).map((job): RunFlags => ({ job }));
  return tasks.length === 0 ? jobs : [{ targetTasks: tasks }, ...jobs];
}
