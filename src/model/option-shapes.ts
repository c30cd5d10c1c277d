// What the values of a task's options must be, and which options go together: finds what cannot be meant, of callers whose
// compiler did not.
import type { TaskKind } from "./definition.ts";
import { isRecord, namesIn } from "./files.ts";
import { Glob, OutputFrom, RuntimeParameter } from "./input.ts";
import { Definitions, Task } from "./task.ts";
import { TouchFile } from "./touch-file.ts";

/** A mistake in an option, and what to do about it. */
export type Complaint = readonly [message: string, hint: string];

/** What the value of an option must be. */
interface Shape {
  readonly option: string;
  readonly says: string;
  holds(value: unknown): boolean;
  readonly hint?: string;
}

/** What resources are, for a message. */
export const amounts = "a record of numbers from 0, by names without '=', ',' and spaces";

/** The longest that a timer of Node runs: 24 days. */
export const longestTimeoutMs: number = 2 ** 31 - 1;

const shapes: readonly Shape[] = [
  {
    option: "name",
    says: "is a text that is not empty",
    holds: (name) => typeof name === "string" && name !== "",
  },
  { option: "filter", says: "is made by suffix(), regex() or formatter()", holds: isFilter },
  {
    option: "params",
    says: "is an array of rows, each an array, or a function that returns them",
    holds: (rows) => typeof rows === "function" || isRows(rows),
    hint: "write [[1], [2]] for two jobs with one parameter each",
  },
  {
    option: "input",
    says: "is a name, a pattern, a task, or an array or record of these",
    holds: isInput,
  },
  {
    option: "output",
    says: "names files: texts that are not empty, or arrays and records of them",
    holds: isOutput,
  },
  { option: "mkdir", says: "is the name of a directory, or an array of them", holds: isNames },
  { option: "follows", says: "is a task, the name of one, or an array of these", holds: isFollows },
  {
    option: "addInputs",
    says: "is an array of names, patterns and tasks",
    holds: (inputs) => Array.isArray(inputs) && isInput(inputs),
    hint: 'write ["reference.fa", index]',
  },
  {
    option: "replaceInputs",
    says: "is a name, a pattern, a task, or an array or record of these",
    holds: isInput,
  },
  { option: "jobsLimit", says: "is a whole number from 1, or { count, name }", holds: isLimit },
  {
    option: "resources",
    says: `is ${amounts}`,
    holds: isAmounts,
    hint: "write { cpus: 2, memoryMB: 4000 }",
  },
  {
    option: "version",
    says: "is a text or a number",
    holds: (version) => typeof version === "string" || typeof version === "number",
  },
  {
    option: "inputs",
    says: "is an array of inputs with their filters",
    holds: (inputs) => Array.isArray(inputs) && inputs.length > 0 && inputs.every(isFactor),
    hint: "write [{ input: a, filter: formatter() }, { input: b, filter: formatter() }]",
  },
  {
    option: "tupleSize",
    says: "is a whole number from 0",
    holds: (size) => typeof size === "number" && Number.isInteger(size) && size >= 0,
  },
  {
    option: "activeIf",
    says: "is true or false, a function that tells, or an array of these",
    holds: isActivity,
  },
  {
    option: "upToDate",
    says: "is a function that tells whether a job is",
    holds: (check) => typeof check === "function",
  },
  { option: "postTask", says: "is a function, touchFile(), or an array of these", holds: isPostTask },
  {
    option: "retries",
    says: `is a whole number from 0, or { count, delayMs, backoff, maxDelayMs }, with times of at most ${longestTimeoutMs}`,
    holds: isRetries,
  },
  {
    option: "timeoutMs",
    says: `is a number of milliseconds, at least 1 and at most ${longestTimeoutMs}`,
    holds: (ms) => isNumber(ms, 1, longestTimeoutMs),
  },
  { option: "env", says: "is a record of texts by the names of variables", holds: isEnvironment },
  { option: "fresh", says: "is true or false", holds: (fresh) => typeof fresh === "boolean" },
  { option: "atomic", says: "is true or false", holds: (atomic) => typeof atomic === "boolean" },
  { option: "outputDir", says: "is a text", holds: (directory) => typeof directory === "string" },
];

/** What is wrong with the values of a task's options, and with options that do not go together. */
export function shapeProblems(kind: TaskKind, options: Record<string, unknown>): Complaint[] {
  const wrong = Object.entries(options).flatMap(([option, value]) => {
    const mistake = shapeMistake(option, value);
    return mistake === undefined ? [] : [mistake];
  });
  return [...wrong, ...combinationProblems(kind, options), ...rowProblems(kind, options)];
}

/** What is wrong with the value of one option, if anything. */
export function shapeMistake(option: string, value: unknown): Complaint | undefined {
  const shape = shapes.find((one) => one.option === option);
  if (shape === undefined || value === undefined || shape.holds(value)) return undefined;
  return [`'${option}' ${shape.says}`, shape.hint ?? `it is ${describe(value)}`];
}

/** Options that do not go together. */
function combinationProblems(
  kind: TaskKind,
  { input, filter, outputDir, addInputs, replaceInputs }: Record<string, unknown>,
): Complaint[] {
  const found: Complaint[] = [];
  const filterKind = isFilter(filter) ? filter.kind : undefined;
  if (kind === "collate" && filterKind === "suffix") {
    const hint = "a suffix gives each input an output of its own; nothing would come together";
    found.push(["collate takes regex() or formatter(), not suffix()", hint]);
  }
  if (takesTuples(kind) && filterKind !== undefined && filterKind !== "formatter") {
    const hint =
      "write formatter(/pattern/): its fields take the number of the item first, as in {basename[0][0]}";
    found.push([`${kind} takes formatter(), not ${filterKind}()`, hint]);
  }
  if (kind === "mkdir" && (filter === undefined) !== (input === undefined)) {
    const hint = "leave both out to name the directories in 'output'";
    found.push(["mkdir takes 'input' and 'filter' together", hint]);
  }
  if (outputDir !== undefined && filterKind !== undefined && filterKind !== "suffix") {
    found.push([
      "'outputDir' goes with suffix() only",
      `write the directory into 'output', beside ${filterKind}()`,
    ]);
  }
  if (addInputs !== undefined && replaceInputs !== undefined) {
    found.push(["a task has 'addInputs' or 'replaceInputs', not both", "put all inputs into replaceInputs"]);
  }
  return found;
}

const tupleKinds: ReadonlySet<TaskKind> = new Set([
  "product",
  "permutations",
  "combinations",
  "combinationsWithReplacement",
]);

/** Whether a job of this kind takes several items, which templates tell apart by a number of their own. */
export function takesTuples(kind: TaskKind): boolean {
  return tupleKinds.has(kind);
}

/** Rows of `files` that are no rows of files; those that a function returns are looked at when it is called. */
function rowProblems(kind: TaskKind, { params }: Record<string, unknown>): Complaint[] {
  if (kind !== "files" || !isRows(params)) return [];
  const wrong = params.findIndex((row) => fileRowMistake(row) !== undefined);
  return wrong === -1
    ? []
    : [[`row ${wrong} of 'params' ${fileRowMistake(params[wrong] ?? [])}`, fileRowHint]];
}

/** How a row of `files` is written. */
export const fileRowHint = 'write [["a.in", "a.out"], ["b.in", "b.out"]]: an input, an output, then extras';

/** What is wrong with a row of `files`, if anything. Of rows that a function returns, tasks cannot be told any more. */
export function fileRowMistake(row: readonly unknown[], isReturned = false): string | undefined {
  if (row.length < 2) return "has no output";
  if (!isInput(row[0]) && typeof row[0] !== "number") return `has an input that is ${describe(row[0])}`;
  if (isReturned && !namesFiles(row[0]))
    return "has an input that stands for tasks, which only rows that are written down may have";
  return isOutput(row[1]) ? undefined : `has an output that is ${describe(row[1])}`;
}

/** Whether a value is an array of rows. */
function isRows(value: unknown): value is readonly (readonly unknown[])[] {
  return Array.isArray(value) && value.every((row) => Array.isArray(row));
}

function isFactor(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { input, filter, ...more } = value;
  const isKnown = isFilter(filter) && filter.kind === "formatter" && Object.keys(more).length === 0;
  return isKnown && (input === undefined || isInput(input));
}

function isActivity(value: unknown): boolean {
  return [value].flat().every((one) => typeof one === "boolean" || typeof one === "function");
}

function isPostTask(value: unknown): boolean {
  return [value].flat().every((one) => one instanceof TouchFile || typeof one === "function");
}

/** A name, a pattern, a task, or these in arrays and records; numbers may stand among names, and not alone. */
function isInput(value: unknown): boolean {
  if (value === null || typeof value === "string") return true;
  return typeof value === "object" && isNested(value, isReference);
}

/** Whether a value has names, patterns and plain values only, and nothing that has to be found by name. */
export function namesFiles(value: unknown): boolean {
  return isNested(value, (leaf) => leaf instanceof Glob);
}

/** Whether a value stands for names that are not known before the pipeline is planned. */
function isReference(value: unknown): boolean {
  return [Task, Glob, Definitions, OutputFrom, RuntimeParameter].some((known) => value instanceof known);
}

function isOutput(value: unknown): boolean {
  if (value === null) return true;
  return (
    value !== "" && typeof value !== "number" && isNested(value, () => false) && !namesIn(value).includes("")
  );
}

/** Whether a value is made of arrays, records and plain values only, and of what `isLeaf` knows. */
function isNested(value: unknown, isLeaf: (value: unknown) => boolean): boolean {
  if (value === null || isLeaf(value)) return true;
  if (Array.isArray(value) || isRecord(value))
    return Object.values(value).every((item) => isNested(item, isLeaf));
  return ["string", "number", "boolean"].includes(typeof value);
}

function isNames(value: unknown): boolean {
  return (
    typeof value === "string" || (Array.isArray(value) && value.every((item) => typeof item === "string"))
  );
}

function isFollows(value: unknown): boolean {
  return [value]
    .flat()
    .every((one) => typeof one === "string" || one instanceof Task || one instanceof Definitions);
}

function isFilter(value: unknown): value is { kind: string } {
  return isRecord(value) && typeof value["match"] === "function";
}

function isLimit(value: unknown): boolean {
  const limit = isRecord(value) ? value["count"] : value;
  const named = !isRecord(value) || (typeof value["name"] === "string" && value["name"] !== "");
  return named && typeof limit === "number" && Number.isInteger(limit) && limit >= 1;
}

function isNumber(value: unknown, least: number, most = Number.MAX_VALUE): value is number {
  return typeof value === "number" && value >= least && value <= most;
}

/** Whether a value says how much of each resource there is, or is taken. */
export function isAmounts(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return Object.entries(value).every(([name, amount]) => /^[^=,\s]+$/.test(name) && isNumber(amount, 0));
}

function isRetries(value: unknown): boolean {
  if (!isRecord(value)) return Number.isInteger(value) && isNumber(value, 0);
  const { count, delayMs = 0, backoff = 1, maxDelayMs = 0, ...more } = value;
  const isKnown = Object.keys(more).length === 0 && Number.isInteger(count) && isNumber(count, 0);
  const areTimes = [delayMs, maxDelayMs].every((ms) => isNumber(ms, 0, longestTimeoutMs));
  return isKnown && areTimes && isNumber(backoff, 1);
}

function isEnvironment(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return Object.entries(value).every(
    ([name, text]) => /^[^=\0]+$/.test(name) && (text === undefined || typeof text === "string"),
  );
}

/** Names a value for a message: a short text as it is, anything else by its kind. */
export function describe(value: unknown): string {
  if (typeof value === "string") return value.length <= 40 ? JSON.stringify(value) : "a long text";
  if (value === null || typeof value !== "object") return String(value).slice(0, 40);
  if (Array.isArray(value)) return "an array";
  const name = (value.constructor as { name?: string } | undefined)?.name;
  return name === undefined || name === "Object" ? "an object" : `an instance of ${name}`;
}
