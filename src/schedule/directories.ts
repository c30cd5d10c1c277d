// The directories that a task asks for in `mkdir`, made before its first job.
import { printable } from "../base/printable.ts";
import { type Problem, problem } from "../model/error.ts";
import type { Task } from "../model/task.ts";

/** Makes them; returns what went wrong. */
export function makeTaskDirectories(
  { name: task, definition: { mkdir, definedAt: at } }: Task,
  make: (name: string) => void,
): readonly Problem[] {
  for (const name of mkdir) {
    try {
      make(name);
    } catch (error) {
      const facts: [string, string][] = [
        ["directory", printable(name)],
        ["why", printable((error as Error).message)],
      ];
      const hint = "remove what is in the way, or name another directory in 'mkdir'";
      return [problem("not-a-directory", "a directory cannot be made", { task, at, facts, hint })];
    }
  }
  return [];
}
