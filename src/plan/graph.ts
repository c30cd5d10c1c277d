// The tasks as a graph: who depends on whom, in what order they run, and where the order bites its own tail.
import { didYouMean } from "../base/text.ts";
import { type Problem, problem } from "../model/error.ts";
import { isRecord } from "../model/files.ts";
import { type Definitions, Task } from "../model/task.ts";

/** The tasks of a run, those above before those below. */
export interface Graph {
  /** In an order in which they can run; definition order where that leaves a choice. */
  readonly order: readonly Task[];
  /** The tasks that each depends on directly. */
  readonly above: ReadonlyMap<Task, readonly Task[]>;
  /** The tasks that were asked for. */
  readonly targets: ReadonlySet<Task>;
  readonly problems: readonly Problem[];
}

/** Orders the targets and all tasks above them. */
export function makeGraph(targets: readonly Task[]): Graph {
  const above = new Map<Task, readonly Task[]>();
  const order: Task[] = [];
  const problems: Problem[] = [];
  const path: Task[] = [];
  const visit = (task: Task): void => {
    if (path.includes(task)) problems.push(cycle(path.slice(path.indexOf(task))));
    if (path.includes(task) || above.has(task)) return;
    path.push(task);
    const parents = dependencies(task, problems);
    for (const parent of parents) visit(parent);
    path.pop();
    above.set(task, parents);
    order.push(task);
  };
  for (const target of targets) visit(target);
  return { order, above, targets: new Set(targets), problems };
}

/** The tasks that a task names in its inputs and in `follows`, each once. */
function dependencies(task: Task, problems: Problem[]): Task[] {
  const { input, addInputs, replaceInputs, follows, definedAt } = task.definition;
  const found = new Set<Task>();
  collect([input, addInputs, replaceInputs], found);
  for (const given of follows) {
    const parent = given instanceof Task ? given : findTask(task.pipeline, given);
    if (parent !== undefined) found.add(parent);
    else problems.push(unknownTask(task.pipeline, given, { at: definedAt, task: task.name }));
  }
  return [...found];
}

function collect(spec: unknown, found: Set<Task>): void {
  if (spec instanceof Task) found.add(spec);
  else if (Array.isArray(spec)) for (const item of spec) collect(item, found);
  else if (isRecord(spec)) for (const item of Object.values(spec)) collect(item, found);
}

/** Finds a task by its name, or by `pipeline::task`. */
export function findTask(pipeline: Definitions, name: unknown): Task | undefined {
  if (typeof name !== "string") return undefined;
  const own = `${pipeline.name}::`;
  return pipeline.task(name) ?? (name.startsWith(own) ? pipeline.task(name.slice(own.length)) : undefined);
}

/** The mistake of naming a task that does not exist. */
export function unknownTask(
  pipeline: Definitions,
  name: unknown,
  about: { at?: Task["definition"]["definedAt"]; task?: string },
): Problem {
  const names = pipeline.tasks.map((task) => task.name);
  const near = didYouMean(String(name), names);
  return problem("unknown-task", `the pipeline '${pipeline.name}' has no task '${String(name)}'`, {
    ...about,
    hint: near === undefined ? `its tasks are ${names.join(", ")}` : `did you mean '${near}'?`,
  });
}

function cycle(tasks: readonly Task[]): Problem {
  const names = [...tasks, tasks[0]].map((task) => task?.name ?? "");
  return problem("cycle", `tasks wait for each other: ${names.join(" -> ")} (each waits for the next)`, {
    at: tasks[0]?.definition.definedAt,
    facts: tasks.flatMap(({ name, definition: { definedAt: at } }): [string, string][] =>
      at === undefined ? [] : [["task", `'${name}' ${at.file}:${at.line}`]],
    ),
    hint: "take one of them out of 'follows' or 'input'",
  });
}
