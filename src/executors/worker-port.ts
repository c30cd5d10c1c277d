// What the pool needs of a worker, be it a process or a thread.
import type { WorkerId } from "../model/event.ts";
import type { FromWorker, Hello, ToWorker } from "./messages.ts";

/** How a worker ended. */
export interface WorkerEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Why it had to end, if that is known: it had no memory left, or a job broke what joins it to the run. */
  readonly cause?: "memory" | "link";
}

/** Who is told what a worker says. */
export interface WorkerListener {
  heard(message: FromWorker): void;
  /** For how long what it tells may wait: the longer that is, the more is heard at once. */
  patienceMs(): number;
  ended(end: WorkerEnd): void;
}

/** A worker, seen from the run. */
export interface WorkerPort {
  /** What it is, for people. */
  readonly kind: "process" | "thread";
  readonly id: WorkerId;
  /** The file to which its jobs print. */
  readonly spoolFile: string;
  /** Sends a message; returns its size in bytes. */
  send(message: ToWorker): number;
  /** Kills the worker and all that its jobs started. */
  kill(): void;
  /** Asks the worker to end when its job has ended, and sees to it. */
  close(): Promise<void>;
}

/** Starts a worker. */
export type StartWorker = (hello: Hello, listener: WorkerListener) => WorkerPort;

/** How long a worker that was asked to end may take. */
export const closeGraceMs = 2000;
