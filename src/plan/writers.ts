// Who writes which file: finds two jobs that write the same one, files that have still to be made, and tasks that read
// a file without waiting for the task that writes it.
import { printable } from "../base/printable.ts";
import { type Problem, placedFact, problem } from "../model/error.ts";
import { fileKey, isPattern, namesIn, orderText } from "../model/files.ts";
import type { Job } from "../model/job.ts";
import { namesTogether, type Task } from "../model/task.ts";
import { DirectoryWriters } from "./directory-writers.ts";
import { type Graph, isAbove } from "./graph.ts";

/** The jobs that write files, by file. */
export class Writers {
  readonly #directory: string;
  /** By `fileKey`: one file may be spelt in several ways. */
  readonly #byFile = new Map<string, Job>();
  readonly #byTask = new Map<Task, readonly Job[]>();
  readonly #byDirectory: DirectoryWriters;
  /** Those that have still to run; a task without any is not in it. */
  readonly #stale = new Map<Task, Set<Job>>();

  constructor(directory: string) {
    this.#directory = directory;
    this.#byDirectory = new DirectoryWriters(directory);
  }

  /** Notes the outputs of a task's jobs, in place of those of before. Jobs that are the same to the letter become one. */
  claim(task: Task, jobs: readonly Job[]): { jobs: readonly Job[]; problems: Problem[] } {
    this.#forget(task);
    const problems: Problem[] = [];
    const kept: Job[] = [];
    for (const job of jobs) {
      const keys = this.#keys(job.output);
      const clash = this.#firstWriter(keys);
      if (clash !== undefined && isOneJob(clash, job)) continue;
      const shared = clash === undefined ? undefined : keys.find((key) => this.#isTaken(key, task));
      if (shared === undefined) {
        for (const key of keys) this.#byFile.set(key, job);
        kept.push(job);
      } else problems.push(duplicateOutput(shared, this.#byFile.get(shared) ?? job, job));
    }
    this.#byTask.set(task, kept);
    return { jobs: kept, problems: problems.slice(0, 5) };
  }

  #keys(files: unknown): string[] {
    const keys = namesIn(files);
    for (const [i, name] of keys.entries()) keys[i] = fileKey(name, this.#directory);
    return keys;
  }

  #firstWriter(keys: readonly string[]): Job | undefined {
    for (const key of keys) {
      const writer = this.#byFile.get(key);
      if (writer !== undefined) return writer;
    }
    return undefined;
  }

  /** Whether another job writes a file. Jobs of a `subdivide` may have the same pattern for several inputs. */
  #isTaken(key: string, task: Task): boolean {
    const other = this.#byFile.get(key);
    return other !== undefined && !(task.kind === "subdivide" && other.task === task && isPattern(key));
  }

  #forget(task: Task): void {
    for (const job of this.#byTask.get(task) ?? []) {
      for (const key of this.#keys(job.output)) this.#byFile.delete(key);
    }
    this.#stale.delete(task);
    this.#byDirectory.forget(task);
  }

  /** Notes whether a job has still to run. */
  mark(job: Job, isStale: boolean): void {
    const stale = this.#stale.get(job.task);
    if (isStale && stale === undefined) this.#stale.set(job.task, new Set([job]));
    else if (isStale) stale?.add(job);
    else if (stale?.delete(job) === true && stale.size === 0) this.#stale.delete(job.task);
  }

  /** The job of another task that has still to run and will make the file. */
  pendingWriter(task: Task, file: string): Job | undefined {
    // Where no other task has anything to do, nothing is looked up: that is what a run is asked most often.
    if (this.#stale.size === (this.#stale.has(task) ? 1 : 0)) return undefined;
    const job = this.#byFile.get(fileKey(file, this.#directory));
    return job !== undefined && job.task !== task && this.#stale.get(job.task)?.has(job) ? job : undefined;
  }

  /** A job of a task above that has still to run and writes into a directory. */
  pendingInto(task: Task, directory: string, graph: Graph): Job | undefined {
    for (const [other, stale] of this.#stale) {
      if (other === task) continue;
      const jobs = this.#byDirectory.of(other, this.#byTask.get(other) ?? [], directory);
      const pending = jobs.find((job) => stale.has(job));
      if (pending !== undefined && isAbove(other, task, graph)) return pending;
    }
    return undefined;
  }

  /** Whether a job of another task makes the file. */
  isWrittenByOther(task: Task, file: string): boolean {
    const writer = this.#byFile.get(fileKey(file, this.#directory));
    return writer !== undefined && writer.task !== task;
  }

  /** Finds inputs that another task writes although nothing makes this task wait for it. */
  unordered(task: Task, graph: Graph): Problem[] {
    const found = new Map<Task, string>();
    if (this.#byTask.size === 1) return [];
    for (const job of this.#byTask.get(task) ?? []) {
      for (const name of namesIn(job.input)) {
        const writer = this.#byFile.get(fileKey(name, this.#directory))?.task;
        if (writer !== undefined && writer !== task && !found.has(writer)) found.set(writer, name);
      }
    }
    return [...found]
      .filter(([writer]) => !isAbove(writer, task, graph))
      .map(([writer, file]) => {
        const [name = ""] = namesTogether([writer, task]);
        return problem(
          "not-ordered",
          `a task reads a file that the task '${name}' writes, and does not wait for it`,
          {
            severity: "warning",
            task: task.name,
            at: task.definition.definedAt,
            facts: [["file", printable(file)]],
            hint: `give the task '${name}' as input, or name it in 'follows'`,
          },
        );
      });
  }
}

/** Whether two jobs are one: the same to the letter, or the same directories to make. */
function isOneJob(a: Job, b: Job): boolean {
  if (a.task !== b.task) return false;
  if (a.task.kind === "mkdir") return orderText(a.output) === orderText(b.output);
  return orderText([a.input, a.output]) === orderText([b.input, b.output]);
}

function duplicateOutput(file: string, first: Job, second: Job): Problem {
  const at = second.task.definition.definedAt;
  if (first.task === second.task) {
    return problem("duplicate-output", "two jobs of a task write the same file", {
      task: first.task.name,
      at,
      facts: [
        ["file", printable(file)],
        ["of", printable(namesIn(first.input).join(", "))],
        ["and of", printable(namesIn(second.input).join(", "))],
      ],
      hint:
        first.task.kind === "collate"
          ? "jobs of one output must have the same extras: a group is what is alike in both"
          : "let the output depend on the input: use what the filter matched",
    });
  }
  const [name = "", otherName = ""] = namesTogether([first.task, second.task]);
  return problem("duplicate-output", "two tasks write the same file", {
    at,
    facts: [
      ["file", printable(file)],
      placedFact("task", name, first.task.definition.definedAt),
      placedFact("task", otherName, at),
    ],
    hint: namesIn(second.input).some((name) => name === file || name.endsWith(`/${file}`))
      ? `give '${otherName}' an output of its own: this name is that of its input`
      : "give one of them another output, or make one the input of the other",
  });
}
