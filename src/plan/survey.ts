// Looks a whole pipeline over before anything runs: checks every definition, plans every task, and gathers all that is
// wrong, so that a user mends a file once and not mistake by mistake.
import { type Problem, problem } from "../model/error.ts";
import type { Definitions, Task } from "../model/task.ts";
import type { Graph } from "./graph.ts";
import type { PlannedTask } from "./plan.ts";
import type { Planner } from "./planner.ts";
import { firstProblems, sendingProblems } from "./sending.ts";

/** What a look over the pipeline found. */
export interface Survey {
  readonly tasks: readonly PlannedTask[];
  readonly problems: readonly Problem[];
}

/** The pipelines of a run, with the mistakes that were found while their tasks were defined. */
export type Defined = Pick<Definitions, "name"> & { readonly problems: readonly Problem[] };

/** Checks and plans every task of the graph; tasks that are wrong in themselves, and those below, are not planned. */
export function survey(
  graph: Graph,
  planner: Planner,
  pipelines: readonly Defined[],
  others: readonly Problem[] = [],
): Survey {
  const problems = [...others, ...pipelines.flatMap((pipeline) => pipeline.problems), ...graph.problems];
  const broken = new Set(
    pipelines.flatMap((pipeline) =>
      pipeline.problems.filter(isError).map(({ task }) => `${pipeline.name}::${task}`),
    ),
  );
  for (const task of graph.order) {
    const found = taskProblems(task);
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

/** What is wrong with a task in itself: its pattern, and values that cannot cross to another process. */
function taskProblems(task: Task): Problem[] {
  const { filter, factors, extras, rows, definedAt: at } = task.definition;
  const about = { task: task.name, at };
  const problems: Problem[] = [];
  for (const one of [filter, ...factors.map((factor) => factor.filter)]) {
    if (one?.mistake !== undefined)
      problems.push(problem("bad-pattern", one.mistake, { ...about, facts: [["filter", one.text]] }));
  }
  problems.push(...sendingProblems(extras, "extras", about));
  if (typeof rows === "function") return problems;
  // The files of a row stand in its first two places, and may be tasks.
  const sent = rows.map((row, i) => [`params[${i}]`, task.kind === "files" ? row.slice(2) : row] as const);
  return [...problems, ...firstProblems(sent, about)];
}
