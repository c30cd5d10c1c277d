// The directories that a task asks for, before its first job.
import { type Problem, problem } from "../model/error.ts";
import type { Task } from "../model/task.ts";

/** Makes them; returns what is wrong if one cannot be made. */
export function makeDirectories(task: Task, makeDirectory: (name: string) => void): Problem | undefined {
  const { mkdir, definedAt: at } = task.definition;
  for (const name of mkdir) {
    try {
      makeDirectory(name);
    } catch (error) {
      const facts: [string, string][] = [
        ["directory", name],
        ["why", (error as Error).message],
      ];
      const hint = "remove what is in the way, or name another directory in 'mkdir'";
      return problem("not-a-directory", "a directory cannot be made", { task: task.name, at, facts, hint });
    }
  }
  return undefined;
}
