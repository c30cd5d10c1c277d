// A task: one step of a pipeline, as it was defined. Nothing here reads a file or starts a job.
import type { Place } from "../base/place.ts";
import type { Filter } from "./filter.ts";

/** How a task makes jobs of its inputs. */
export type TaskKind =
  | "originate"
  | "split"
  | "transform"
  | "subdivide"
  | "merge"
  | "collate"
  | "parallel"
  | "mkdir";

/** What a job of a task does: call a function, run a shell line, or make its directory. */
export type Action =
  | { readonly kind: "function"; readonly run: (call: never) => unknown }
  | { readonly kind: "command"; readonly line: string }
  | { readonly kind: "directory" };

/** How many jobs may run at once: of one task, or with a name of all tasks that give the same. */
export interface Limit {
  readonly count: number;
  readonly name?: string;
}

/** All that was said when a task was defined, with defaults filled in. */
export interface TaskDefinition {
  readonly name: string;
  readonly kind: TaskKind;
  readonly definedAt: Place | undefined;
  readonly description: string | undefined;
  readonly input: unknown;
  readonly filter: Filter | undefined;
  readonly output: unknown;
  readonly extras: unknown;
  readonly addInputs: readonly unknown[];
  readonly replaceInputs: unknown;
  readonly outputDir: string | undefined;
  readonly follows: readonly (Task | string)[];
  readonly mkdir: readonly string[];
  readonly params: readonly (readonly unknown[])[];
  readonly limit: Limit | undefined;
  readonly version: string | number | undefined;
  readonly action: Action;
}

/** A named set of tasks, as a task sees the pipeline that it belongs to. */
export interface Definitions {
  readonly name: string;
  readonly tasks: readonly Task[];
  task(name: string): Task | undefined;
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
  /** All that was said when it was defined. */
  readonly definition: TaskDefinition;

  constructor(pipeline: Definitions, definition: TaskDefinition) {
    this.pipeline = pipeline;
    this.definition = definition;
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
}
