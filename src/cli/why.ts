// `pipefish why`: says why a file would be made again, or why not; the same of a job or a task.
import type { Command } from "commander";
import {
  type EstimateFlags,
  estimateFlags,
  given,
  type PlanFlags,
  placesOf,
  planFlags,
  planOptions,
} from "../flags/plan-flags.ts";
import { explanationAsJson, formatExplanation } from "../index.ts";
import {
  addFlags,
  type FileFlags,
  type JsonFlags,
  jsonFlag,
  load,
  pipelineFile,
  printJson,
} from "./shared.ts";

/** Adds the command. */
export function addWhy(program: Command): void {
  addFlags(
    program
      .command("why")
      .argument("<word>", "a file that the pipeline makes or reads, the id of a job, or a task")
      .argument("[file]", pipelineFile),
    [...planFlags(), ...estimateFlags(), jsonFlag()],
  )
    .description("say why a file would be made again, or why it is up to date, and what runs in turn")
    .action(
      async (
        word: string,
        file: string | undefined,
        flags: PlanFlags & EstimateFlags & FileFlags & JsonFlags,
      ) => {
        const { pipeline, options } = await load(file, flags);
        const found = pipeline.why(word, planOptions(flags, options));
        const print = given({ stream: process.stdout, multiprocess: placesOf(flags, options) });
        if (flags.json === true) printJson(explanationAsJson(found, print));
        else process.stdout.write(formatExplanation(found, print));
      },
    );
}
