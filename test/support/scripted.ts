// Scripts that run a pipeline in processes or in threads: what holds of the one is tried on the other.

/** What a script does. */
export interface Scripted {
  readonly definitions?: string;
  /** Options of the run, beside how many jobs run at once. */
  readonly options?: string;
  readonly places?: number;
  /** What is done with what `run()` rejects with. */
  readonly caught?: string;
  /** What is done with the summary. */
  readonly after?: string;
}

/** A script that runs a pipeline in processes or threads. */
export function script(option: (typeof options)[number], scripted: Scripted): string {
  const { definitions = "", options: own = "", places = 2, caught = "", after = "" } = scripted;
  return `
    import { execSync, spawn } from "node:child_process";
    import { existsSync, readdirSync, readFileSync, watch, writeFileSync } from "node:fs";
    import { setTimeout } from "node:timers/promises";
    import { isMainThread, threadId } from "node:worker_threads";
    import { marshal, Pipeline } from "pipefish";
    const here = () => process.pid + "." + threadId;
    const pipeline = new Pipeline("workers");
    ${definitions}
    const summary = await pipeline.run({ ${option}: ${places}, ${own} })${caught};
    ${after}
  `;
}

/** The options by which a run has processes or threads. */
export const options = ["multiprocess", "multithread"] as const;
