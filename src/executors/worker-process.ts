// The life of one worker process, seen from the run: started, handed jobs, asked to end, found dead. It knows nothing
// of queues; the pool does.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { dirname, join } from "node:path";
import { type Duplex, getDefaultHighWaterMark, type Readable, setDefaultHighWaterMark } from "node:stream";
import { giveBack } from "../base/memory.ts";
import type { WorkerId } from "../model/event.ts";
import { FrameReader, frame, newSeal } from "./frames.ts";
import type { Guardian } from "./guardian.ts";
import { encodeMessage, type FromWorker, fromWorker, type Hello, type ToWorker } from "./messages.ts";
import { workerFlags } from "./node-flags.ts";
import { closeGraceMs, type WorkerListener, type WorkerPort } from "./worker-port.ts";

/** How long after its end of a pipe was closed a process may take to end, before it is taken for broken. */
const brokenMs = 200;

/** One worker process. */
export class WorkerProcess implements WorkerPort {
  readonly kind = "process";
  readonly spoolFile: string;
  readonly #child: ChildProcess;
  readonly #input: Duplex;
  readonly #ended: Promise<void>;
  readonly #seal = newSeal();
  #isBroken = false;
  #brokenTimer: NodeJS.Timeout | undefined;

  constructor(entry: string, hello: Hello, guardian: Guardian, listener: WorkerListener) {
    mkdirSync(hello.logDirectory, { recursive: true });
    this.spoolFile = join(hello.logDirectory, `.spool-${hello.spoolId}`);
    const log = openSync(this.spoolFile, "a");
    // A group of its own: Ctrl-C on the terminal reaches only the run, which then decides; and all that a job started
    // can be ended with the worker.
    this.#child = withSmallStreams(() =>
      spawn(process.execPath, [...workerFlags(process.execArgv), entry, `${this.#seal}`], {
        detached: true,
        env: workerEnvironment(),
        stdio: ["ignore", log, log, "pipe", "pipe"],
      }),
    );
    closeSync(log);
    // A worker ends by itself when the run is gone; one that is busy would not notice.
    const { pid } = this.#child;
    if (pid !== undefined) guardian.guard(pid);
    // What its jobs started and left behind ends with it, however it ends.
    this.#child.once("exit", () => {
      clearTimeout(this.#brokenTimer);
      this.kill();
      if (pid !== undefined) guardian.release(pid);
    });
    this.#input = this.#child.stdio[3] as Duplex;
    this.#listen(this.#child.stdio[4] as Readable, listener);
    for (const pipe of [this.#input, this.#child.stdio[4] as Readable]) {
      pipe.on("error", () => undefined); // The worker is gone: its exit says why.
      pipe.on("close", () => this.#suspect());
    }
    this.#input.resume().on("data", () => this.#break());
    this.#ended = new Promise((resolve) => {
      const end = (exitCode: number | null, signal: string | null): void => {
        const cause = this.#isBroken ? ({ cause: "link" } as const) : {};
        listener.ended({ exitCode: exitCode ?? undefined, signal: signal ?? undefined, ...cause });
        resolve();
      };
      // `close` comes after the last frame has been read; `exit` might come before.
      this.#child.once("close", end);
      this.#child.once("error", () => end(null, null));
    });
    this.send(hello);
  }

  get id(): WorkerId {
    return { pid: this.#child.pid ?? 0 };
  }

  send(message: ToWorker): number {
    const encoded = encodeMessage(message);
    let sizeBytes = 0;
    this.#input.cork();
    for (const bytes of frame(encoded, this.#seal)) {
      sizeBytes += bytes.byteLength;
      // Attachments are the user's, and may be sent again: only the message was made for this.
      if (bytes === encoded.message) this.#input.write(bytes, (error) => error ?? giveBack(bytes));
      else this.#input.write(bytes);
    }
    this.#input.uncork();
    return sizeBytes;
  }

  kill(): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // The group is gone: that is what was wanted.
    }
  }

  async close(): Promise<void> {
    this.#input.end();
    const timer = setTimeout(() => this.kill(), closeGraceMs);
    await this.#ended;
    clearTimeout(timer);
  }

  #listen(output: Readable, listener: WorkerListener): void {
    const reader = new FrameReader(this.#seal);
    let isWaiting = false;
    const read = (): void => {
      isWaiting = false;
      for (let chunk = nextChunk(output); chunk !== undefined; chunk = nextChunk(output))
        for (const message of this.#read(reader, chunk)) listener.heard(message);
    };
    output.on("readable", () => {
      if (isWaiting) return;
      const patienceMs = reader.isAmidFrame ? 0 : listener.patienceMs();
      isWaiting = true;
      // What a job wrote to the other pipe, before it told of its end here, must be noticed before that: the next job
      // would be blamed for it. So the loop looks at both pipes once more.
      if (patienceMs > 0) setTimeout(() => setImmediate(read), patienceMs);
      else setImmediate(() => setImmediate(read));
    });
  }

  /** Messages that are complete now. What cannot be one was written by a job. */
  *#read(reader: FrameReader, chunk: Buffer): Generator<FromWorker> {
    if (this.#isBroken) return;
    try {
      for (const encoded of reader.push(chunk)) yield fromWorker(encoded);
    } catch {
      this.#break();
    }
  }

  /** A pipe was closed: by the end of the process, or by a job, which leaves a worker that nobody can reach. */
  #suspect(): void {
    if (this.#hasEnded()) return;
    // After the timer, what the system has told of the end of the process meanwhile is heard first.
    this.#brokenTimer ??= setTimeout(() => setImmediate(() => this.#break()), brokenMs);
  }

  /** A job broke a pipe: the process is of no use any more. */
  #break(): void {
    if (this.#hasEnded()) return;
    this.#isBroken = true;
    this.kill();
  }

  #hasEnded(): boolean {
    const { pid, exitCode, signalCode } = this.#child;
    return pid === undefined || exitCode !== null || signalCode !== null;
  }
}

/**
 * Makes streams that read no more than one chunk before they are asked for it. So what a worker tells while it is not
 * listened to stays in the pipe, and wakes nobody.
 */
function withSmallStreams<T>(make: () => T): T {
  const usual = getDefaultHighWaterMark(false);
  setDefaultHighWaterMark(false, 1);
  try {
    return make();
  } finally {
    setDefaultHighWaterMark(false, usual);
  }
}

function nextChunk(stream: Readable): Buffer | undefined {
  return (stream.read() as Buffer | null) ?? undefined;
}

/** The environment of the run; and where Node keeps compiled code, so that workers need not compile it again. */
function workerEnvironment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  return cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cache) };
}
