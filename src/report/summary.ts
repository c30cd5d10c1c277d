// The end of a run in a few lines: what was done and how long it took, the failures once more, what was not started and
// why.
import { count, duration, grouped, quoted } from "../base/text.ts";
import type { EndedBy, FailedJob, JobCounts, RunSummary } from "../model/event.ts";
import { nameIn, type Task } from "../model/task.ts";
import { makeGraph } from "../plan/graph.ts";
import { briefEnding } from "./endings.ts";
import { jobName, jobText } from "./job-text.ts";
import { printable, type Style, taskText } from "./names.ts";
import type { Paint, Palette } from "./palette.ts";
import { cut, displayWidth, wrapped } from "./width.ts";

/** Writes how a run ended. */
export function summaryText(summary: RunSummary, style: Style): string {
  const lines = [
    ...hanging(headline(summary, style), style.width),
    ...endedByLines(summary, style),
    ...failureLines(summary.failures, style),
    ...skippedLines(summary, style).flatMap((line) => hanging(line, style.width, "  ")),
  ];
  return lines.join("\n");
}

/** A text in lines that fit, those after the first set in. */
function hanging(text: string, width: number, indent = ""): string[] {
  return wrapped(text, width - indent.length - 4).map(
    (line, i) => `${indent}${i === 0 ? "" : "    "}${line}`,
  );
}

function headline(summary: RunSummary, { palette }: Style): string {
  const { pipeline, jobs, durationMs, ok, interrupted, endedBy, warnings } = summary;
  const took = `in ${duration(durationMs)}`;
  const warned = warnings.length === 0 ? "" : `, ${palette.warning(count(warnings.length, "warning"))}`;
  const name = palette.strong(`${pipeline}:`);
  if (ok && jobs.total === 0) return `${name} ${palette.warning("there are no jobs")}, ${took}${warned}`;
  if (ok && jobs.fresh === jobs.total) {
    return `${name} ${palette.good("everything is up to date")}, ${count(jobs.total, "job")}, ${took}${warned}`;
  }
  const how = ok
    ? palette.good("done")
    : interrupted
      ? palette.warning("interrupted")
      : endedBy !== undefined
        ? palette.warning("ended by a job")
        : palette.bad("failed");
  return `${name} ${how} ${took}: ${countsText(jobs, palette)}${warned}`;
}

/** Writes counts of jobs, leaving out those that are zero: `338 done, 12 up to date, 2 failed`. */
export function countsText(jobs: JobCounts, palette: Palette): string {
  const parts: string[] = [];
  const add = (n: number, word: string, paint: Paint): void => {
    const text = `${grouped(n)} ${word}`;
    if (n > 0) parts.push(paint(text));
  };
  add(jobs.done, "done", palette.good);
  add(jobs.fresh, "up to date", palette.fresh);
  add(jobs.failed, "failed", palette.bad);
  add(jobs.cancelled, "stopped", palette.warning);
  add(jobs.skipped, "not started", palette.warning);
  return parts.length === 0 ? "no jobs" : parts.join(", ");
}

/** Which job ended the run, and why: `'fetch data/a.bin' ended the run: the disk is full`. */
export function endedByText({ job, reason }: EndedBy, style: Style): string {
  const why = printable(reason.trim().split("\n")[0] ?? "");
  return `'${jobName(job, style)}' ended the run${why === "" ? "" : `: ${why}`}`;
}

function endedByLines({ endedBy }: RunSummary, style: Style): string[] {
  return endedBy === undefined ? [] : hanging(endedByText(endedBy, style), style.width, "  ");
}

const mostFailures = 20;

/** The failures in a line each, or two where one is not wide enough; a single one was told in full just above. */
function failureLines(failures: readonly FailedJob[], style: Style): string[] {
  if (failures.length < 2) return [];
  const { palette, width } = style;
  const shown = failures.slice(0, mostFailures).flatMap(({ job, failure }) => {
    const what = `${taskText(job.task, style)}  ${jobText(job, style, 1)}`;
    const why = briefEnding(failure);
    if (displayWidth(what) + displayWidth(why) + 6 < width)
      return [`  ${palette.bad("✗")} ${what}  ${palette.faint(why)}`];
    return [`  ${palette.bad("✗")} ${what}`, `      ${palette.faint(cut(why, width - 7))}`];
  });
  const more = failures.length - mostFailures;
  return more > 0 ? [...shown, `    and ${count(more, "more failure")}, told above`] : shown;
}

/** Which tasks have jobs that were not started, and why. */
function skippedLines(summary: RunSummary, { palette }: Style): string[] {
  const skipped = summary.tasks.filter(({ jobs }) => jobs.skipped > 0);
  const failed = new Set(summary.failures.map(({ job }) => job.task));
  const byReason = new Map<string, string[]>();
  for (const { name, jobs } of skipped) {
    const why = whySkipped(name, failed, summary);
    byReason.set(why, [...(byReason.get(why) ?? []), `${name} (${count(jobs.skipped, "job")})`]);
  }
  return [...byReason].map(([why, names]) => {
    const shown =
      names.length > 6 ? [...names.slice(0, 5), `${count(names.length - 5, "more task")}`] : names;
    return `${palette.warning("not started:")} ${shown.join(", ")}${why === "" ? "" : `, because ${why}`}`;
  });
}

function whySkipped(
  name: string,
  failed: ReadonlySet<Task>,
  { pipeline, interrupted, endedBy }: RunSummary,
): string {
  const task = [...failed].flatMap((one) => one.pipeline.tasks).find((one) => nameIn(pipeline, one) === name);
  const above =
    task === undefined ? [] : makeGraph([task]).order.filter((one) => one !== task && failed.has(one));
  if (above.length > 0) return `${quoted(above.map((one) => nameIn(pipeline, one)))} failed`;
  if (interrupted) return "the run was interrupted";
  if (endedBy !== undefined) return "a job ended the run";
  return failed.size > 0 ? "nothing new is started after a failure" : "";
}
