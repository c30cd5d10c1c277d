// The life of one worker thread, seen from the run: as that of a worker process, but for what threads of one process
// cannot be kept from doing to each other.
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { WorkerId } from "../model/event.ts";
import { killChildren } from "./children.ts";
import { type Guardian, signalGroup } from "./guardian.ts";
import { fromWorker, type Hello, type ToWorker } from "./messages.ts";
import { type FromThread, postMessage, type ThreadData, type ToThread, unpack } from "./parcels.ts";
import { closeGraceMs, type WorkerEnd, type WorkerListener, type WorkerPort } from "./worker-port.ts";

/** One worker thread. */
export class WorkerThread implements WorkerPort {
  readonly kind = "thread";
  readonly id: WorkerId;
  readonly spoolFile: string;
  readonly #thread: Worker;
  readonly #port: MessagePort;
  readonly #unread = new Int32Array(new SharedArrayBuffer(4));
  readonly #guardian: Guardian;
  readonly #listener: WorkerListener;
  /** Process groups of its shell lines. */
  readonly #groups = new Set<number>();
  /** What the system calls it, where the system tells. */
  #task: string | undefined;
  #cause: WorkerEnd["cause"];
  readonly #ended: Promise<void>;

  constructor(entry: string, hello: Hello, guardian: Guardian, listener: WorkerListener) {
    mkdirSync(hello.logDirectory, { recursive: true });
    this.spoolFile = join(hello.logDirectory, `.spool-${hello.spoolId}`);
    this.#guardian = guardian;
    this.#listener = listener;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on("message", (message: FromThread) => this.#hear(message));
    const workerData: ThreadData = { port: port2, unread: this.#unread };
    // What is printed before the thread has a log of its own must not come among what the run prints.
    this.#thread = new Worker(entry, { workerData, transferList: [port2], stdout: true, stderr: true });
    this.id = { pid: process.pid, thread: this.#thread.threadId };
    this.#thread.stdout.resume();
    this.#thread.stderr.resume();
    this.#thread.on("error", (error) => this.#note(error));
    this.#ended = new Promise((resolve) => {
      this.#thread.once("exit", (exitCode) => {
        this.#end(exitCode);
        resolve();
      });
    });
    this.send(hello);
  }

  send(message: ToWorker): number {
    return postMessage(this.#port, message);
  }

  kill(): void {
    // Before, for nobody knows afterwards whose they were; and after, for a thread that waits for one ends only then.
    this.#killChildren();
    void this.#thread.terminate();
    this.#killChildren();
  }

  async close(): Promise<void> {
    this.#post("end");
    const timer = setTimeout(() => this.kill(), closeGraceMs);
    await this.#ended;
    clearTimeout(timer);
  }

  #killChildren(): void {
    if (this.#task !== undefined) killChildren(this.#task);
  }

  #post(message: ToThread): void {
    this.#port.postMessage(message);
  }

  #hear(told: FromThread): void {
    if ("message" in told) {
      this.#listener.heard(fromWorker(unpack(told)));
      Atomics.sub(this.#unread, 0, 1);
      Atomics.notify(this.#unread, 0);
    } else if ("guard" in told) {
      this.#groups.add(told.guard);
      this.#guardian.guard(told.guard, () => this.#post({ guarded: told.guard }));
    } else if ("release" in told) {
      this.#groups.delete(told.release);
      this.#guardian.release(told.release);
    } else this.#task = told.task;
  }

  #note(error: unknown): void {
    if ((error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY") this.#cause = "memory";
    else appendFileSync(this.spoolFile, `${inspect(error)}\n`);
  }

  #end(exitCode: number): void {
    const next = (): { message: unknown } | undefined => receiveMessageOnPort(this.#port);
    for (let left = next(); left !== undefined; left = next()) this.#hear(left.message as FromThread);
    this.#port.close();
    for (const pid of this.#groups) {
      signalGroup(pid, "SIGKILL");
      this.#guardian.release(pid);
    }
    const cause = this.#cause === undefined ? {} : { cause: this.#cause };
    this.#listener.ended({ exitCode, signal: undefined, ...cause });
  }
}
