// Kinds whose jobs are written down as rows, or come from a function that is asked for them each time.
import { type Problem, problem } from "../../model/error.ts";
import { describe, fileRowHint, fileRowMistake } from "../../model/option-shapes.ts";
import type { Task } from "../../model/task.ts";
import { callbackFailed, callbackThrew } from "../callback.ts";
import { nested, type Surroundings } from "../inputs.ts";
import { firstProblems, sentOfRow } from "../sending.ts";
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
  const { rows } = task.definition;
  if (typeof rows !== "function") return { rows, problems: [] };
  const failed = (found: Problem): ReturnType<typeof rowsOf> => ({ rows: [], problems: [found] });
  try {
    const returned: unknown = rows();
    if (!isIterable(returned)) {
      const hint = `it returned ${describe(returned)}; return an array of rows at once, or yield them`;
      return failed(callbackFailed(task, "the function that makes the rows returns none", hint));
    }
    const given = [...returned];
    for (const [i, row] of given.entries()) {
      const mistake = rowMistake(task, row, `row ${i}`);
      if (mistake !== undefined) return failed(mistake);
    }
    const sent = (given as readonly Row[]).map((row, i) => [`row ${i}`, sentOfRow(task, row)] as const);
    const problems = firstProblems(sent, { task: task.name, at: task.definition.definedAt });
    const isWrong = problems.some(({ severity }) => severity === "error");
    return { rows: isWrong ? [] : (given as readonly Row[]), problems };
  } catch (error) {
    return failed(callbackThrew(task, "the function that makes the rows", error));
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function rowMistake(task: Task, row: unknown, name: string): Problem | undefined {
  const about = { task: task.name, at: task.definition.definedAt };
  if (!Array.isArray(row)) {
    const hint = "return an array of arrays, or yield arrays";
    return problem("bad-option", `${name} of 'params' is ${describe(row)}, not an array`, { ...about, hint });
  }
  const mistake = task.kind === "files" ? fileRowMistake(row, true) : undefined;
  if (mistake === undefined) return undefined;
  return problem("bad-option", `${name} of 'params' ${mistake}`, { ...about, hint: fileRowHint });
}
