// Which tasks take part: `activeIf`, asked once a run.
import type { Problem } from "../model/error.ts";
import { describe } from "../model/option-shapes.ts";
import type { Task } from "../model/task.ts";
import { callbackFailed, callbackThrew } from "./callback.ts";

/** Whether a task takes part; false where that could not be found out. */
export interface Answer {
  readonly isActive: boolean;
  readonly problems: readonly Problem[];
}

/** Asks each task once. */
export class Activity {
  readonly #known = new Map<Task, Answer>();

  of(task: Task): Answer {
    const known = this.#known.get(task) ?? ask(task);
    this.#known.set(task, known);
    return known;
  }
}

function ask(task: Task): Answer {
  for (const condition of task.definition.activeIf) {
    try {
      const answer = typeof condition === "function" ? condition() : condition;
      if (answer === false) return { isActive: false, problems: [] };
      if (answer === true) continue;
      const hint = `it returned ${describe(answer)}; return true or false`;
      const message = "'activeIf' does not say whether the task takes part";
      return { isActive: false, problems: [callbackFailed(task, message, hint)] };
    } catch (error) {
      return { isActive: false, problems: [callbackThrew(task, "'activeIf'", error)] };
    }
  }
  return { isActive: true, problems: [] };
}
