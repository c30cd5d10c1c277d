// Measures the tools of a workload side by side: every round runs each of them once, so that a machine that is slow for
// a while is slow for all.
import { spawnSync } from "node:child_process";
import { type Peaks, peaks, timed } from "./measure.ts";
import type { Moment } from "./moments.ts";
import { waitForQuiet } from "./quiet.ts";
import type { Tool } from "./tool.ts";
import type { Tree } from "./tree.ts";

/** What was measured of one tool. */
export interface Figures extends Peaks {
  readonly tool: string;
  /** One for each run, in their order. */
  readonly seconds: readonly number[];
  /** How many of the runs began though the machine was busy with something else. */
  readonly disturbed: number;
}

/** How often is measured, and how patiently. */
export interface Patience {
  readonly runs: number;
  /** Whether a run waits for a moment in which the machine is quiet. */
  readonly isWaiting: boolean;
}

/** A tool that took so long in all is not run again, when there is one run that counts. */
const longestSeconds = 40;

/** Measures tools, all with the same files. */
export function compare(moment: Moment, tree: Tree, tools: readonly Tool[], patience: Patience): Figures[] {
  const { runs, isWaiting } = patience;
  const trials = tools.flatMap((tool) => makeTrial(moment, tree, tool));
  if (moment.isMade) tree.fill();
  for (const { prepare } of trials) prepare();
  // The first round warms up the caches of the machine, and is not counted.
  for (let round = 0; round <= runs; round += 1) {
    for (const trial of trials.filter(
      ({ seconds, spent }) => seconds.length === 0 || spent < longestSeconds,
    )) {
      trial.begin();
      const isQuiet = !isWaiting || waitForQuiet();
      const took = trial.run();
      trial.spent += took;
      if (round === 0) continue;
      trial.seconds.push(took);
      if (!isQuiet) trial.disturbed += 1;
    }
  }
  return trials.map(({ tool, seconds, disturbed, finish }) => {
    return { tool: tool.name, seconds, disturbed, ...finish() };
  });
}

interface Trial {
  readonly tool: Tool;
  readonly seconds: number[];
  spent: number;
  disturbed: number;
  prepare(): void;
  /** Brings the files to where the next run is to begin. */
  begin(): void;
  /** Runs the tool once; returns the seconds. */
  run(): number;
  /** Looks at the memory, and whether all was done, once. */
  finish(): Peaks;
}

/** None where the tool cannot do what is measured. */
function makeTrial(moment: Moment, tree: Tree, tool: Tool): Trial[] {
  const { directory, texts } = tree;
  const command = moment.command(tool);
  if (command === undefined) return [];
  const begin = (): void => {
    moment.begin(tree);
    // What others have still to write must not be written while the clock runs.
    spawnSync("sync");
  };
  const prepare = (): void => {
    tool.prepare?.(directory, texts);
    if (!moment.isMade) return;
    // Ruffus takes minutes for it where there are very many, so what an earlier workload left serves as well.
    if (!tree.adopters.has(tool.name)) tool.adopt?.(directory, texts);
    tree.adopters.add(tool.name);
    timed(tool.run, directory);
  };
  const finish = (): Peaks => {
    begin();
    const before = tree.stamps();
    const peak = peaks(command, directory);
    moment.verify(tool, tree, before);
    return peak;
  };
  const run = (): number => timed(command, directory);
  return [{ tool, seconds: [], spent: 0, disturbed: 0, prepare, begin, run, finish }];
}
