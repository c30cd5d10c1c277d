// What tasks still owe. That a task has something to do after its jobs (`postTask`) is written down before the first of
// them starts, and struck out when it is done: a run that fails at it, or is killed before, leaves it to the next.
import { type Problem, problem } from "../model/error.ts";
import { problemIn, type Task } from "../model/task.ts";
import type { Ledger } from "./ports.ts";

/** By what the receipt is known of what a task does after its jobs: no name of a file is like that, so no job has it. */
export function conclusionKey({ fullName }: Task): string {
  return `\0postTask of ${fullName}`;
}

/** The tasks that have not done what they do after their jobs. */
export function owingTasks(tasks: readonly Task[], ledger: Pick<Ledger, "recall">): ReadonlySet<Task> {
  const asked = tasks.filter(({ definition }) => definition.postTask.length > 0);
  const receipts = asked.length === 0 ? [] : ledger.recall(asked.map(conclusionKey));
  return new Set(asked.filter((_, i) => receipts[i]?.finished === false));
}

/** What is to be said of such a task. */
export function owedWarning(pipeline: string, task: Task): Problem {
  const { name, definition } = task;
  const message = "what the task does after its jobs was not done to its end when they had last run";
  return problemIn(
    pipeline,
    task,
    problem("post-task-owed", message, {
      severity: "warning",
      task: name,
      at: definition.definedAt,
      hint: "nothing is to be done about it: the next run that comes to the end of the task does it",
    }),
  );
}
