// What is wrong with the options that were given to a run, to a plan, and to what else a pipeline can be asked for.
import { didYouMean } from "./base/text.ts";
import { PipelineError, type Problem, problem } from "./model/error.ts";
import { amounts, describe, isAmounts, longestTimeoutMs } from "./model/option-shapes.ts";
import { checkLevels } from "./plan/freshness.ts";
import { rebuildModes } from "./plan/look-over.ts";
import { reporterKinds } from "./report/choose.ts";
import { directions, graphFormats, legends } from "./report/flowchart/choices.ts";
import { jobOrders } from "./schedule/job-order.ts";
import { failurePolicies } from "./schedule/setting.ts";

const planNames = ["targets", "forced", "check", "historyFile", "rebuild", "pipelines", "runtimeData"];
const runNames = [
  ...planNames,
  ...["multiprocess", "multithread", "maxJobsPerWorker", "maxWorkerMemoryMB", "graceMs"],
  ...["onError", "order", "resources", "job", "touch"],
  ...["reporter", "verbose", "pathAbbreviation", "logFile", "logger", "signal"],
];
const lookNames = ["format", "direction", "legend", "hideUpToDate", "below", "colours", "title"];
const namesOf = {
  run: runNames,
  plan: planNames,
  graph: [...planNames, ...lookNames],
  history: ["historyFile"],
  clean: ["jobs", "dryRun", "historyFile", "pipelines", "runtimeData"],
  forget: ["jobs", "historyFile", "pipelines", "runtimeData"],
};
const choices: Readonly<Record<string, readonly unknown[]>> = {
  check: checkLevels,
  rebuild: rebuildModes,
  touch: [true, false, "history"],
  onError: failurePolicies,
  format: graphFormats,
  direction: directions,
  legend: legends,
  order: jobOrders,
  hideUpToDate: [true, false],
  below: [true, false],
  dryRun: [true, false],
};
const wholeNumbers: Readonly<Record<string, readonly [least: number, most: number]>> = {
  multiprocess: [1, Infinity],
  multithread: [1, Infinity],
  maxJobsPerWorker: [1, Infinity],
  maxWorkerMemoryMB: [1, Infinity],
  graceMs: [0, longestTimeoutMs],
  verbose: [0, Infinity],
  pathAbbreviation: [-Infinity, Infinity],
};

/** Refuses options that do not exist or cannot be meant. @throws {PipelineError} with everything that is wrong */
export function checkOptions(
  options: object,
  verb: "run" | "plan" | "graph" | "history" | "clean" | "forget",
): void {
  const names = namesOf[verb];
  const found = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : optionProblem(name, value, names, verb),
  );
  if (verb === "run") found.push(...bothProblem(options));
  if (found.length > 0) throw new PipelineError(found);
}

/** A job is in a process or in a thread. */
function bothProblem(options: { readonly multiprocess?: number; readonly multithread?: number }): Problem[] {
  const { multiprocess, multithread } = options;
  if (multiprocess === undefined || multithread === undefined) return [];
  const hint =
    "multiprocess: each job in a process of its own; multithread: each in a thread of the script's process";
  return [
    problem("bad-option", "'multiprocess' and 'multithread' are both given, and a run has one of them", {
      hint,
    }),
  ];
}

function optionProblem(name: string, value: unknown, names: readonly string[], verb: string): Problem[] {
  if (!names.includes(name)) {
    const near = didYouMean(name, names);
    const hint = near === undefined ? `${verb} takes ${names.join(", ")}` : `did you mean '${near}'?`;
    return [problem("unknown-option", `${verb} has no option '${name}'`, { hint })];
  }
  const allowed = choices[name];
  if (allowed !== undefined && !allowed.includes(value)) return [unknownValue(name, value, allowed)];
  const what = expected(name, value);
  return what === undefined
    ? []
    : [problem("bad-option", `'${name}' is ${what}`, { hint: `it is ${describe(value)}` })];
}

/** What an option must be, if the value is not that. */
function expected(name: string, value: unknown): string | undefined {
  const range = wholeNumbers[name];
  if (range !== undefined && !isWholeNumber(value, range)) return `a whole number${rangeText(range)}`;
  const shape = shapes[name];
  return shape === undefined || shape.holds(value) ? undefined : shape.says;
}

function isWholeNumber(value: unknown, [least, most]: readonly [number, number]): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

function rangeText([least, most]: readonly [number, number]): string {
  const from = Number.isFinite(least) ? ` from ${least}` : "";
  return Number.isFinite(most) ? `${from} to ${most}` : from;
}

const shapes: Readonly<Record<string, { readonly says: string; holds(value: unknown): boolean }>> = {
  historyFile: { says: "the name of a file", holds: isWord },
  logFile: { says: "the name of a file", holds: isWord },
  signal: { says: "an AbortSignal", holds: (value) => value instanceof AbortSignal },
  job: { says: "the id of a job, a file that it makes, or its task", holds: isWord },
  logger: {
    says: "an object with the methods info, warn and error",
    holds: (value) => hasMethods(value, ["info", "warn", "error"]),
  },
  reporter: {
    says: `one of ${reporterKinds.map((kind) => `'${kind}'`).join(", ")}, or an object with the method on`,
    holds: (value) => hasMethods(value, ["on"]) || reporterKinds.some((kind) => kind === value),
  },
  resources: { says: amounts, holds: isAmounts },
};

function isWord(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === "function");
}

/** What is wrong with a value that is none of those that it can be. */
export function unknownValue(name: string, value: unknown, allowed: readonly unknown[]): Problem {
  const words = allowed.map((word) => (typeof word === "string" ? `'${word}'` : String(word)));
  const hint = `it is ${describe(value)}; it can be ${words.join(", ")}`;
  return problem("bad-option", `'${name}' has an unknown value`, { hint });
}
