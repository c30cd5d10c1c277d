// The table of option names: which each kind of task knows and needs. Finds misspelled, missing and unusable options
// of callers whose compiler did not (JavaScript, or options built elsewhere).
import type { Place } from "../base/place.ts";
import { didYouMean } from "../base/text.ts";
import { commandMistake } from "./command-line.ts";
import type { TaskKind } from "./definition.ts";
import { type Problem, problem } from "./error.ts";
import { isRecord } from "./files.ts";
import { nodeStyleProblems } from "./node-style.ts";
import { type Complaint, describe, shapeProblems } from "./option-shapes.ts";

const common = [
  "name",
  "description",
  "follows",
  "mkdir",
  "jobsLimit",
  "resources",
  "version",
  "graph",
  "activeIf",
  "upToDate",
  "postTask",
  "retries",
  "timeoutMs",
  "env",
  "fresh",
];
/** What a job does, and how it makes its files. */
const doing = ["run", "command", "atomic"];
const itemwise = ["input", "filter", "output", "extras", "addInputs", "replaceInputs", ...doing];

const known: Readonly<Record<TaskKind, readonly string[]>> = {
  originate: ["output", "extras", ...doing],
  split: ["input", "output", "extras", ...doing],
  transform: [...itemwise, "outputDir"],
  subdivide: [...itemwise, "outputDir"],
  merge: ["input", "output", "extras", ...doing],
  collate: itemwise,
  product: [...itemwise.filter((name) => name !== "input" && name !== "filter"), "inputs"],
  permutations: [...itemwise, "tupleSize"],
  combinations: [...itemwise, "tupleSize"],
  combinationsWithReplacement: [...itemwise, "tupleSize"],
  parallel: ["params", "run"],
  files: ["params", ...doing],
  mkdir: ["input", "filter", "output", "outputDir"],
};

const required: Readonly<Record<TaskKind, readonly string[]>> = {
  originate: ["name", "output"],
  split: ["name", "input", "output"],
  transform: ["name", "input", "filter", "output"],
  subdivide: ["name", "input", "filter", "output"],
  merge: ["name", "input", "output"],
  collate: ["name", "input", "filter", "output"],
  product: ["name", "inputs", "output"],
  permutations: ["name", "input", "filter", "tupleSize", "output"],
  combinations: ["name", "input", "filter", "tupleSize", "output"],
  combinationsWithReplacement: ["name", "input", "filter", "tupleSize", "output"],
  parallel: ["name", "params", "run"],
  files: ["name", "params"],
  mkdir: ["name", "output"],
};

/** Whether a kind of task has an option. */
export function hasOption(kind: TaskKind, name: string): boolean {
  return known[kind].includes(name);
}

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
  const missing = [
    ...required[kind].filter((name) => options[name] === undefined),
    ...(kind === "product" ? factorsWithoutInput(options["inputs"]) : []),
  ];
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
    ...nodeStyleProblems(options["graph"], about),
  ];
}

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

/** Which of the inputs of a product says only how it is filtered. */
function factorsWithoutInput(inputs: unknown): string[] {
  if (!Array.isArray(inputs)) return [];
  return inputs.flatMap((one, i) =>
    isRecord(one) && one["input"] === undefined ? [`inputs[${i}].input`] : [],
  );
}
