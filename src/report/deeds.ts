// What the engine does, in words: for verbosity 10.
import { count } from "../base/text.ts";
import { unreachable } from "../base/unreachable.ts";
import type { Deed, WorkerId } from "../model/event.ts";
import type { Task } from "../model/task.ts";

/** Writes what the engine did; `named` tells the names of tasks in the run. */
export function deedText(deed: Deed, named: (task: Task) => string): string {
  switch (deed.what) {
    case "planned":
      return `looked over ${count(deed.tasks, "task")} with ${count(deed.jobs, "job")}, in ${millis(deed.tookMs)}`;
    case "planned-again":
      return `planned '${named(deed.task)}' again: ${count(deed.jobs, "job")}, in ${millis(deed.tookMs)}`;
    case "worker-started":
      return `${workerText(deed)} started`;
    case "worker-ended":
      return `${workerText(deed)} ended with ${deed.signal ?? `exit code ${deed.exitCode ?? "unknown"}`}`;
    case "jobs-handed":
      return `handed ${count(deed.jobs, "job")} to ${workerText(deed)}`;
    case "receipts-written":
      return `wrote to the history: ${count(deed.started, "job")} started, ${deed.ended} ended, in ${millis(deed.tookMs)}`;
    default:
      return unreachable(deed);
  }
}

function workerText({ pid, thread }: WorkerId): string {
  return thread === undefined ? `worker ${pid}` : `worker thread ${thread}`;
}

function millis(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}
