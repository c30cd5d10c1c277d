// The tasks as a graph: who depends on whom, in what order they run, and where the order bites its own tail.
import { type Problem, placedFact, problem } from "../model/error.ts";
import { isRecord } from "../model/files.ts";
import { type Definitions, namesTogether, problemIn, Task } from "../model/task.ts";
import { Registry } from "./registry.ts";
import { type Naming, type Sources, sourcesOf } from "./sources.ts";

/** The tasks of a run, those above before those below. */
export interface Graph {
  /** In an order in which they can run; definition order where that leaves a choice. */
  readonly order: readonly Task[];
  /** The tasks that each depends on directly. */
  readonly above: ReadonlyMap<Task, readonly Task[]>;
  /** What each reads. */
  readonly sources: ReadonlyMap<Task, Sources>;
  /** Tasks that name what cannot be found. */
  readonly unresolved: ReadonlySet<Task>;
  /** The tasks that were asked for. */
  readonly targets: ReadonlySet<Task>;
  readonly problems: readonly Problem[];
}

/** Orders the targets and all tasks above them. */
export function makeGraph(targets: readonly Task[], naming: Naming = ownNames(targets)): Graph {
  const above = new Map<Task, readonly Task[]>();
  const sources = new Map<Task, Sources>();
  const order: Task[] = [];
  const unresolved = new Set<Task>();
  const problems: Problem[] = [];
  const path: Task[] = [];
  const visit = (task: Task): void => {
    if (path.includes(task)) problems.push(cycle(path.slice(path.indexOf(task))));
    if (path.includes(task) || above.has(task)) return;
    path.push(task);
    const read = sourcesOf(task, naming);
    problems.push(...read.problems.map((one) => problemIn(naming.registry.root, task, one)));
    if (read.problems.length > 0) unresolved.add(task);
    const parents = [...new Set(tasksIn(Object.values(read)))];
    for (const parent of parents) visit(parent);
    path.pop();
    sources.set(task, read);
    above.set(task, parents);
    order.push(task);
  };
  for (const target of targets) visit(target);
  return { order, above, sources, unresolved, targets: new Set(targets), problems };
}

/** Whether a task comes before another, be it by way of others. */
export function isAbove(upper: Task, lower: Task, { above }: Pick<Graph, "above">): boolean {
  const seen = new Set<Task>();
  const open = [lower];
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    if (task === upper) return true;
    if (!seen.has(task)) open.push(...(above.get(task) ?? []));
    seen.add(task);
  }
  return false;
}

/** The names that tasks know by themselves. */
function ownNames(tasks: readonly Task[]): Naming {
  const pipelines = new Set<Definitions>(tasks.map(({ pipeline }) => pipeline));
  return { registry: new Registry([...pipelines]), runtimeData: {} };
}

function tasksIn(value: unknown): readonly Task[] {
  if (value instanceof Task) return [value];
  if (Array.isArray(value)) return value.flatMap(tasksIn);
  return isRecord(value) ? Object.values(value).flatMap(tasksIn) : [];
}

function cycle(tasks: readonly Task[]): Problem {
  const names = namesTogether(tasks);
  const circle = [...names, names[0]].join(" -> ");
  const message =
    names.length === 1
      ? "a task waits for itself"
      : `tasks wait for each other: ${circle} (each waits for the next)`;
  return problem("cycle", message, {
    at: tasks[0]?.definition.definedAt,
    facts: tasks.map(({ definition }, i) => placedFact("task", names[i] ?? "", definition.definedAt)),
    hint: "take one of them out of 'follows' or 'input'",
  });
}
