// Looks a whole pipeline over before anything runs: checks every definition, plans every task, and gathers all that is
// wrong, so that a user mends a file once and not mistake by mistake.
import { type Problem, placedFact, problem } from "../model/error.ts";
import { type Definitions, namesTogether, problemIn, type Task } from "../model/task.ts";
import type { Graph } from "./graph.ts";
import type { PlannedTask } from "./plan.ts";
import type { Planner } from "./planner.ts";
import { firstProblems, sentOfRow } from "./sending.ts";

/** What a look over the pipeline found. */
export interface Survey {
  readonly tasks: readonly PlannedTask[];
  readonly problems: readonly Problem[];
}

/**
 * Checks and plans every task of the graph; tasks that are wrong in themselves, and those below, are not planned.
 *
 * @param pipelines those that take part; the first is that of the run
 * @param known what was found before: while tasks were defined, and while the graph was made
 */
export function survey(
  graph: Graph,
  planner: Planner,
  pipelines: readonly [Definitions, ...Definitions[]],
  known: readonly Problem[],
): Survey {
  const [{ name: pipeline }] = pipelines;
  const problems = [...known, ...limitProblems(graph.order)];
  const broken = new Set([
    ...[...graph.unresolved].map(({ fullName }) => fullName),
    ...pipelines.flatMap((pipeline) =>
      pipeline.problems.filter(isError).map(({ task }) => `${pipeline.name}::${task}`),
    ),
  ]);
  for (const task of graph.order) {
    const found = taskProblems(task).map((one) => problemIn(pipeline, task, one));
    problems.push(...found);
    if (found.some(isError)) broken.add(task.fullName);
  }
  const tasks: PlannedTask[] = [];
  const hasCycle = graph.problems.some(({ code }) => code === "cycle");
  for (const task of hasCycle ? [] : graph.order) {
    const isBroken = [task, ...(graph.above.get(task) ?? [])].some(({ fullName }) => broken.has(fullName));
    const planned = isBroken ? undefined : planner.plan(task);
    if (planned !== undefined) tasks.push(planned);
    // Of a task whose template is wrong, the jobs are not known, nor those below.
    if (planned?.problems.some(({ code }) => code === "bad-template") !== false) broken.add(task.fullName);
  }
  for (const planned of tasks) problems.push(...planner.problemsOf(planned));
  return { tasks, problems };
}

function isError({ severity }: Problem): boolean {
  return severity === "error";
}

/** Tasks that give one name to limits that are not the same. */
function limitProblems(tasks: readonly Task[]): Problem[] {
  const first = new Map<string, Task>();
  return tasks.flatMap((task) => {
    const { limit, definedAt: at } = task.definition;
    if (limit?.name === undefined) return [];
    const before = first.get(limit.name);
    if (before === undefined) first.set(limit.name, task);
    if (before === undefined || before.definition.limit?.count === limit.count) return [];
    const names = namesTogether([before, task]);
    const facts = [before, task].map(({ definition }, i) =>
      placedFact(`${definition.limit?.count} in`, names[i] ?? "", definition.definedAt),
    );
    const hint = "give the same count wherever the name is given";
    return [problem("bad-option", `the limit '${limit.name}' has two counts`, { at, facts, hint })];
  });
}

/** What is wrong with a task in itself: its pattern, and values that cannot cross to another process. */
function taskProblems(task: Task): Problem[] {
  const { filter, factors, extras, rows, definedAt: at } = task.definition;
  const about = { task: task.name, at };
  const problems: Problem[] = [];
  for (const one of [filter, ...factors.map((factor) => factor.filter)]) {
    if (one?.mistake !== undefined)
      problems.push(problem("bad-pattern", one.mistake, { ...about, facts: [["filter", one.text]] }));
  }
  const given = typeof rows === "function" ? [] : rows;
  const sent = given.map((row, i) => [`params[${i}]`, sentOfRow(task, row)] as const);
  return [...problems, ...firstProblems([["extras", extras], ...sent], about)];
}
