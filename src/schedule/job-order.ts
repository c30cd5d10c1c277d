// The order "job": a job may start when the jobs that write its inputs have ended, whatever else of the tasks above goes
// on. Which jobs these are is known of tasks whose inputs are known by name; the others wait for the tasks above.
import { isOpen, type Task } from "../model/task.ts";
import type { Graph } from "../plan/graph.ts";
import { looksForFiles } from "../plan/inputs.ts";
import type { PlannedTask } from "../plan/plan.ts";
import type { TaskState } from "./task-state.ts";

/** In which order jobs run: `task`, all jobs of the tasks above first; `job`, those that make a job's inputs first. */
export const jobOrders = ["task", "job"] as const;

/** One of {@link jobOrders}. */
export type JobOrder = (typeof jobOrders)[number];

/** Whether a task waits for the whole of one above it, and not for jobs of it one by one. */
export function awaitsWhole(task: Task, above: PlannedTask | undefined, graph: Graph): boolean {
  const sources = graph.sources.get(task);
  return (
    above === undefined ||
    isOpen(above.task) ||
    !above.jobs.some(({ job }) => job.output !== null && job.output !== undefined) ||
    sources?.follows.includes(above.task) === true ||
    task.definition.upToDate !== undefined ||
    looksForFiles(task, sources)
  );
}

/** Whether a task may be opened though tasks above it have not ended. */
export function opensEarly({ task, above, planned }: TaskState, graph: Graph): boolean {
  if (planned.awaitsAll === true) return above.every(({ status }) => status === "ended");
  return above.every(
    ({ status, planned: one }) =>
      status === "ended" || (status !== "waiting" && status !== "barred" && !awaitsWhole(task, one, graph)),
  );
}
