// Shows what a job prints while it prints it: for a job that runs alone, before somebody's eyes. The log is written as
// ever; it is read here as it grows.
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Reporter, RunEvent } from "./model/event.ts";

const intervalMs = 50;

/** Makes a reporter that gives to `show`, piece by piece, what jobs print to their logs in a directory. */
export function followingReporter(logDirectory: string, show: (bytes: Uint8Array) => void): Reporter {
  const follower = new Follower(logDirectory, show);
  return {
    on: (event) => {
      const log = logOf(event);
      if (log !== undefined) follower.ended(log);
    },
    close: () => follower.close(),
  };
}

/** The log of a job, when it has ended. */
function logOf(event: RunEvent): string | undefined {
  if (event.kind === "job-done") return event.log?.file;
  return event.kind === "job-failed" || event.kind === "job-retried" ? event.failed.log?.file : undefined;
}

/** Reads the files to which jobs print: first under the name of a spool of this process, then under that of a log. */
class Follower {
  readonly #directory: string;
  readonly #show: (bytes: Uint8Array) => void;
  /** Files by what tells them from others, whatever they are called: their descriptors, and how far they were read. */
  readonly #followed = new Map<number, { readonly descriptor: number; at: number }>();
  readonly #timer: NodeJS.Timeout;

  constructor(directory: string, show: (bytes: Uint8Array) => void) {
    this.#directory = directory;
    this.#show = show;
    this.#timer = setInterval(() => this.#look(), intervalMs);
  }

  /** Shows what has not been shown of the log of a job that has ended. */
  ended(log: string): void {
    this.#follow(log);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const { descriptor } of this.#followed.values()) closeSync(descriptor);
  }

  #look(): void {
    const names = existsSync(this.#directory) ? readdirSync(this.#directory) : [];
    for (const name of names)
      if (name.startsWith(`.spool-${process.pid}-`)) this.#follow(join(this.#directory, name));
  }

  #follow(file: string): void {
    let descriptor: number;
    try {
      descriptor = openSync(file, "r");
    } catch {
      return; // It has just got another name.
    }
    const identity = fstatSync(descriptor).ino;
    // A file that is held open here keeps its identity to itself.
    const known = this.#followed.get(identity);
    if (known !== undefined) closeSync(descriptor);
    const followed = known ?? { descriptor, at: 0 };
    this.#followed.set(identity, followed);
    this.#read(followed);
  }

  #read(followed: { readonly descriptor: number; at: number }): void {
    for (;;) {
      const buffer = Buffer.allocUnsafe(64 * 1024);
      const length = readSync(followed.descriptor, buffer, 0, buffer.length, followed.at);
      if (length === 0) return;
      followed.at += length;
      this.#show(buffer.subarray(0, length));
    }
  }
}
