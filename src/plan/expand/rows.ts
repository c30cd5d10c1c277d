// Kinds whose jobs are written down as rows, or come from a function that is asked for them each time.
import { type Problem, type ProblemDetails, problem } from "../../model/error.ts";
import { describe, fileRowHint, fileRowMistake } from "../../model/option-shapes.ts";
import type { Task } from "../../model/task.ts";
import { nested, type Surroundings } from "../inputs.ts";
import { firstProblems } from "../sending.ts";
import { type Expansion, jobsOf, noParts } from "./expansion.ts";

type Row = readonly unknown[];

/** One job without files for each row. */
export function parametersOfRows(task: Task): Expansion {
  const { rows, problems } = rowsOf(task);
  return jobsOf(
    task,
    rows.map((params) => ({ ...noParts, params })),
    { problems },
  );
}

/** One job for each row of an input, an output, and extras. */
export function filesOfRows(task: Task, around: Surroundings): Expansion {
  const { rows, problems } = rowsOf(task);
  const isWritten = typeof task.definition.rows !== "function";
  const inputs = isWritten ? (around.sources.input as Row) : rows.map(([input]) => input);
  const parts = rows.map(([, output, ...extras], i) => ({
    input: nested(inputs[i], around),
    output,
    extras: extras.length === 0 ? undefined : extras,
    params: undefined,
  }));
  return jobsOf(task, parts, { problems });
}

/** The rows of a task; those that a function returns are checked here, for nobody has seen them before. */
function rowsOf(task: Task): { rows: readonly Row[]; problems: readonly Problem[] } {
  const { rows, definedAt: at } = task.definition;
  if (typeof rows !== "function") return { rows, problems: [] };
  const about = { task: task.name, at };
  try {
    const returned = [...rows()];
    const mistaken = returned.flatMap((row, i) => rowMistakes(task, row, `row ${i}`, about)).slice(0, 1);
    const problems =
      mistaken.length > 0
        ? mistaken
        : firstProblems(
            returned.map((row, i) => [`row ${i}`, row] as const),
            about,
          );
    return { rows: problems.some(({ severity }) => severity === "error") ? [] : returned, problems };
  } catch (error) {
    const message = `the function that makes the rows failed: ${(error as Error).message}`;
    return { rows: [], problems: [problem("callback-failed", message, about)] };
  }
}

function rowMistakes(task: Task, row: unknown, name: string, about: ProblemDetails): readonly Problem[] {
  if (!Array.isArray(row)) {
    const message = `${name} of 'params' is ${describe(row)}, not an array`;
    return [problem("bad-option", message, { ...about, hint: "return an array of arrays, or yield arrays" })];
  }
  const mistake = task.kind === "files" ? fileRowMistake(row) : undefined;
  if (mistake === undefined) return [];
  return [problem("bad-option", `${name} of 'params' ${mistake}`, { ...about, hint: fileRowHint })];
}
