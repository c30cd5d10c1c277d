// Measures pipefish beside its peers. `npm run bench` does all that takes minutes; docs/performance.md tells the rest.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compare, type Figures } from "./compare.ts";
import { measureData } from "./data.ts";
import { measureIdle } from "./idle.ts";
import { measureParts } from "./parts.ts";
import { measureScheduling } from "./scheduling.ts";
import { aimText, growthOf, tableOf } from "./table.ts";
import type { Tool } from "./tool.ts";
import { Tree } from "./tree.ts";
import { type Size, type Workload, workloads } from "./workloads.ts";

/** What is not measured as whole programs beside each other. */
const others = {
  data: measureData,
  idle: measureIdle,
  parts: measureParts,
  scheduling: measureScheduling,
} as const;
const groups: Readonly<Record<string, readonly string[]>> = {
  parallel: ["start", "functions", "chain", "shell", "scheduling", "idle", "data"],
  scale: ["nothing", "touched", "plan", "chain-nothing", "chain-plan", "wide-nothing"],
};
const known = [...workloads.map(({ name }) => name), ...Object.keys(others)];

const usage = `npm run bench -- [name…] [--large] [--huge] [--jobs n,…] [--runs n] [--hurry] [--write]

  name     ${known.join(", ")}
           all but data where none is named, which takes twenty minutes on a quiet machine
${Object.entries(groups)
  .map(([name, all]) => `  ${name.padEnd(8)} ${all.join(", ")}`)
  .join("\n")}
  --large  as many jobs as take very long, too
  --huge   a million jobs, too; with --large
  --jobs   so many jobs in each stage, in place of the sizes that are measured otherwise
  --runs   so many runs of each tool
  --hurry  no run waits for a moment in which the machine is quiet: to try the programs, not to measure
  --write  write bench/results.json

BENCH_DATA names the directory in which the files are made; it should be on a real disk, and with --huge have 30 GB.
They are removed at the end: on ext4, wait five minutes before measuring again, for files are slow to make after many
were removed. BENCH_POOLS names a directory in whose node_modules are piscina, tinypool and workerpool.`;

/** What was measured of one workload with one number of jobs. */
interface Result {
  readonly workload: string;
  readonly jobs: number;
  /** Of the machine when it began, over one minute. */
  readonly load: number;
  readonly figures: readonly Figures[];
}

const options = {
  large: { type: "boolean", default: false },
  huge: { type: "boolean", default: false },
  jobs: { type: "string", default: "" },
  runs: { type: "string", default: "" },
  hurry: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const names = positionals.flatMap((name) => groups[name] ?? [name]);
const isWanted = (name: string): boolean => {
  return names.length === 0 ? name !== "data" : names.includes(name);
};
const unknown = names.filter((name) => !known.includes(name));

if (values.help || unknown.length > 0) {
  console.log(unknown.length > 0 ? `there is no '${unknown.join("', '")}'\n\n${usage}` : usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  const machine = `${cpus()[0]?.model.trim()}, ${availableParallelism()} processors, ${process.platform} ${release()}`;
  console.log(`${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${machine}`);
  const results = await measureAll();
  if (values.write) {
    const file = fileURLToPath(new URL("./results.json", import.meta.url));
    const about = { date: new Date().toISOString(), node: process.version, machine };
    writeFileSync(file, `${JSON.stringify({ ...about, results }, undefined, 2)}\n`);
  }
}

async function measureAll(): Promise<Result[]> {
  const root = mkdtempSync(join(process.env["BENCH_DATA"] ?? tmpdir(), "pipefish-bench-"));
  // Workloads of one shape and size have the same files, for to make a million takes minutes.
  const trees = new Map<string, Tree>();
  const treeOf = ({ shape }: Workload, { texts }: Size): Tree => {
    const name = `${shape.name}-${texts}`;
    const tree = trees.get(name) ?? new Tree(join(root, name), shape, texts);
    trees.set(name, tree);
    return tree;
  };
  // Ctrl-C ends the program that is measured, and that ends this one by an error, so that the files are removed.
  process.on("SIGINT", () => undefined);
  try {
    const wanted = workloads.filter(({ name }) => isWanted(name));
    const results = wanted.flatMap((workload) => {
      const tools = installed(workload);
      const all = sizesOf(workload).map((size) => measure(workload, size, tools, treeOf(workload, size)));
      if (all.length > 1) console.log(`\n${growthOf(all)}`);
      return all;
    });
    for (const [name, measureOther] of Object.entries(others)) if (isWanted(name)) await measureOther(root);
    return results;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The sizes that are asked for. */
function sizesOf({ sizes }: Workload): readonly Size[] {
  const asked = values.jobs.split(",").filter(Boolean).map(Number);
  const runs = Number(values.runs);
  const chosen =
    asked.length === 0
      ? sizes.filter(({ only }) => only === undefined || values[only])
      : asked.map((texts) => sizes.find((size) => size.texts === texts) ?? { texts, runs: 3 });
  return chosen.map((size) => (runs > 0 ? { ...size, runs } : size));
}

/** The tools of a workload that are there; says which are not. */
function installed({ title, tools }: Workload): readonly Tool[] {
  console.log(`\n${title}`);
  return tools.filter((tool) => {
    const version = tool.version();
    console.log(
      version === undefined ? `  ${tool.name}: not installed, left out` : `  ${tool.name}: ${version}`,
    );
    return version !== undefined;
  });
}

function measure(workload: Workload, size: Size, tools: readonly Tool[], tree: Tree): Result {
  const load = loadavg()[0] ?? 0;
  const { runs, texts, aims = [] } = size;
  const able = tools.filter(({ most = texts }) => texts <= most);
  const figures = compare(workload.moment, tree, able, { runs, isWaiting: !values.hurry });
  const jobs = workload.shape.jobs(texts);
  const count = jobs.toLocaleString("en");
  console.log(`\n${workload.title}; jobs: ${count}, runs: ${runs}, load before: ${load.toFixed(1)}\n`);
  console.log(tableOf(figures));
  const disturbed = figures.reduce((sum, one) => sum + one.disturbed, 0);
  if (disturbed > 0) {
    const all = figures.reduce((sum, { seconds }) => sum + seconds.length, 0);
    console.log(`${disturbed} of ${all} runs began though the machine was busy with something else`);
  }
  for (const aim of aims) console.log(aimText(aim, figures));
  return { workload: workload.name, jobs, load, figures };
}
