// The table of option names: which each kind of task knows and needs. Finds misspelled, missing and unusable options
// of callers whose compiler did not (JavaScript, or options built elsewhere).
import type { Place } from "../base/place.ts";
import { didYouMean } from "../base/text.ts";
import { commandMistake } from "./command-line.ts";
import { type Problem, problem } from "./error.ts";
import { isRecord, namesIn } from "./files.ts";
import { Glob } from "./input.ts";
import { Task, type TaskKind } from "./task.ts";

const common = ["name", "description", "follows", "mkdir", "jobsLimit", "version"];
const itemwise = ["input", "filter", "output", "extras", "addInputs", "replaceInputs", "run", "command"];

const known: Readonly<Record<TaskKind, readonly string[]>> = {
  originate: ["output", "extras", "run", "command"],
  split: ["input", "output", "extras", "run", "command"],
  transform: [...itemwise, "outputDir"],
  subdivide: [...itemwise, "outputDir"],
  merge: ["input", "output", "extras", "run", "command"],
  collate: itemwise,
  parallel: ["params", "run"],
  mkdir: ["output"],
};

const required: Readonly<Record<TaskKind, readonly string[]>> = {
  originate: ["name", "output"],
  split: ["name", "input", "output"],
  transform: ["name", "input", "filter", "output"],
  subdivide: ["name", "input", "filter", "output"],
  merge: ["name", "input", "output"],
  collate: ["name", "input", "filter", "output"],
  parallel: ["name", "params", "run"],
  mkdir: ["name", "output"],
};

/** What is wrong with the options of one task, as far as their names and shapes tell. */
export function optionProblems(
  kind: TaskKind,
  options: Record<string, unknown>,
  at: Place | undefined,
): Problem[] {
  const task = typeof options["name"] === "string" ? options["name"] : `(a ${kind} without a name)`;
  const names = [...common, ...known[kind]];
  const about = { at, task };
  const unknown = Object.keys(options).filter((name) => !names.includes(name));
  const missing = required[kind].filter((name) => options[name] === undefined);
  return [
    ...unknown.map((name) => {
      const near = didYouMean(name, names);
      const hint = near === undefined ? `${kind} takes ${names.join(", ")}` : `did you mean '${near}'?`;
      return problem("unknown-option", `${kind} has no option '${name}'`, { ...about, hint });
    }),
    ...missing.map((name) => problem("missing-option", `${kind} needs the option '${name}'`, about)),
    ...actionProblems(kind, options).map(([message, hint]) =>
      problem("bad-option", message, { ...about, hint }),
    ),
    ...shapeProblems(kind, options).map(([message, hint]) =>
      problem("bad-option", message, { ...about, hint }),
    ),
  ];
}

type Complaint = readonly [message: string, hint: string];

function actionProblems(kind: TaskKind, { run, command }: Record<string, unknown>): Complaint[] {
  if (kind === "mkdir") return [];
  if (run === undefined && command === undefined) {
    if (kind === "parallel") return []; // Already said: parallel needs 'run'.
    return [["a task needs 'run' or 'command'", "give it a function as run, or a shell line as command"]];
  }
  if (run !== undefined && command !== undefined) {
    return [["a task has 'run' or 'command', not both", "keep one; a function can run shell lines with $"]];
  }
  if (run !== undefined && typeof run !== "function")
    return [["'run' is a function", `it is ${describe(run)}`]];
  if (command === undefined) return [];
  if (typeof command !== "string") return [["'command' is a shell line", `it is ${describe(command)}`]];
  const mistake = commandMistake(command);
  return mistake === undefined ? [] : [[mistake, "holes are {input}, {output}, {extras} and {task}"]];
}

/** What the value of an option must be. */
interface Shape {
  readonly option: string;
  readonly says: string;
  holds(value: unknown): boolean;
  readonly hint?: string;
}

const shapes: readonly Shape[] = [
  {
    option: "name",
    says: "is a text that is not empty",
    holds: (name) => typeof name === "string" && name !== "",
  },
  { option: "filter", says: "is made by suffix(), regex() or formatter()", holds: isFilter },
  {
    option: "params",
    says: "is an array of rows, each an array",
    holds: (rows) => Array.isArray(rows) && rows.every((row) => Array.isArray(row)),
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
  { option: "addInputs", says: "is an array", holds: Array.isArray },
  { option: "jobsLimit", says: "is a whole number from 1, or { count, name }", holds: isLimit },
  {
    option: "version",
    says: "is a text or a number",
    holds: (version) => typeof version === "string" || typeof version === "number",
  },
  { option: "outputDir", says: "is a text", holds: (directory) => typeof directory === "string" },
];

function shapeProblems(kind: TaskKind, options: Record<string, unknown>): Complaint[] {
  const wrong = shapes.filter(
    ({ option, holds }) => options[option] !== undefined && !holds(options[option]),
  );
  const complaints = wrong.map(({ option, says, hint }): Complaint => {
    return [`'${option}' ${says}`, hint ?? `it is ${describe(options[option])}`];
  });
  return [...complaints, ...combinationProblems(kind, options)];
}

/** Options that do not go together. */
function combinationProblems(
  kind: TaskKind,
  { filter, outputDir, addInputs, replaceInputs }: Record<string, unknown>,
): Complaint[] {
  const found: Complaint[] = [];
  const filterKind = isFilter(filter) ? filter.kind : undefined;
  if (kind === "collate" && filterKind === "suffix") {
    const hint = "a suffix gives each input an output of its own; nothing would come together";
    found.push(["collate takes regex() or formatter(), not suffix()", hint]);
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

/** A name, a pattern, a task, or these in arrays and records; numbers may stand among names, and not alone. */
function isInput(value: unknown): boolean {
  if (value === null || typeof value === "string") return true;
  return typeof value === "object" && isNested(value, (item) => item instanceof Task || item instanceof Glob);
}

function isOutput(value: unknown): boolean {
  if (value === null) return true;
  return (
    value !== "" && typeof value !== "number" && isNested(value, () => false) && !namesIn(value).includes("")
  );
}

/** Whether a value is made of arrays, records and plain values only, and of what `isLeaf` knows. */
function isNested(value: unknown, isLeaf: (value: unknown) => boolean): boolean {
  if (isLeaf(value) || value === null || typeof value !== "object")
    return typeof value !== "function" && value !== undefined;
  if (!Array.isArray(value) && !isRecord(value)) return false;
  return Object.values(value).every((item) => isNested(item, isLeaf));
}

function isNames(value: unknown): boolean {
  return (
    typeof value === "string" || (Array.isArray(value) && value.every((item) => typeof item === "string"))
  );
}

function isFollows(value: unknown): boolean {
  return [value].flat().every((one) => typeof one === "string" || one instanceof Task);
}

function isFilter(value: unknown): value is { kind: string } {
  return isRecord(value) && typeof value["match"] === "function";
}

function isLimit(value: unknown): boolean {
  const limit = isRecord(value) ? value["count"] : value;
  const named = !isRecord(value) || (typeof value["name"] === "string" && value["name"] !== "");
  return named && typeof limit === "number" && Number.isInteger(limit) && limit >= 1;
}

/** Names a value for a message: a short text as it is, anything else by its kind. */
export function describe(value: unknown): string {
  if (typeof value === "string") return value.length <= 40 ? JSON.stringify(value) : "a long text";
  if (value === null || typeof value !== "object") return String(value).slice(0, 40);
  if (Array.isArray(value)) return "an array";
  const name = (value.constructor as { name?: string } | undefined)?.name;
  return name === undefined || name === "Object" ? "an object" : `an instance of ${name}`;
}
