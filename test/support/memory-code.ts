// Code in memory: what each task is made of is what the test says.
import type { Task } from "../../src/model/task.ts";
import type { Part } from "../../src/plan/fingerprint.ts";
import type { Code } from "../../src/plan/ports.ts";

/** Tells of tasks what it was told; of others, that their function is as it always was. */
export class MemoryCode implements Code {
  readonly #parts = new Map<string, readonly Part[]>();
  /** How often it was asked. */
  reads = 0;

  /** Says what a task is made of from now on. */
  write(task: string, parts: Readonly<Record<string, string>>): void {
    this.#parts.set(
      task,
      Object.entries(parts).map(([name, text]) => ({ name, text })),
    );
  }

  partsOf(tasks: readonly Task[]): (readonly Part[])[] {
    this.reads += 1;
    return tasks.map(({ name }) => this.#parts.get(name) ?? [{ name: "its function", text: name }]);
  }
}
