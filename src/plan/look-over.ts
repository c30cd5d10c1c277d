// What planning and running begin with: names become tasks, tasks a graph, and the graph is looked over.
import { type Problem, problem } from "../model/error.ts";
import { isRecord } from "../model/files.ts";
import { describe } from "../model/option-shapes.ts";
import { Definitions, Task } from "../model/task.ts";
import type { TaskSet } from "../model/task-set.ts";
import { Activity } from "./activity.ts";
import { owedWarning, owingTasks } from "./conclusions.ts";
import { Digests } from "./digests.ts";
import { Fingerprints } from "./fingerprints.ts";
import type { CheckLevel } from "./freshness.ts";
import { type Graph, makeGraph } from "./graph.ts";
import { notNeeded } from "./minimal.ts";
import { Planner } from "./planner.ts";
import type { Code, Contents, Disk, Ledger } from "./ports.ts";
import { Registry } from "./registry.ts";
import type { Naming } from "./sources.ts";
import { type Survey, survey } from "./survey.ts";

/** A task, a pipeline (all its tasks), the name of one, or an array of these. */
export type TaskNames = Task | Definitions | string | readonly (Task | Definitions | string)[];

/**
 * How far up a run looks for what must run: `maximal`, every task above the targets counts; `minimal`, what is above a
 * task that is up to date does not count.
 */
export const rebuildModes = ["maximal", "minimal"] as const;

/** One of {@link rebuildModes}. */
export type Rebuild = (typeof rebuildModes)[number];

/** What is to be planned. */
export interface Question {
  readonly targets?: TaskNames | undefined;
  readonly forced?: TaskNames | undefined;
  readonly check?: CheckLevel | undefined;
  readonly rebuild?: Rebuild | undefined;
  readonly pipelines?: readonly Definitions[] | undefined;
  readonly runtimeData?: Readonly<Record<string, unknown>> | undefined;
}

/** What planning looks at. */
export interface World {
  readonly disk: Disk;
  readonly code: Code;
  readonly ledger: Ledger;
  readonly contents: Contents;
}

/** A pipeline that has been looked over. */
export interface LookedOver {
  readonly graph: Graph;
  /** The tasks whose jobs run whatever their state. */
  readonly forced: ReadonlySet<Task>;
  /** The tasks that have not done what they do after their jobs. */
  readonly owing: ReadonlySet<Task>;
  readonly fingerprints: Fingerprints;
  readonly digests: Digests;
  readonly planner: Planner;
  readonly survey: Survey;
}

/** Plans everything, as things are now. */
export function lookOver(
  pipeline: TaskSet,
  question: Question,
  { disk, code, ledger, contents }: World,
): LookedOver {
  const registry = registryOf(pipeline, question);
  const problems = [...questionProblems(question), ...registry.problems];
  const targets = tasksOf(pipeline, question.targets, registry, problems) ?? pipeline.tasks;
  const forced = new Set(tasksOf(pipeline, question.forced, registry, problems));
  const graph = makeGraph(targets, namingOf(registry, question));
  const fingerprints = new Fingerprints(code, ledger, graph.order);
  const digests = new Digests(contents);
  const setting = {
    pipeline: pipeline.name,
    graph,
    disk,
    ledger,
    fingerprints,
    digests,
    forced,
    check: question.check ?? "history",
    leftAlone: new Set<Task>(),
    activity: new Activity(),
    asItIs: false,
  };
  const others = graph.order.map((task) => task.pipeline).filter((one) => one !== pipeline);
  const pipelines = [pipeline, ...new Set(others)] as const;
  const owing = owingTasks(graph.order, ledger);
  const owed = [...owing].map((task) => owedWarning(pipeline.name, task));
  problems.push(...definitionProblems(pipelines), ...graph.problems, ...owed);
  // What is wrong cannot be planned, and will not run.
  const isSound = !problems.some(({ severity }) => severity === "error");
  const leftAlone = question.rebuild === "minimal" && isSound ? notNeeded(setting) : setting.leftAlone;
  const planner = new Planner({ ...setting, leftAlone });
  const found = survey(graph, planner, pipelines, problems);
  return { graph, forced, owing, fingerprints, digests, planner, survey: found };
}

/** The mistakes that were found while pipelines were defined; a clone has those of its original. The first is that of the run. */
function definitionProblems(pipelines: readonly Definitions[]): readonly Problem[] {
  const owners = new Map(
    pipelines.toReversed().flatMap((one) => one.problems.map((found) => [found, one] as const)),
  );
  return [...new Set(pipelines.flatMap(({ problems }) => problems))].map((found) => {
    const owner = owners.get(found);
    return owner === pipelines[0] || found.task === undefined
      ? found
      : { ...found, task: `${owner?.name}::${found.task}` };
  });
}

/** What is wrong with the values of a question, of callers whose compiler did not tell. */
export function questionProblems({ pipelines = [], runtimeData = {} }: Question): Problem[] {
  const found: Problem[] = [];
  if (!Array.isArray(pipelines) || !pipelines.every((one) => one instanceof Definitions))
    found.push(
      problem("bad-option", "'pipelines' is an array of pipelines", { hint: `it is ${describe(pipelines)}` }),
    );
  if (!isRecord(runtimeData))
    found.push(
      problem("bad-option", "'runtimeData' is a record", { hint: `it is ${describe(runtimeData)}` }),
    );
  return found;
}

function namingOf(registry: Registry, { runtimeData }: Question): Naming {
  return { registry, runtimeData: isRecord(runtimeData) ? runtimeData : {} };
}

/** Every task that a run may have to do with, in an order in which they can run. */
export function allTasks(pipeline: TaskSet, question: Question): readonly Task[] {
  const registry = registryOf(pipeline, question);
  const tasks = registry.pipelines.flatMap((one) => one.tasks);
  return makeGraph(tasks, namingOf(registry, question)).order;
}

/** The pipelines that a question has to do with, and those to which their tasks refer. */
export function registryOf(pipeline: TaskSet, { pipelines = [], targets, forced }: Question): Registry {
  const given = [targets, forced, pipelines].flat().flatMap((one) => {
    if (one instanceof Definitions) return [one];
    return one instanceof Task ? [one.pipeline] : [];
  });
  return new Registry([pipeline, ...given]);
}

/** The tasks that were named; undefined when none were. */
function tasksOf(
  pipeline: TaskSet,
  given: TaskNames | undefined,
  registry: Registry,
  problems: Problem[],
): readonly Task[] | undefined {
  if (given === undefined) return undefined;
  return [given].flat().flatMap((one: unknown): readonly Task[] => {
    if (one instanceof Task) return [one];
    if (one instanceof Definitions) return one.tasks;
    const found = typeof one === "string" ? registry.find(one, pipeline, {}, true) : noName(one);
    if (!("severity" in found)) return found;
    problems.push(found);
    return [];
  });
}

function noName(given: unknown): Problem {
  return problem("unknown-task", `${describe(given)} is no task, pipeline or name of one`, {
    hint: "give tasks, pipelines, or their names",
  });
}
