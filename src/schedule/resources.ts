// Whether the resources that tasks ask for are there: a job that could never start is a mistake, and is told before
// anything runs.
import { didYouMean } from "../base/text.ts";
import type { Resources } from "../model/definition.ts";
import { type Problem, type ProblemDetails, problem } from "../model/error.ts";
import { problemIn, type Task } from "../model/task.ts";

/** Finds tasks whose jobs take more than there is, or of what nobody knows how much there is. */
export function resourceProblems(pipeline: string, tasks: readonly Task[], totals: Resources): Problem[] {
  return tasks.flatMap((task) =>
    Object.entries(task.definition.resources).flatMap(([name, amount]) => {
      const total = totals[name];
      if (amount === 0 || (total !== undefined && amount <= total)) return [];
      const about = { task: task.name, at: task.definition.definedAt };
      const found =
        total === undefined ? unknown(name, amount, totals, about) : short(name, amount, total, about);
      return [problemIn(pipeline, task, found)];
    }),
  );
}

function short(name: string, amount: number, total: number, about: ProblemDetails): Problem {
  return problem("too-few-resources", "a job of a task takes more than there is, and could never start", {
    ...about,
    facts: [
      ["resource", name],
      ["takes", String(amount)],
      ["there is", String(total)],
    ],
    hint: `let it take less, or say that there is more: ${givingText(name, amount)}`,
  });
}

function unknown(name: string, amount: number, totals: Resources, about: ProblemDetails): Problem {
  const near = didYouMean(name, Object.keys(totals));
  const guess = near === undefined ? "" : `did you mean '${near}'? Else `;
  return problem("unknown-resource", `a task takes of a resource, and nobody said how much of it there is`, {
    ...about,
    facts: [
      ["resource", name],
      ["takes", String(amount)],
    ],
    hint: `${guess}say how much there is: ${givingText(name, amount)}`,
  });
}

function givingText(name: string, amount: number): string {
  return `run({ resources: { ${/^\w+$/.test(name) ? name : JSON.stringify(name)}: ${amount} } }), or --resources ${name}=${amount}`;
}
