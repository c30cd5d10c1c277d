// The flags with which a run draws its tasks in place of running: those of Ruffus.
import { Option } from "commander";
import type { TaskSet } from "../model/task-set.ts";
import { type Direction, type GraphFormat, graphFormats } from "../report/flowchart/choices.ts";
import type { PlanOptions } from "../run-options.ts";
import { UsageError } from "./exit-code.ts";
import { replaceFile } from "./replace-file.ts";

export { graphFormats, type Legend, legends } from "../report/flowchart/choices.ts";

/** What the names of drawings end in. */
const endings: Readonly<Record<string, GraphFormat>> = {
  svg: "svg",
  png: "png",
  dot: "dot",
  gv: "dot",
  mmd: "mermaid",
  mermaid: "mermaid",
};

/** What they were set to. */
export interface FlowchartFlags {
  readonly flowchart?: string;
  readonly flowchartFormat?: GraphFormat;
  readonly keyLegendInGraph?: boolean;
  readonly drawGraphHorizontally?: boolean;
}

/** The flags of {@link FlowchartFlags}. */
export function flowchartFlags(): Option[] {
  return [
    new Option("--flowchart <file>", "draw the tasks into this file, and run nothing"),
    new Option("--flowchart-format <format>", "in place of what the file's name ends in").choices(
      graphFormats,
    ),
    new Option("--key-legend-in-graph", "say in the flowchart what its colours mean"),
    new Option("--draw-graph-horizontally", "draw from left to right"),
  ];
}

/** Refuses flags that say how to draw where nothing is to be drawn: who gives them does not expect a run. */
export function refuseIdle(flags: FlowchartFlags): void {
  const given = [
    ...(flags.flowchartFormat === undefined ? [] : ["--flowchart-format"]),
    ...(flags.keyLegendInGraph === true ? ["--key-legend-in-graph"] : []),
    ...(flags.drawGraphHorizontally === true ? ["--draw-graph-horizontally"] : []),
  ];
  if (flags.flowchart === undefined && given[0] !== undefined)
    throw new UsageError(`${given[0]} says how to draw; say into which file: --flowchart chart.svg`);
}

/** Draws what `--flowchart` asks for. */
export async function drawFlowchart(
  pipeline: TaskSet,
  plan: PlanOptions,
  file: string,
  { flowchartFormat, keyLegendInGraph, drawGraphHorizontally }: FlowchartFlags,
): Promise<void> {
  const format = flowchartFormat ?? formatOf(file, "--flowchart-format");
  const legend = keyLegendInGraph === true ? "used" : "none";
  const options = { ...plan, format, legend, direction: direction(drawGraphHorizontally) } as const;
  const { drawPipeline } = await import("../flowchart.ts");
  replaceFile(file, await drawPipeline(pipeline, options));
}

/** The direction that the flag asks for. */
export function direction(isHorizontal = false): Direction {
  return isHorizontal ? "horizontal" : "vertical";
}

/** The format that a file's name asks for. */
export function formatOf(file: string, flag: string): GraphFormat {
  const format = endings[/\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? ""];
  if (format !== undefined) return format;
  const known = Object.keys(endings).map((ending) => `.${ending}`);
  throw new UsageError(
    `the name '${file}' does not say which format it is to have; end it in ${known.join(", ")}, or use ${flag}`,
  );
}
