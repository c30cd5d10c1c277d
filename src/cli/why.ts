// `pipefish why`: says why a file would be made again, or why not.
import type { Command } from "commander";
import type { EndWith } from "../flags/exit-code.ts";
import { type PlanFlags, planFlags, planOptions } from "../flags/plan-flags.ts";
import { explainFile } from "../index.ts";
import { addFlags, type FileFlags, load, pipelineFile } from "./shared.ts";

/** Adds the command. */
export function addWhy(program: Command, endWith: EndWith): void {
  addFlags(
    program
      .command("why")
      .argument("<output>", "a file that the pipeline makes or reads")
      .argument("[file]", pipelineFile),
    planFlags(),
  )
    .description("say why a file would be made again, or why it is up to date")
    .action(async (output: string, file: string | undefined, flags: PlanFlags & FileFlags) => {
      const { pipeline, options } = await load(file, flags);
      process.stdout.write(
        explainFile(pipeline.plan(planOptions(flags, options)), output, { stream: process.stdout }),
      );
      endWith(0);
    });
}
