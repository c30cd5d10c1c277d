// Functions of the user's that the run itself calls, and what is said when one of them fails.
import { thrownText } from "../base/thrown-text.ts";
import { type Problem, problem } from "../model/error.ts";
import type { Task } from "../model/task.ts";

/** The mistake of a function of a task that threw. */
export function callbackThrew(task: Task, what: string, thrown: unknown, hint?: string): Problem {
  return callbackFailed(task, `${what} failed: ${thrownText(thrown)}`, hint);
}

/** The mistake of a function of a task that did not do what it should. */
export function callbackFailed({ name, definition }: Task, message: string, hint?: string): Problem {
  return problem("callback-failed", message, { task: name, at: definition.definedAt, hint });
}
