// Measures the tools of a workload side by side: every round runs each of them once, so that a machine that is slow for
// a while is slow for all.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Peaks, peaks, timed } from "./measure.ts";
import { waitForQuiet } from "./quiet.ts";
import type { Tool } from "./tools.ts";
import { checkOutputs, makeTree, putAside, stampOf } from "./tree.ts";
import type { Size, Workload } from "./workloads.ts";

/** What was measured of one tool. */
export interface Figures extends Peaks {
  readonly tool: string;
  /** One for each run, in their order. */
  readonly seconds: readonly number[];
  /** How many of the runs began though the machine was busy with something else. */
  readonly disturbed: number;
}

/** Measures tools, in folders of their own under `root`. */
export function compare(workload: Workload, size: Size, tools: readonly Tool[], root: string): Figures[] {
  const places = tools.map((tool) => {
    const directory = join(root, `${workload.name}-${size.jobs}-${tool.name.replace(/\W+/g, "-")}`);
    const trial = makeTrial(tool, workload, size, directory);
    return { tool, seconds: [] as number[], disturbed: 0, trial };
  });
  for (const { trial } of places) trial.prepare();
  // The first round warms up the caches of the machine, and is not counted.
  for (let round = 0; round <= size.runs; round += 1) {
    for (const place of places) {
      place.trial.begin();
      const isQuiet = waitForQuiet();
      const took = place.trial.run();
      if (round === 0) continue;
      place.seconds.push(took);
      if (!isQuiet) place.disturbed += 1;
    }
  }
  return places.map(({ tool, seconds, disturbed, trial }) => {
    return { tool: tool.name, seconds, disturbed, ...trial.finish() };
  });
}

interface Trial {
  prepare(): void;
  /** Takes away what the run before made, where the next is to begin with nothing. */
  begin(): void;
  /** Runs the tool once; returns the seconds. */
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
    begin,
    run: build,
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
