// Jobs whose output patterns match the same file. Each takes it for its own, so that whichever makes it makes the other run
// again; that is told, for nobody would find out by what runs.
import { printable } from "../base/printable.ts";
import { grouped } from "../base/text.ts";
import { type Problem, problem } from "../model/error.ts";
import { fileKey, namesIn } from "../model/files.ts";
import type { Job } from "../model/job.ts";
import { namesTogether, type Task } from "../model/task.ts";

/** A file that two jobs take for theirs. */
interface Overlap {
  readonly file: string;
  readonly first: Job;
  readonly second: Job;
}

/** The jobs of a task, and what was found for their patterns; not gathered before it can matter: it may be very much. */
interface Found {
  readonly jobs: readonly Job[];
  filesOf(job: Job): readonly string[];
  byFile?: ReadonlyMap<string, Job>;
}

/** The files that were found for the patterns of jobs, by task. */
export class Overlaps {
  readonly #directory: string;
  readonly #byTask = new Map<Task, Found>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Notes which files the jobs of a task take for theirs; tells of those that another job, known so far, does too. */
  note(task: Task, jobs: readonly Job[], filesOf: (job: Job) => readonly string[]): Problem[] {
    this.#byTask.delete(task);
    const others = [...this.#byTask.values()];
    const own: Found = { jobs, filesOf };
    this.#byTask.set(task, own);
    if (others.length === 0 && jobs.length < 2) return [];
    const overlaps = this.#gather(own, others);
    const [one] = overlaps;
    return one === undefined ? [] : [overlapProblem(one, overlaps.length)];
  }

  /** Finds the files of jobs by name; returns those that another job has too. */
  #gather(own: Found, others: readonly Found[]): Overlap[] {
    for (const other of others) if (other.byFile === undefined) this.#gather(other, []);
    const byFile = new Map<string, Job>();
    const overlaps: Overlap[] = [];
    for (const second of own.jobs) {
      for (const file of new Set(own.filesOf(second))) {
        const key = fileKey(file, this.#directory);
        const first = byFile.get(key) ?? others.find((one) => one.byFile?.has(key))?.byFile?.get(key);
        if (first === undefined) byFile.set(key, second);
        else if (first !== second) overlaps.push({ file, first, second });
      }
    }
    own.byFile = byFile;
    return overlaps;
  }
}

function overlapProblem({ file, first, second }: Overlap, count: number): Problem {
  const more = count === 1 ? "" : ` and ${grouped(count - 1)} more`;
  const names = namesTogether([first.task, second.task]);
  const sides = [first, second].map(({ task, input, output }, i): [string, string] => {
    const inputs = namesIn(input).map(printable).join(", ");
    const patterns = namesIn(output).map(printable).join(", ");
    return [i === 0 ? "of" : "and of", `'${names[i] ?? task.name}', ${inputs} → ${patterns}`];
  });
  return problem("overlapping-outputs", "two jobs have output patterns that match the same file", {
    severity: "warning",
    task: second.task.name,
    at: second.task.definition.definedAt,
    facts: [["file", `${printable(file)}${more}`], ...sides],
    hint: "let each pattern match only what its own job makes, by what the filter matched: as it is, each job makes the other run again",
  });
}
