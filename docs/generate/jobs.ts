// The section "Its jobs" of a page about a task kind: what the plan prints, and what each job receives.
import { inspect } from "node:util";
import type { Tried } from "./example.ts";

/** A page with its section "Its jobs" as the example makes it. */
export function withJobs(page: string, { plan, before }: Tried): string {
  const rows = before.flatMap(({ task, jobs }) =>
    jobs.map(({ job: { input, output, extras, params } }) => {
      return { task: task.name, input, output, extras, params };
    }),
  );
  const columns = (["task", "input", "output", "extras", "params"] as const).filter((column) => {
    const values = rows.map((row) => row[column]);
    return column === "task" ? new Set(values).size > 1 : values.some((value) => (value ?? null) !== null);
  });
  const table = [
    `| job | ${columns.join(" | ")} |`,
    `|${"---|".repeat(columns.length + 1)}`,
    ...rows.map((row, i) => `| ${[i + 1, ...columns.map((column) => cell(row[column]))].join(" | ")} |`),
  ];
  const printed = ["```console", "$ npx pipefish plan -v 3", plan.trimEnd(), "```"];
  const section = ["", ...printed, "", "What each job receives:", "", ...table, ""].join("\n");
  return page.replace(/(?<=\n## Its jobs\n)[\s\S]*?(?=\n## )/, () => section);
}

function cell(value: unknown): string {
  return `\`${typeof value === "string" ? value : valueText(value)}\``;
}

/** A value as it is written in a pipeline. */
export function valueText(value: unknown): string {
  return inspect(value, { depth: Number.POSITIVE_INFINITY, breakLength: Number.POSITIVE_INFINITY })
    .replaceAll("[ ", "[")
    .replaceAll(" ]", "]")
    .replaceAll("'", '"');
}
