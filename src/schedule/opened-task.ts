// A task whose turn has come, as others are told of it.
import type { RunEvent } from "../model/event.ts";
import type { PlannedJob } from "../plan/plan.ts";
import type { TaskState } from "./task-state.ts";

/** Which jobs of a task are to run, if any, and which are up to date. */
export function openedTask(
  { task, planned: { jobs } }: TaskState,
  stale: readonly PlannedJob[],
  at: number,
): RunEvent[] {
  const events: RunEvent[] = [];
  const total = jobs.length;
  const [first] = stale;
  const why = first === undefined || first.verdict.fresh ? [] : first.verdict.reasons;
  if (first !== undefined) events.push({ kind: "task-started", at, task, total, stale: stale.length, why });
  const fresh = jobs.flatMap(({ job, verdict }) => (verdict.fresh ? [job] : []));
  if (fresh.length > 0) events.push({ kind: "jobs-fresh", at, task, jobs: fresh });
  return events;
}
