// Measures pipefish beside its peers. `npm run bench` does all that takes minutes; docs/performance.md tells the rest.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compare, type Figures } from "./compare.ts";
import { measureData } from "./data.ts";
import { measureParts } from "./parts.ts";
import { measureScheduling } from "./scheduling.ts";
import { aimText, tableOf } from "./table.ts";
import type { Tool } from "./tools.ts";
import { type Size, type Workload, workloads } from "./workloads.ts";

/** Workloads that measure pipefish in a way of their own. */
const ownNames = ["parts", "data", "scheduling"];

const usage = `npm run bench -- [name…] [--large] [--write]

  name     ${[...workloads.map(({ name }) => name), ...ownNames].join(", ")}; all of them where none is named
  --large  as many jobs as take very long, too
  --write  write bench/results.json

BENCH_DATA names the directory in which the files are made; it should be on a real disk. They are removed at the end:
on ext4, wait five minutes before measuring again, for files are slow to make after many were removed.`;

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
  write: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;
const { values, positionals: names } = parseArgs({ options, allowPositionals: true });
const isWanted = (name: string): boolean => names.length === 0 || names.includes(name);
const unknown = names.filter(
  (name) => !ownNames.includes(name) && !workloads.some((one) => one.name === name),
);

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
  const results: Result[] = [];
  try {
    for (const workload of workloads.filter(({ name }) => isWanted(name))) {
      const tools = installed(workload);
      for (const size of workload.sizes) {
        if (size.isLarge !== true || values.large) results.push(measure(workload, size, tools, root));
      }
    }
    if (isWanted("parts")) await measureParts(root);
    if (isWanted("data")) measureData();
    if (isWanted("scheduling")) await measureScheduling();
    return results;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
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

function measure(workload: Workload, size: Size, tools: readonly Tool[], root: string): Result {
  const load = loadavg()[0] ?? 0;
  const figures = compare(workload, size, tools, root);
  const jobs = size.jobs.toLocaleString("en");
  console.log(`\n${workload.title}; jobs: ${jobs}, runs: ${size.runs}, load before: ${load.toFixed(1)}\n`);
  console.log(tableOf(figures));
  const disturbed = figures.reduce((sum, one) => sum + one.disturbed, 0);
  if (disturbed > 0) {
    const all = size.runs * figures.length;
    console.log(`${disturbed} of ${all} runs began though the machine was busy with something else`);
  }
  for (const aim of size.aims ?? []) {
    const text = aimText(aim, figures);
    if (text !== undefined) console.log(text);
  }
  return { workload: workload.name, jobs: size.jobs, load, figures };
}
