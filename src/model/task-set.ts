// A named set of tasks: only definitions. Defining reads no file and starts nothing; mistakes are kept and reported
// all at once when the pipeline is planned or run.
import { callerOf, type Place } from "../base/place.ts";
import { type Problem, problem } from "./error.ts";
import type { FileSpec, FilesOf } from "./files.ts";
import { isRecord, namesIn } from "./files.ts";
import type { InputSpec } from "./input.ts";
import { describe, optionProblems } from "./option-names.ts";
import type {
  CollateOptions,
  MergeOptions,
  MkdirOptions,
  OriginatedItem,
  OriginateOptions,
  ParallelOptions,
  SplitOptions,
  SubdivideOptions,
  TransformOptions,
} from "./options.ts";
import {
  type Action,
  type Definitions,
  type Limit,
  Task,
  type TaskDefinition,
  type TaskKind,
} from "./task.ts";

type Defining = (...options: never[]) => unknown;

/** A named set of tasks, and the methods that define them. */
export class TaskSet implements Definitions {
  /** The pipeline's name. */
  readonly name: string;
  /** Mistakes found while tasks were defined. */
  readonly problems: Problem[] = [];
  /** Where the pipeline was made. */
  readonly definedAt: Place | undefined;
  readonly #tasks = new Map<string, Task>();

  constructor(name: string) {
    this.name = name;
    this.definedAt = callerOf(new.target as never);
    if (typeof name !== "string" || name === "") {
      const hint = 'write new Pipeline("name")';
      this.problems.push(
        problem("bad-option", `a pipeline needs a name, not ${describe(name)}`, { at: this.definedAt, hint }),
      );
    }
  }

  /** The tasks, in the order in which they were defined. */
  get tasks(): readonly Task[] {
    return [...this.#tasks.values()];
  }

  /** The task of that name, if there is one. */
  task(name: string): Task | undefined {
    return this.#tasks.get(name);
  }

  /** Defines a task that makes files from nothing: one job for each output. */
  originate<const O extends FileSpec, E = undefined, Result = unknown>(
    options: OriginateOptions<O, E, Result>,
  ): Task<OriginatedItem<O>, Awaited<Result>> {
    return this.#define("originate", options, this.originate);
  }

  /** Defines a task with one job for each input item that matches the filter. */
  transform<
    const I extends InputSpec,
    const O extends FileSpec,
    E = undefined,
    const A extends readonly InputSpec[] = readonly [],
    const R extends InputSpec = never,
    Result = unknown,
  >(options: TransformOptions<I, O, E, A, R, Result>): Task<FilesOf<O>, Awaited<Result>> {
    return this.#define("transform", options, this.transform);
  }

  /** Defines a task with one job for each input item that matches, whose outputs are not known before it ran. */
  subdivide<
    const I extends InputSpec,
    const O extends FileSpec,
    E = undefined,
    const A extends readonly InputSpec[] = readonly [],
    const R extends InputSpec = never,
    Result = unknown,
  >(options: SubdivideOptions<I, O, E, A, R, Result>): Task<string, Awaited<Result>> {
    return this.#define("subdivide", options, this.subdivide);
  }

  /** Defines a task with one job, from all inputs to outputs that are not known before it ran. */
  split<const I extends InputSpec, const O extends FileSpec, E = undefined, Result = unknown>(
    options: SplitOptions<I, O, E, Result>,
  ): Task<string, Awaited<Result>> {
    return this.#define("split", options, this.split);
  }

  /** Defines a task with one job, from all inputs to one output. */
  merge<const I extends InputSpec, const O extends FileSpec, E = undefined, Result = unknown>(
    options: MergeOptions<I, O, E, Result>,
  ): Task<FilesOf<O>, Awaited<Result>> {
    return this.#define("merge", options, this.merge);
  }

  /** Defines a task with one job for each distinct output name; the inputs that map to it come together. */
  collate<
    const I extends InputSpec,
    const O extends FileSpec,
    E = undefined,
    const A extends readonly InputSpec[] = readonly [],
    const R extends InputSpec = never,
    Result = unknown,
  >(options: CollateOptions<I, O, E, A, R, Result>): Task<FilesOf<O>, Awaited<Result>> {
    return this.#define("collate", options, this.collate);
  }

  /** Defines a task without files: one job for each row of parameters. Its jobs always run. */
  parallel<const P extends readonly (readonly unknown[])[], Result = unknown>(
    options: ParallelOptions<P, Result>,
  ): Task<never, Awaited<Result>> {
    return this.#define("parallel", options, this.parallel);
  }

  /** Defines a task that makes directories: one job for each. */
  mkdir(options: MkdirOptions): Task<string, undefined> {
    return this.#define("mkdir", options, this.mkdir);
  }

  #define<Out, Result>(kind: TaskKind, given: unknown, callee: Defining): Task<Out, Result> {
    const at = callerOf(callee);
    const options = isRecord(given) ? given : {};
    if (!isRecord(given))
      this.problems.push(
        problem("bad-option", `${kind} takes one object of options, not ${describe(given)}`, { at }),
      );
    this.problems.push(...optionProblems(kind, options, at));
    const task = new Task<Out, Result>(this, definition(kind, options, at, this.#tasks.size));
    const before = this.#tasks.get(task.name);
    if (before === undefined) this.#tasks.set(task.name, task);
    else this.problems.push(duplicate(before, task));
    return task;
  }
}

function duplicate(before: Task, task: Task): Problem {
  const first = before.definition.definedAt;
  return problem(
    "duplicate-task",
    `two tasks of the pipeline '${task.pipeline.name}' are called '${task.name}'`,
    {
      at: task.definition.definedAt,
      facts: first === undefined ? [] : [["first", `${first.file}:${first.line}:${first.column}`]],
      hint: "give one of them another name",
    },
  );
}

function definition(
  kind: TaskKind,
  options: Record<string, unknown>,
  definedAt: Place | undefined,
  number: number,
): TaskDefinition {
  const given = options as unknown as Partial<TaskDefinition>;
  const name = typeof given.name === "string" && given.name !== "" ? given.name : `${kind} ${number + 1}`;
  return {
    name,
    kind,
    definedAt,
    description: given.description,
    input: given.input ?? null,
    filter: given.filter,
    output: given.output,
    extras: given.extras,
    addInputs: Array.isArray(given.addInputs) ? given.addInputs : [],
    replaceInputs: given.replaceInputs,
    outputDir: given.outputDir,
    follows: listed(options["follows"]) as readonly (Task | string)[],
    mkdir: namesIn(options["mkdir"]),
    params: Array.isArray(given.params) ? given.params : [],
    limit: limit(options["jobsLimit"]),
    version: given.version,
    action: action(kind, options),
  };
}

function listed(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function limit(value: unknown): Limit | undefined {
  if (typeof value === "number") return { count: value };
  return value === undefined ? undefined : (value as Limit);
}

function action(kind: TaskKind, { run, command }: Record<string, unknown>): Action {
  if (kind === "mkdir") return { kind: "directory" };
  if (typeof command === "string") return { kind: "command", line: command };
  return { kind: "function", run: run as (call: never) => unknown };
}
