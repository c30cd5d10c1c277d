// The tasks of a pipeline as a table.
import { placeText } from "../base/place.ts";
import { count, duration } from "../base/text.ts";
import type { Task } from "../model/task.ts";
import { makeGraph } from "../plan/graph.ts";
import type { Plan } from "../plan/plan.ts";
import { descriptionLines } from "./blocks.ts";
import { type Style, taskText } from "./names.ts";
import { cut, displayWidth, padded } from "./width.ts";

interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly cells: readonly string[];
}

/** The least room that a description needs to stand in the table. */
const leastDescription = 24;

/**
 * Writes tasks as a table: name, kind, number of jobs when a plan is given, retries and limits, the tasks that it waits for, where it is
 * defined, and what it is for. Where that is too wide, descriptions go below the rows.
 */
export function tasksText(tasks: readonly Task[], style: Style, plan?: Plan): string {
  const { palette, width } = style;
  const columns = columnsOf(tasks, style, plan);
  const widths = columns.map(({ title, cells }) => Math.max(...[title, ...cells].map(displayWidth)));
  const room = width - widths.reduce((sum, n) => sum + n + 2, 0);
  const isRoomy = room >= leastDescription;
  const row = (cell: (column: Column) => string): string =>
    columns
      .map((column, i) => padded(cell(column), widths[i] ?? 0, column.isNumber === true ? "left" : "right"))
      .join("  ");
  const hasDescriptions = tasks.some(({ definition }) => definition.description !== undefined);
  const head = `${row(({ title }) => title)}${isRoomy && hasDescriptions ? "  about" : ""}`;
  const lines = tasks.flatMap(({ definition: { description = "" } }, n) => {
    const line = row(({ cells }) => cells[n] ?? "");
    const [first = ""] = descriptionLines(description, Number.POSITIVE_INFINITY);
    if (isRoomy || description === "") return [`${line}  ${cut(first, room)}`.trimEnd()];
    return [
      line.trimEnd(),
      ...descriptionLines(description, width - 4).map((text) => `    ${palette.faint(text)}`),
    ];
  });
  return [palette.faint(head.trimEnd()), ...lines].join("\n");
}

function columnsOf(tasks: readonly Task[], style: Style, plan: Plan | undefined): Column[] {
  const { above } = makeGraph(tasks);
  const jobs = new Map(
    plan?.tasks.map((planned) => [planned.task, `${planned.jobs.length}${planned.complete ? "" : "+"}`]),
  );
  return [
    { title: "task", cells: tasks.map((task) => taskText(task, style)) },
    { title: "kind", cells: tasks.map(({ kind }) => kind) },
    ...(plan === undefined
      ? []
      : [{ title: "jobs", isNumber: true, cells: tasks.map((task) => jobs.get(task) ?? "?") }]),
    ...policyColumn(tasks),
    { title: "after", cells: tasks.map((task) => namesOf(above.get(task) ?? [], style)) },
    { title: "place", cells: tasks.map((task) => place(task, style.directory)) },
  ];
}

/** What is said of jobs that go wrong; no column where nothing is said. */
function policyColumn(tasks: readonly Task[]): Column[] {
  const cells = tasks.map(({ definition: { retries, timeoutMs, fresh } }) =>
    [
      ...(retries.count === 0 ? [] : [count(retries.count, "retry", "retries")]),
      ...(timeoutMs === undefined ? [] : [`at most ${duration(timeoutMs)}`]),
      ...(fresh ? ["new process"] : []),
    ].join(", "),
  );
  return cells.some((cell) => cell !== "") ? [{ title: "each job", cells }] : [];
}

const mostNames = 3;

function namesOf(tasks: readonly Task[], style: Style): string {
  const shown = tasks
    .slice(0, mostNames)
    .map((task) => taskText(task, style))
    .join(", ");
  return tasks.length > mostNames ? `${shown} +${tasks.length - mostNames}` : shown;
}

function place({ definition: { definedAt } }: Task, directory: string): string {
  return definedAt === undefined ? "" : placeText(definedAt, directory);
}
