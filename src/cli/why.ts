// `pipefish why`: says why a file would be made again, or why not.
import type { Command } from "commander";
import { explainFile } from "../index.ts";
import type { EndWith } from "./exit-code.ts";
import { addPlanFlags, load, type PlanFlags, planOptions } from "./shared.ts";

/** Adds the command. */
export function addWhy(program: Command, endWith: EndWith): void {
  addPlanFlags(
    program
      .command("why")
      .argument("<output>", "a file that the pipeline makes or reads")
      .argument("[file]", "the file that defines the pipeline (default: pipeline.ts)"),
  )
    .description("say why a file would be made again, or why it is up to date")
    .action(async (output: string, file: string | undefined, flags: PlanFlags) => {
      const { pipeline, options } = await load(file, flags);
      process.stdout.write(
        explainFile(pipeline.plan(planOptions(flags, options)), output, { stream: process.stdout }),
      );
      endWith(0);
    });
}
