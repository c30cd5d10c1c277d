// What planning and running begin with: names become tasks, tasks a graph, and the graph is looked over.
import type { Problem } from "../model/error.ts";
import { Task } from "../model/task.ts";
import { TaskSet } from "../model/task-set.ts";
import { Fingerprints } from "./fingerprints.ts";
import type { CheckLevel } from "./freshness.ts";
import { findTask, type Graph, makeGraph, unknownTask } from "./graph.ts";
import { Planner } from "./planner.ts";
import type { Code, Disk, Ledger } from "./ports.ts";
import { type Survey, survey } from "./survey.ts";

/** A task, the name of one, or an array of these. */
export type TaskNames = Task | string | readonly (Task | string)[];

/** What is to be planned. */
export interface Question {
  readonly targets?: TaskNames | undefined;
  readonly forced?: TaskNames | undefined;
  readonly check?: CheckLevel | undefined;
}

/** What planning looks at. */
export interface World {
  readonly disk: Disk;
  readonly code: Code;
  readonly ledger: Ledger;
}

/** A pipeline that has been looked over. */
export interface LookedOver {
  readonly graph: Graph;
  /** The tasks whose jobs run whatever their state. */
  readonly forced: ReadonlySet<Task>;
  readonly fingerprints: Fingerprints;
  readonly planner: Planner;
  readonly survey: Survey;
}

/** Plans everything, as things are now. */
export function lookOver(pipeline: TaskSet, question: Question, { disk, code, ledger }: World): LookedOver {
  const problems: Problem[] = [];
  const targets = tasksOf(pipeline, question.targets, problems) ?? pipeline.tasks;
  const forced = new Set(tasksOf(pipeline, question.forced, problems));
  const graph = makeGraph(targets);
  const fingerprints = new Fingerprints(code, ledger, graph.order);
  const check = question.check ?? "history";
  const planner = new Planner({ graph, disk, ledger, fingerprints, forced, check });
  const pipelines = new Set<TaskSet>([
    pipeline,
    ...graph.order.flatMap((task) => (task.pipeline instanceof TaskSet ? [task.pipeline] : [])),
  ]);
  return { graph, forced, fingerprints, planner, survey: survey(graph, planner, [...pipelines], problems) };
}

/** The tasks that were named; undefined when none were. */
function tasksOf(
  pipeline: TaskSet,
  given: TaskNames | undefined,
  problems: Problem[],
): readonly Task[] | undefined {
  if (given === undefined) return undefined;
  return [given].flat().flatMap((one) => {
    const task = one instanceof Task ? one : findTask(pipeline, one);
    if (task === undefined) problems.push(unknownTask(pipeline, one, {}));
    return task === undefined ? [] : [task];
  });
}
