// Plans and charts for the tests of flowcharts.
import type { Task } from "../../../src/model/task.ts";
import { TaskSet } from "../../../src/model/task-set.ts";
import { makeGraph } from "../../../src/plan/graph.ts";
import type { Plan, PlannedTask } from "../../../src/plan/plan.ts";
import { Registry } from "../../../src/plan/registry.ts";
import {
  type Chart,
  type ChartNode,
  type ChartOptions,
  makeChart,
} from "../../../src/report/flowchart/chart.ts";
import { planned, plannedTask } from "../plans.ts";
import { jobOf } from "../support.ts";

const run = (): void => undefined;

/** Tasks without files, by name; each follows the tasks that are named. */
export function following(links: Readonly<Record<string, readonly string[]>>, name = "links"): TaskSet {
  const set = new TaskSet(name);
  for (const [task, follows] of Object.entries(links)) {
    set.parallel({ name: task, params: [[1]], follows, run });
  }
  return set;
}

/** A task with one job, which has to run or has not. */
export function withJob(task: Task, isStale: boolean): PlannedTask {
  const job = jobOf(task, 0, null, null, [1]);
  return plannedTask(task, [isStale ? planned(job, { kind: "no-outputs" }) : planned(job)]);
}

/** A plan of tasks of which those that are named have to run. */
export function planOf(set: TaskSet, stale: readonly string[], rest: Partial<Plan> = {}): Plan {
  const targets = rest.targets ?? new Set(set.tasks);
  const { order, problems } = makeGraph([...targets]);
  const tasks = problems.length > 0 ? [] : order.map((task) => withJob(task, stale.includes(task.name)));
  return { pipeline: set.name, check: "history", tasks, targets, forced: new Set(), problems, ...rest };
}

/** A chart without a legend. */
export function chartOf(plan: Plan, options: Partial<ChartOptions> = {}): Chart {
  const pipelines = [...plan.targets].map(({ pipeline }) => pipeline);
  return makeChart(plan, {
    naming: { registry: new Registry(pipelines), runtimeData: {} },
    title: undefined,
    isHorizontal: false,
    legend: "none",
    hidesUpToDate: false,
    marksTargets: false,
    others: [],
    ...options,
  });
}

/** The nodes of a chart. */
export function nodesOf({ groups }: Chart): readonly ChartNode[] {
  return groups.flatMap(({ nodes }) => nodes);
}

/** The states of the nodes by their ids. */
export function statesIn(chart: Chart): Record<string, string> {
  return Object.fromEntries(nodesOf(chart).map(({ id, state }) => [id, state]));
}

/** The lines of a chart, as `from -> to`, with what is particular about them. */
export function edgesIn({ edges }: Chart): string[] {
  return edges.map(({ from, to, kind, isThrough }) =>
    [`${from.id} -> ${to.id}`, kind, ...(isThrough ? ["through"] : [])].join(" "),
  );
}
