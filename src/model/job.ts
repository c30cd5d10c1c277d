// A job: one call of one task with concrete files; what its function receives; and how it ends.
import type { Task } from "./task.ts";

/** One call of one task. Names are as the user wrote them, relative to the directory of the run. */
export interface Job {
  readonly task: Task;
  /** Its number among the jobs of its task, from 0. */
  readonly index: number;
  /** Its input files in the shape of the task's `input`; null for a task without inputs. */
  readonly input: unknown;
  /** Its output files, or patterns for them (`split`, `subdivide`), in the shape of the task's `output`. */
  readonly output: unknown;
  /** The task's `extras`, with templates filled in. */
  readonly extras: unknown;
  /** The row of a `parallel` task. */
  readonly params: readonly unknown[] | undefined;
}

/** Writes to the job's own log file, and to the log of the run. */
export interface Log {
  /** Something worth knowing. */
  info(message: string): void;
  /** Something that may be wrong. */
  warn(message: string): void;
  /** Something that is wrong. */
  error(message: string): void;
}

/** How much a line of a job's log matters. */
export type LogLevel = keyof Log;

/** What a job has written to its log. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
}

/** What every job's function receives, whatever its kind. */
export interface JobBase {
  /** The name of the task. */
  readonly task: string;
  /** Aborted when the run is interrupted, or the job has run out of time. */
  readonly signal: AbortSignal;
  /** Writes lines to the job's log. */
  readonly log: Log;
  /** Runs a shell line: `` await $`sort ${input} > ${output}` ``. What is put in is quoted. */
  readonly $: Shell;
  /** What was given to the run as `runtimeData`. */
  readonly runtimeData: Readonly<Record<string, unknown>>;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** What the function of a task with files receives. */
export interface JobCall<Input, Output, Extras> extends JobBase {
  /** The job's input files, in the shape in which the task above declared them. */
  readonly input: Input;
  /** The job's output files, in the shape of the task's `output`. */
  readonly output: Output;
  /** The task's extras; strings in them have been filled in by the filter. */
  readonly extras: Extras;
}

/** What the function of an `originate` task receives. */
export interface OriginateCall<Output, Extras> extends JobBase {
  /** The files to make. */
  readonly output: Output;
  /** The task's extras. */
  readonly extras: Extras;
}

/** What the function of a `parallel` task receives. */
export interface ParallelCall<Params> extends JobBase {
  /** The job's row. */
  readonly params: Params;
}

/** What may be put into a shell line: texts and numbers, and arrays of them (each item a word of its own). */
export type ShellValue = string | number | boolean | readonly ShellValue[];

/** Runs shell lines. See {@link ShellCommand} for what comes back. */
export type Shell = (line: TemplateStringsArray, ...values: readonly ShellValue[]) => ShellCommand;

/**
 * A shell line that is running. Await it: it resolves when the command has ended with exit code 0, and rejects
 * otherwise with the command, its exit code or signal, and the last lines that it printed.
 */
export interface ShellCommand extends PromiseLike<undefined> {
  /** What the command writes to its standard output, instead of sending it to the log; without the last line break. */
  text(): Promise<string>;
  /** The lines of {@link ShellCommand.text}. */
  lines(): Promise<string[]>;
}

/** Why a job did not end well, as data. */
export interface JobFailure {
  /** How it ended. */
  readonly kind:
    | "threw"
    | "exited"
    | "no-output"
    | "input-changed"
    | "missing-input"
    | "unsendable"
    | "timed-out"
    | "worker-died";
  /** One sentence or the message of what was thrown. */
  readonly message: string;
  /** What was thrown, when something was. */
  readonly error?: unknown;
  /** The shell line that failed. */
  readonly command?: string;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly hint?: string;
}

/** What a job printed: the file that has all of it, and its end. */
export interface JobLog {
  /** Relative to the directory of the run. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Its last lines, at most 20. */
  readonly tail: readonly string[];
}

/** How one job ended. `seen` and `left` are the lists of its inputs and outputs as a receipt keeps them. */
export type Outcome =
  | {
      readonly kind: "done";
      readonly startedAt: number;
      readonly durationMs: number;
      readonly seen: string;
      readonly left: string;
      /** The digests of these files, where they were read. */
      readonly digests?: string;
      /** It proves nothing: no receipt is kept. */
      readonly isUnrecorded?: true;
      /** What its function returned, as bytes of the marshaller. */
      readonly result?: Uint8Array;
      readonly log?: JobLog;
    }
  | {
      readonly kind: "failed";
      readonly startedAt: number;
      readonly durationMs: number;
      readonly failure: JobFailure;
      readonly log?: JobLog;
    }
  | {
      readonly kind: "cancelled";
      readonly startedAt: number;
      readonly durationMs: number;
      /** Why it ended the whole run, if it did: by throwing `EndRun`. */
      readonly endRun?: string;
      readonly log?: JobLog;
    };
