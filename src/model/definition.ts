// What was said of a task when it was defined, written down with defaults filled in.
import type { Place } from "../base/place.ts";
import { isRecord, namesIn } from "./files.ts";
import type { Filter } from "./filter.ts";
import type { NodeStyle } from "./node-style.ts";
import type { TouchFile } from "./touch-file.ts";

/** How a task makes jobs of its inputs. */
export type TaskKind =
  | "originate"
  | "split"
  | "transform"
  | "subdivide"
  | "merge"
  | "collate"
  | "product"
  | "permutations"
  | "combinations"
  | "combinationsWithReplacement"
  | "parallel"
  | "files"
  | "mkdir";

/** What a job of a task does: call a function, run a shell line, or make its directories. */
export type Action =
  | { readonly kind: "function"; readonly run: (call: never) => unknown }
  | { readonly kind: "command"; readonly line: string }
  | { readonly kind: "directory" };

/** How many jobs may run at once: of one task, or with a name of all tasks that give the same. */
export interface Limit {
  readonly count: number;
  readonly name?: string;
}

/**
 * Amounts of things of which there is only so much: `cpus` and `memoryMB` (mebibytes), which a machine has, and others by
 * names of the user's own.
 */
export type Resources = Readonly<Record<string, number>> & {
  readonly cpus?: number;
  readonly memoryMB?: number;
};

/** How often a job that failed is tried again, and how long it waits for that. */
export interface Retries {
  readonly count: number;
  /** How long it waits for the second try. */
  readonly delayMs: number;
  /** How many times as long it waits for each try after that. */
  readonly backoff: number;
  /** The longest that it waits. */
  readonly maxDelayMs: number;
}

/** Variables of the environment; those that are undefined are taken away. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Rows of parameters, or a function that is called for them each time that the task is planned. */
export type Rows = readonly (readonly unknown[])[] | (() => Iterable<readonly unknown[]>);

/** One of the inputs of a `product`, with its own filter. */
export interface Factor {
  readonly input: unknown;
  readonly filter: Filter | undefined;
}

/** A job, as the user's own check of it receives it. */
export interface CheckedJob {
  /** The name of the task. */
  readonly task: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly extras: unknown;
  readonly params: readonly unknown[] | undefined;
}

/** All that was said when a task was defined, with defaults filled in. */
export interface TaskDefinition {
  readonly name: string;
  readonly kind: TaskKind;
  readonly definedAt: Place | undefined;
  readonly description: string | undefined;
  readonly input: unknown;
  readonly filter: Filter | undefined;
  /** Of a `product`, in place of `input` and `filter`. */
  readonly factors: readonly Factor[];
  /** How many inputs come together in a job of the combinatorial kinds. */
  readonly tupleSize: number;
  readonly output: unknown;
  readonly extras: unknown;
  readonly addInputs: readonly unknown[];
  readonly replaceInputs: unknown;
  readonly outputDir: string | undefined;
  /** Tasks, names of tasks, and pipelines. */
  readonly follows: readonly unknown[];
  readonly mkdir: readonly string[];
  readonly rows: Rows;
  readonly limit: Limit | undefined;
  /** What one job takes. */
  readonly resources: Resources;
  readonly version: string | number | undefined;
  readonly graph: NodeStyle;
  /** All must hold, or the task is left out. */
  readonly activeIf: readonly (boolean | (() => unknown))[];
  readonly upToDate: ((job: CheckedJob) => unknown) | undefined;
  readonly postTask: readonly (TouchFile | (() => unknown))[];
  readonly retries: Retries;
  readonly timeoutMs: number | undefined;
  readonly env: Environment | undefined;
  /** Whether each job has a process of its own that no other job was in. */
  readonly fresh: boolean;
  /** Whether the outputs of a job appear all at once, when it has ended well. */
  readonly atomic: boolean;
  readonly action: Action;
}

/** The inputs that the rows of a `files` task name; those that a function returns are not known before it is called. */
export function rowInputs({ kind, rows }: TaskDefinition): readonly unknown[] {
  return kind === "files" && typeof rows !== "function" ? rows.map(([input]) => input) : [];
}

/** Writes down what was said of a task, with defaults filled in. */
export function makeDefinition(
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
    factors: factors(options["inputs"]),
    tupleSize: typeof given.tupleSize === "number" ? given.tupleSize : 0,
    follows: listed(options["follows"]),
    mkdir: namesIn(options["mkdir"]),
    rows: rows(options["params"]),
    limit: limit(options["jobsLimit"]),
    resources: given.resources ?? {},
    version: given.version,
    graph: given.graph ?? {},
    activeIf: listed(options["activeIf"]) as TaskDefinition["activeIf"],
    upToDate: given.upToDate,
    postTask: listed(options["postTask"]) as TaskDefinition["postTask"],
    retries: retries(options["retries"]),
    timeoutMs: given.timeoutMs,
    env: given.env,
    fresh: given.fresh === true,
    // What is said of a whole pipeline is not meant for tasks that make no files, or only directories.
    atomic: given.atomic === true && kind !== "parallel" && kind !== "mkdir",
    action: action(kind, options),
  };
}

function listed(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function factors(value: unknown): readonly Factor[] {
  const given = Array.isArray(value) ? (value as readonly unknown[]).filter(isRecord) : [];
  return given.map(({ input = null, filter }) => ({ input, filter: filter as Filter | undefined }));
}

function rows(value: unknown): Rows {
  if (typeof value === "function") return value as () => Iterable<readonly unknown[]>;
  // What is no row is told as a mistake of the options (option-shapes.ts); whoever plans meets rows only.
  return Array.isArray(value) ? value.filter((row) => Array.isArray(row)) : [];
}

function limit(value: unknown): Limit | undefined {
  if (typeof value === "number") return { count: value };
  return value === undefined ? undefined : (value as Limit);
}

function retries(value: unknown): Retries {
  const given = typeof value === "number" ? { count: value } : ((value ?? {}) as Partial<Retries>);
  const { count = 0, delayMs = 1000, backoff = 2, maxDelayMs = Math.max(delayMs, 60_000) } = given;
  return { count, delayMs, backoff, maxDelayMs };
}

function action(kind: TaskKind, { run, command }: Record<string, unknown>): Action {
  if (kind === "mkdir") return { kind: "directory" };
  if (typeof command === "string") return { kind: "command", line: command };
  return { kind: "function", run: run as (call: never) => unknown };
}
