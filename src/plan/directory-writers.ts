// Who writes into which directory, at any depth: a job that reads a directory waits for all that write into it. What a task
// writes is taken apart only when a directory is asked about; of most pipelines none is.
import { posix } from "node:path";
import { namesIn } from "../model/files.ts";
import type { Job } from "../model/job.ts";
import type { Task } from "../model/task.ts";

/** The jobs that write into a directory, by its path. */
type JobsByDirectory = ReadonlyMap<string, readonly Job[]>;

/** Knows the jobs of tasks by the directories into which they write. */
export class DirectoryWriters {
  readonly #directory: string;
  readonly #byTask = new Map<Task, JobsByDirectory>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Notes that a task has other jobs now. */
  forget(task: Task): void {
    this.#byTask.delete(task);
  }

  /** Those of the jobs of a task that write into a directory. */
  of(task: Task, jobs: readonly Job[], directory: string): readonly Job[] {
    const known = this.#byTask.get(task) ?? this.#index(jobs);
    this.#byTask.set(task, known);
    return known.get(posix.resolve(this.#directory, directory)) ?? [];
  }

  #index(jobs: readonly Job[]): JobsByDirectory {
    const found = new Map<string, Job[]>();
    for (const job of jobs)
      for (const name of namesIn(job.output)) this.#note(job, posix.resolve(this.#directory, name), found);
    return found;
  }

  #note(job: Job, path: string, found: Map<string, Job[]>): void {
    forEachAbove(path, (above) => {
      const others = found.get(above);
      // Then so have all that are above it.
      if (others?.at(-1) === job) return false;
      if (others === undefined) found.set(above, [job]);
      else others.push(job);
      return true;
    });
  }
}

/** Does something with each directory above a file, from the nearest to the root, as long as that returns true. */
export function forEachAbove(path: string, visit: (directory: string) => boolean): void {
  for (let [file, above] = [path, posix.dirname(path)]; file !== above && visit(above); )
    [file, above] = [above, posix.dirname(above)];
}
