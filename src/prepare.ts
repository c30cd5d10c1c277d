// Opens the world that a plan looks at: the disk in the directory of the run, and the history.
import { resolve } from "node:path";
import type { TaskSet } from "./model/task-set.ts";
import { type LookedOver, lookOver, type World } from "./plan/look-over.ts";
import { historyFileOf, type PlanOptions } from "./run-options.ts";
import { openDisk } from "./storage/disk.ts";
import { openForgetfulLedger } from "./storage/forgetful-ledger.ts";
import { openLedger } from "./storage/ledger.ts";

/** A pipeline that has been looked over, with the world in which it was. */
export interface Prepared extends LookedOver, World {}

/** Opens the world and plans everything, as things are now. */
export function prepare(pipeline: TaskSet, options: PlanOptions): Prepared {
  const historyFile = historyFileOf(options);
  const ledger = historyFile === undefined ? openForgetfulLedger() : openLedger(resolve(historyFile));
  const world = { disk: openDisk(process.cwd()), ledger };
  return { ...world, ...lookOver(pipeline, options, world) };
}
