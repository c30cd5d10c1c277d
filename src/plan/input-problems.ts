// What is wrong with the inputs of a task, once they are known: files that are not there, patterns and filters that
// match nothing.
import { printable } from "../base/printable.ts";
import { count } from "../base/text.ts";
import { type Problem, type ProblemDetails, problem } from "../model/error.ts";
import { namesIn } from "../model/files.ts";
import { takesTuples } from "../model/option-shapes.ts";
import type { Task } from "../model/task.ts";
import type { Expansion } from "./expand/expansion.ts";
import type { PlannedJob, PlannedTask } from "./plan.ts";

/** Finds what is wrong with a task's inputs. */
export function inputProblems(
  task: Task,
  expansion: Expansion,
  judged: readonly PlannedJob[],
  directory: string,
  isCutOff: boolean,
): Problem[] {
  const about: ProblemDetails = { task: task.name, at: task.definition.definedAt };
  const absent = [...new Set(judged.flatMap(absentInputs))];
  const problems = absent.length > 0 ? [missingInput(absent, directory, about)] : [];
  if (expansion.problems.length > 0 || isCutOff) return problems;
  if (expansion.itemCount === 0 && readsFiles(task)) problems.push(noInput(directory, about));
  else if (expansion.itemCount > 0 && expansion.jobs.length === 0)
    problems.push(noMatch(task, expansion, about));
  return problems;
}

/** What is left of the mistake of missing inputs when those that a task writes, be it later, are no part of it. */
export function trulyMissing(
  { task, jobs, problems }: PlannedTask,
  isWritten: (file: string) => boolean,
  directory: string,
): readonly Problem[] {
  if (!problems.some(({ code }) => code === "missing-input")) return problems;
  const absent = [...new Set(jobs.flatMap(absentInputs))].filter((file) => !isWritten(file));
  const about: ProblemDetails = { task: task.name, at: task.definition.definedAt };
  const others = problems.filter(({ code }) => code !== "missing-input");
  return absent.length === 0 ? others : [missingInput(absent, directory, about), ...others];
}

function absentInputs({ verdict }: PlannedJob): string[] {
  if (verdict.fresh) return [];
  return verdict.reasons.flatMap((reason) => (reason.kind === "input-missing" ? [reason.file] : []));
}

/** Whether the jobs of a task depend on files that are there. */
export function readsFiles({ kind, definition }: Task): boolean {
  return kind === "files" || definition.input !== null || definition.factors.length > 0;
}

function missingInput(files: readonly string[], directory: string, about: ProblemDetails): Problem {
  const shown = files.slice(0, 5).map(printable).join("\n");
  const list = files.length > 5 ? `${shown}\nand ${files.length - 5} more` : shown;
  const message =
    files.length === 1 ? "an input file does not exist" : `${files.length} input files do not exist`;
  return problem("missing-input", message, {
    ...about,
    facts: [
      ["file", list],
      ["in", directory],
    ],
    hint: "check the name, which is relative to the directory of the run; or give the task that makes it as input",
  });
}

function noInput(directory: string, about: ProblemDetails): Problem {
  return problem("no-input", "a task has no input: no file matches and no task above makes one", {
    ...about,
    severity: "warning",
    facts: [["in", directory]],
    hint: "check the pattern in 'input', and the directory of the run",
  });
}

function noMatch(task: Task, { itemCount, unmatched }: Expansion, about: ProblemDetails): Problem {
  const { filter, factors, tupleSize } = task.definition;
  const isTuple = takesTuples(task.kind);
  const sample = unmatched
    .slice(0, 3)
    .map(({ input, why }) => `${printable(namesIn(input).join(", "))}: ${printable(why)}`);
  const filters = [filter, ...factors.map((factor) => factor.filter)].flatMap((one) => one?.text ?? []);
  const made = task.kind === "product" ? task.kind : `${task.kind} of ${tupleSize}`;
  const message = isTuple
    ? `a task has no job: ${count(itemCount, "input makes", "inputs make")} no ${made}`
    : `a task has no job: its filter matches none of ${itemCount} inputs`;
  const facts: [string, string][] = [["filter", filters.join(", ")]];
  if (sample.length > 0) facts.push(["input", sample.join("\n")]);
  const isShort = isTuple && sample.length === 0;
  const shortOf = task.kind === "product" ? "one of 'inputs' has no items" : "'tupleSize' does not fit";
  const hint = isShort
    ? `${shortOf}, as things are now`
    : "compare the filter, and the templates, with the names of the inputs";
  return problem("no-match", message, { ...about, severity: "warning", facts, hint });
}
