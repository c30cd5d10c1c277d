// A named set of tasks: only definitions. Defining reads no file and starts nothing; mistakes are kept and reported
// all at once when the pipeline is planned or run.
import { callerOf, type Place } from "../base/place.ts";
import { makeDefinition, type TaskDefinition, type TaskKind } from "./definition.ts";
import { type Problem, placedFact, problem } from "./error.ts";
import type { FileSpec, FilesOf } from "./files.ts";
import { isRecord } from "./files.ts";
import type { InputSpec } from "./input.ts";
import { optionProblems } from "./option-names.ts";
import { describe } from "./option-shapes.ts";
import type {
  CollateOptions,
  FactorSpec,
  FilesOptions,
  FilesRow,
  MergeOptions,
  MkdirOptions,
  OriginatedItem,
  OriginateOptions,
  ParallelOptions,
  ProductOptions,
  SplitOptions,
  SubdivideOptions,
  TransformOptions,
  TupleOptions,
} from "./options.ts";
import { type PipelineOptions, pipelineOptionProblems } from "./pipeline-options.ts";
import { copiedDefinition, redefine } from "./redefine.ts";
import { Definitions, type NewInputs, Task } from "./task.ts";

type Defining = (...options: never[]) => unknown;

/** A named set of tasks, and the methods that define them. */
export class TaskSet extends Definitions {
  readonly name: string;
  readonly problems: Problem[] = [];
  /** Where the pipeline was made. */
  readonly definedAt: Place | undefined;
  /** What holds for its tasks where they do not say otherwise. */
  readonly options: PipelineOptions;
  readonly #tasks = new Map<string, Task>();
  #heads: readonly Task[] = [];
  #tails: readonly Task[] = [];

  constructor(name: string, options: PipelineOptions = {}, definedAt?: Place) {
    super();
    this.name = name;
    this.definedAt = definedAt ?? callerOf(new.target as never);
    this.problems.push(...pipelineOptionProblems(options, this.definedAt));
    this.options = this.problems.length === 0 ? options : {};
    if (typeof name !== "string" || name === "") {
      const hint = 'write new Pipeline("name")';
      this.problems.push(
        problem("bad-option", `a pipeline needs a name, not ${describe(name)}`, { at: this.definedAt, hint }),
      );
    }
  }

  get tasks(): readonly Task[] {
    return [...this.#tasks.values()];
  }

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

  /** Defines a task with one job for each way to take one item of each input: each item of the first with each of the others. */
  product<
    const P extends readonly FactorSpec[],
    const O extends FileSpec,
    E = undefined,
    const A extends readonly InputSpec[] = readonly [],
    const R extends InputSpec = never,
    Result = unknown,
  >(options: ProductOptions<P, O, E, A, R, Result>): Task<FilesOf<O>, Awaited<Result>> {
    return this.#define("product", options, this.product);
  }

  /** Defines a task with one job for each ordered choice of `tupleSize` different items. */
  permutations<
    const I extends InputSpec,
    const N extends number,
    const O extends FileSpec,
    E = undefined,
    const A extends readonly InputSpec[] = readonly [],
    const R extends InputSpec = never,
    Result = unknown,
  >(options: TupleOptions<I, N, O, E, A, R, Result>): Task<FilesOf<O>, Awaited<Result>> {
    return this.#define("permutations", options, this.permutations);
  }

  /** Defines a task with one job for each choice of `tupleSize` different items, their order left alone. */
  combinations<
    const I extends InputSpec,
    const N extends number,
    const O extends FileSpec,
    E = undefined,
    const A extends readonly InputSpec[] = readonly [],
    const R extends InputSpec = never,
    Result = unknown,
  >(options: TupleOptions<I, N, O, E, A, R, Result>): Task<FilesOf<O>, Awaited<Result>> {
    return this.#define("combinations", options, this.combinations);
  }

  /** Defines a task with one job for each choice of `tupleSize` items, of which one may come several times. */
  combinationsWithReplacement<
    const I extends InputSpec,
    const N extends number,
    const O extends FileSpec,
    E = undefined,
    const A extends readonly InputSpec[] = readonly [],
    const R extends InputSpec = never,
    Result = unknown,
  >(options: TupleOptions<I, N, O, E, A, R, Result>): Task<FilesOf<O>, Awaited<Result>> {
    return this.#define("combinationsWithReplacement", options, this.combinationsWithReplacement);
  }

  /** Defines a task without files: one job for each row of parameters. Its jobs always run. */
  // With `readonly []` among them, rows are tuples to the compiler, also those that a function returns.
  parallel<const P extends readonly [] | readonly unknown[], Result = unknown>(
    options: ParallelOptions<P, Result>,
  ): Task<never, Awaited<Result>> {
    return this.#define("parallel", options, this.parallel);
  }

  /** Defines a task with one job for each row of an input, an output and extras. */
  files<const R extends FilesRow, Result = unknown>(
    options: FilesOptions<R, Result>,
  ): Task<FilesOf<R[1]>, Awaited<Result>> {
    return this.#define("files", options, this.files);
  }

  /** Defines a task that makes directories: one job for each, or with a filter for each input item that matches. */
  mkdir<const I extends InputSpec, const O extends FileSpec>(
    options: MkdirOptions<I, O>,
  ): Task<OriginatedItem<O>, undefined> {
    return this.#define("mkdir", options, this.mkdir);
  }

  /** The tasks that {@link TaskSet.setInput} and {@link TaskSet.setOutput} speak of. */
  get headTasks(): readonly Task[] {
    return this.#heads;
  }

  /** The tasks whose outputs this pipeline stands for where it is an input or followed. */
  get tailTasks(): readonly Task[] {
    return this.#tails;
  }

  /** Says at which tasks the pipeline begins, for {@link TaskSet.setInput} and {@link TaskSet.setOutput}. */
  setHeadTasks(tasks: readonly Task[]): void {
    this.#heads = this.#listed(tasks, "setHeadTasks");
  }

  /** Says with which tasks the pipeline ends: their outputs are what it stands for as an input of another. */
  setTailTasks(tasks: readonly Task[]): void {
    this.#tails = this.#listed(tasks, "setTailTasks");
  }

  /** Gives every head task another input: see `Task.setInput`. */
  setInput(given: NewInputs): void {
    for (const task of this.#headsFor("setInput")) task.setInput(given);
  }

  /** Gives every head task other files to make: see `Task.setOutput`. */
  setOutput(given: { readonly output: FileSpec }): void {
    for (const task of this.#headsFor("setOutput")) task.setOutput(given);
  }

  redefined(task: Task, verb: "setInput" | "setOutput", given: unknown): TaskDefinition {
    // Head tasks are given theirs by the method of the pipeline, of which the caller counts.
    const at = callerOf(this[verb]) ?? callerOf(task[verb]);
    const { definition, problems } = redefine(task.definition, verb, given, at);
    this.problems.push(...problems);
    return definition;
  }

  /** Makes the tasks of another pipeline its own. What they say of each other holds for the copies. */
  protected copy(original: TaskSet): void {
    const own = (task: Task): Task =>
      (task.pipeline === original ? this.#tasks.get(task.name) : undefined) ?? task;
    this.problems.push(...original.problems);
    for (const task of original.tasks)
      this.#tasks.set(task.name, new Task(this, copiedDefinition(task, this)));
    this.#heads = original.#heads.map(own);
    this.#tails = original.#tails.map(own);
  }

  #listed(tasks: unknown, verb: "setHeadTasks" | "setTailTasks"): readonly Task[] {
    if (Array.isArray(tasks) && tasks.every((task) => task instanceof Task)) return [...tasks];
    this.problems.push(
      problem("bad-option", `${verb} takes an array of tasks`, {
        at: callerOf(this[verb]),
        hint: `write pipeline.${verb}([task])`,
      }),
    );
    return [];
  }

  #headsFor(verb: "setInput" | "setOutput"): readonly Task[] {
    if (this.#heads.length === 0)
      this.problems.push(
        problem("no-head-tasks", `the pipeline '${this.name}' has no head tasks to ${verb} of`, {
          at: callerOf(this[verb]),
          hint: "say where it begins: pipeline.setHeadTasks([task])",
        }),
      );
    return this.#heads;
  }

  #define<Out, Result>(kind: TaskKind, given: unknown, callee: Defining): Task<Out, Result> {
    const at = callerOf(callee);
    const options = isRecord(given) ? given : {};
    if (!isRecord(given))
      this.problems.push(
        problem("bad-option", `${kind} takes one object of options, not ${describe(given)}`, { at }),
      );
    this.problems.push(...optionProblems(kind, options, at));
    const whole = { ...this.options, ...options };
    const task = new Task<Out, Result>(this, makeDefinition(kind, whole, at, this.#tasks.size));
    const before = this.#tasks.get(task.name);
    if (before === undefined) this.#tasks.set(task.name, task);
    else this.problems.push(duplicate(before, task));
    return task;
  }
}

function duplicate(before: Task, task: Task): Problem {
  return problem(
    "duplicate-task",
    `two tasks of the pipeline '${task.pipeline.name}' are called '${task.name}'`,
    {
      at: task.definition.definedAt,
      facts: [placedFact("first", before.name, before.definition.definedAt)],
      hint: "give one of them another name",
    },
  );
}
