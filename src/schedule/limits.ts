// How many jobs of a task, or of all tasks that name one limit, run at once. A job that has to wait holds no place.
import type { Task } from "../model/task.ts";

/** Counts the running jobs under each limit. */
export class Limits {
  readonly #running = new Map<string, number>();

  /** Whether one more job of the task may start. */
  allows(task: Task): boolean {
    const { limit } = task.definition;
    return limit === undefined || (this.#running.get(key(task)) ?? 0) < limit.count;
  }

  /** Notes that a job of the task starts. */
  take(task: Task): void {
    if (task.definition.limit !== undefined)
      this.#running.set(key(task), (this.#running.get(key(task)) ?? 0) + 1);
  }

  /** Notes that a job of the task has ended. */
  release(task: Task): void {
    if (task.definition.limit !== undefined)
      this.#running.set(key(task), (this.#running.get(key(task)) ?? 1) - 1);
  }
}

/** A limit without a name has that of its task, by which the copies of the task share it. */
function key({ definition, fullName }: Task): string {
  return definition.limit?.name ?? fullName;
}
