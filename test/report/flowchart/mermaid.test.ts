import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TaskSet } from "../../../src/model/task-set.ts";
import { mermaidText } from "../../../src/report/flowchart/mermaid.ts";
import { schemes } from "../../../src/report/flowchart/schemes.ts";
import { chartOf, following, nodesOf, planOf } from "./charts.ts";

const run = (): void => undefined;

test("a flowchart is written with its title, nodes, lines, legend and colours", () => {
  const set = following({ first: [], quiet: ["first"], last: ["quiet"] }, "three");
  set.merge({ name: "own", input: "x", output: "y", run, graph: { fill: "gold", shape: "box" } });
  const [, , last] = set.tasks;
  assert.ok(last !== undefined);
  const plan = { ...planOf(set, ["first", "last"]), targets: new Set([last]) };
  const options = { hidesUpToDate: true, legend: "used", marksTargets: true, isHorizontal: true } as const;
  assert.equal(
    mermaidText(chartOf(plan, options), schemes.calm),
    `\
---
title: "three"
---
flowchart LR
  t0[/"first<br/>parallel · 1 job"/]
  t1[/"last<br/>parallel · 1 job"/]
  t0 -.-> t1
  linkStyle 0 stroke:#3f7cb8
  subgraph key["Key"]
    key_toRun("to run") ~~~ key_target("target")
  end
  style key fill:#80808016,stroke:#80808050
  style key_target stroke-width:4px
  classDef toRun fill:#d9e8f8,stroke:#3f7cb8,color:#173f66
  class t0,t1,key_toRun toRun
  style t1 stroke-width:4px
`,
  );
  const whole = mermaidText(chartOf(planOf(set, ["first"])), schemes.calm);
  assert.match(whole, /^ {2}t3\["own<br\/>merge · 1 job"\]$/m);
  assert.match(whole, /^ {2}style t3 fill:gold$/m);
});

test("pipelines are subgraphs", () => {
  const upper = following({ a: [] }, "upper");
  const lower = new TaskSet("lower");
  lower.parallel({ name: "b", params: [[1]], follows: upper.tasks, run });
  const text = mermaidText(chartOf(planOf(lower, [])), schemes.calm);
  assert.match(text, /^flowchart TB\n {2}subgraph p0\["upper"\]\n {4}t0\[.*\]\n {2}end\n/);
});

test("where nothing is left to draw, that is said", () => {
  const chart = chartOf(planOf(following({ a: [] }), []), { hidesUpToDate: true, title: "" });
  assert.equal(mermaidText(chart, schemes.calm), 'flowchart TB\n  nothing("everything is up to date")\n');
});

/** What Mermaid makes of a label: numbers of characters are the only thing that it may find in it. */
function read(label: string): string {
  return label
    .split("<br/>")
    .map((line) => {
      assert.match(line, /^(?:[\p{L}\p{M}\p{N} ,()·]|(?<=[\p{L}\p{N}])[._-](?=[\p{L}\p{N}])|#\d+;)*$/u);
      return line.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    })
    .join("\n");
}

test("any name arrives as it is: no part of it is Mermaid, Markdown or HTML", () => {
  const signs = fc.constantFrom(..."\"`'#;%{}[]()<>&|\\/*_-.:=~ \n1aé図🐟".split(/(?:)/u));
  const names = fc.oneof(
    fc.string({ unit: signs, minLength: 1 }),
    fc.string({ unit: "binary", minLength: 1 }),
  );
  fc.assert(
    fc.property(names, (name) => {
      const chart = chartOf(planOf(following({ [name]: [] }), []));
      const [, label = ""] = /^ {2}t0\[\/"(.*)"\/\]$/m.exec(mermaidText(chart, schemes.calm)) ?? [];
      const lines = nodesOf(chart)[0]?.lines.map((line) => line.toWellFormed()) ?? [];
      assert.equal(read(label), [...lines, "parallel · 1 job"].join("\n"));
    }),
  );
});
