// The life of one worker process, seen from the run: started, handed jobs, asked to end, found dead. It knows nothing
// of queues; the pool does.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { FrameReader } from "./frames.ts";
import type { Guardian } from "./guardian.ts";
import { type FromWorker, fromWorker, type Hello, messageFrame, type ToWorker } from "./messages.ts";

/** How a worker ended. */
export interface WorkerEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** Who is told what a worker says. */
export interface WorkerListener {
  heard(message: FromWorker): void;
  ended(end: WorkerEnd): void;
}

/** How long a worker that was asked to end may take. */
const graceMs = 2000;

/** One worker process. */
export class WorkerProcess {
  readonly spoolFile: string;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #ended: Promise<void>;

  constructor(entry: string, hello: Hello, guardian: Guardian, listener: WorkerListener) {
    mkdirSync(hello.logDirectory, { recursive: true });
    this.spoolFile = join(hello.logDirectory, `.spool-${hello.spoolId}`);
    const log = openSync(this.spoolFile, "a");
    // A group of its own: Ctrl-C on the terminal reaches only the run, which then decides; and all that a job started
    // can be ended with the worker.
    this.#child = spawn(process.execPath, [...execArguments(), entry], {
      detached: true,
      env: workerEnvironment(),
      stdio: ["ignore", log, log, "pipe", "pipe"],
    });
    closeSync(log);
    // A worker ends by itself when the run is gone; one that is busy would not notice.
    const { pid } = this.#child;
    if (pid !== undefined) guardian.guard(pid);
    // What its jobs started and left behind ends with it, however it ends.
    this.#child.once("exit", () => {
      this.kill();
      if (pid !== undefined) guardian.release(pid);
    });
    this.#input = this.#child.stdio[3] as Writable;
    this.#input.on("error", () => undefined); // The worker is gone: its exit says why.
    this.#listen(this.#child.stdio[4] as Readable, listener);
    this.#ended = new Promise((resolve) => {
      const end = (exitCode: number | null, signal: string | null): void => {
        listener.ended({ exitCode: exitCode ?? undefined, signal: signal ?? undefined });
        resolve();
      };
      // `close` comes after the last frame has been read; `exit` might come before.
      this.#child.once("close", end);
      this.#child.once("error", () => end(null, null));
    });
    this.send(hello);
  }

  /** Its process; 0 if there is none, because none could be started. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Sends a message; returns its size in bytes. */
  send(message: ToWorker): number {
    let sizeBytes = 0;
    this.#input.cork();
    for (const bytes of messageFrame(message)) {
      sizeBytes += bytes.byteLength;
      this.#input.write(bytes);
    }
    this.#input.uncork();
    return sizeBytes;
  }

  /** Kills the worker and all that its jobs started. */
  kill(): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // The group is gone: that is what was wanted.
    }
  }

  /** Asks the worker to end when its job has ended, and sees to it. */
  async close(): Promise<void> {
    this.#input.end();
    const timer = setTimeout(() => this.kill(), graceMs);
    await this.#ended;
    clearTimeout(timer);
  }

  #listen(output: Readable, listener: WorkerListener): void {
    const reader = new FrameReader();
    output.on("data", (chunk: Buffer) => {
      for (const encoded of reader.push(chunk)) listener.heard(fromWorker(encoded));
    });
    output.on("error", () => undefined);
  }
}

/** The environment of the run; and where Node keeps compiled code, so that workers need not compile it again. */
function workerEnvironment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  return cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) };
}

/** The options with which Node itself was started, less those that belong to the one process. */
function execArguments(): string[] {
  const own =
    /^--(inspect|debug|eval|print|test|watch|cpu-prof|heap-prof|check|interactive|input-type|env-file)/;
  return process.execArgv.filter((argument) => !own.test(argument) && !/^-[epic]$/.test(argument));
}
