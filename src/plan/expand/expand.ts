// One task and its inputs make jobs: a function for each kind, a row each of docs/task-kinds.md.

import { unreachable } from "../../base/unreachable.ts";
import { isPattern, namesIn, spliceStrings } from "../../model/files.ts";
import type { Task } from "../../model/task.ts";
import { itemsOf, type Surroundings } from "../inputs.ts";
import { type Expansion, jobsOf, noParts, type Parts } from "./expansion.ts";
import { collated, itemwise } from "./items.ts";
import { filesOfRows, parametersOfRows } from "./rows.ts";
import { combined } from "./tuples.ts";

/** Makes the jobs of a task from the inputs as they are now. */
export function expand(task: Task, around: Surroundings): Expansion {
  switch (task.kind) {
    case "originate":
      return jobsOf(task, originated(task));
    case "split":
    case "merge":
      return whole(task, around);
    case "transform":
    case "subdivide":
      return itemwise(task, around);
    case "collate":
      return collated(task, around);
    case "product":
    case "permutations":
    case "combinations":
    case "combinationsWithReplacement":
      return combined(task, around);
    case "parallel":
      return parametersOfRows(task);
    case "files":
      return filesOfRows(task, around);
    case "mkdir":
      return task.definition.filter === undefined ? jobsOf(task, directories(task)) : itemwise(task, around);
    default:
      return unreachable(task.kind);
  }
}

/** Replaces patterns among outputs by the names that match now. */
export function found(output: unknown, around: Pick<Surroundings, "glob">): unknown {
  return spliceStrings(output, (name) => (isPattern(name) ? around.glob(name) : undefined));
}

function originated(task: Task): Parts[] {
  const { output, extras } = task.definition;
  const items: readonly unknown[] = Array.isArray(output) ? output : [output];
  return items.map((item) => ({ ...noParts, output: item, extras }));
}

function directories(task: Task): Parts[] {
  return namesIn(task.definition.output).map((output) => ({ ...noParts, output }));
}

function whole(task: Task, around: Surroundings): Expansion {
  const { output, extras } = task.definition;
  const items = itemsOf(around.sources.input, around);
  return jobsOf(task, [{ ...noParts, input: items, output, extras }], { itemCount: items.length });
}
