// Where what a job prints in its own process goes: to the spool while the job runs, and later to the log of the job. Who prints is known by the asynchronous context, so that what one job left behind never prints to the log of the next.
import { AsyncLocalStorage } from "node:async_hooks";
import { appendFileSync, mkdirSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Spool } from "./job-log.ts";

/** Takes what is printed. */
export interface Printer {
  write(bytes: Uint8Array): void;
}

/** What one job prints. */
export class JobPrinter implements Printer {
  readonly #spool: Spool;
  /** Set when the job has ended: tells the file of its log. */
  #log: (() => string) | undefined;

  constructor(spool: Spool) {
    this.#spool = spool;
  }

  /** Whether the job has ended: what is still at work on its behalf was left behind. */
  get hasEnded(): boolean {
    return this.#log !== undefined;
  }

  write(bytes: Uint8Array): void {
    if (this.#log === undefined) {
      writeSync(this.#spool.out, bytes);
      return;
    }
    const log = this.#log();
    mkdirSync(dirname(log), { recursive: true });
    appendFileSync(log, bytes);
  }

  /** The job has ended; `log` tells the file of its log, be there one or not. */
  end(log: () => string): void {
    this.#log = log;
  }
}

/** Marks what happens on behalf of a job. */
export const insideJob: AsyncLocalStorage<JobPrinter> = new AsyncLocalStorage();

/** Sends what is printed in this process to a printer; where there is none, it is left alone. Returns what undoes that. */
export function divertOutput(printer: () => Printer | undefined): () => void {
  const restores = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write;
    stream.write = function (
      this: NodeJS.WriteStream,
      chunk: Uint8Array | string,
      ...rest: unknown[]
    ): boolean {
      const diverted = printer();
      if (diverted === undefined) return Reflect.apply(write, stream, [chunk, ...rest]) as boolean;
      diverted.write(typeof chunk === "string" ? Buffer.from(chunk, encodingIn(rest)) : chunk);
      const done = rest.find((argument): argument is () => void => typeof argument === "function");
      done?.();
      return true;
    } as typeof stream.write;
    return () => {
      stream.write = write;
    };
  });
  return () => {
    for (const restore of restores) restore();
  };
}

function encodingIn([encoding]: readonly unknown[]): BufferEncoding {
  return typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8";
}
