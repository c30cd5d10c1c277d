// A task: one step of a pipeline; and the named set of tasks to which it belongs. Nothing here reads a file or starts a
// job.
import type { Place } from "../base/place.ts";
import type { TaskDefinition, TaskKind } from "./definition.ts";
import type { Problem } from "./error.ts";
import type { FileSpec } from "./files.ts";

/** Whether the number of a task's outputs is not known before it ran. */
export function isOpen({ kind }: Task): boolean {
  return kind === "split" || kind === "subdivide";
}

/** Other inputs for a task: `input`; for a `product`, `input`, `input2`, `input3`... for the first, the second... */
export type NewInputs = { readonly [N in `input${number | ""}`]?: unknown };

/** A named set of tasks, as a task sees the pipeline that it belongs to. */
export abstract class Definitions {
  /** The pipeline's name. */
  abstract readonly name: string;
  /** Where the pipeline was made. */
  abstract readonly definedAt: Place | undefined;
  /** The tasks, in the order in which they were defined. */
  abstract readonly tasks: readonly Task[];
  /** Mistakes found while tasks were defined. */
  abstract readonly problems: readonly Problem[];
  /** The task of that name, if there is one. */
  abstract task(name: string): Task | undefined;
  /** The tasks whose outputs this pipeline stands for where it is an input or followed. */
  abstract readonly tailTasks: readonly Task[];
  /** What a task is after it was given another input or output; mistakes are noted. */
  abstract redefined(task: Task, verb: "setInput" | "setOutput", given: unknown): TaskDefinition;
}

/**
 * One step of a pipeline. Made by the methods of `Pipeline`; given to others as their `input`, in `follows` and as a
 * target.
 *
 * `Out` is the shape of the files that one job of it makes, as the next task receives them; `Result` is what its
 * function returns. Neither exists at run time.
 */
export class Task<out Out = unknown, out Result = unknown> {
  /** Carries the type `Out`; never set. */
  declare readonly "~output"?: Out;
  /** Carries the type `Result`; never set. */
  declare readonly "~result"?: Result;
  /** The pipeline that it belongs to. */
  readonly pipeline: Definitions;
  #definition: TaskDefinition;

  constructor(pipeline: Definitions, definition: TaskDefinition) {
    this.pipeline = pipeline;
    this.#definition = definition;
  }

  /** All that was said when it was defined, and since. */
  get definition(): TaskDefinition {
    return this.#definition;
  }

  /** Its name, unique in its pipeline. */
  get name(): string {
    return this.definition.name;
  }

  /** How it makes jobs. */
  get kind(): TaskKind {
    return this.definition.kind;
  }

  /** Its name with that of its pipeline: `pipeline::task`. Unique in a run. */
  get fullName(): string {
    return `${this.pipeline.name}::${this.name}`;
  }

  /**
   * Gives it another input: `{ input }`; for a `product`, `input`, `input2`... for the first, the second...
   *
   * A mistake is told when the pipeline is planned or run.
   */
  setInput(given: NewInputs): void {
    this.#definition = this.pipeline.redefined(this, "setInput", given);
  }

  /** Gives an `originate` task other files to make. A mistake is told when the pipeline is planned or run. */
  setOutput(given: { readonly output: FileSpec }): void {
    this.#definition = this.pipeline.redefined(this, "setOutput", given);
  }
}

/** The names of tasks that are spoken of together: with those of their pipelines where they are of several. */
export function namesTogether(tasks: readonly Task[]): string[] {
  const isOnePipeline = tasks.every(({ pipeline }) => pipeline === tasks[0]?.pipeline);
  return tasks.map(({ name, fullName }) => (isOnePipeline ? name : fullName));
}

/** The name of a task in a run of a pipeline: those of other pipelines have the names of these before theirs. */
export function nameIn(pipeline: string, { pipeline: own, name, fullName }: Task): string {
  return own.name === pipeline ? name : fullName;
}

/** A problem of a task, which it names as it is called in a run of a pipeline. */
export function problemIn(pipeline: string, task: Task, found: Problem): Problem {
  return found.task === undefined ? found : { ...found, task: nameIn(pipeline, task) };
}
