// The user's own check of whether a job is up to date: `upToDate`, in place of all other checks.
import type { Problem } from "../model/error.ts";
import type { Job } from "../model/job.ts";
import { describe } from "../model/option-shapes.ts";
import type { Task } from "../model/task.ts";
import type { Verdict } from "../model/verdict.ts";
import { callbackFailed, callbackThrew } from "./callback.ts";

/** Asks about the jobs of one task, and keeps what goes wrong. */
export class OwnChecks {
  readonly problems: Problem[] = [];
  readonly #task: Task;

  constructor(task: Task) {
    this.#task = task;
  }

  /** What the task's own check says of a job; undefined when it has none, or leaves it to the others. */
  verdictOf({ input, extras, params }: Job, output: unknown): Verdict | undefined {
    const { upToDate } = this.#task.definition;
    if (upToDate === undefined) return undefined;
    if (this.problems.length > 0) return { fresh: true };
    try {
      const answer = upToDate({ task: this.#task.name, input, output, extras, params });
      if (answer === undefined) return undefined;
      if (answer === true) return { fresh: true, isOwnCheck: true };
      if (answer === false) return { fresh: false, reasons: [{ kind: "own-check" }] };
      if (typeof answer === "string") return { fresh: false, reasons: [{ kind: "own-check", said: answer }] };
      const hint = `it returned ${describe(answer)}; return true, false, why not, or nothing`;
      this.problems.push(callbackFailed(this.#task, "'upToDate' does not say whether a job is", hint));
    } catch (error) {
      this.problems.push(callbackThrew(this.#task, "'upToDate'", error));
    }
    return { fresh: true };
  }
}
