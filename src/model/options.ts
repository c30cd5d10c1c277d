// The options of every kind of task, as types. What they mean is said here once; the table of their names, with which
// misspelled and missing ones are found at run time, is in `option-names.ts`.
import type { Sendable } from "../marshal/sendable.ts";
import type { CheckedJob, Environment, Resources, Retries } from "./definition.ts";
import type { FileSpec, FilesOf } from "./files.ts";
import type { Filter, FormatterFilter, RegexFilter } from "./filter.ts";
import type { InputSpec, ItemOf, ItemsOf, Nested, Replaced, WithAdded } from "./input.ts";
import type { JobCall, OriginateCall, ParallelCall } from "./job.ts";
import type { NodeStyle } from "./node-style.ts";
import type { Definitions, Task } from "./task.ts";
import type { TouchFile } from "./touch-file.ts";

/** Options that every kind of task has. */
export interface CommonOptions {
  /** The task's name, unique in its pipeline. */
  readonly name: string;
  /** One sentence for people, shown by `pipefish tasks` and in printouts. */
  readonly description?: string;
  /**
   * Tasks, names of tasks that may be defined later, or pipelines (their tail tasks), whose jobs must all have ended
   * before one of this begins.
   */
  readonly follows?: Followed | readonly Followed[];
  /** Directories that are made, with those above them, before the first job. */
  readonly mkdir?: string | readonly string[];
  /**
   * How many jobs of this task may run at once; with a name, how many of all tasks that give the same name.
   * @defaultValue as many as the run allows
   */
  readonly jobsLimit?: number | { readonly count: number; readonly name: string };
  /**
   * What one job takes, while it runs, of what there is only so much of: processors, memory in mebibytes, and whatever
   * else has a name. Jobs that run at once take no more together than the run has. An amount says nothing to the job.
   * @defaultValue nothing
   */
  readonly resources?: Resources;
  /** How the task is drawn in flowcharts. */
  readonly graph?: NodeStyle;
  /**
   * Stands for all that `check` cannot see of what the jobs do: programs, data files, values of the environment. With
   * `check: "functions"`, they run again when it is another.
   */
  readonly version?: string | number;
  /**
   * Whether the task takes part: values, or functions that are asked once a run, all of which must be true. A task that
   * does not has no jobs and no outputs; those below it run with what else they have.
   * @defaultValue true
   */
  readonly activeIf?: Activity | readonly Activity[];
  /**
   * Decides whether a job is up to date, in place of everything else that is looked at: true when it is; false, or a
   * text that says why, when it must run; undefined, when it is to be judged as usual. Called in the process of the run,
   * perhaps several times.
   */
  readonly upToDate?: (job: CheckedJob) => boolean | string | undefined;
  /**
   * What is done, in the process of the run, when the last job of the task has ended well, before the tasks below begin:
   * functions, which may be asynchronous, and {@link touchFile}. Not when nothing ran above the task or in it.
   */
  readonly postTask?: PostTask | readonly PostTask[];
  /**
   * How often a job that failed is tried again. It waits for that, and holds no place while it does: a second before the
   * second try, and twice as long before each one after, at most a minute.
   * @defaultValue 0
   */
  readonly retries?: number | (Pick<Retries, "count"> & Partial<Retries>);
  /**
   * How long a job may run, in milliseconds. One that runs longer is asked to end, is killed when it does not, and has
   * failed in any case.
   * @defaultValue as long as it takes
   */
  readonly timeoutMs?: number;
  /**
   * Variables of the environment for the jobs, beside those of the run; `undefined` takes one away. With
   * `check: "params"`, the jobs run again when they are others.
   */
  readonly env?: Environment;
  /**
   * Whether each job gets a new process, or thread, in which no other job was.
   * @defaultValue false
   */
  readonly fresh?: boolean;
}

/** What a task can be told to follow. */
export type Followed = Task | Definitions | string;
/** A condition of `activeIf`. */
export type Activity = boolean | (() => boolean);
/** An action of `postTask`. */
export type PostTask = TouchFile | (() => unknown);

/** How a job makes its files. */
export interface AtomicOption {
  /**
   * Whether the outputs of a job appear all at once when it has ended well, and not at all when it has not. The job
   * receives other names as `output` than are declared: the same in a directory `.pipefish-tmp-…` beside the place.
   * @defaultValue what the pipeline says, else false
   */
  readonly atomic?: boolean;
}

/** A result of type `R`, or a promise of one, if it can be sent: otherwise a type that no value has, as of {@link Sendable}. */
type SendableResult<R> = R extends PromiseLike<infer V> ? PromiseLike<Sendable<V>> : Sendable<R>;

/** What a job does: one of `run` and `command`. */
export type RunOrCommand<Call, Result> = AtomicOption & Doing<Call, Result>;

type Doing<Call, Result> =
  | {
      /** The function that does the job, in a process of its own; what it returns must be sendable. */
      readonly run: (job: Call) => Result & SendableResult<Result>;
      readonly command?: never;
    }
  | {
      /**
       * The shell line that does the job, run by `bash` with `-euo pipefail`. `{input}`, `{output}`, `{extras}` and
       * `{task}`, with steps such as `{output[bam]}` or `{input[0]}`, are replaced by the values, quoted; an array
       * becomes several words. Other braces are left alone; `{{input}}` stands for the text `{input}`.
       */
      readonly command: string;
      readonly run?: never;
    };

/** Values that are handed to every job of a task. */
export interface ExtrasOption<E> {
  /**
   * More values for the function. They cross to the job's process exactly, or the run does not start. Strings are
   * filled in by the filter, where the task has one.
   */
  readonly extras?: E & Sendable<E>;
}

/** Options of `originate`: one job for each output, from nothing. */
export type OriginateOptions<O, E, Result> = CommonOptions &
  ExtrasOption<E> & {
    /** The files to make: each item of an array is one job; an item may itself be a tuple or a record. */
    readonly output: O;
  } & RunOrCommand<OriginateCall<OriginatedItem<O>, E>, Result>;

/** What one job of an `originate` task makes. */
export type OriginatedItem<O> = O extends readonly unknown[] ? FilesOf<O[number]> : FilesOf<O>;

/** Options that tasks with one job for each input item share. */
export interface ItemwiseOptions<I, O, A, R> {
  /** Where the jobs' inputs come from: tasks, names, patterns, or arrays of these; each item is one job. */
  readonly input: I;
  /** Names of the outputs, as templates that the filter fills in. */
  readonly output: O;
  /** More inputs for every job, as templates: the job receives `[item, ...added]`. */
  readonly addInputs?: A;
  /** What the job receives in place of the item that matched, as templates. */
  readonly replaceInputs?: R;
}

/** The input of a job after `addInputs` and `replaceInputs`. */
export type ItemwiseInput<I, A, R> = Replaced<WithAdded<ItemOf<I>, A>, R>;

/** Options of the kinds with one job for each input item that matches; `Files` is what a job receives as outputs. */
export type FilteredOptions<I, O, E, A, R, Files, Result> = CommonOptions &
  ExtrasOption<E> &
  ItemwiseOptions<I, O, A, R> & {
    /** Which items make jobs, and how outputs are named after them. */
    readonly filter: Filter;
    /** For `suffix` only: the directory in which outputs are put, in place of that of the input. */
    readonly outputDir?: string;
  } & RunOrCommand<JobCall<ItemwiseInput<I, A, R>, Files, E>, Result>;

/** Options of `transform`: one job for each input item that matches. */
export type TransformOptions<I, O, E, A, R, Result> = FilteredOptions<I, O, E, A, R, FilesOf<O>, Result>;

/** The outputs of a job whose number is not known before it ran: for a record, a list for each key. */
export type FoundFiles<O> = O extends string | readonly unknown[]
  ? readonly string[]
  : { readonly [K in keyof O]: readonly string[] };

/** Options of `subdivide`: like `transform`, but each job makes files whose number is not known before. */
export type SubdivideOptions<I, O, E, A, R, Result> = FilteredOptions<I, O, E, A, R, FoundFiles<O>, Result>;

/** Options of `split`: one job, from all inputs to outputs whose number is not known before. */
export type SplitOptions<I, O, E, Result> = CommonOptions &
  ExtrasOption<E> & {
    /** What the job receives, as an array of items. */
    readonly input: I;
    /** Patterns for what it makes. The job receives the files that match when it starts, so that it can remove them. */
    readonly output: O;
  } & RunOrCommand<JobCall<ItemsOf<I>, FoundFiles<O>, E>, Result>;

/** Options of `merge`: one job, from all inputs to one output. */
export type MergeOptions<I, O, E, Result> = CommonOptions &
  ExtrasOption<E> & {
    /** What the job receives, as an array of items. */
    readonly input: I;
    /** What it makes. */
    readonly output: O;
  } & RunOrCommand<JobCall<ItemsOf<I>, FilesOf<O>, E>, Result>;

/** Options of `collate`: one job for each distinct output; the inputs that map to it come together. */
export type CollateOptions<I, O, E, A, R, Result> = CommonOptions &
  ExtrasOption<E> &
  ItemwiseOptions<I, O, A, R> & {
    /** Which items make jobs, and how outputs are named after them. */
    readonly filter: RegexFilter | FormatterFilter;
  } & RunOrCommand<JobCall<readonly ItemwiseInput<I, A, R>[], FilesOf<O>, E>, Result>;

/** One of the inputs of a `product`. */
export interface FactorSpec {
  /** Its items, each of which meets each item of the other inputs. */
  readonly input: InputSpec;
  /** Which of its items make jobs. */
  readonly filter: FormatterFilter;
}

/** Options that the kinds whose jobs take several items share. */
type CombinedOptions<Items, O, E, A, R, Result> = CommonOptions &
  ExtrasOption<E> & {
    /** Names of the outputs, as templates: `{basename[0][1]}` is that of the second file of the first item. */
    readonly output: O;
    /** More inputs for every job, as templates: the job receives `[items, ...added]`. */
    readonly addInputs?: A;
    /** What the job receives in place of the items, as templates. */
    readonly replaceInputs?: R;
  } & RunOrCommand<JobCall<Replaced<WithAdded<Items, A>, R>, FilesOf<O>, E>, Result>;

/** Options of `product`: one job for each way to take one item of each input. */
export type ProductOptions<P extends readonly FactorSpec[], O, E, A, R, Result> = {
  /** The inputs, each with its own filter. */
  readonly inputs: P;
} & CombinedOptions<{ readonly [K in keyof P]: ItemOf<P[K]["input"]> }, O, E, A, R, Result>;

/** Options of `permutations`, `combinations` and `combinationsWithReplacement`: one job for each choice of items. */
export type TupleOptions<I, N extends number, O, E, A, R, Result> = {
  /** Where the items come from, in the order in which they are given. */
  readonly input: I;
  /** Which items take part. */
  readonly filter: FormatterFilter;
  /** How many items a job takes. */
  readonly tupleSize: N;
} & CombinedOptions<TupleOf<ItemOf<I>, N>, O, E, A, R, Result>;

/** A tuple of `N` items; an array where the number is not known to the compiler. */
export type TupleOf<T, N extends number, Done extends readonly T[] = readonly []> = number extends N
  ? readonly T[]
  : Done["length"] extends N
    ? Done
    : TupleOf<T, N, readonly [...Done, T]>;

/** A row of parameters with the types of its values rather than the values themselves. */
export type Row<P> = { readonly [K in keyof P]: Widened<P[K]> };

type Widened<V> = V extends string ? string : V extends number ? number : V extends boolean ? boolean : V;

/** Options of `parallel`: one job for each row of parameters; no files, so its jobs always run. */
export type ParallelOptions<P extends readonly unknown[], Result> = CommonOptions & {
  /**
   * One job a row; or a function that returns the rows, called when the pipeline is planned. Rows cross to the job's
   * process exactly, or the run does not start.
   */
  readonly params: readonly (P & Sendable<P>)[] | (() => Iterable<P & Sendable<P>>);
  /** The function that does the job, in a process of its own. */
  readonly run: (job: ParallelCall<Row<P>>) => Result & SendableResult<Result>;
};

/** A row of `files`: an input, an output, and extras. */
export type FilesRow = readonly [input: InputSpec, output: FileSpec, ...extras: unknown[]];

/** The extras in a row of `files`. */
type RowExtras<R> = R extends readonly [unknown, unknown, ...infer Extras] ? Row<Extras> : never;

/** Options of `files`: one job for each row. */
export type FilesOptions<R extends FilesRow, Result> = CommonOptions & {
  /**
   * One job a row; or a function that returns the rows, called when the pipeline is planned, and again when tasks that
   * this one follows have run. Patterns and tasks may stand in the inputs, tasks not in those that a function returns.
   */
  readonly params: readonly R[] | (() => Iterable<R>);
} & RunOrCommand<JobCall<Nested<R[0]>, FilesOf<R[1]>, RowExtras<R>>, Result>;

/** Options of `mkdir`: one job for each directory, or for each input item that matches. */
export type MkdirOptions<I = InputSpec, O = FileSpec> = CommonOptions & {
  /** The directories, as templates where there is a filter; those above them are made too. */
  readonly output: O;
} & (
    | { readonly input?: never; readonly filter?: never; readonly outputDir?: never }
    | {
        /** What the directories are named after. */
        readonly input: I;
        /** Which items make directories. */
        readonly filter: Filter;
        /** For `suffix` only: the directory in which they are made, in place of that of the input. */
        readonly outputDir?: string;
      }
  );
