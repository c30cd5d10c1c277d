// What the live view shows at one moment, as lines: pure, so that any moment of any run at any size can be tested.
//
// A title with the time, a bar for each task, the counts of the whole run (which explain the glyphs of the bars), and the
// jobs that run. When there is no room for all tasks, those that have ended and those that wait fold into a line each.
import { count, duration, grouped } from "../base/text.ts";
import { bar, type Share, shares } from "./bar.ts";
import { jobText } from "./job-text.ts";
import { printable, type Style, taskText } from "./names.ts";
import type { Paint } from "./palette.ts";
import type { RunState, TaskState } from "./run-state.ts";
import { timeLeft } from "./time-left.ts";
import { timeLeftText } from "./times.ts";
import { cut, displayWidth, padded } from "./width.ts";

/** The place that a frame has, and how it is written. */
export interface View {
  readonly columns: number;
  readonly rows: number;
  readonly style: Style;
}

/** Wider than this, a line is hard to follow with the eye. */
const widestFrame = 100;
const mostRunning = 8;

/** Draws how a run stands: lines that are narrower than the terminal and, together, lower. */
export function frame(state: RunState, view: View, now: number): string[] {
  const { width, height } = extent(view);
  const tasks = [...state.tasks.values()];
  const { taskRows, runningRows, isAiry } = divide(state, height);
  const gap = isAiry ? [""] : [];
  const running = runningLines(state, runningRows, width, view.style, now);
  return [
    ...gap,
    titleLine(state, width, view.style, now),
    ...taskLines(fold(tasks, taskRows), width, view.style, now),
    legendLine(shares(tasks, view.style.palette), width),
    ...(running.length > 0 ? gap : []),
    ...running,
  ];
}

/** Draws the tasks of a run that has ended. */
export function lastFrame(state: RunState, view: View, now: number): string[] {
  const { width, height } = extent(view);
  return taskLines(fold([...state.tasks.values()], height - 2), width, view.style, now);
}

function extent({ columns, rows }: View): { width: number; height: number } {
  // A line that fills the last column makes some terminals begin a new one; the cursor needs a line of its own.
  return { width: Math.min(widestFrame, Math.max(20, columns - 1)), height: Math.max(5, rows - 1) };
}

/**
 * Divides the rows, of which title and counts take one each. Tasks fold where there is no room for all; running jobs come
 * before tasks that only wait, and blank lines are for when there is room.
 */
function divide(state: RunState, height: number): { taskRows: number; runningRows: number; isAiry: boolean } {
  const tasks = [...state.tasks.values()];
  // As many as may run, not as many as do: the frame should not fold and unfold with every job.
  const wanted = Math.min(state.slots, mostRunning);
  const isFolded = tasks.length + wanted + 2 > height;
  const taskRows = isFolded
    ? Math.min(tasks.length, tasks.filter(isActive).length + 2 + mostNext)
    : tasks.length;
  const isAiry = taskRows + wanted + 4 <= height;
  const rows = height - (isAiry ? 4 : 2);
  const least = Math.min(wanted, 3, Math.floor(rows / 3));
  const runningRows = Math.max(least, Math.min(wanted, rows - taskRows));
  return { taskRows: isFolded ? Math.min(taskRows, rows - runningRows) : taskRows, runningRows, isAiry };
}

function titleLine(state: RunState, width: number, { palette }: Style, now: number): string {
  const stopping = state.stoppingAt !== undefined && state.running.size > 0;
  const left = stopping ? undefined : timeLeftText(timeLeft(state, now));
  const times = [elapsedText(now - state.startedAt), ...(left === undefined ? [] : [left])].join(", ");
  const title = cut(printable(state.pipeline), width - displayWidth(times) - 2);
  const rest = width - displayWidth(title) - displayWidth(times) - 2;
  const note = stopping ? cut("stopping (Ctrl-C again kills)", rest - 2) : "";
  const space = " ".repeat(Math.max(0, rest - displayWidth(note)));
  return `${palette.strong(title)}  ${palette.warning(note)}${space}${palette.faint(times)}`;
}

/** A task with its bar, or several that share a line. */
type Row =
  | { readonly kind: "task"; readonly task: TaskState }
  | { readonly kind: "folded"; readonly mark: "done" | "waiting" | "open"; readonly text: string };

/** When tasks are folded, so many of those that wait are shown all the same. */
const mostNext = 3;

/** Chooses what is shown of the tasks in so many rows. */
function fold(tasks: readonly TaskState[], rows: number): Row[] {
  const rowOf = (task: TaskState): Row => ({ kind: "task", task });
  if (tasks.length <= rows) return tasks.map(rowOf);
  const ended = tasks.filter(isWell).length;
  const active = tasks.filter(isActive);
  const waiting = tasks.filter(isWaiting);
  const room = rows - (ended > 0 ? 1 : 0) - (waiting.length > 0 ? 1 : 0);
  const shown = active.length <= room ? active : active.slice(0, Math.max(0, room - 1));
  const next = waiting.slice(0, Math.max(0, Math.min(mostNext, room - active.length)));
  const [hidden, later] = [active.length - shown.length, waiting.length - next.length];
  const state = waiting.some(({ skipped }) => skipped > 0) ? "not started" : "to come";
  const laterText = `${count(later, next.length > 0 ? "more task" : "task")} ${state}`;
  return [
    ...folded("done", ended, `${count(ended, "task")} done`),
    ...shown.map(rowOf),
    ...folded("open", hidden, `${count(hidden, "more task")} at work`),
    ...next.map(rowOf),
    ...folded("waiting", later, laterText),
  ];
}

function folded(mark: "done" | "waiting" | "open", n: number, text: string): Row[] {
  return n === 0 ? [] : [{ kind: "folded", mark, text }];
}

function isWaiting({ status }: TaskState): boolean {
  return status === "waiting";
}

function isWell({ status, failed, cancelled, skipped }: TaskState): boolean {
  return status === "ended" && failed + cancelled + skipped === 0;
}

/** At work, or ended in a way that should stay in sight. */
function isActive(task: TaskState): boolean {
  return !isWaiting(task) && !isWell(task);
}

const widestBar = 40;
const narrowestBar = 5;

/** The rows of tasks, with names, bars and counts in columns. */
function taskLines(rows: readonly Row[], width: number, style: Style, now: number): string[] {
  const { palette } = style;
  const tasks = rows.flatMap((row) => (row.kind === "task" ? [row.task] : []));
  const wide = (texts: readonly string[]): number => Math.max(0, ...texts.map(displayWidth));
  const nameWidth = Math.min(Math.floor(width / 3), wide(tasks.map(({ task }) => taskText(task, style))));
  const counts = new Map(tasks.map((task) => [task, countText(task, tasks)]));
  const countWidth = wide([...counts.values()]);
  const noteWidth = width < 60 ? 0 : wide(tasks.map(noteText));
  const left = width - 6 - nameWidth - countWidth - (noteWidth > 0 ? noteWidth + 2 : 0) - 2;
  const barWidth = left < narrowestBar ? 0 : Math.min(widestBar, left);
  return rows.map((row) => {
    if (row.kind === "folded")
      return `  ${foldedMark(row.mark, style)} ${palette.faint(cut(row.text, width - 4))}`;
    const { task } = row;
    const name = padded(cut(taskText(task.task, style), nameWidth), nameWidth);
    const drawn = barWidth === 0 ? "" : `  ${bar(shares([task], palette), barWidth)}`;
    const note = noteWidth === 0 ? "" : `  ${noteText(task)}`;
    const paint = task.failed > 0 ? palette.bad : palette.faint;
    return `  ${mark(task, style, now)} ${name}${drawn}  ${padded(counts.get(task) ?? "", countWidth, "left")}${paint(note)}`.trimEnd();
  });
}

/** Jobs that have ended or had nothing to do, of all: `12/340`, with a plus while more may come; others leave space for it. */
function countText(task: TaskState, beside: readonly TaskState[]): string {
  const { total, stale, done, failed, cancelled, complete } = task;
  const space = beside.every((other) => other.complete) ? "" : " ";
  if (!complete && total === 0) return `?${space}`;
  return `${grouped(total - stale + done + failed + cancelled)}/${grouped(total)}${complete ? space : "+"}`;
}

function noteText({ status, failed, cancelled, skipped, total, stale }: TaskState): string {
  if (failed > 0) return `${grouped(failed)} failed`;
  if (cancelled > 0) return `${grouped(cancelled)} stopped`;
  if (skipped > 0) return `${grouped(skipped)} not started`;
  if (status !== "ended") return "";
  return total === 0 ? "no jobs" : stale === 0 ? "up to date" : "";
}

const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
/** One more than there are: drawn once a second, it turns as well. */
const turnsPerSecond = spinner.length + 1;

function mark(task: TaskState, { palette }: Style, now: number): string {
  if (task.running > 0)
    return palette.busy(spinner[Math.floor((now * turnsPerSecond) / 1000) % spinner.length] ?? "");
  if (task.failed > 0) return palette.bad("✗");
  if (task.cancelled + task.skipped > 0 && !isWaiting(task)) return palette.warning("!");
  if (isWell(task)) return task.done > 0 ? palette.good("✓") : palette.fresh("✓");
  return palette.faint("·");
}

function foldedMark(kind: "done" | "waiting" | "open", { palette }: Style): string {
  return kind === "done" ? palette.good("✓") : kind === "open" ? palette.busy("⠿") : palette.faint("·");
}

/** The counts of all jobs with the glyph of each; only glyph and number where the words do not fit. */
function legendLine(parts: readonly Share[], width: number): string {
  const shown = parts.filter((part) => part.count > 0);
  const write = (text: (part: Share) => string): readonly (readonly [string, Paint])[] =>
    shown.map((part) => [text(part), part.paint]);
  const long = write(({ glyph, count: n, word }) => `${glyph} ${grouped(n)} ${word}`);
  const short = write(({ glyph, count: n }) => `${glyph} ${n}`);
  const fits = (texts: typeof long): boolean =>
    texts.reduce((sum, [text]) => sum + displayWidth(text) + 2, 2) <= width;
  return `  ${(fits(long) ? long : short).map(([text, paint]) => paint(text)).join("  ")}`;
}

function runningLines(state: RunState, rows: number, width: number, style: Style, now: number): string[] {
  const jobs = [...state.running].slice(0, state.running.size > rows ? rows - 1 : rows);
  const times = jobs.map(([, startedAt]) => elapsedText(now - startedAt));
  const timeWidth = Math.max(0, ...times.map((time) => time.length));
  const nameWidth = Math.min(
    Math.floor(width / 4),
    Math.max(0, ...jobs.map(([{ task }]) => displayWidth(taskText(task, style)))),
  );
  const lines = jobs.map(([job], i) => {
    const time = style.palette.busy((times[i] ?? "").padStart(timeWidth));
    const name = padded(cut(taskText(job.task, style), nameWidth), nameWidth);
    return `  ${time}  ${name}  ${cut(jobText(job, style, 1), width - timeWidth - nameWidth - 6)}`;
  });
  const more = state.running.size - jobs.length;
  return more > 0 && rows > 0 ? [...lines, style.palette.faint(`  and ${more} more running`)] : lines;
}

/** Writes a time that goes on, in whole seconds: tenths would flicker. */
function elapsedText(ms: number): string {
  return ms < 60_000 ? `${Math.max(0, Math.floor(ms / 1000))}s` : duration(ms);
}
