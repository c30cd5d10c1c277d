// How long a run will still take, from the mean durations of jobs that have ended. It says nothing until it knows, and
// says "at least" while it knows only a part.
import type { Task } from "../model/task.ts";
import { type RunState, type TaskState, toDo } from "./run-state.ts";

/** An estimate of what is left. */
export interface TimeLeft {
  readonly ms: number;
  /** Jobs are left of which nothing is known yet: it will take longer. */
  readonly isLeast: boolean;
}

/** A mean is known after so many jobs, or all but one of a task that has fewer. */
const enoughJobs = 3;

/** Estimates how long the rest will take; undefined when nothing can be said. */
export function timeLeft(state: RunState, now: number): TimeLeft | undefined {
  const runningMs = elapsed(state, now);
  const finish = new Map<Task, number>();
  let workMs = 0;
  let isLeast = false;
  let isKnown = false;
  for (const task of state.tasks.values()) {
    const left = taskLeft(task, runningMs.get(task.task) ?? [], state.slots);
    const begin = Math.max(0, ...(state.above.get(task.task) ?? []).map((above) => finish.get(above) ?? 0));
    finish.set(task.task, begin + (left?.spanMs ?? 0));
    workMs += left?.workMs ?? 0;
    if (left === undefined) isLeast = true;
    else if (left.workMs > 0) isKnown = true;
  }
  if (!isKnown) return undefined;
  return { ms: Math.max(workMs / state.slots, ...finish.values()), isLeast };
}

/** For each task, how long its running jobs have been running. */
function elapsed(state: RunState, now: number): Map<Task, number[]> {
  const byTask = new Map<Task, number[]>();
  for (const [{ task }, startedAt] of state.running) {
    const times = byTask.get(task);
    if (times === undefined) byTask.set(task, [now - startedAt]);
    else times.push(now - startedAt);
  }
  return byTask;
}

/** The work that is left of a task and how long it takes side by side; undefined when that is not known. */
function taskLeft(
  task: TaskState,
  runningMs: readonly number[],
  slots: number,
): { readonly workMs: number; readonly spanMs: number } | undefined {
  const waiting = toDo(task);
  if (task.complete && waiting + task.running === 0) return { workMs: 0, spanMs: 0 };
  const isMeanKnown = task.done >= Math.min(enoughJobs, Math.max(1, task.stale - 1));
  if (!task.complete || !isMeanKnown) return undefined;
  const meanMs = task.spentMs / task.done;
  const rest = runningMs.map((ms) => Math.max(0, meanMs - ms));
  const workMs = waiting * meanMs + rest.reduce((sum, ms) => sum + ms, 0);
  const lanes = Math.max(
    1,
    Math.min(slots, task.task.definition.limit?.count ?? slots, waiting + task.running),
  );
  const longestMs = waiting > 0 ? meanMs : Math.max(0, ...rest);
  return { workMs, spanMs: Math.max(workMs / lanes, longestMs) };
}
