// What a run brings to light that the plan did not know: mistakes that keep a task from running, and warnings.
import type { Problem } from "../model/error.ts";
import type { RunEvent } from "../model/event.ts";
import { problemIn, type Task } from "../model/task.ts";

/** Gathers problems, and tells of each that is new. */
export class Notes {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[];
  readonly #pipeline: string;
  readonly #tell: (found: Problem) => void;

  constructor(
    warnings: readonly Problem[],
    { pipeline, emit, now }: { readonly pipeline: string; emit(event: RunEvent): void; now(): number },
  ) {
    this.warnings = [...warnings];
    this.#pipeline = pipeline;
    this.#tell = (found) => emit({ kind: "problem", at: now(), problem: found });
  }

  /** Takes note of what was found about a task; false when the task cannot run. */
  take(task: Task, found: readonly Problem[]): boolean {
    for (const one of found.map((each) => problemIn(this.#pipeline, task, each))) {
      const isKnown = this.warnings.some((warning) => warning.code === one.code && warning.task === one.task);
      if (one.severity === "warning" && isKnown) continue;
      (one.severity === "error" ? this.problems : this.warnings).push(one);
      this.#tell(one);
    }
    return !found.some(({ severity }) => severity === "error");
  }
}
