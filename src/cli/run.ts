// `pipefish run`: brings a pipeline up to date.
import type { Command } from "commander";
import type { EndWith } from "../flags/exit-code.ts";
import { perform } from "../flags/perform.ts";
import { type RunFlags, runFlags } from "../flags/run-flags.ts";
import { addFlags, type FileFlags, load, pipelineFile } from "./shared.ts";

/** Adds the command. */
export function addRun(program: Command, endWith: EndWith): void {
  addFlags(program.command("run").argument("[file]", pipelineFile), runFlags())
    .description("run every job that must run")
    .action(async (file: string | undefined, flags: RunFlags & FileFlags) => {
      const { pipeline, options } = await load(file, flags);
      endWith((await perform(pipeline, flags, options)).exitCode);
    });
}
