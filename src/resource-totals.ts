// How much there is of what jobs take: what was said, else what the machine has.
import { availableParallelism, totalmem } from "node:os";
import type { Resources } from "./model/definition.ts";
import type { Problem } from "./model/error.ts";
import type { Task } from "./model/task.ts";
import type { RunOptions } from "./run-options.ts";
import { resourceProblems } from "./schedule/resources.ts";

const bytesInMB = 1024 * 1024;

/** How much there is of each resource; undefined where none is taken: a job alone, and jobs that are only touched. */
export function totalsOf({ resources, job, touch = false }: RunOptions): Resources | undefined {
  if (job !== undefined || touch !== false) return undefined;
  return { cpus: availableParallelism(), memoryMB: memoryMB(), ...resources };
}

/** What is wrong with the resources that tasks ask for. */
export function resourceProblemsOf(pipeline: string, tasks: readonly Task[], options: RunOptions): Problem[] {
  const totals = totalsOf(options);
  return totals === undefined ? [] : resourceProblems(pipeline, tasks, totals);
}

/** The memory of the machine, or of the container if it may use less. */
function memoryMB(): number {
  // Zero, or more than there is, where nothing limits the process.
  const limit = process.constrainedMemory();
  return Math.floor(Math.min(totalmem(), limit === 0 ? Number.POSITIVE_INFINITY : limit) / bytesInMB);
}
