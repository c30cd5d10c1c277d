// What was: the runs of a pipeline as a table, and one of them with what its jobs did.
import { count, duration, grouped } from "../base/text.ts";
import type { PastJob, PastRun } from "../model/past.ts";
import { briefEnding } from "./endings.ts";
import { nameText, printable, type Style } from "./names.ts";
import type { Paint, Palette } from "./palette.ts";
import { rowLines } from "./rows.ts";
import { countsText } from "./summary.ts";
import { type Cell, type Column, tableLines } from "./table.ts";
import { ago, instant } from "./times.ts";
import { wrapped } from "./width.ts";

/** How a history is written. */
export interface HistoryOptions extends Style {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Writes all runs, or all jobs of a run, however many. */
  readonly isWhole: boolean;
}

const mostRuns = 20;

/** Writes runs, which come newest first, as a table. */
export function historyText(runs: readonly PastRun[], options: HistoryOptions): string {
  const { pipeline, palette, isWhole } = options;
  const title = palette.strong(`${printable(pipeline)}:`);
  if (runs.length === 0) return `${title} no run is recorded`;
  const shown = isWhole ? runs : runs.slice(0, mostRuns);
  const more = runs.length - shown.length;
  return [
    `${title} ${count(runs.length, "run")}`,
    "",
    ...tableLines(runColumns(options), shown, palette),
    ...(more > 0 ? [palette.faint(`  and ${count(more, "older run")} (--all shows them)`)] : []),
  ].join("\n");
}

function runColumns({ palette, now }: HistoryOptions): Column<PastRun>[] {
  const number = (
    title: string,
    of: (jobs: NonNullable<PastRun["jobs"]>) => number,
    paint?: Paint,
  ): Column<PastRun> => ({
    title,
    isNumber: true,
    cell: ({ jobs }) => ({ text: jobs === undefined || of(jobs) === 0 ? "" : grouped(of(jobs)), paint }),
  });
  return [
    { title: "run", isNumber: true, cell: ({ run }) => ({ text: String(run), paint: palette.strong }) },
    { title: "began", cell: ({ startedAt }) => instant(startedAt).slice(0, -4) },
    { title: "took", isNumber: true, cell: (run) => tookText(run, now) },
    number("done", ({ done }) => done),
    number("failed", ({ failed }) => failed, palette.bad),
    number("up to date", ({ fresh }) => fresh, palette.faint),
    number("left", ({ skipped, cancelled }) => skipped + cancelled, palette.warning),
    { title: "ended", cell: (run) => endedCell(run, palette) },
  ];
}

function tookText({ startedAt, endedAt, outcome }: PastRun, now: number): string {
  if (endedAt !== undefined) return duration(endedAt - startedAt);
  return outcome === "running" ? duration(Math.max(0, now - startedAt)) : "";
}

const kindWords = { run: undefined, touch: "files touched", record: "files recorded" };

function endedCell({ outcome, kind }: PastRun, palette: Palette): Cell {
  const paints = {
    done: palette.good,
    failed: palette.bad,
    interrupted: palette.warning,
    killed: palette.warning,
    running: palette.busy,
  };
  const words = [outcome === "running" ? "is running" : outcome, kindWords[kind]];
  return { text: words.filter((word) => word !== undefined).join(", "), paint: paints[outcome] };
}

/** Writes one run: when and how it ended, what failed, how long the jobs of each task took, and the slowest of them. */
export function runText(run: PastRun, jobs: readonly PastJob[], options: HistoryOptions): string {
  const { pipeline, palette, now } = options;
  const ended = endedCell(run, palette);
  const rows = [
    ["began", [`${instant(run.startedAt).slice(0, -4)}, ${ago(run.startedAt, now)}`]],
    ["took", [tookText(run, now)]],
    ["jobs", [run.jobs === undefined ? "" : countsText(run.jobs, palette)]],
  ] as const;
  return [
    `${palette.strong(`${printable(pipeline)}:`)} run ${run.run}, ${ended.paint?.(ended.text)}`,
    "",
    ...rowLines(rows, palette),
    ...failedLines(jobs, options),
    ...taskLines(jobs, options),
    ...jobLines(jobs, options),
    ...(jobs.length === 0 && run.kind !== "record"
      ? ["", palette.faint("  what its jobs did is not recorded")]
      : []),
  ].join("\n");
}

function section(title: string, lines: readonly string[], palette: Palette): string[] {
  return lines.length === 0 ? [] : ["", palette.strong(title), ...lines];
}

const mostFailures = 20;

function failedLines(jobs: readonly PastJob[], options: HistoryOptions): string[] {
  const { palette, width, isWhole } = options;
  const failed = jobs.filter(({ outcome }) => outcome === "failed");
  const shown = isWhole ? failed : failed.slice(0, mostFailures);
  const more = failed.length - shown.length;
  const lines = shown.flatMap((job) => {
    const tries = job.attempt > 1 ? ` (${count(job.attempt, "try", "tries")})` : "";
    const why = job.failure === undefined ? "" : `${briefEnding(job.failure)}${tries}`;
    return [
      `  ${palette.bad("✗")} ${nameOf(job, options)}`,
      ...wrapped(why, width - 6).map((line) => `      ${palette.faint(line)}`),
    ];
  });
  if (more > 0) lines.push(palette.faint(`    and ${count(more, "more failure")} (--all shows them)`));
  return section("failed", lines, palette);
}

function nameOf(job: PastJob, options: HistoryOptions): string {
  return `${taskOf(job, options)}  ${fileOf(job, options)}`.trimEnd();
}

function taskOf({ task }: PastJob, { pipeline }: HistoryOptions): string {
  return printable(task.startsWith(`${pipeline}::`) ? task.slice(pipeline.length + 2) : task);
}

function fileOf({ file }: PastJob, options: HistoryOptions): string {
  return file === undefined ? "" : nameText(file, options);
}

/** The jobs of a task of which it is known how long they took. */
interface Timed {
  readonly task: string;
  readonly durations: readonly number[];
}

function spent({ durations }: Timed): number {
  return durations.reduce((sum, ms) => sum + ms, 0);
}

/** The time that went into each task, most of it first. */
function taskLines(jobs: readonly PastJob[], options: HistoryOptions): string[] {
  const { palette } = options;
  const timed = jobs.filter(({ durationMs }) => durationMs !== undefined);
  const tasks = [...Map.groupBy(timed, (job) => taskOf(job, options))].map(([task, of]): Timed => {
    return { task, durations: of.map(({ durationMs = 0 }) => durationMs) };
  });
  if (tasks.length < 2) return [];
  const columns: Column<Timed>[] = [
    { title: "task", cell: ({ task }) => task },
    { title: "jobs", isNumber: true, cell: ({ durations }) => grouped(durations.length) },
    { title: "together", isNumber: true, cell: (task) => duration(spent(task)) },
    { title: "mean", isNumber: true, cell: (task) => duration(spent(task) / task.durations.length) },
    {
      title: "longest",
      isNumber: true,
      cell: ({ durations }) => duration(durations.reduce((most, ms) => Math.max(most, ms), 0)),
    },
  ];
  const sorted = tasks.toSorted((a, b) => spent(b) - spent(a));
  return section("time by task", tableLines(columns, sorted, palette), palette);
}

const mostJobs = 10;

/** The jobs that took longest; all of them when that is wanted. */
function jobLines(jobs: readonly PastJob[], options: HistoryOptions): string[] {
  const { palette, isWhole } = options;
  const timeOf = ({ durationMs = Number.POSITIVE_INFINITY }: PastJob): number => durationMs;
  const sorted = jobs.toSorted((a, b) => (timeOf(a) === timeOf(b) ? 0 : timeOf(b) - timeOf(a)));
  const shown = isWhole ? sorted : sorted.slice(0, mostJobs);
  const more = sorted.length - shown.length;
  const marks: Readonly<Record<PastJob["outcome"], Cell>> = {
    done: { text: "✓", paint: palette.good },
    failed: { text: "✗", paint: palette.bad },
    cancelled: { text: "■", paint: palette.warning },
    unfinished: { text: "?", paint: palette.warning },
  };
  const columns: Column<PastJob>[] = [
    { title: "", cell: ({ outcome }) => marks[outcome] },
    {
      title: "took",
      isNumber: true,
      cell: ({ durationMs }) => (durationMs === undefined ? "" : duration(durationMs)),
    },
    { title: "id", cell: ({ id }) => ({ text: id, paint: palette.faint }) },
    { title: "task", cell: (job) => taskOf(job, options) },
    { title: "makes", cell: (job) => fileOf(job, options) },
  ];
  const lines = tableLines(columns, shown, palette);
  if (more > 0) lines.push(palette.faint(`  and ${count(more, "more job")} (--all shows them)`));
  return shown.length === 0 ? [] : section("jobs, the slowest first", lines, palette);
}
