// A flowchart in the language of Graphviz. Names are written in the metrics of Arial, which Graphviz knows by heart.
import type { NodeShape } from "../../model/node-style.ts";
import { displayWidth } from "../width.ts";
import type { Chart, ChartEdge, ChartGroup, ChartNode } from "./chart.ts";
import { type AttributeValue, attributeList, Html, htmlText, identifier, tooltip } from "./dot-text.ts";
import { legendTable } from "./legend.ts";
import { ownPaint } from "./paint.ts";
import type { ColourScheme } from "./schemes.ts";

const font = "Arial";
const nameSize = 13;
const noteSize = 10;

/** Writes a flowchart as DOT. */
export function dotText(chart: Chart, colours: ColourScheme): string {
  const { title, isHorizontal, groups, edges } = chart;
  const lines = [
    `graph ${attributeList({
      rankdir: isHorizontal ? "LR" : "TB",
      bgcolor: colours.background,
      fontname: font,
      fontcolor: colours.caption,
      fontsize: 12,
      pad: 0.2,
      nodesep: isHorizontal ? 0.3 : 0.4,
      ranksep: isHorizontal ? 0.55 : 0.45,
      labelloc: "t",
    })}`,
    `node ${attributeList({ fontname: font, fontsize: nameSize, margin: "0.16,0.07", height: 0.4 })}`,
    `edge ${attributeList({ arrowsize: 0.7, color: colours.edge, penwidth: 1.2 })}`,
    ...cluster("cluster whole", title === "" ? "" : new Html(bold(title, 15)), { peripheries: 0 }, [
      ...groups.flatMap((group, i) => groupLines(group, i, colours)),
      ...(groups.length === 0 ? [nothingToDraw(colours)] : []),
    ]),
    ...edges.map((edge) => edgeLine(edge, colours)),
    ...legendLines(chart, colours),
  ];
  return `digraph ${identifier(title === "" ? "flowchart" : title)} {\n${indented(lines).join("\n")}\n}\n`;
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function cluster(
  name: string,
  label: AttributeValue,
  attributes: Readonly<Record<string, AttributeValue>>,
  lines: readonly string[],
): string[] {
  const head = `graph ${attributeList({ label, ...attributes })}`;
  return [`subgraph ${identifier(name)} {`, ...indented([head, ...lines]), "}"];
}

function bold(text: string, size: number): string {
  return `<FONT POINT-SIZE="${size}"><B>${htmlText(text)}</B></FONT>`;
}

function groupLines({ name, nodes }: ChartGroup, index: number, colours: ColourScheme): string[] {
  const lines = nodes.map((node) => nodeLine(node, colours));
  if (name === undefined) return lines;
  // Grey that lets the page through suits white and dark ones.
  const look = { style: "filled,rounded", fillcolor: "#80808016", color: "#80808050", margin: 14 };
  return cluster(`cluster ${index}`, new Html(bold(name, 12)), look, lines);
}

/** In shapes with slanted sides there is room already; the usual margin would make them large. */
const margins: Partial<Readonly<Record<NodeShape, string>>> = {
  ellipse: "0.03,0",
  circle: "0,0",
  diamond: "0,0",
  hexagon: "0,0",
  octagon: "0,0",
  trapezium: "0,0",
  invtrapezium: "0,0",
  parallelogram: "0,0",
  house: "0.03,0.04",
  invhouse: "0.03,0.04",
};

function nodeLine(node: ChartNode, colours: ColourScheme): string {
  const { shape, isTarget, style } = node;
  const { fill, line, text, dashed } = { ...colours[node.state], ...ownPaint(node, colours) };
  const attributes = {
    label: new Html(nodeLabel(node)),
    tooltip: tooltip(node.tip),
    shape: shape === "rounded" ? "box" : shape,
    margin: margins[shape],
    style: ["filled", ...(shape === "rounded" ? ["rounded"] : []), ...(dashed ? ["dashed"] : [])].join(","),
    fillcolor: fill,
    color: line,
    fontcolor: text,
    penwidth: isTarget ? 3 : 1.2,
    ...style.attributes,
  };
  return `${identifier(node.id)} ${attributeList(attributes)}`;
}

function nodeLabel({ lines, note }: ChartNode): string {
  const names = lines.map((line) => cell(line, nameSize, (text) => `<B>${text}</B>`));
  const about = cell(note, noteSize, (text) => `<FONT POINT-SIZE="${noteSize}">${text}</FONT>`);
  return `<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="1">${names.join("")}${about}</TABLE>`;
}

function cell(line: string, size: number, wrap: (text: string) => string): string {
  return `<TR><TD${room(line, size)}>${line === "" ? "" : wrap(htmlText(line))}</TD></TR>`;
}

/** Of other than plain letters Graphviz does not know how wide they are, and says too little. */
function room(line: string, size: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the plain letters are all up to \x7f
  return /^[\x00-\x7f·]*$/.test(line) ? "" : ` WIDTH="${Math.ceil(displayWidth(line) * size * 0.66)}"`;
}

function nothingToDraw({ upToDate }: ColourScheme): string {
  const { fill, line, text } = upToDate;
  const look = { shape: "box", style: "filled,rounded", fillcolor: fill, color: line, fontcolor: text };
  return `${identifier("nothing")} ${attributeList({ label: "everything is up to date", ...look })}`;
}

function edgeLine({ from, to, kind, isThrough }: ChartEdge, colours: ColourScheme): string {
  const attributes = {
    color: { run: colours.toRun.line, cycle: colours.cycle.line, idle: undefined }[kind],
    penwidth: kind === "cycle" ? 2 : undefined,
    style: isThrough ? "dashed" : undefined,
  };
  return `${identifier(from.id)} -> ${identifier(to.id)}${attributeList(attributes, " ")}`;
}

/** The label of the whole drawing, which stands below it: written last, for clusters would take it over. */
function legendLines(chart: Chart, colours: ColourScheme): string[] {
  if (chart.legend.length === 0) return [];
  return [`graph ${attributeList({ label: new Html(legendTable(chart, colours)), labelloc: "b" })}`];
}
