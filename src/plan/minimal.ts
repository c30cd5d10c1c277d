// The minimal rebuild: goes up from the targets, and stops on each way at the first task that is up to date as its files
// are now. What is above that is left alone, be it up to date or not.
import type { Task } from "../model/task.ts";
import { Planner, type PlannerSetting } from "./planner.ts";

/** The tasks that the targets do not need. */
export function notNeeded(setting: PlannerSetting): ReadonlySet<Task> {
  const { graph, forced } = setting;
  const planner = new Planner({ ...setting, asItIs: true });
  const planned = graph.order.map((task) => planner.plan(task));
  const stale = new Set([
    ...forced,
    ...planned.filter(({ staleCount }) => staleCount > 0).map(({ task }) => task),
  ]);
  const above = (task: Task): readonly Task[] => graph.above.get(task) ?? [];
  // Those above come first in the order.
  const afterForced = new Set<Task>();
  for (const task of graph.order)
    if (above(task).some((one) => forced.has(one) || afterForced.has(one))) afterForced.add(task);
  const needed = new Set<Task>();
  const open = [...graph.targets];
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    if (needed.has(task) || !(stale.has(task) || afterForced.has(task))) continue;
    needed.add(task);
    open.push(...above(task));
  }
  return new Set(graph.order.filter((task) => !needed.has(task)));
}
