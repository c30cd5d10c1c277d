// Runs the jobs of `command` tasks: each in a process group of its own, with no worker between.
import { resolve } from "node:path";
import { stopwatch } from "../base/stopwatch.ts";
import { fillCommand } from "../model/command-line.ts";
import { namesIn } from "../model/files.ts";
import type { JobFailure, Outcome } from "../model/job.ts";
import { TemplateError } from "../model/template.ts";
import { lookAt } from "../plan/look-at.ts";
import type { Disk } from "../plan/ports.ts";
import { Deadline } from "./deadline.ts";
import type { Guardian } from "./guardian.ts";
import { openSpool, type Spool } from "./job-log.ts";
import { isLaunchable, Launcher, type Launching } from "./launcher.ts";
import { plainLine } from "./plain-line.ts";
import { checkFiles, inputFailure, type JobRequest, writtenBy } from "./run-job.ts";
import { type RunningShell, type ShellEnd, shellEndText, startShell } from "./shell.ts";
import { declaredOutputs } from "./stage-names.ts";

/** What running shell lines needs. */
export interface CommandSetting {
  readonly disk: Disk;
  readonly logDirectory: string;
  /** How long commands that were asked to end may take before they are killed. */
  readonly graceMs: number;
}

/** Runs shell lines as jobs. */
export class Commands {
  readonly #setting: CommandSetting;
  readonly #guardian: Guardian;
  readonly #running = new Set<RunningShell>();
  readonly #idleSpools: Spool[] = [];
  readonly #idleLaunchers: Readonly<Record<Launching, Launcher[]>> = { program: [], shell: [] };
  #spoolCount = 0;
  #stopping = false;
  #killTimer: NodeJS.Timeout | undefined;

  constructor(setting: CommandSetting, guardian: Guardian) {
    this.#setting = setting;
    this.#guardian = guardian;
  }

  /** Runs a job's shell line. */
  async run(request: JobRequest, taskName: string, line: string): Promise<Outcome> {
    const spool = this.#idleSpools.pop() ?? this.#openSpool();
    const timesSoFar = stopwatch();
    const inputs = namesIn(request.input);
    const { disk } = this.#setting;
    const before = lookAt(disk, inputs, writtenBy(request));
    const failure =
      inputFailure(request, inputs, before) ?? (await this.#runLine(request, taskName, line, spool));
    const found = failure ?? checkFiles(request, disk, inputs, before);
    // Its group has ended with it.
    const log = spool.keep(request, { attempt: request.attempt, durationMs: 0 });
    this.#idleSpools.push(spool);
    const common = { ...timesSoFar(), ...(log === undefined ? {} : { log }) };
    if (failure !== undefined && this.#stopping) return { kind: "cancelled", ...common };
    return "kind" in found
      ? { kind: "failed", failure: found, ...common }
      : { kind: "done", ...found, ...common };
  }

  /** Ends the commands that run: by SIGTERM and after a while by SIGKILL, or by that at once. */
  stop(mode: "ask" | "kill"): void {
    this.#stopping = true;
    this.#signal(mode === "ask" ? "SIGTERM" : "SIGKILL");
    if (mode === "ask") this.#killTimer ??= setTimeout(() => this.#signal("SIGKILL"), this.#setting.graceMs);
  }

  /** Removes what was kept for commands to come. */
  close(): void {
    clearTimeout(this.#killTimer);
    for (const spool of this.#idleSpools) spool.close();
    for (const launcher of Object.values(this.#idleLaunchers).flat()) launcher.close();
  }

  #openSpool(): Spool {
    this.#spoolCount += 1;
    return openSpool(this.#setting.logDirectory, `${process.pid}-c${this.#spoolCount}`);
  }

  #signal(signal: NodeJS.Signals): void {
    for (const shell of this.#running) shell.signal(signal);
  }

  async #runLine(
    request: JobRequest,
    taskName: string,
    line: string,
    spool: Spool,
  ): Promise<JobFailure | undefined> {
    let command: string;
    try {
      const { input, extras } = request;
      command = fillCommand(line, {
        input,
        output: declaredOutputs(request),
        extras,
        task: taskName,
      });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return { kind: "threw", message: error.message, command: line };
    }
    const { end, late } = await this.#runCommand(command, request, spool);
    if (late !== undefined) return { ...late, command };
    if (end.exitCode === 0) return undefined;
    return {
      kind: "exited",
      message: shellEndText(end),
      command,
      ...(end.exitCode === undefined ? {} : { exitCode: end.exitCode }),
      ...(end.signal === undefined ? {} : { signal: end.signal }),
    };
  }

  /** Runs a command to its end; `late` is why it failed, if its time was over before. */
  async #runCommand(
    command: string,
    { env, timeoutMs }: JobRequest,
    spool: Spool,
  ): Promise<{ readonly end: ShellEnd; readonly late: JobFailure | undefined }> {
    const launched = env === undefined && isLaunchable(command) ? this.#launch(command, spool) : undefined;
    const { directory } = this.#setting.disk;
    const shell =
      launched?.shell ?? startShell(command, { directory, out: spool.out, guardian: this.#guardian, env });
    this.#running.add(shell);
    const deadline = this.#limitTime(shell, timeoutMs);
    const end = await shell.ended;
    this.#running.delete(shell);
    launched?.letGo();
    return { end, late: deadline?.stop() };
  }

  /** Has a launcher start a command, which gets the environment that the launcher has. */
  #launch(command: string, spool: Spool): { readonly shell: RunningShell; letGo(): void } {
    const log = resolve(spool.file);
    const program = log.includes("\n") ? undefined : plainLine(command);
    const launching = program === undefined ? "shell" : "program";
    const idle = this.#idleLaunchers[launching];
    const launcher = idle.pop() ?? new Launcher(launching, this.#setting.disk.directory, this.#guardian);
    return {
      shell: launcher.start(program ?? command, log),
      letGo: () => {
        if (launcher.isUsable) idle.push(launcher);
      },
    };
  }

  #limitTime(shell: RunningShell, timeoutMs: number | undefined): Deadline | undefined {
    if (timeoutMs === undefined) return undefined;
    return new Deadline(timeoutMs, this.#setting.graceMs, (mode) =>
      shell.signal(mode === "ask" ? "SIGTERM" : "SIGKILL"),
    );
  }
}
