// Which tasks take part: `activeIf`, asked once a run.
import { type Problem, problem } from "../model/error.ts";
import { describe } from "../model/option-shapes.ts";
import type { Task } from "../model/task.ts";

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
  const { activeIf, definedAt: at } = task.definition;
  for (const condition of activeIf) {
    try {
      const answer = typeof condition === "function" ? condition() : condition;
      if (answer === false) return { isActive: false, problems: [] };
      if (answer === true) continue;
      const hint = `it returned ${describe(answer)}; return true or false`;
      const found = problem("callback-failed", "'activeIf' does not say whether the task takes part", {
        at,
        task: task.name,
        hint,
      });
      return { isActive: false, problems: [found] };
    } catch (error) {
      const message = `'activeIf' failed: ${(error as Error).message}`;
      return { isActive: false, problems: [problem("callback-failed", message, { at, task: task.name })] };
    }
  }
  return { isActive: true, problems: [] };
}
