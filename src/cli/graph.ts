// `pipefish graph`, and the flags with which `pipefish run` draws in place of running.
import { type Command, Option } from "commander";
import type { GraphFormat, GraphOptions, Pipeline, PlanOptions, SchemeName } from "../index.ts";
import { type EndWith, UsageError } from "./exit-code.ts";
import { replaceFile } from "./replace-file.ts";
import { addPlanFlags, load, type PlanFlags, planOptions } from "./shared.ts";

const formats: readonly GraphFormat[] = ["svg", "png", "dot", "mermaid"];
const endings: Readonly<Record<string, GraphFormat>> = {
  svg: "svg",
  png: "png",
  dot: "dot",
  gv: "dot",
  mmd: "mermaid",
  mermaid: "mermaid",
};

/** What `pipefish run` understands of flowcharts: the flags of Ruffus. */
export interface FlowchartFlags {
  readonly flowchart?: string;
  readonly flowchartFormat?: GraphFormat;
  readonly keyLegendInGraph?: boolean;
  readonly drawGraphHorizontally?: boolean;
}

interface GraphFlags extends PlanFlags {
  readonly output?: string;
  readonly format?: GraphFormat;
  readonly legend: "none" | "used" | "all";
  readonly drawGraphHorizontally?: boolean;
  readonly hideUpToDate?: boolean;
  readonly below: boolean;
  readonly colours?: string;
  readonly title?: string;
}

/** Adds the flags with which a command draws in place of what it does. */
export function addFlowchartFlags(command: Command): Command {
  return command
    .option("--flowchart <file>", "draw the tasks into this file, and run nothing")
    .addOption(
      new Option("--flowchart-format <format>", "in place of what the file's name ends in").choices(formats),
    )
    .option("--key-legend-in-graph", "say in the flowchart what its colours mean")
    .option("--draw-graph-horizontally", "draw from left to right");
}

/** Draws what `--flowchart` asks for. */
export async function drawFlowchart(
  pipeline: Pipeline,
  plan: PlanOptions,
  flags: FlowchartFlags,
): Promise<void> {
  const { flowchart: file = "", flowchartFormat, keyLegendInGraph, drawGraphHorizontally } = flags;
  const format = flowchartFormat ?? formatOf(file, "--flowchart-format");
  const legend = keyLegendInGraph === true ? "used" : "none";
  replaceFile(
    file,
    await pipeline.graph({ ...plan, format, legend, direction: direction(drawGraphHorizontally) }),
  );
}

/** Adds the command. */
export function addGraph(program: Command, endWith: EndWith): void {
  addPlanFlags(
    program.command("graph").argument("[file]", "the file that defines the pipeline (default: pipeline.ts)"),
  )
    .description("draw the tasks, what each waits for, and how it stands; run nothing")
    .option("-o, --output <file>", "draw into this file (default: standard output)")
    .addOption(
      new Option("--format <format>", "default: what the file's name ends in, else svg").choices(formats),
    )
    .addOption(
      new Option(
        "--legend <states>",
        "say what the colours mean of the states that occur, of all, or of none",
      )
        .choices(["none", "used", "all"])
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

function direction(isHorizontal = false): "horizontal" | "vertical" {
  return isHorizontal ? "horizontal" : "vertical";
}

/** The format that a file's name asks for. */
function formatOf(file: string, flag: string): GraphFormat {
  const format = endings[/\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? ""];
  if (format !== undefined) return format;
  const known = Object.keys(endings).map((ending) => `.${ending}`);
  throw new UsageError(
    `the name '${file}' does not say which format it is to have; end it in ${known.join(", ")}, or use ${flag}`,
  );
}
