// A flowchart as data: nodes with their words, shape and state, and the lines between them. Formats are made of it.
import type { TaskKind } from "../../model/definition.ts";
import type { Problem } from "../../model/error.ts";
import type { NodeShape, NodeStyle } from "../../model/node-style.ts";
import { nameIn, type Task } from "../../model/task.ts";
import { makeGraph } from "../../plan/graph.ts";
import type { Plan, PlannedTask } from "../../plan/plan.ts";
import type { Naming } from "../../plan/sources.ts";
import { printable } from "../names.ts";
import { countsText } from "../printout.ts";
import type { Legend } from "./choices.ts";
import { cyclesIn, linksOf } from "./links.ts";
import { type Above, stateOf, stateWords, type TaskState, taskStates, willRun } from "./state.ts";

/** What is drawn of a plan, and how. */
export interface ChartOptions {
  /** What stands above; if not given, the pipeline's name, unless there are several, which have theirs. */
  readonly title: string | undefined;
  readonly isHorizontal: boolean;
  readonly legend: Legend;
  /** Leaves out tasks that are up to date, and joins those around them. */
  readonly hidesUpToDate: boolean;
  /** Whether tasks were named as targets, so that it is worth saying which. */
  readonly marksTargets: boolean;
  /** More tasks that may be drawn: of these, the ones that wait for a target. */
  readonly others: readonly Task[];
  /** With what the names of tasks are found. */
  readonly naming: Naming;
}

/** A flowchart. */
export interface Chart {
  readonly title: string;
  readonly isHorizontal: boolean;
  /** Nodes by pipeline; one group without a name where all are of one pipeline. */
  readonly groups: readonly ChartGroup[];
  readonly edges: readonly ChartEdge[];
  /** The states of the legend. */
  readonly legend: readonly TaskState[];
  /** Whether the legend explains the mark of targets. */
  readonly explainsTargets: boolean;
}

/** The tasks of one pipeline. */
export interface ChartGroup {
  readonly name: string | undefined;
  readonly nodes: readonly ChartNode[];
}

/** A task. */
export interface ChartNode {
  readonly id: string;
  /** Its name, or what its author wants to be written, in lines. */
  readonly lines: readonly string[];
  /** Its kind, and how many jobs of it run. */
  readonly note: string;
  /** More about it, for who points at it. */
  readonly tip: string;
  readonly shape: NodeShape;
  readonly state: TaskState;
  readonly isTarget: boolean;
  readonly style: NodeStyle;
}

/** A line from a task to one that waits for it. */
export interface ChartEdge {
  readonly from: ChartNode;
  readonly to: ChartNode;
  /** `run` where both will run. */
  readonly kind: "run" | "idle" | "cycle";
  /** Whether tasks that are left out lie between the two. */
  readonly isThrough: boolean;
}

/** Makes the flowchart of a plan. */
export function makeChart(plan: Plan, options: ChartOptions): Chart {
  const above = tasksToDraw(plan, options);
  const cycles = plan.problems.some(({ code }) => code === "cycle") ? cyclesIn(above) : new Map();
  const nodes = new Map<Task, ChartNode>();
  const makeNode = nodeMaker(plan, options);
  for (const task of above.keys()) {
    const node = makeNode(task, cycles.has(task));
    if (!(options.hidesUpToDate && node.state === "upToDate")) nodes.set(task, node);
  }
  const links = linksOf(above, (task) => !nodes.has(task));
  const edges = links.flatMap(({ from, to, isThrough }): ChartEdge[] => {
    const [upper, lower] = [nodes.get(from), nodes.get(to)];
    if (upper === undefined || lower === undefined) return [];
    const isLive = willRun(upper.state) && willRun(lower.state);
    const kind = cycles.get(from)?.has(to) === true ? "cycle" : isLive ? "run" : "idle";
    return [{ from: upper, to: lower, kind, isThrough }];
  });
  const used = new Set([...nodes.values()].map(({ state }) => state));
  const { legend, isHorizontal } = options;
  const groups = groupsOf(nodes);
  return {
    title: printable(options.title ?? (groups.length > 1 ? "" : plan.pipeline)),
    isHorizontal,
    groups,
    edges,
    legend: legend === "none" ? [] : taskStates.filter((state) => legend === "all" || used.has(state)),
    explainsTargets: legend === "all" || (legend === "used" && options.marksTargets),
  };
}

/** The tasks of the plan and, of the others, those that wait for a target, with all that these need. */
function tasksToDraw(plan: Plan, { others, naming }: ChartOptions): Above {
  const below = new Set(plan.targets);
  const whole = makeGraph([...plan.targets, ...others], naming).above;
  for (let before = -1; before !== below.size; ) {
    before = below.size;
    for (const [task, parents] of whole) if (parents.some((parent) => below.has(parent))) below.add(task);
  }
  const { order, above } = makeGraph([...below], naming);
  return new Map(order.map((task) => [task, above.get(task) ?? []]));
}

function nodeMaker(plan: Plan, options: ChartOptions): (task: Task, isInCycle: boolean) => ChartNode {
  const planned = new Map(plan.tasks.map((one) => [one.task, one]));
  const asked = new Set(makeGraph([...plan.targets], options.naming).order);
  const errors = Map.groupBy(
    plan.problems.filter(({ severity }) => severity === "error"),
    ({ task }) => task,
  );
  const ids = new Set<string>();
  return (task, isInCycle) => {
    const mistakes = errors.get(nameIn(plan.pipeline, task)) ?? [];
    const state = stateOf({
      planned: planned.get(task),
      isInCycle,
      isFaulty: mistakes.length > 0,
      isAsked: asked.has(task),
      isForced: plan.forced.has(task),
    });
    const style = task.definition.graph;
    return {
      id: unique(printable(task.name), ids),
      lines: String(style.label ?? task.name)
        .split("\n")
        .flatMap((line) => brokenName(printable(line))),
      note: noteOf(task, state, planned.get(task)),
      tip: tipOf(task, state, mistakes),
      shape: style.shape ?? shapes[task.kind],
      state,
      isTarget: options.marksTargets && plan.targets.has(task),
      style,
    };
  };
}

/** A shape for each kind: what is one becomes many in shapes that widen, and many become one in shapes that narrow. */
const shapes: Readonly<Record<TaskKind, NodeShape>> = {
  originate: "ellipse",
  split: "trapezium",
  subdivide: "house",
  transform: "rounded",
  merge: "invtrapezium",
  collate: "invhouse",
  product: "hexagon",
  permutations: "octagon",
  combinations: "octagon",
  combinationsWithReplacement: "octagon",
  parallel: "parallelogram",
  files: "note",
  mkdir: "folder",
};

const ownWords: ReadonlySet<TaskState> = new Set(["inactive", "faulty", "cycle", "unknown"]);

function noteOf({ kind }: Task, state: TaskState, planned: PlannedTask | undefined): string {
  if (ownWords.has(state)) return `${kind} · ${stateWords[state]}`;
  if (planned === undefined) return kind;
  const more = planned.complete || planned.jobs.length === 0 ? "" : " or more";
  return `${kind} · ${countsText(planned)}${more}`;
}

function tipOf(task: Task, state: TaskState, mistakes: readonly Problem[]): string {
  const { description } = task.definition;
  const about = description === undefined ? [] : [description];
  return [`${task.name}: ${stateWords[state]}`, ...about, ...mistakes.map(({ message }) => message)]
    .map(printable)
    .join("\n");
}

function unique(name: string, taken: Set<string>): string {
  let id = name;
  for (let n = 2; taken.has(id); n += 1) id = `${name} ${n}`;
  taken.add(id);
  return id;
}

const longestLine = 30;
const shortestLine = 8;

/** Breaks a long name, between words where there are any. */
function brokenName(name: string): string[] {
  const letters = [...name];
  if (letters.length <= longestLine) return [name];
  const head = letters.slice(0, longestLine).join("");
  const word = /[\p{L}\p{N}]*$/u.exec(head)?.[0] ?? "";
  const kept = word.length < longestLine - shortestLine ? head.slice(0, head.length - word.length) : head;
  return [kept.trimEnd(), ...brokenName(name.slice(kept.length).trimStart())];
}

function groupsOf(nodes: ReadonlyMap<Task, ChartNode>): ChartGroup[] {
  const byPipeline = Map.groupBy(nodes, ([task]) => task.pipeline);
  return [...byPipeline].map(([{ name }, members]) => ({
    name: byPipeline.size === 1 ? undefined : printable(name),
    nodes: members.map(([, node]) => node),
  }));
}
