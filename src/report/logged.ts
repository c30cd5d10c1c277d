// What jobs write to their logs, shown while the run goes on: each line says whose it is.
import type { RunEvent } from "../model/event.ts";
import type { Job, JobLog, LogLevel } from "../model/job.ts";
import { tailLines, type Verbosity } from "./blocks.ts";
import { jobName } from "./job-text.ts";
import { type Style, settledLine } from "./names.ts";

type JobLogged = Extract<RunEvent, { kind: "job-logged" }>;

/** So many lines of a job are shown; all of them are in its log file, and in that of the run. */
const mostLines = 100;
/** The end of what a job printed has no more lines than this. */
const mostKept = 20;

interface Shown {
  count: number;
  /** The lines that were shown last. */
  readonly lines: string[];
}

/** Shows what jobs log: warnings and errors from verbosity 1 on, all from 2 on. */
export class LoggedLines {
  readonly #verbose: Verbosity;
  readonly #style: Style;
  readonly #shown = new Map<Job, Shown>();

  constructor(verbose: Verbosity, style: Style) {
    this.#verbose = verbose;
    this.#style = style;
  }

  /** The lines of what a job logged; none when it is not to be shown. */
  lines({ job, level, message }: JobLogged): string[] {
    if (this.#verbose < (level === "info" ? 2 : 1)) return [];
    const shown = this.#shown.get(job) ?? { count: 0, lines: [] };
    this.#shown.set(job, shown);
    const before = `${this.#mark(level)} ${this.#style.palette.strong(jobName(job, this.#style))} │ `;
    return message.split("\n").flatMap((line) => {
      shown.count += 1;
      if (shown.count > mostLines)
        return shown.count === mostLines + 1 ? [`${before}and more: its log file has all`] : [];
      shown.lines.push(line);
      if (shown.lines.length > mostKept) shown.lines.shift();
      return [`${before}${settledLine(line)}`.trimEnd()];
    });
  }

  /** Forgets a job that has ended. */
  forget(job: Job): void {
    this.#shown.delete(job);
  }

  /** The last lines that a job printed which ended well, but for those that were shown when it logged them. */
  tail(job: Job, log: JobLog | undefined): string[] {
    const shown = new Set(this.#shown.get(job)?.lines);
    this.forget(job);
    if (log === undefined || this.#verbose < 2) return [];
    const tail = log.tail.filter((line) => !shown.has(line.replace(/^\S+Z (?:info |warn |error) /, "")));
    return tailLines({ ...log, tail }, this.#style.palette);
  }

  #mark(level: LogLevel): string {
    const { palette } = this.#style;
    const paint = { info: palette.faint, warn: palette.warning, error: palette.bad }[level];
    return paint(level.padEnd(5));
  }
}
