// The pictures of docs/flowcharts.md are what is drawn. To draw them anew: node --test --test-update-snapshots with the
// flags of the script `test` and the name of this file.
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { problem } from "../../../src/model/error.ts";
import { suffix } from "../../../src/model/filter.ts";
import { TaskSet } from "../../../src/model/task-set.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { svgOf } from "../../../src/render.ts";
import type { ChartOptions } from "../../../src/report/flowchart/chart.ts";
import { dotText } from "../../../src/report/flowchart/dot.ts";
import { type NamedScheme, schemes } from "../../../src/report/flowchart/schemes.ts";
import { planned, plannedTask } from "../plans.ts";
import { jobOf } from "../support.ts";
import { chartOf, following, planOf } from "./charts.ts";

const pictures = fileURLToPath(new URL("../../../docs/pictures/", import.meta.url));
const run = (): void => undefined;

/** A pipeline in which there is nearly every state and shape. */
function variants(): Plan {
  const set = new TaskSet("variants");
  const reads = set.originate({ name: "reads", output: ["a", "b", "c"].map((name) => `${name}.fastq`), run });
  const trim = set.transform({ name: "trim", input: reads, filter: suffix(".fastq"), output: ".trim", run });
  const chunks = set.split({ name: "chunks", input: "genome.fa", output: "chunks/*.fa", run });
  const index = set.transform({ name: "index", input: chunks, filter: suffix(".fa"), output: ".idx", run });
  const align = set.transform({
    name: "align",
    input: trim,
    filter: suffix(".trim"),
    output: ".bam",
    follows: index,
    run,
  });
  const lanes = set.subdivide({
    name: "lanes",
    input: align,
    filter: suffix(".bam"),
    output: ".*.lane",
    run,
  });
  const graph = { label: "Report\nfor the doctor", shape: "note" } as const;
  const report = set.merge({ name: "report", input: align, output: "report.html", run, graph });
  set.merge({ name: "archive", input: [report, lanes], output: "all.tar", run });
  const fresh = (name: string, i: number): ReturnType<typeof planned> => planned(jobOf(reads, i, null, name));
  const [one, two, three] = ["a", "b", "c"].map((name, i) => fresh(`${name}.fastq`, i));
  if (one === undefined || two === undefined || three === undefined) throw new Error("there are three");
  const stale = planned(one.job, { kind: "no-receipt" });
  const waiting = planned(one.job, { kind: "inputs-unknown", task: "index" });
  return {
    pipeline: "variants",
    targets: new Set([report]),
    check: "history",
    forced: new Set([trim]),
    problems: [],
    tasks: [
      plannedTask(reads, [one, two, three]),
      plannedTask(trim, [stale, stale, stale]),
      plannedTask(chunks, [stale]),
      plannedTask(index, [], { complete: false }),
      plannedTask(align, [waiting, waiting, waiting]),
      plannedTask(report, [waiting]),
    ],
  };
}

function wrong(): Plan {
  const upper = following({ fetch: [], check: ["fetch"] }, "upper");
  const lower = new TaskSet("lower");
  const lead = { params: [[1]], run };
  lower.parallel({ name: "egg", follows: ["hen", ...upper.tasks.slice(1)], ...lead });
  lower.parallel({ name: "hen", follows: "egg", ...lead });
  lower.parallel({ name: "fox", follows: "hen", ...lead });
  const plan = planOf(lower, []);
  return { ...plan, problems: [...plan.problems, problem("bad-option", "no", { task: "fox" })] };
}

async function picture(plan: Plan, options: Partial<ChartOptions>, scheme: NamedScheme): Promise<string> {
  return svgOf(dotText(chartOf(plan, options), schemes[scheme]));
}

test("the pictures of the manual are what is drawn", async ({ assert }) => {
  const plan = variants();
  const others = [...plan.targets].flatMap(({ pipeline }) => pipeline.tasks);
  const marked = { marksTargets: true, others } as const;
  const drawn = {
    "states.svg": await picture(plan, { ...marked, legend: "all" }, "calm"),
    "dark.svg": await picture(plan, { ...marked, legend: "used", isHorizontal: true }, "dark"),
    "hidden.svg": await picture(plan, { hidesUpToDate: true, legend: "used", isHorizontal: true }, "calm"),
    "wrong.svg": await picture(wrong(), { legend: "used" }, "calm"),
  };
  for (const [name, svg] of Object.entries(drawn))
    assert.fileSnapshot(svg, join(pictures, name), { serializers: [(text: string) => text] });
});
