// The worker's end of the pipes to the run: messages come on descriptor 3 and go out on descriptor 4. When descriptor 3
// ends, the run is gone, and the worker ends with all that its jobs started.
import { writeSync } from "node:fs";
import { Socket } from "node:net";
import type { Encoded } from "../marshal/encode.ts";
import { FrameReader } from "./frames.ts";
import { type FromWorker, type Hello, messageFrame, type ToWorker, toWorker } from "./messages.ts";

/** The worker's end of the pipes. */
export interface RunLink {
  /** The first message. */
  readonly hello: Promise<Hello>;
  tell(message: FromWorker): void;
  /**
   * Passes on all messages after the first, those that have come already as well. They are decoded only then: they may
   * hold classes that the user's module registers.
   */
  listen(heard: (message: ToWorker) => void, unreadable: (error: unknown) => never): void;
  /** Whether an open link keeps the process alive. */
  hold(isHeld: boolean): void;
}

/** Opens the pipes to the run. */
export function openLink(): RunLink {
  const input = new Socket({ fd: 3, readable: true, writable: false });
  const reader = new FrameReader();
  const waiting: Encoded[] = [];
  let heard: ((encoded: Encoded) => void) | undefined;
  let greet: ((hello: Hello) => void) | undefined;
  const hello = new Promise<Hello>((resolve) => {
    greet = resolve;
  });
  input.on("data", (chunk: Buffer) => {
    for (const encoded of reader.push(chunk)) {
      if (greet !== undefined) {
        greet(toWorker(encoded) as Hello);
        greet = undefined;
      } else if (heard === undefined) waiting.push(encoded);
      else heard(encoded);
    }
  });
  input.on("error", endGroup);
  input.on("end", endGroup);
  return {
    hello,
    tell: (message) => {
      for (const bytes of messageFrame(message)) writeAll(bytes);
    },
    listen: (listener, unreadable) => {
      heard = (encoded) => listener(readOr(encoded, unreadable));
      for (const encoded of waiting.splice(0)) heard(encoded);
    },
    hold: (isHeld) => {
      if (isHeld) input.ref();
      else input.unref();
    },
  };
}

function readOr(encoded: Encoded, unreadable: (error: unknown) => never): ToWorker {
  try {
    return toWorker(encoded);
  } catch (error) {
    return unreadable(error);
  }
}

/** The run is gone or wants no more: ends this process and all that its jobs started. */
export function endGroup(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.exit(0);
  }
}

function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(4, bytes, at);
}
