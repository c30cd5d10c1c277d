// `pipefish plan`: says what would run, and why.
import { type Command, Option } from "commander";
import type { EndWith } from "../flags/exit-code.ts";
import { printPlan } from "../flags/perform.ts";
import { type PlanFlags, planFlags, planOptions } from "../flags/plan-flags.ts";
import { type Verbosity, verbosity } from "../flags/words.ts";
import { addFlags, type FileFlags, load, pipelineFile } from "./shared.ts";

interface PrintFlags extends PlanFlags, FileFlags {
  readonly verbose?: Verbosity;
}

/** Adds the command. */
export function addPlan(program: Command, endWith: EndWith): void {
  const verbose = new Option(
    "-v, --verbose [n]",
    "1 tasks, 2 descriptions, 3 jobs, 4 reasons, 5 jobs that are up to date, 6 all (default: 4); n:m shows m parts of paths",
  ).argParser(verbosity);
  addFlags(program.command("plan").argument("[file]", pipelineFile), [...planFlags(), verbose])
    .description("say what would run and why; run nothing")
    .action(async (file: string | undefined, flags: PrintFlags) => {
      const { pipeline, options } = await load(file, flags);
      endWith(printPlan(pipeline, planOptions(flags, options), flags.verbose));
    });
}
