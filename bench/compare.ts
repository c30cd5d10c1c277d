// Measures the tools of a workload side by side: every round runs each of them once, so that a machine that is slow for
// a while is slow for all.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Peaks, peaks, timed } from "./measure.ts";
import type { Tool } from "./tools.ts";
import { checkOutputs, makeTree, putAside, stampOf } from "./tree.ts";
import type { Size, Workload } from "./workloads.ts";

/** What was measured of one tool. */
export interface Figures extends Peaks {
  readonly tool: string;
  /** One for each run, in their order. */
  readonly seconds: readonly number[];
}

/** Measures tools, in folders of their own under `root`. */
export function compare(workload: Workload, size: Size, tools: readonly Tool[], root: string): Figures[] {
  const places = tools.map((tool) => {
    const directory = join(root, `${workload.name}-${size.jobs}-${tool.name.replace(/\W+/g, "-")}`);
    return { tool, directory, seconds: [] as number[], trial: makeTrial(tool, workload, size, directory) };
  });
  for (const { trial } of places) trial.prepare();
  // The first round warms up the caches of the machine, and is not counted.
  for (let round = 0; round <= size.runs; round += 1) {
    for (const { seconds, trial } of places) {
      const took = trial.run();
      if (round > 0) seconds.push(took);
    }
  }
  return places.map(({ tool, seconds, trial }) => ({ tool: tool.name, seconds, ...trial.finish() }));
}

interface Trial {
  prepare(): void;
  run(): number;
  /** Looks at the memory, and whether all was done, once. */
  finish(): Peaks;
}

function makeTrial(tool: Tool, workload: Workload, { jobs }: Size, directory: string): Trial {
  let stamp = "";
  const build = (): number => timed(tool.command, directory);
  const begin = (): void => {
    if (!workload.isUpToDate) putAside(directory);
    // What others have still to write must not be written while the clock runs.
    spawnSync("sync");
  };
  return {
    prepare: () => {
      mkdirSync(directory, { recursive: true });
      makeTree(directory, jobs);
      tool.prepare(directory, jobs);
      if (!workload.isUpToDate) return;
      build();
      stamp = stampOf(directory);
    },
    run: () => {
      begin();
      return build();
    },
    finish: () => {
      begin();
      const peak = peaks(tool.command, directory);
      if (tool.change !== undefined) checkOutputs(directory, jobs, tool.change);
      if (!workload.isUpToDate) stamp = stampOf(directory);
      build();
      if (tool.isEngine && stampOf(directory) !== stamp)
        throw new Error(`${tool.name} made outputs again in ${directory} though they were up to date`);
      return peak;
    },
  };
}
