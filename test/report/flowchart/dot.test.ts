// DOT is judged by what Graphviz makes of it, and SVG by a strict reader of XML, the one that makes PNG of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { NodeShape, NodeStyle } from "../../../src/model/node-style.ts";
import { TaskSet } from "../../../src/model/task-set.ts";
import { pngOf, svgOf } from "../../../src/render.ts";
import { dotText } from "../../../src/report/flowchart/dot.ts";
import { schemes } from "../../../src/report/flowchart/schemes.ts";
import { chartOf, following, nodesOf, planOf } from "./charts.ts";

const run = (): void => undefined;

/** The DOT of one task. */
function styled(graph: NodeStyle): string {
  const set = new TaskSet("one");
  set.merge({ name: "m", input: "x", output: "y", run, graph });
  return dotText(chartOf(planOf(set, [])), schemes.calm);
}

/** The attributes of a node, as they are written; those of its label are in capitals. */
function attributesIn(dot: string, id: string): Record<string, string> {
  const [, list = ""] = new RegExp(`^ *"${id}" \\[(.*)\\]$`, "m").exec(dot) ?? [];
  return Object.fromEntries(
    [...list.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
}

/** What is written in a drawing, line by line. */
function textsIn(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => plain(text));
}

function plain(text: string): string {
  const names: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (_, decimal, hex, name) =>
    name === undefined
      ? String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal))
      : (names[name] ?? ""),
  );
}

/** Graphviz keeps spaces in a row by writing other ones; and XML has not all characters that a text can have. */
function spaced(text: string): string {
  return text
    .toWellFormed()
    .replaceAll("\u00a0", " ")
    .replace(/[\ufffe\uffff]/g, "\ufffd");
}

test("a node has the colours of its state and the shape of its kind", () => {
  const attributes = attributesIn(styled({}), "m");
  assert.deepEqual(attributes, {
    tooltip: "m: up to date",
    shape: "invtrapezium",
    margin: "0,0",
    style: "filled",
    fillcolor: schemes.calm.upToDate.fill,
    color: schemes.calm.upToDate.line,
    fontcolor: schemes.calm.upToDate.text,
    penwidth: "1.2",
  });
});

test("what the author of a task wants goes before its state, and raw attributes before everything", () => {
  const dot = styled({
    shape: "rounded",
    fill: "gold",
    dashed: true,
    attributes: { penwidth: 5, fillcolor: "navy", URL: 'a"b\\' },
  });
  const { shape, style, fillcolor, penwidth } = attributesIn(dot, "m");
  assert.deepEqual([shape, style, fillcolor, penwidth], ["box", "filled,rounded,dashed", "navy", "5"]);
  assert.ok(dot.includes(String.raw`URL="a\"b\\"`));
});

test("Graphviz takes every shape, and every raw attribute whatever is in it", async () => {
  const shapes: NodeShape[] = ["rounded", "house", "box3d", "component", "note", "cylinder", "circle"];
  for (const shape of shapes) assert.ok((await svgOf(styled({ shape }))).includes("</svg>"));
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: fc.constantFrom(...'\\"\nab<>&{}') }), async (value) => {
      const svg = await svgOf(styled({ attributes: { comment: value } }));
      assert.ok(svg.includes(">m</text>"));
    }),
  );
});

test("any name and description are in the SVG as they are, and the SVG is XML", async () => {
  const signs = fc.constantFrom(..."\"'`\\<>&;{}|#-NGnlr \n\t1aé図🐟".split(/(?:)/u));
  const names = fc.oneof(
    fc.string({ unit: signs, minLength: 1 }),
    fc.string({ unit: "binary", minLength: 1 }),
  );
  await fc.assert(
    fc.asyncProperty(names, names, async (name, description) => {
      const set = new TaskSet(name);
      set.parallel({ name, description, params: [[1]], run });
      const chart = chartOf(planOf(set, ["x"]));
      const svg = await svgOf(dotText(chart, schemes.calm));
      const expected = [chart.title, ...(nodesOf(chart)[0]?.lines ?? []), "parallel · 1 job"];
      const lines = expected.filter((text) => text !== "");
      assert.deepEqual(textsIn(svg).map(spaced), lines.map(spaced));
      const [, tip = ""] = /xlink:title="([^"]*)"/.exec(svg) ?? [];
      assert.equal(spaced(plain(tip)), spaced(nodesOf(chart)[0]?.tip ?? ""));
      assert.ok((await pngOf(svg)).length > 0);
    }),
    { numRuns: 60 },
  );
});

test("horizontal charts go from left to right", () => {
  const plan = planOf(following({ a: [], b: ["a"] }), []);
  assert.match(dotText(chartOf(plan, { isHorizontal: true }), schemes.calm), /rankdir="LR"/);
  assert.match(dotText(chartOf(plan), schemes.calm), /rankdir="TB"/);
});

test("lines in a circle are red, and those past tasks that are left out dashed", () => {
  const round = dotText(chartOf(planOf(following({ a: ["b"], b: ["a"] }), [])), schemes.calm);
  assert.ok(round.includes(`"a" -> "b" [color="${schemes.calm.cycle.line}", penwidth="2"]`));
  const past = planOf(following({ a: [], b: ["a"], c: ["b"] }), ["a", "c"]);
  const joined = dotText(chartOf(past, { hidesUpToDate: true }), schemes.calm);
  assert.ok(joined.includes(`"a" -> "c" [color="${schemes.calm.toRun.line}", style="dashed"]`));
});

test("where nothing is left to draw, that is said", async () => {
  const chart = chartOf(planOf(following({ a: [] }), []), { hidesUpToDate: true, title: "" });
  assert.deepEqual(textsIn(await svgOf(dotText(chart, schemes.calm))), ["everything is up to date"]);
});
