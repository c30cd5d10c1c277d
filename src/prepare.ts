// What planning and running have in common: targets become a graph, and the graph is looked over.
import { resolve } from "node:path";
import type { Problem } from "./model/error.ts";
import { Task } from "./model/task.ts";
import { TaskSet } from "./model/task-set.ts";
import { findTask, type Graph, makeGraph, unknownTask } from "./plan/graph.ts";
import { Planner } from "./plan/planner.ts";
import type { Disk, Ledger } from "./plan/ports.ts";
import { type Survey, survey } from "./plan/survey.ts";
import { historyFileOf, type PlanOptions } from "./run-options.ts";
import { openDisk } from "./storage/disk.ts";
import { openForgetfulLedger } from "./storage/forgetful-ledger.ts";
import { openLedger } from "./storage/ledger.ts";

/** A pipeline that has been looked over. */
export interface Prepared {
  readonly graph: Graph;
  readonly planner: Planner;
  readonly survey: Survey;
  readonly disk: Disk;
  readonly ledger: Ledger;
}

/** Opens the world and plans everything, as things are now. */
export function prepare(pipeline: TaskSet, options: PlanOptions): Prepared {
  const problems: Problem[] = [];
  const targets = tasksOf(pipeline, options.targets, problems) ?? pipeline.tasks;
  const forced = new Set(tasksOf(pipeline, options.forced, problems));
  const graph = makeGraph(targets);
  const disk = openDisk(process.cwd());
  const historyFile = historyFileOf(options);
  const ledger = historyFile === undefined ? openForgetfulLedger() : openLedger(resolve(historyFile));
  const planner = new Planner({ graph, disk, ledger, forced, check: options.check ?? "history" });
  const pipelines = new Set<TaskSet>([
    pipeline,
    ...graph.order.flatMap((task) => (task.pipeline instanceof TaskSet ? [task.pipeline] : [])),
  ]);
  return { graph, planner, survey: survey(graph, planner, [...pipelines], problems), disk, ledger };
}

/** The tasks that were named; undefined when none were. */
function tasksOf(
  pipeline: TaskSet,
  given: PlanOptions["targets"],
  problems: Problem[],
): readonly Task[] | undefined {
  if (given === undefined) return undefined;
  return [given].flat().flatMap((one) => {
    const task = one instanceof Task ? one : findTask(pipeline, one);
    if (task === undefined) problems.push(unknownTask(pipeline, one, {}));
    return task === undefined ? [] : [task];
  });
}
