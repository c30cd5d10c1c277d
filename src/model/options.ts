// The options of every kind of task, as types. What they mean is said here once; the table of their names, with which
// misspelled and missing ones are found at run time, is in `option-names.ts`.
import type { Sendable } from "../marshal/sendable.ts";
import type { FilesOf } from "./files.ts";
import type { Filter, FormatterFilter, RegexFilter } from "./filter.ts";
import type { ItemOf, ItemsOf, Replaced, WithAdded } from "./input.ts";
import type { JobCall, OriginateCall, ParallelCall } from "./job.ts";
import type { Task } from "./task.ts";

/** Options that every kind of task has. */
export interface CommonOptions {
  /** The task's name, unique in its pipeline. */
  readonly name: string;
  /** One sentence for people, shown by `pipefish tasks` and in printouts. */
  readonly description?: string;
  /** Tasks, or names of tasks that may be defined later, whose jobs must all have ended before one of this begins. */
  readonly follows?: Task | string | readonly (Task | string)[];
  /** Directories that are made, with those above them, before the first job. */
  readonly mkdir?: string | readonly string[];
  /**
   * How many jobs of this task may run at once; with a name, how many of all tasks that give the same name.
   * @defaultValue as many as the run allows
   */
  readonly jobsLimit?: number | { readonly count: number; readonly name: string };
  /**
   * Stands for all that `check` cannot see of what the jobs do: programs, data files, values of the environment. With
   * `check: "functions"`, they run again when it is another.
   */
  readonly version?: string | number;
}

/** What a job does: one of `run` and `command`. */
export type RunOrCommand<Call, Result> =
  | {
      /** The function that does the job, in a process of its own; what it returns must be sendable. */
      readonly run: (job: Call) => Result;
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

/** A row of parameters with the types of its values rather than the values themselves. */
export type Row<P> = { readonly [K in keyof P]: Widened<P[K]> };

type Widened<V> = V extends string ? string : V extends number ? number : V extends boolean ? boolean : V;

/** Options of `parallel`: one job for each row of parameters; no files, so its jobs always run. */
export type ParallelOptions<P extends readonly (readonly unknown[])[], Result> = CommonOptions & {
  /** One job a row. Rows cross to the job's process exactly, or the run does not start. */
  readonly params: P & Sendable<P>;
} & {
  /** The function that does the job, in a process of its own. */
  readonly run: (job: ParallelCall<Row<P[number]>>) => Result;
};

/** Options of `mkdir`: one job for each directory. */
export type MkdirOptions = CommonOptions & {
  /** The directories; those above them are made too. */
  readonly output: string | readonly string[];
};
