// The lines of a flowchart: which tasks they join when some are left out, and which of them go round in a circle.
import type { Task } from "../../model/task.ts";
import type { Above } from "./state.ts";

/** A line between two tasks. */
export interface Link {
  readonly from: Task;
  readonly to: Task;
  /** Whether tasks that are left out lie between the two. */
  readonly isThrough: boolean;
}

/** Joins the tasks that are shown, past those that are hidden. `above` has tasks before those that wait for them. */
export function linksOf(above: Above, isHidden: (task: Task) => boolean): Link[] {
  const nearest = new Map<Task, readonly Link[]>();
  for (const [to, parents] of above) {
    const [hidden, shown] = [parents.filter(isHidden), parents.filter((parent) => !isHidden(parent))];
    const far = new Set(hidden.flatMap((parent) => (nearest.get(parent) ?? []).map(({ from }) => from)));
    nearest.set(to, [
      ...shown.map((from) => ({ from, to, isThrough: false })),
      ...[...far].filter((from) => !shown.includes(from)).map((from) => ({ from, to, isThrough: true })),
    ]);
  }
  return [...nearest].flatMap(([to, links]) => (isHidden(to) ? [] : links));
}

/** The tasks that wait for themselves, each with all that it waits for. */
export function cyclesIn(above: Above): ReadonlyMap<Task, ReadonlySet<Task>> {
  const found = new Map<Task, ReadonlySet<Task>>();
  for (const task of above.keys()) {
    const ancestors = ancestorsOf(task, above);
    if (ancestors.has(task)) found.set(task, ancestors);
  }
  return found;
}

function ancestorsOf(task: Task, above: Above): Set<Task> {
  const found = new Set<Task>();
  const open = [task];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const parent of above.get(one) ?? []) {
      if (!found.has(parent)) open.push(parent);
      found.add(parent);
    }
  }
  return found;
}
