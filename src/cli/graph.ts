// `pipefish graph`: draws the tasks.
import { type Command, Option } from "commander";
import { type EndWith, UsageError } from "../flags/exit-code.ts";
import { direction, formatOf, graphFormats, type Legend, legends } from "../flags/flowchart-flags.ts";
import { type PlanFlags, planFlags, planOptions } from "../flags/plan-flags.ts";
import { replaceFile } from "../flags/replace-file.ts";
import type { GraphFormat, GraphOptions, Pipeline, PlanOptions, SchemeName } from "../index.ts";
import { addFlags, type FileFlags, load, pipelineFile } from "./shared.ts";

interface GraphFlags extends PlanFlags, FileFlags {
  readonly output?: string;
  readonly format?: GraphFormat;
  readonly legend: Legend;
  readonly drawGraphHorizontally?: boolean;
  readonly hideUpToDate?: boolean;
  readonly below: boolean;
  readonly colours?: string;
  readonly title?: string;
}

/** Adds the command. */
export function addGraph(program: Command, endWith: EndWith): void {
  addFlags(program.command("graph").argument("[file]", pipelineFile), planFlags())
    .description("draw the tasks, what each waits for, and how it stands; run nothing")
    .option("-o, --output <file>", "draw into this file (default: standard output)")
    .addOption(
      new Option("--format <format>", "default: what the file's name ends in, else svg").choices(
        graphFormats,
      ),
    )
    .addOption(
      new Option(
        "--legend <states>",
        "say what the colours mean of the states that occur, of all, or of none",
      )
        .choices(legends)
        .default("used"),
    )
    .option("--draw-graph-horizontally", "draw from left to right")
    .option("--hide-up-to-date", "leave out tasks that are up to date, and join those around them")
    .option("--no-below", "leave out tasks that wait for the targets")
    .option("--colours <scheme>", "calm, dark, grey, or 0 to 7 for those of Ruffus (default: calm)")
    .option("--title <text>", "what stands above (default: the pipeline's name)")
    .action(async (file: string | undefined, flags: GraphFlags) => {
      const { pipeline, options } = await load(file, flags);
      await drawGraph(pipeline, planOptions(flags, options), flags);
      endWith(0);
    });
}

async function drawGraph(pipeline: Pipeline, plan: PlanOptions, flags: GraphFlags): Promise<void> {
  const { output, format = output === undefined ? "svg" : formatOf(output, "--format") } = flags;
  if (output === undefined && format === "png" && process.stdout.isTTY)
    throw new UsageError("a terminal shows no png; name a file for it with --output");
  const drawing = await pipeline.graph({ ...plan, ...graphOptions(flags), format });
  if (output === undefined) process.stdout.write(drawing);
  else replaceFile(output, drawing);
}

function graphOptions(flags: GraphFlags): GraphOptions {
  const { legend, below, hideUpToDate = false, colours, title, drawGraphHorizontally } = flags;
  return {
    legend,
    below,
    hideUpToDate,
    direction: direction(drawGraphHorizontally),
    // What is no scheme is refused behind this door, in the words that scripts are told.
    ...(colours === undefined
      ? {}
      : { colours: (/^\d+$/.test(colours) ? Number(colours) : colours) as SchemeName }),
    ...(title === undefined ? {} : { title }),
  };
}
