// The reporter for pipes and continuous integration: plain lines, one after another, and not too many of them.
import { count, duration, grouped } from "../base/text.ts";
import type { FailedJob, Reporter, RunEvent } from "../model/event.ts";
import type { Job, JobLog } from "../model/job.ts";
import {
  hasWork,
  headerLine,
  jobStartLines,
  printedLines,
  problemLines,
  retryText,
  tailLines,
  taskLines,
  type Verbosity,
} from "./blocks.ts";
import { failureText } from "./failure.ts";
import { jobText } from "./job-text.ts";
import { printable, type Style } from "./names.ts";
import { RunState } from "./run-state.ts";
import type { ReportStream } from "./stream.ts";
import { countsText, summaryText } from "./summary.ts";
import { timeLeft } from "./time-left.ts";
import { timeLeftText } from "./times.ts";
import { displayWidth, padded } from "./width.ts";

/** What the reporters for people need. */
export interface LineOptions {
  readonly stream: ReportStream;
  readonly verbose: Verbosity;
  readonly style: Style;
}

/** About as many lines are written of jobs that end well, however many there are. */
const mostJobLines = 200;
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
  #nameWidth = 0;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  on(event: RunEvent): void {
    this.#state.apply(event);
    const lines = this.#options.verbose === 0 ? this.#failureOnly(event) : this.#lines(event);
    if (lines.length > 0) this.#options.stream.write(`${lines.join("\n")}\n`);
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
        return ["", ...taskLines(event, verbose, style)];
      case "job-started":
        return verbose >= 3 ? jobStartLines(event.job, event.reasons, event.at, style) : [];
      case "job-done":
        return this.#jobDone(event.job, event.durationMs, event.log, event.at);
      case "job-failed":
        return this.#jobFailed(event.failed);
      case "job-retried":
        return [
          this.#jobLine(
            style.palette.warning("↻"),
            event.failed.job,
            event.failed.durationMs,
            `  ${retryText(event)}`,
          ),
        ];
      case "job-cancelled":
        return [this.#jobLine(style.palette.warning("!"), event.job, event.durationMs, "  stopped")];
      case "task-ended":
        return this.#taskEnded(event);
      case "problem":
        return [...problemLines(event.problem, style), ""];
      case "stopping":
        return [
          style.palette.warning(
            `stopping: ${count(event.running, "running job")} asked to end; Ctrl-C again kills`,
          ),
        ];
      case "run-ended":
        return [
          ...(this.#state.ended > 0 ? [""] : []),
          summaryText(event.summary, style),
          ...(verbose >= 2 ? [] : printedLines(this.#state, style)),
        ];
    }
  }

  #begin(event: Started): string[] {
    const { style } = this.#options;
    const names = event.tasks
      .filter(({ stale, complete }) => stale > 0 || !complete)
      .map(({ task }) => task.name);
    this.#nameWidth = Math.min(widestName, Math.max(0, ...names.map(displayWidth)));
    const warnings = event.warnings.flatMap((warning) => [...problemLines(warning, style), ""]);
    return hasWork(event) ? [...warnings, headerLine(event, style.palette)] : warnings;
  }

  #jobDone(job: Job, durationMs: number, log: JobLog | undefined, now: number): string[] {
    const { style, verbose } = this.#options;
    const every = verbose >= 2 ? 1 : Math.ceil(this.#state.stale / mostJobLines);
    const printed = verbose >= 2 ? tailLines(log, style.palette) : [];
    if (every <= 1) return [this.#jobLine(style.palette.good("✓"), job, durationMs), ...printed];
    return this.#state.ended % every === 0 ? [this.#progressLine(now)] : [];
  }

  #jobFailed(failed: FailedJob): string[] {
    const { style } = this.#options;
    const line = this.#jobLine(style.palette.bad("✗"), failed.job, failed.durationMs);
    return [line, "", failureText(failed, style), ""];
  }

  #jobLine(mark: string, job: Job, durationMs: number, note = ""): string {
    const { style } = this.#options;
    const name = padded(printable(job.task.name), this.#nameWidth);
    const took = style.palette.faint(duration(durationMs).padStart(6));
    return `${this.#counter()} ${mark} ${name}  ${took}  ${jobText(job, style, 1)}${note}`;
  }

  /** Jobs that have ended of those that are to run: `[ 12/340]`; with a plus while more may come. */
  #counter(): string {
    const total = String(this.#state.stale);
    const text = `[${String(this.#state.ended).padStart(total.length)}/${total}${this.#state.isOpen ? "+" : ""}]`;
    return this.#options.style.palette.faint(text);
  }

  #progressLine(now: number): string {
    const open = [...this.#state.tasks.values()].filter(({ status }) => status === "open");
    const tasks = open.map(({ task, done, failed, cancelled, stale }) => {
      return `${task.name} ${grouped(done + failed + cancelled)} of ${grouped(stale)}`;
    });
    const left = timeLeftText(timeLeft(this.#state, now));
    const parts = [
      ...tasks.slice(0, 3),
      duration(now - this.#state.startedAt),
      ...(left === undefined ? [] : [left]),
    ];
    return `${this.#counter()} ${parts.join(", ")}`;
  }

  #taskEnded({ task, jobs, at }: Extract<RunEvent, { kind: "task-ended" }>): string[] {
    const { palette } = this.#options.style;
    const { startedAt } = this.#state.taskState(task);
    if (jobs.done + jobs.failed + jobs.cancelled + jobs.skipped === 0 && this.#options.verbose < 2) return [];
    const took = jobs.total === jobs.fresh || startedAt === 0 ? "" : ` in ${duration(at - startedAt)}`;
    return [`${palette.strong(task.name)}: ${countsText(jobs, palette)}${took}`];
  }
}
