// The log of a run: all that happens and all that jobs log, as whole lines, each with its time, its level, and whose it is.
// After the name of a job, a colon brings what the engine says of it, a bar what it says itself.

import { duration } from "../base/text.ts";
import { unreachable } from "../base/unreachable.ts";
import type { Reporter, RunEvent } from "../model/event.ts";
import type { Job, LogLevel, LogLine } from "../model/job.ts";
import {
  engineLines,
  freshJobs,
  headerLine,
  listLines,
  problemLines,
  reasonLines,
  retryText,
  runHasWork,
  stoppingLine,
  taskEndedLine,
  taskLines,
  type Verbosity,
} from "./blocks.ts";
import { failureText } from "./failure.ts";
import { jobName, jobSides, paramsText } from "./job-text.ts";
import { type Style, settledLine } from "./names.ts";
import { palette } from "./palette.ts";
import { RunState } from "./run-state.ts";
import { summaryText } from "./summary.ts";

/** So many inputs of a job are named. */
const mostNames = 10;

/** What the log of a run needs. */
export interface LogOptions {
  readonly pipeline: string;
  /** Absolute path of the directory of the run. */
  readonly directory: string;
  /** From 5 on, jobs that are up to date are logged too; from 10 on, what the engine does. */
  readonly verbose: Verbosity;
  /** Takes a line; its message has no line breaks. */
  write(line: LogLine): void;
  close?(): void;
}

/** Makes the reporter that keeps the log of a run. */
export function logReporter(options: LogOptions): Reporter {
  const log = new RunLog(options);
  return { on: (event) => log.on(event), close: () => options.close?.() };
}

/** The line of a log file: `2026-11-22T21:00:00.000Z warn  align data/a.bam | few reads`. */
export function logFileLine({ at, level, message }: LogLine): string {
  return `${new Date(at).toISOString()} ${level.padEnd(5)} ${message}\n`;
}

type JobEvent = Extract<RunEvent, { kind: `job-${string}` }>;

class RunLog {
  readonly #options: LogOptions;
  readonly #style: Style;
  readonly #state = new RunState();

  constructor(options: LogOptions) {
    this.#options = options;
    // Names stand as the user wrote them: who looks for one in a log looks for that.
    const pathAbbreviation = Number.POSITIVE_INFINITY;
    const { pipeline, directory } = options;
    const width = Number.POSITIVE_INFINITY;
    this.#style = { pipeline, palette: palette(false), directory, pathAbbreviation, width };
  }

  on(event: RunEvent): void {
    this.#state.apply(event);
    switch (event.kind) {
      case "run-started":
        for (const warning of event.warnings) this.#lines(event, "warn", problemLines(warning, this.#style));
        if (runHasWork(event)) this.#lines(event, "info", this.#header(event));
        break;
      case "task-started":
        this.#lines(event, "info", taskLines(event, this.#state, 1, this.#style).slice(0, 1));
        break;
      case "jobs-fresh":
        for (const job of freshJobs(event, this.#state, this.#options.verbose))
          this.#lines(event, "info", ["is up to date"], `${this.#name(job)}: `);
        break;
      case "task-ended":
        if (event.jobs.total > event.jobs.fresh)
          this.#lines(event, "info", [taskEndedLine(event, this.#state, this.#style)]);
        break;
      case "problem": {
        const { severity } = event.problem;
        this.#lines(event, severity === "error" ? "error" : "warn", problemLines(event.problem, this.#style));
        break;
      }
      case "stopping":
        this.#lines(event, "warn", [stoppingLine(event, this.#style)]);
        break;
      case "engine":
        this.#lines(event, "info", engineLines(event, this.#options.verbose, this.#style));
        break;
      case "run-ended":
        this.#lines(event, event.summary.ok ? "info" : "error", [summaryText(event.summary, this.#style)]);
        break;
      case "job-started":
      case "job-logged":
      case "job-done":
      case "job-failed":
      case "job-retried":
      case "job-cancelled":
        this.#job(event);
        break;
      default:
        unreachable(event);
    }
  }

  #job(event: JobEvent): void {
    const name = this.#name("failed" in event ? event.failed.job : event.job);
    if (event.kind === "job-logged") this.#lines(event, event.level, [event.message], `${name} | `);
    else {
      const [level, ...texts] = this.#jobTexts(event);
      this.#lines(event, level, texts, `${name}: `);
    }
  }

  /** What the engine says of a job, with its level. */
  #jobTexts(event: Exclude<JobEvent, { kind: "job-logged" }>): [level: LogLevel, ...texts: string[]] {
    switch (event.kind) {
      case "job-started":
        return ["info", ...this.#startLines(event)];
      case "job-done":
        return ["info", `done in ${duration(event.durationMs)}`];
      case "job-failed":
        return ["error", failureText(event.failed, this.#style)];
      case "job-retried":
        return ["warn", retryText(event)];
      case "job-cancelled":
        return ["warn", `stopped after ${duration(event.durationMs)}`];
    }
  }

  #header(event: Extract<RunEvent, { kind: "run-started" }>): string[] {
    return [headerLine(event, this.#style.palette), ...listLines(event, 2, this.#style)];
  }

  #startLines(event: Extract<RunEvent, { kind: "job-started" }>): string[] {
    const { job } = event;
    const { inputs } = jobSides(job, this.#style, mostNames);
    const given = job.params === undefined ? inputs : paramsText(job.params);
    const reasons = reasonLines(event, Math.max(4, this.#options.verbose), this.#style);
    return [given === "" ? "starts" : `starts with ${given}`, ...reasons];
  }

  #name(job: Job): string {
    return jobName(job, this.#style);
  }

  /** Writes texts as lines; `before` stands before each, so that a line says whose it is wherever it is read. */
  #lines({ at }: { readonly at: number }, level: LogLevel, texts: readonly string[], before = ""): void {
    for (const line of texts.flatMap((text) => text.split("\n")))
      this.#options.write({ at, level, message: `${before}${settledLine(line)}`.trimEnd() });
  }
}
