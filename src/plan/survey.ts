// Looks a whole pipeline over before anything runs: checks every definition, plans every task, and gathers all that is
// wrong, so that a user mends a file once and not mistake by mistake.
import { bytes } from "../base/text.ts";
import { encode, measure } from "../marshal/encode.ts";
import { UnsendableError } from "../marshal/refusal.ts";
import { type Problem, type ProblemDetails, problem } from "../model/error.ts";
import type { Definitions, Task } from "../model/task.ts";
import type { Graph } from "./graph.ts";
import type { PlannedTask } from "./plan.ts";
import type { Planner } from "./planner.ts";

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
  const { filter, extras, params, definedAt: at } = task.definition;
  const about = { task: task.name, at };
  const problems: Problem[] = [];
  if (filter?.mistake !== undefined) {
    problems.push(problem("bad-pattern", filter.mistake, { ...about, facts: [["filter", filter.text]] }));
  }
  problems.push(...sendingProblems(extras, "extras", about));
  for (const [index, row] of params.entries()) {
    const found = sendingProblems(row, `params[${index}]`, about);
    problems.push(...found);
    if (found.length > 0) break;
  }
  return problems;
}

const largeBytes = 1024 * 1024;

/** Why a value cannot cross to another process; or that it can, at a price. */
export function sendingProblems(value: unknown, root: string, about: ProblemDetails): Problem[] {
  if (value === undefined) return [];
  try {
    const sizeBytes = encode(value, root).byteLength;
    if (sizeBytes <= largeBytes) return [];
    const { largest } = measure(value, root);
    return [
      problem("large-value", `every job is sent ${bytes(sizeBytes)}`, {
        ...about,
        severity: "warning",
        facts: [["largest", `${largest.path}, ${bytes(largest.sizeBytes)}`]],
        hint: "put it into a file and give the file as input, or into runtimeData, which crosses once for each worker",
      }),
    ];
  } catch (error) {
    if (!(error instanceof UnsendableError)) throw error;
    return [
      problem("unsendable", `${error.message}, which cannot be sent to a job's process`, {
        ...about,
        hint: error.hint,
      }),
    ];
  }
}
