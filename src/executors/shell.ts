// Runs shell lines by `bash -euo pipefail`, in a process group of their own where they can be ended with all that they
// started. Used for `command` tasks and for the `$` of job functions.
import { type ChildProcess, spawn } from "node:child_process";
import { Writable } from "node:stream";
import { shellQuote } from "../base/shell-quote.ts";
import type { Environment } from "../model/definition.ts";
import type { Shell, ShellCommand, ShellValue } from "../model/job.ts";
import { signalTree } from "./children.ts";
import { type Guard, signalGroup } from "./guardian.ts";

/** How a shell line ended. */
export interface ShellEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** What it wrote to its standard output, if that was asked for. */
  readonly text: string;
  /** Why it could not be started, or nothing is known of its end. */
  readonly error?: Error;
}

/** How to start a shell line. */
export interface ShellSetting {
  readonly directory: string;
  /** Descriptor of the log, to which it prints. */
  readonly out: number;
  /**
   * Who ends the line with the run. With a guardian the line leads a process group of its own, which signals of the
   * terminal do not reach; without one it belongs to the group of a worker, and ends with that.
   */
  readonly guardian: Guard | undefined;
  /** Variables beside those of this process. */
  readonly env?: Environment | undefined;
}

/** A shell line that runs. */
export interface RunningShell {
  readonly ended: Promise<ShellEnd>;
  /** Sends a signal to it and to all that it started. */
  signal(signal: NodeJS.Signals): void;
}

/** Starts a shell line. */
export function startShell(
  line: string,
  { directory, out, guardian, env }: ShellSetting,
  capture = false,
): RunningShell {
  // A guarded line waits for a word on descriptor 3, which is given when the guardian knows of it: so there is no moment
  // at which a run that is killed would leave it behind.
  const waiting = guardian === undefined ? line : `read -r -u 3; exec 3<&-; ${line}`;
  guardian?.stand();
  const child = spawn("bash", ["-euo", "pipefail", "-c", waiting], {
    cwd: directory,
    ...(env === undefined ? {} : { env: { ...process.env, ...env } }),
    detached: guardian !== undefined,
    stdio: ["ignore", capture ? "pipe" : out, out, guardian === undefined ? "ignore" : "pipe"],
  });
  const { pid } = child;
  if (pid === undefined) giveWord(child);
  else guardian?.guard(pid, () => giveWord(child));
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<ShellEnd>((resolve) => {
    child.once("error", (error) => resolve({ exitCode: undefined, signal: undefined, text: "", error }));
    child.once("close", (code, signal) => {
      const text = Buffer.concat(chunks).toString("utf8");
      resolve({ exitCode: code ?? undefined, signal: signal ?? undefined, text });
    });
  });
  const signal = (name: NodeJS.Signals): void => {
    if (pid === undefined) return;
    if (guardian !== undefined) signalGroup(pid, name);
    else if (child.exitCode === null && child.signalCode === null) signalTree(pid, name);
  };
  // What a line leaves behind in its group ends with it.
  void ended.then(() => {
    if (pid === undefined || guardian === undefined) return;
    signal("SIGKILL");
    guardian.release(pid);
  });
  return { ended, signal };
}

function giveWord({ stdio: [, , , waiting] }: ChildProcess): void {
  if (!(waiting instanceof Writable)) return;
  waiting.on("error", () => undefined); // The line could not be started: that is told elsewhere.
  waiting.end("\n");
}

/** Thrown by `$` when a command does not end well. */
export class ShellError extends Error {
  override readonly name = "ShellError";
  readonly command: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last lines that it printed. */
  readonly tail: readonly string[];

  constructor(command: string, end: ShellEnd, tail: readonly string[]) {
    super(`${shellEndText(end)}: ${command}`);
    this.command = command;
    this.exitCode = end.exitCode;
    this.signal = end.signal;
    this.tail = tail;
  }
}

/** Says how a command ended. */
export function shellEndText(end: ShellEnd): string {
  if (end.error !== undefined) {
    // What the system refuses has a code.
    if (!("code" in end.error)) return end.error.message;
    const why =
      end.error.code === "ENOENT" ? "bash, which runs shell lines, is not on the PATH" : end.error.message;
    return `the command could not be started: ${why}`;
  }
  if (end.signal !== undefined) return `the command was ended by ${end.signal}`;
  return `the command failed with exit code ${end.exitCode}`;
}

/** Reads what has been printed so far. */
export interface PrintedLog {
  size(): number;
  tail(offset: number): string[];
}

/** The `$` of one job, and the commands that it has started. */
export class JobShell {
  readonly #setting: ShellSetting;
  readonly #log: PrintedLog;
  readonly #aborted: AbortSignal;
  readonly #unawaited = new Set<Promise<string>>();
  #hasEnded = false;

  constructor(setting: ShellSetting, log: PrintedLog, aborted: AbortSignal) {
    this.#setting = setting;
    this.#log = log;
    this.#aborted = aborted;
  }

  /** What a job's function receives as `$`. */
  readonly $: Shell = (line, ...values) => {
    const command = new StartedCommand(shellLine(line, values), this);
    // A command that nobody waits for is started all the same, once the caller had time to ask for its text.
    queueMicrotask(() => void command.start());
    return command;
  };

  /** Waits for commands that the job did not wait for, and rejects as they do. */
  async finish(): Promise<void> {
    await Promise.all(this.#unawaited);
  }

  /** The job has ended: what it left behind starts no more commands, which would print to the log of another job. */
  end(): void {
    this.#hasEnded = true;
  }

  /** Starts a command; it counts as one that nobody waits for until {@link JobShell.awaited} is told. */
  start(command: string, capture: boolean): Promise<string> {
    const started = this.#run(command, capture);
    this.#unawaited.add(started);
    started.catch(() => undefined); // Told to whoever waits for it, or by `finish`.
    return started;
  }

  /** Notes that somebody waits for a command. */
  awaited(started: Promise<string>): void {
    this.#unawaited.delete(started);
  }

  async #run(command: string, capture: boolean): Promise<string> {
    this.#aborted.throwIfAborted();
    if (this.#hasEnded)
      throw new Error(`the job has ended: nobody waits any more for the command ${command}`);
    const offset = this.#log.size();
    const shell = startShell(command, this.#setting, capture);
    const onAbort = (): void => shell.signal("SIGTERM");
    this.#aborted.addEventListener("abort", onAbort, { once: true });
    const end = await shell.ended;
    this.#aborted.removeEventListener("abort", onAbort);
    if (end.exitCode !== 0) throw new ShellError(command, end, this.#log.tail(offset));
    return end.text.replace(/\n$/, "");
  }
}

class StartedCommand implements ShellCommand {
  readonly #line: string;
  readonly #shell: JobShell;
  #capture = false;
  #started: Promise<string> | undefined;

  constructor(line: string, shell: JobShell) {
    this.#line = line;
    this.#shell = shell;
  }

  start(): Promise<string> {
    this.#started ??= this.#shell.start(this.#line, this.#capture);
    return this.#started;
  }

  text(): Promise<string> {
    this.#capture = true;
    return this.#awaited();
  }

  async lines(): Promise<string[]> {
    const text = await this.text();
    return text === "" ? [] : text.split("\n");
  }

  // biome-ignore lint/suspicious/noThenProperty: a command is awaited like a promise.
  then<A = undefined, B = never>(
    done?: ((value: undefined) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#awaited()
      .then(() => undefined)
      .then(done, failed);
  }

  #awaited(): Promise<string> {
    const started = this.start();
    this.#shell.awaited(started);
    return started;
  }
}

function shellLine(parts: TemplateStringsArray, values: readonly ShellValue[]): string {
  // A part with an escape that JavaScript does not know is undefined.
  if (parts.some((part: string | undefined) => part === undefined)) {
    throw new TypeError(
      `a shell line has an escape that JavaScript does not know; double the backslash: ${parts.raw.join("…")}`,
    );
  }
  return parts
    .reduce((line, part, i) => (i === 0 ? part : `${line}${shellWords(values[i - 1], i)}${part}`), "")
    .trim();
}

function shellWords(value: unknown, position: number): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return shellQuote(String(value));
  if (Array.isArray(value)) return value.map((item) => shellWords(item, position)).join(" ");
  const what =
    value === undefined
      ? "undefined"
      : value === null
        ? "null"
        : typeof value === "object"
          ? "a record"
          : `a ${typeof value}`;
  throw new TypeError(
    `value ${position} of a shell line is ${what}; only texts, numbers and arrays of them can be put in`,
  );
}
