// `pipefish plan`: says what would run, and why.
import { type Command, Option } from "commander";
import type { EndWith } from "../flags/exit-code.ts";
import { planExitCode, printPlan } from "../flags/perform.ts";
import {
  type EstimateFlags,
  estimateFlags,
  given,
  type PlanFlags,
  placesOf,
  planFlags,
  planOptions,
} from "../flags/plan-flags.ts";
import { type Verbosity, verbosity } from "../flags/words.ts";
import { planAsJson } from "../index.ts";
import {
  addFlags,
  type FileFlags,
  type JsonFlags,
  jsonFlag,
  load,
  pipelineFile,
  printJson,
} from "./shared.ts";

interface PrintFlags extends PlanFlags, EstimateFlags, FileFlags, JsonFlags {
  readonly verbose?: Verbosity;
}

/** Adds the command. */
export function addPlan(program: Command, endWith: EndWith): void {
  const verbose = new Option(
    "-v, --verbose [n]",
    "1 tasks, 2 descriptions, 3 jobs, 4 reasons, 5 each job, also those that are up to date, 6 all (default: 4); n:m shows m parts of paths",
  ).argParser(verbosity);
  const flags = [...planFlags(), ...estimateFlags(), verbose, jsonFlag()];
  addFlags(program.command("plan").argument("[file]", pipelineFile), flags)
    .description("say what would run and why; run nothing")
    .action(async (file: string | undefined, flags: PrintFlags) => {
      const { pipeline, options } = await load(file, flags);
      const question = planOptions(flags, options);
      const multiprocess = placesOf(flags, options);
      if (flags.json !== true) endWith(printPlan(pipeline, question, flags.verbose, multiprocess));
      else {
        const plan = pipeline.plan(question);
        printJson(planAsJson(plan, given({ multiprocess })));
        endWith(planExitCode(plan));
      }
    });
}
