// The live view on a terminal: draws frames in place, and prints above them what stays: failures, warnings, and what
// jobs printed.
import { duration } from "../base/text.ts";
import type { Reporter, RunEvent, RunSummary } from "../model/event.ts";
import type { Job } from "../model/job.ts";
import {
  againLines,
  engineLines,
  freshJobs,
  printedLines,
  problemLines,
  reasonLines,
  retryText,
  runHasWork,
  stoppingLine,
  taskLines,
  type Verbosity,
} from "./blocks.ts";
import { failureText } from "./failure.ts";
import { frame, lastFrame, type View } from "./frame.ts";
import { jobText } from "./job-text.ts";
import { LoggedLines } from "./logged.ts";
import { type Style, taskText } from "./names.ts";
import { RunState } from "./run-state.ts";
import { Screen } from "./screen.ts";
import type { ReportStream } from "./stream.ts";
import { summaryText } from "./summary.ts";
import { folded } from "./width.ts";

/** What the live view needs. */
export interface ProgressOptions {
  readonly stream: ReportStream;
  readonly verbose: Verbosity;
  readonly style: Style;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls `tick` again and again; returns what ends that. Ten times a second unless given. */
  readonly every?: (tick: () => void) => () => void;
}

/** Makes the reporter that shows a live view. The stream must be a terminal. */
export function progressReporter(options: ProgressOptions): Reporter {
  const view = new LiveView(options);
  return { on: (event) => view.on(event), close: () => view.close() };
}

const redrawMs = 100;

function tenTimesASecond(tick: () => void): () => void {
  const timer = setInterval(tick, redrawMs);
  timer.unref();
  return () => clearInterval(timer);
}

function secondOf(ms: number): number {
  return Math.floor(ms / 1000);
}

class LiveView {
  readonly #options: ProgressOptions;
  readonly #state = new RunState();
  readonly #screen: Screen;
  readonly #logged: LoggedLines;
  /** Lines that are to be printed above the next frame. */
  #above: string[] = [];
  #isAfterBlock = false;
  /** Whether something happened since it was drawn. */
  #hasNews = false;
  /** In which second it was drawn. */
  #second = 0;
  /** Set while the view is on the screen. */
  #stopTimer: (() => void) | undefined;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#screen = new Screen(options.stream);
    this.#logged = new LoggedLines(options.verbose, options.style);
  }

  on(event: RunEvent): void {
    this.#state.apply(event);
    this.#hasNews = true;
    const lines = this.#permanent(event);
    // A failure fits already, but for commands: those are to be copied.
    this.#keep(event.kind === "job-failed" ? lines : folded(lines, this.#options.style.width));
    if (event.kind === "run-started" && runHasWork(event)) this.#start();
    if (event.kind === "run-ended") this.#end(this.#ending(event.summary));
  }

  /** Takes lines to be printed. What begins with a blank line wants one after it too, unless the next brings its own. */
  #keep(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const isApart = lines[0] === "";
    this.#above.push(...(this.#isAfterBlock && !isApart ? [""] : []), ...lines);
    this.#isAfterBlock = isApart;
  }

  /** Gives back the terminal, whatever state the run is in. */
  close(): void {
    if (this.#stopTimer !== undefined) this.#end();
  }

  #start(): void {
    const { stream, every = tenTimesASecond } = this.#options;
    this.#stopTimer = every(this.#tick);
    stream.on?.("resize", this.#onResize);
  }

  #ending(summary: RunSummary): string {
    const { style, verbose } = this.#options;
    const printed = verbose >= 2 ? [] : printedLines(this.#state, style);
    return [summaryText(summary, style), ...printed].join("\n");
  }

  #end(summary?: string): void {
    const { stream, now } = this.#options;
    const frameLines =
      this.#stopTimer === undefined ? [] : ["", ...lastFrame(this.#state, this.#view(), now()), ""];
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    stream.off?.("resize", this.#onResize);
    this.#screen.finish([
      ...this.#above.splice(0),
      ...(this.#isAfterBlock && frameLines.length === 0 ? [""] : frameLines),
      ...(summary === undefined ? [] : [summary]),
    ]);
  }

  readonly #onResize = (): void => {
    this.#screen.resized();
    this.#draw();
  };

  /** Without news only the times change: while long jobs run, a view that nobody looks at should cost next to nothing. */
  readonly #tick = (): void => {
    if (this.#hasNews || secondOf(this.#options.now()) !== this.#second) this.#draw();
  };

  readonly #draw = (): void => {
    this.#hasNews = false;
    this.#second = secondOf(this.#options.now());
    this.#screen.show(this.#above.splice(0), frame(this.#state, this.#view(), this.#options.now()));
  };

  #view(): View {
    const { stream, style } = this.#options;
    return { columns: stream.columns ?? 80, rows: stream.rows ?? 24, style };
  }

  /** What is printed of an event to stay above the frame. */
  #permanent(event: RunEvent): string[] {
    const { style, verbose } = this.#options;
    const { palette } = style;
    switch (event.kind) {
      case "run-started":
        return event.warnings.flatMap((warning) => ["", ...problemLines(warning, style)]);
      case "problem":
        return ["", ...problemLines(event.problem, style)];
      case "task-started":
        return this.#taskStarted(event);
      case "jobs-fresh":
        return freshJobs(event, this.#state, verbose).map((job) =>
          this.#jobLine(palette.fresh("✓"), job, "up to date"),
        );
      case "job-started":
        return verbose < 3
          ? []
          : [
              this.#jobLine(palette.busy("▸"), event.job, "starts"),
              ...reasonLines(event, verbose, style).map((line) => `    ${line}`),
            ];
      case "job-logged":
        return this.#logged.lines(event);
      case "job-done":
        return this.#jobDone(event);
      case "job-retried":
        this.#logged.forget(event.failed.job);
        return [this.#jobLine(palette.warning("↻"), event.failed.job, retryText(event))];
      case "job-failed":
        this.#logged.forget(event.failed.job);
        return ["", failureText(event.failed, style)];
      case "job-cancelled":
        this.#logged.forget(event.job);
        return verbose >= 3 ? [this.#jobLine(palette.warning("!"), event.job, "stopped")] : [];
      case "stopping":
        return event.by === undefined ? [] : [stoppingLine(event, style)];
      case "engine":
        return engineLines(event, verbose, style);
      case "task-ended":
      case "run-ended":
        return [];
    }
  }

  #taskStarted(event: Extract<RunEvent, { kind: "task-started" }>): string[] {
    const { style, verbose } = this.#options;
    const isShown = verbose >= 2 || againLines(event, style).length > 0;
    return isShown ? taskLines(event, this.#state, verbose, style) : [];
  }

  #jobDone({ job, log, durationMs }: Extract<RunEvent, { kind: "job-done" }>): string[] {
    const { style, verbose } = this.#options;
    const printed = this.#logged.tail(job, log);
    const isTold = printed.length > 0 || verbose >= 3;
    return isTold ? [this.#jobLine(style.palette.good("✓"), job, duration(durationMs)), ...printed] : [];
  }

  #jobLine(mark: string, job: Job, what: string): string {
    const { style } = this.#options;
    const name = style.palette.strong(taskText(job.task, style));
    return `${mark} ${name}  ${style.palette.faint(what)}  ${jobText(job, style, 1)}`;
  }
}
