// The reporter for pipes and continuous integration: plain lines, one after another, and not too many of them.
import { duration, grouped } from "../base/text.ts";
import type { FailedJob, Reporter, RunEvent } from "../model/event.ts";
import type { Job, JobLog } from "../model/job.ts";
import {
  engineLines,
  freshJobs,
  headerLine,
  listLines,
  printedLines,
  problemLines,
  reasonLines,
  retryText,
  runHasWork,
  stoppingLine,
  taskEndedLine,
  taskHasWork,
  taskLines,
  type Verbosity,
} from "./blocks.ts";
import { failureText } from "./failure.ts";
import { jobText } from "./job-text.ts";
import { LoggedLines } from "./logged.ts";
import { type Style, taskText } from "./names.ts";
import { RunState } from "./run-state.ts";
import type { ReportStream } from "./stream.ts";
import { summaryText } from "./summary.ts";
import { timeLeft } from "./time-left.ts";
import { timeLeftText } from "./times.ts";
import { displayWidth, folded, padded } from "./width.ts";

/** What the reporters for people need. */
export interface LineOptions {
  readonly stream: ReportStream;
  readonly verbose: Verbosity;
  readonly style: Style;
}

/** About as many lines are written of jobs that end well, however many there are; and where not of each, no more often. */
const mostJobLines = 200;
const leastBetweenMs = 1_000;
const widestName = 24;

type Started = Extract<RunEvent, { kind: "run-started" }>;

/** Makes the reporter that writes lines. */
export function lineReporter(options: LineOptions): Reporter {
  const told = new LineTeller(options);
  return { on: (event) => told.on(event) };
}

class LineTeller {
  readonly #options: LineOptions;
  readonly #state = new RunState();
  readonly #logged: LoggedLines;
  #nameWidth = 0;
  /** When it was last told how far the run is. */
  #progressAt = -Infinity;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#logged = new LoggedLines(options.verbose, options.style);
  }

  on(event: RunEvent): void {
    this.#state.apply(event);
    const { stream, verbose, style } = this.#options;
    const lines = verbose === 0 ? this.#failureOnly(event) : this.#lines(event);
    // A failure fits already, but for commands: those are to be copied.
    const shown = event.kind === "job-failed" ? lines : folded(lines, style.width);
    if (shown.length > 0) stream.write(`${shown.join("\n")}\n`);
  }

  #failureOnly(event: RunEvent): string[] {
    return event.kind === "job-failed" ? [failureText(event.failed, this.#options.style), ""] : [];
  }

  #lines(event: RunEvent): string[] {
    const { style, verbose } = this.#options;
    switch (event.kind) {
      case "run-started":
        return this.#begin(event);
      case "task-started":
        return ["", ...taskLines(event, this.#state, verbose, style)];
      case "jobs-fresh":
        return freshJobs(event, this.#state, verbose).map((job) =>
          this.#quietLine(style.palette.fresh("✓"), job, "", "  up to date"),
        );
      case "job-started":
        return verbose >= 3 ? this.#started(event) : [];
      case "job-logged":
        return this.#logged.lines(event);
      case "job-done":
        return this.#jobDone(event.job, event.durationMs, event.log, event.at);
      case "job-failed":
        return this.#jobFailed(event.failed);
      case "job-retried":
        return [this.#retried(event)];
      case "job-cancelled":
        this.#logged.forget(event.job);
        return [this.#jobLine(style.palette.warning("!"), event.job, event.durationMs, "  stopped")];
      case "task-ended":
        return this.#taskEnded(event);
      case "problem":
        return [...problemLines(event.problem, style), ""];
      case "stopping":
        return [stoppingLine(event, style)];
      case "engine":
        return engineLines(event, verbose, style);
      case "run-ended":
        return [
          ...(this.#state.ended > 0 ? [""] : []),
          summaryText(event.summary, style),
          ...(verbose >= 2 ? [] : printedLines(this.#state, style)),
        ];
    }
  }

  #begin(event: Started): string[] {
    const { style, verbose } = this.#options;
    const names = event.tasks
      .filter((task) => taskHasWork(task) || verbose >= 6)
      .map(({ task }) => taskText(task, style));
    this.#nameWidth = Math.min(widestName, Math.max(0, ...names.map(displayWidth)));
    const warnings = event.warnings.flatMap((warning) => [...problemLines(warning, style), ""]);
    return runHasWork(event)
      ? [...warnings, headerLine(event, style.palette), ...listLines(event, verbose, style)]
      : warnings;
  }

  #jobFailed(failed: FailedJob): string[] {
    const { style } = this.#options;
    this.#logged.forget(failed.job);
    const line = this.#jobLine(style.palette.bad("✗"), failed.job, failed.durationMs);
    return [line, "", failureText(failed, style), ""];
  }

  #jobDone(job: Job, durationMs: number, log: JobLog | undefined, now: number): string[] {
    const { style, verbose } = this.#options;
    const every = verbose >= 2 ? 1 : Math.ceil(this.#state.stale / mostJobLines);
    const printed = this.#logged.tail(job, log);
    if (every <= 1) return [this.#jobLine(style.palette.good("✓"), job, durationMs), ...printed];
    if (this.#state.ended % every !== 0 || now - this.#progressAt < leastBetweenMs) return [];
    this.#progressAt = now;
    return [this.#progressLine(now)];
  }

  #started(event: Extract<RunEvent, { kind: "job-started" }>): string[] {
    const { style, verbose } = this.#options;
    const line = this.#quietLine(style.palette.busy("▸"), event.job, "starts");
    const indent = " ".repeat(this.#counter().length + 3);
    return [line, ...reasonLines(event, verbose, style).map((reason) => indent + reason)];
  }

  #retried(event: Extract<RunEvent, { kind: "job-retried" }>): string {
    const { job, durationMs } = event.failed;
    this.#logged.forget(job);
    const mark = this.#options.style.palette.warning("↻");
    return this.#quietLine(mark, job, duration(durationMs), `  ${retryText(event)}`);
  }

  #jobLine(mark: string, job: Job, durationMs: number, note = ""): string {
    const before = this.#options.style.palette.faint(this.#counter());
    return this.#row(before, mark, job, duration(durationMs), note);
  }

  /** The line of a job that does not count as one that has ended. */
  #quietLine(mark: string, job: Job, what: string, note = ""): string {
    return this.#row(" ".repeat(this.#counter().length), mark, job, what, note);
  }

  #row(before: string, mark: string, job: Job, what: string, note: string): string {
    const { style } = this.#options;
    const name = padded(taskText(job.task, style), this.#nameWidth);
    const faint = style.palette.faint(what.padStart(6));
    return `${before} ${mark} ${name}  ${faint}  ${jobText(job, style, 1)}${style.palette.faint(note)}`;
  }

  /** Jobs that have ended of those that are to run: `[ 12/340]`; with a plus while more may come. */
  #counter(): string {
    const total = String(this.#state.stale);
    return `[${String(this.#state.ended).padStart(total.length)}/${total}${this.#state.isOpen ? "+" : ""}]`;
  }

  #progressLine(now: number): string {
    const open = [...this.#state.tasks.values()].filter(({ status }) => status === "open");
    const tasks = open.map(({ task, done, failed, cancelled, stale }) => {
      return `${taskText(task, this.#options.style)} ${grouped(done + failed + cancelled)} of ${grouped(stale)}`;
    });
    const left = timeLeftText(timeLeft(this.#state, now));
    const parts = [
      ...tasks.slice(0, 3),
      duration(now - this.#state.startedAt),
      ...(left === undefined ? [] : [left]),
    ];
    return `${this.#options.style.palette.faint(this.#counter())} ${parts.join(", ")}`;
  }

  #taskEnded(event: Extract<RunEvent, { kind: "task-ended" }>): string[] {
    const { jobs } = event;
    if (jobs.done + jobs.failed + jobs.cancelled + jobs.skipped === 0 && this.#options.verbose < 2) return [];
    return [taskEndedLine(event, this.#state, this.#options.style)];
  }
}
