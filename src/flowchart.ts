// Draws the flowchart of a pipeline: plans it as things are now, makes the chart, and writes it in the format asked for.
import { PipelineError, problem } from "./model/error.ts";
import type { TaskSet } from "./model/task-set.ts";
import { checkOptions } from "./option-checks.ts";
import { questionProblems, registryOf } from "./plan/look-over.ts";
import type { Plan } from "./plan/plan.ts";
import { planPipeline } from "./planning.ts";
import { type Chart, makeChart } from "./report/flowchart/chart.ts";
import type { Direction, GraphFormat, Legend } from "./report/flowchart/choices.ts";
import { colourProblems, coloursOf, type OwnColours, type SchemeName } from "./report/flowchart/colours.ts";
import { dotText } from "./report/flowchart/dot.ts";
import { mermaidText } from "./report/flowchart/mermaid.ts";
import type { PlanOptions } from "./run-options.ts";

export type { GraphFormat } from "./report/flowchart/choices.ts";

/** A drawing: text, and for PNG bytes. */
export type Drawing<F extends GraphFormat = GraphFormat> = F extends "png" ? Uint8Array : string;

/** What to draw, and how. */
export interface GraphOptions<F extends GraphFormat = GraphFormat> extends PlanOptions {
  /** @defaultValue "svg" */
  readonly format?: F;
  /** Whether tasks stand below or beside those that they wait for. @defaultValue "vertical" */
  readonly direction?: Direction;
  /** What the colours mean: of the states that occur, of all that there are, or not at all. @defaultValue "used" */
  readonly legend?: Legend;
  /** Leaves out tasks that are up to date, and joins those around them by dashed lines. @defaultValue false */
  readonly hideUpToDate?: boolean;
  /** Where targets are named: whether tasks that wait for them are drawn too, with all these need. @defaultValue true */
  readonly below?: boolean;
  /** The name of a colour scheme, the number of one of Ruffus's, or a scheme with colours of your own. @defaultValue "calm" */
  readonly colours?: SchemeName | OwnColours;
  /** What stands above; nothing for an empty text. @defaultValue the pipeline's name, where there is only one */
  readonly title?: string;
}

/** Draws a pipeline. */
export async function drawPipeline<F extends GraphFormat>(
  pipeline: TaskSet,
  options: GraphOptions<F>,
): Promise<Drawing<F>> {
  refuseMistakes(options);
  const {
    format = "svg",
    direction,
    legend = "used",
    hideUpToDate,
    below,
    colours,
    title,
    ...question
  } = options;
  const plan = planPipeline(pipeline, question);
  refuseUnknownTasks(plan);
  const registry = registryOf(pipeline, question);
  const chart = makeChart(plan, {
    title,
    isHorizontal: direction === "horizontal",
    legend,
    hidesUpToDate: hideUpToDate === true,
    marksTargets: options.targets !== undefined,
    others: below === false ? [] : registry.pipelines.flatMap(({ tasks }) => tasks),
    naming: { registry, runtimeData: options.runtimeData ?? {} },
  });
  return (await drawingOf(chart, format, colours)) as Drawing<F>;
}

async function drawingOf(
  chart: Chart,
  format: GraphFormat,
  colours: GraphOptions["colours"],
): Promise<string | Uint8Array> {
  const scheme = coloursOf(colours);
  if (format === "mermaid") return mermaidText(chart, scheme);
  const dot = dotText(chart, scheme);
  if (format === "dot") return dot;
  const { pngOf, svgOf } = await import("./render.ts");
  try {
    const svg = await svgOf(dot);
    return format === "svg" ? svg : await pngOf(svg);
  } catch (error) {
    const facts = [["because", String(error)]] as const;
    const hint = "look at the attributes in the option 'graph' of the tasks";
    throw new PipelineError([problem("bad-option", "the flowchart cannot be drawn", { facts, hint })], {
      cause: error,
    });
  }
}

function refuseMistakes(options: GraphOptions): void {
  checkOptions(options, "graph");
  const found = [...colourProblems(options.colours), ...questionProblems(options)];
  if (found.length > 0) throw new PipelineError(found);
}

/** A task that is wrong is marked as such; one that does not exist cannot be. */
function refuseUnknownTasks({ problems }: Plan): void {
  const unknown = problems.filter(({ code, task }) => code === "unknown-task" && task === undefined);
  if (unknown.length > 0) throw new PipelineError(unknown);
}
