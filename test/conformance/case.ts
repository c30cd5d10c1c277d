// The neutral form of the corpus as types: what a case file holds, before anything is translated. The form is described
// in the corpus's own README; the names here are its names.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

/** A value in the neutral notation: JSON, with `$tuple`, `$set`, `$task` and so on as objects of one key. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** The parameter lists of jobs by task (or `pipeline::task`). */
export type Jobs = Readonly<Record<string, readonly (readonly Value[])[]>>;

/** A filter: `{ suffix }`, `{ regex }` or `{ formatter }`. */
export type FilterSpec = Readonly<Record<string, Value>>;

/** One task of a case. */
export interface TaskSpec {
  readonly kind: string;
  readonly name: string;
  readonly func?: string;
  readonly input?: Value;
  readonly inputs?: readonly { readonly input?: Value; readonly filter?: FilterSpec }[];
  readonly filter?: FilterSpec;
  readonly output?: Value;
  readonly extras?: Value;
  readonly output_dir?: Value;
  readonly tuple_size?: Value;
  readonly add_inputs?: Value;
  readonly replace_inputs?: Value;
  readonly raw_named?: Readonly<Record<string, Value>>;
  readonly dirs?: readonly Value[];
  readonly single?: readonly Value[];
  readonly params?: Value;
  readonly generator?: readonly Value[];
  readonly args?: readonly Value[];
  readonly follows?: readonly Value[];
  readonly mkdir_before?: Value;
  readonly active_if?: readonly Value[];
  readonly posttask_touch?: readonly string[];
  readonly jobs_limit?: Value;
  /** What the function does when it is run. */
  readonly creates?: readonly string[] | Readonly<Record<string, readonly string[]>>;
  readonly does?: string;
  readonly returns?: Value;
  readonly clean?: boolean;
}

/** One pipeline of a case that has several. */
export interface PipelineSpec {
  readonly name: string;
  readonly tasks: readonly TaskSpec[];
  readonly clone_of?: string;
  readonly head_tasks?: readonly string[];
  readonly tail_tasks?: readonly string[];
  readonly set_input?: Readonly<Record<string, Value>>;
  readonly set_output?: Readonly<Record<string, Value>>;
  readonly task_set_input?: Readonly<Record<string, Readonly<Record<string, Value>>>>;
}

/** A case: a pipeline and its jobs, or a pipeline and steps. */
export interface Case {
  readonly id: string;
  readonly note?: string;
  readonly tasks?: readonly TaskSpec[];
  readonly pipelines?: readonly (Omit<PipelineSpec, "tasks"> & Partial<Pick<PipelineSpec, "tasks">>)[];
  readonly files?: readonly string[];
  readonly contents?: Readonly<Record<string, string>>;
  readonly dirs?: readonly string[];
  readonly runtime_data?: Readonly<Record<string, Value>>;
  readonly mode?: "run";
  readonly run_args?: Readonly<Record<string, Value>>;
  readonly expected?: Jobs;
  readonly expected_error?: ExpectedError;
  readonly expected_files?: readonly string[];
  readonly expected_warnings?: Readonly<Record<string, string>>;
  readonly substitution_failures?: Readonly<Record<string, number>>;
  readonly steps?: readonly Step[];
  readonly dirs_matter?: boolean;
}

/** An error as Ruffus raised it. */
export interface ExpectedError {
  readonly class: string;
  readonly phase?: string;
  readonly underlying?: string;
  readonly count?: number;
}

/** One step of a sequence: something done to the files or the definitions, or a run. */
export type Step = RunStep | ChangeStep;

/** A change between runs. Which fields count depends on `op`. */
export interface ChangeStep {
  readonly op:
    | "write"
    | "touch"
    | "delete"
    | "symlink"
    | "mkdir"
    | "sleep"
    | "change_function"
    | "change_default"
    | "change_extras"
    | "history_delete"
    | "history_remove_file";
  readonly file?: string;
  readonly dir?: string;
  readonly content?: string;
  readonly mtime?: number | string;
  readonly target?: string;
  readonly ms?: number;
  readonly task?: string;
  readonly value?: Value;
  readonly extras?: Value;
  readonly key?: string;
}

/** How a job is made to fail: in its middle, before it writes, or by Ruffus's signal to stop. */
export interface FailSpec {
  readonly task: string;
  readonly first_input?: string | null;
  readonly mode?: "before_write" | "break";
}

/** A run with what Ruffus did in it. */
export interface RunStep {
  readonly op: "run";
  readonly checksum_level?: number;
  readonly targets?: readonly Value[];
  readonly forced?: readonly Value[];
  readonly touch_files_only?: boolean | number;
  readonly gnu_make_maximal_rebuild_mode?: boolean;
  readonly history_file?: string;
  readonly custom_checks?: Readonly<Record<string, string>>;
  readonly fail?: readonly FailSpec[];
  readonly expected: RunExpectation;
}

/** What Ruffus did in a run. */
export interface RunExpectation {
  readonly error: string | null;
  readonly underlying?: string;
  readonly count?: number;
  readonly jobs_run: Jobs;
  readonly files_created: readonly string[];
  readonly files_touched?: readonly string[];
  readonly dirs?: readonly string[];
}

/** The files of the corpus. The last has what was recorded after the specification of Ruffus, for what the others lack. */
export const corpus = ["jobs.json", "up-to-date.json", "more.json"].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);

/** Reads the cases of a file. Their ids begin with its name, for two files may have an id in common. */
export function readCases(file: string): readonly Case[] {
  // The one place where JSON becomes typed: the corpus is recorded by a program and kept as it is.
  const { cases } = JSON.parse(readFileSync(file, "utf8")) as { readonly cases: readonly Case[] };
  return cases.map((one) => ({ ...one, id: `${basename(file, ".json")}/${one.id}` }));
}

/** The pipelines of a case; one without names of its own is called `main`. */
export function pipelinesOf({ tasks = [], pipelines }: Case): readonly PipelineSpec[] {
  // A clone may have no tasks of its own.
  return pipelines?.map((one) => ({ ...one, tasks: one.tasks ?? [] })) ?? [{ name: "main", tasks }];
}

/** The value under the only key of a marked object such as `{ $task: "t" }`, if `value` is one. */
export function marked(value: Value | undefined, key: string): Value | undefined {
  return isObject(value) ? value[key] : undefined;
}

/** Tells whether a value is an object of the notation. */
export function isObject(value: Value | undefined): value is { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The items of a list, tuple or set; undefined for anything else. */
export function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  if (Array.isArray(value)) return value as readonly Value[];
  const items = marked(value, "$tuple") ?? marked(value, "$set");
  return Array.isArray(items) ? (items as readonly Value[]) : undefined;
}

/** The strings in a value, depth first: the names that Ruffus takes for files. */
export function stringsIn(value: Value | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  return (itemsOf(value) ?? []).flatMap(stringsIn);
}
