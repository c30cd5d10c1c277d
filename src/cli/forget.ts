// `pipefish forget`: forgets that jobs ran, so that they run again; touches no file.
import { type Command, Option } from "commander";
import { count } from "../base/text.ts";
import { UsageError } from "../flags/exit-code.ts";
import { jobId } from "../index.ts";
import {
  addFlags,
  historyFlag,
  type JobsFlags,
  jobsArguments,
  jobsQuestion,
  jsonFlag,
  printJson,
} from "./shared.ts";

interface ForgetFlags extends JobsFlags {
  readonly all?: boolean;
}

/** Adds the command. */
export function addForget(program: Command): void {
  addFlags(jobsArguments(program.command("forget")), [
    new Option("--all", "forget all jobs of the pipeline"),
    historyFlag(),
    jsonFlag(),
  ])
    .description("forget that jobs ran, so that they run again; touch no file")
    .action(async (file: string | undefined, jobs: string[], flags: ForgetFlags) => {
      if (jobs.length === 0 && flags.all !== true)
        throw new UsageError("say which jobs: pipefish forget pipeline.ts <job>…, or --all");
      const { pipeline, question } = await jobsQuestion(file, jobs, flags);
      const forgotten = pipeline.forget(question);
      if (flags.json === true) {
        const ids = forgotten.map((job) => ({ id: jobId(job), task: job.task.fullName }));
        printJson({ format: 1, pipeline: pipeline.name, forgotten: ids });
        return;
      }
      const many = forgotten.length === 1 ? "is forgotten; it runs" : "are forgotten; they run";
      const text =
        forgotten.length === 0 ? "nothing was recorded" : `${count(forgotten.length, "job")} ${many} again`;
      process.stdout.write(`${pipeline.name}: ${text}\n`);
    });
}
