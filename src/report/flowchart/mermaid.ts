// A flowchart in the language of Mermaid, which GitHub, GitLab and many editors draw by themselves.
import type { NodeShape, Paint } from "../../model/node-style.ts";
import type { Chart, ChartEdge, ChartNode } from "./chart.ts";
import { ownPaint } from "./paint.ts";
import type { ColourScheme } from "./schemes.ts";
import { stateWords, type TaskState, taskStates } from "./state.ts";

/** Writes a flowchart as Mermaid. */
export function mermaidText(chart: Chart, colours: ColourScheme): string {
  const { title, isHorizontal, groups, edges } = chart;
  const nodes = groups.flatMap((group) => group.nodes);
  const ids = new Map(nodes.map((node, i) => [node, `t${i}`]));
  const idOf = (node: ChartNode): string => ids.get(node) ?? "";
  const lines = [
    ...groups.flatMap(({ name, nodes: members }, i) => {
      const own = members.map((node) => `${idOf(node)}${box(node.shape, nodeLabel(node))}`);
      return name === undefined ? own : subgraph(`p${i}`, label(name), own);
    }),
    ...(nodes.length === 0 ? [`nothing("${label("everything is up to date")}")`] : []),
    ...edges.map(({ from, to, isThrough }) => `${idOf(from)} ${isThrough ? "-.->" : "-->"} ${idOf(to)}`),
    ...edgeStyles(edges, colours),
    ...legendLines(chart, colours),
    ...taskStates.flatMap((state) => {
      const inState = nodes.filter((node) => node.state === state).map(idOf);
      return classLines(state, chart.legend.includes(state) ? [...inState, keyOf(state)] : inState, colours);
    }),
    ...nodes.flatMap((node) => styleLine(idOf(node), css(ownPaint(node, colours), node.isTarget))),
  ];
  const head = title === "" ? [] : ["---", `title: ${JSON.stringify(title.toWellFormed())}`, "---"];
  const first = `flowchart ${isHorizontal ? "LR" : "TB"}`;
  return `${[...head, first, ...lines.map((line) => `  ${line}`)].join("\n")}\n`;
}

function subgraph(id: string, title: string, lines: readonly string[]): string[] {
  // Grey that lets the page through suits white and dark ones.
  const look = `style ${id} fill:#80808016,stroke:#80808050`;
  return [`subgraph ${id}["${title}"]`, ...lines.map((line) => `  ${line}`), "end", look];
}

/** What stands around the words of a node; Mermaid has not all shapes, the nearest stands for those that it lacks. */
const boxes: Readonly<Record<NodeShape, readonly [before: string, after: string]>> = {
  box: ["[", "]"],
  rounded: ["(", ")"],
  ellipse: ["([", "])"],
  circle: ["((", "))"],
  diamond: ["{", "}"],
  hexagon: ["{{", "}}"],
  octagon: ["{{", "}}"],
  trapezium: ["[/", "\\]"],
  invtrapezium: ["[\\", "/]"],
  house: ["[/", "\\]"],
  invhouse: ["[\\", "/]"],
  parallelogram: ["[/", "/]"],
  cylinder: ["[(", ")]"],
  folder: ["[(", ")]"],
  note: [">", "]"],
  component: ["[[", "]]"],
  box3d: ["[[", "]]"],
};

function box(shape: NodeShape, words: string): string {
  const [before, after] = boxes[shape];
  return `${before}"${words}"${after}`;
}

function nodeLabel({ lines, note }: ChartNode): string {
  return [...lines, note].map(label).join("<br/>");
}

/**
 * A text within quotes. Mermaid looks for HTML, Markdown, icons and directives in it, so that letters and numbers are
 * written as they are, signs between them too where they are harmless, and everything else as a number.
 */
function label(text: string): string {
  const risky = /(?<![\p{L}\p{N}])[._-]|[._-](?![\p{L}\p{N}])|[^\p{L}\p{M}\p{N} ,()·._-]/gu;
  return text.toWellFormed().replace(risky, (sign) => `#${sign.codePointAt(0)};`);
}

function edgeStyles(edges: readonly ChartEdge[], colours: ColourScheme): string[] {
  const look = {
    run: `stroke:${colours.toRun.line}`,
    idle: `stroke:${colours.edge}`,
    cycle: `stroke:${colours.cycle.line},stroke-width:2px`,
  };
  return (["run", "idle", "cycle"] as const).flatMap((kind) => {
    const numbers = edges.flatMap((edge, i) => (edge.kind === kind ? [i] : []));
    return numbers.length === 0 ? [] : [`linkStyle ${numbers.join(",")} ${look[kind]}`];
  });
}

/** Boxes one below the other; lines that are not seen keep them in place. */
function legendLines({ legend, explainsTargets }: Chart, colours: ColourScheme): string[] {
  if (legend.length === 0) return [];
  const boxes = legend.map((state) => `${keyOf(state)}("${label(stateWords[state])}")`);
  if (!explainsTargets) return subgraph("key", "Key", [boxes.join(" ~~~ ")]);
  const lines = subgraph("key", "Key", [[...boxes, 'key_target("target")'].join(" ~~~ ")]);
  return [...lines, ...styleLine("key_target", css(colours.target, true))];
}

function keyOf(state: TaskState): string {
  return `key_${state}`;
}

function classLines(state: TaskState, ids: readonly string[], colours: ColourScheme): string[] {
  if (ids.length === 0) return [];
  return [`classDef ${state} ${css(inClass(colours[state]))}`, `class ${ids.join(",")} ${state}`];
}

/** Outlines are solid unless somebody says otherwise. */
function inClass({ dashed, ...paint }: Required<Paint>): Paint {
  return dashed ? { ...paint, dashed } : paint;
}

function styleLine(id: string, look: string): string[] {
  return look === "" ? [] : [`style ${id} ${look}`];
}

function css({ fill, line, text, dashed }: Paint, isTarget = false): string {
  const dashes = dashed === undefined ? [] : [`stroke-dasharray:${dashed ? "5" : "none"}`];
  return [
    ...(fill === undefined ? [] : [`fill:${fill}`]),
    ...(line === undefined ? [] : [`stroke:${line}`]),
    ...(text === undefined ? [] : [`color:${text}`]),
    ...dashes,
    ...(isTarget ? ["stroke-width:4px"] : []),
  ].join(",");
}
