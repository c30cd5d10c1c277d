// `pipefish history`: lists the runs of a pipeline, or tells what the jobs of one of them did.
import { type Command, Option } from "commander";
import { formatHistory, formatRun, type PastRun, type Pipeline } from "../index.ts";
import {
  addFlags,
  type FileFlags,
  historyFlag,
  type JsonFlags,
  jsonFlag,
  load,
  pipelineFile,
  printJson,
} from "./shared.ts";

interface HistoryFlags extends FileFlags, JsonFlags {
  readonly all?: boolean;
  readonly checksumFileName?: string;
}

/** Adds the command. */
export function addHistory(program: Command): void {
  addFlags(
    program
      .command("history")
      .argument("[run]", "the number of a run, or 'last'; without it, all runs are listed")
      .argument("[file]", pipelineFile),
    [new Option("--all", "list all runs, or all jobs of the run, however many"), historyFlag(), jsonFlag()],
  )
    .description(
      "list the runs that were: when, how long, how they ended; of one, its jobs, times and failures",
    )
    .action(async (run: string | undefined, file: string | undefined, flags: HistoryFlags) => {
      const isRun = file !== undefined || /^(\d+|last)$/.test(run ?? "");
      const { pipeline, options } = await load(isRun ? file : run, flags);
      const historyFile = flags.checksumFileName ?? options.historyFile;
      tell(pipeline, isRun ? run : undefined, flags, historyFile === undefined ? {} : { historyFile });
    });
}

function tell(
  pipeline: Pipeline,
  word: string | undefined,
  { all: isWhole = false, json }: HistoryFlags,
  options: { readonly historyFile?: string },
): void {
  const runs = pipeline.history(options);
  const print = { stream: process.stdout, isWhole };
  const [last] = runs;
  if (word === undefined || (word === "last" && last === undefined)) {
    if (json === true) printJson({ format: 1, pipeline: pipeline.name, runs });
    else process.stdout.write(formatHistory(pipeline, runs, print));
    return;
  }
  const number = word === "last" ? (last?.run ?? 0) : Number(word);
  const jobs = pipeline.pastJobs(number, options);
  const run = runs.find((one) => one.run === number) as PastRun;
  if (json === true) printJson({ format: 1, pipeline: pipeline.name, run, jobs });
  else process.stdout.write(formatRun(run, jobs, print));
}
