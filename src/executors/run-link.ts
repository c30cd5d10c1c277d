// The worker's end of what joins it to the run, be it pipes or a port.
import type { Encoded } from "../marshal/encode.ts";
import type { Guard } from "./guardian.ts";
import type { Spool } from "./job-log.ts";
import { type FromWorker, type Hello, type ToWorker, toWorker } from "./messages.ts";

/** What a worker has of the run, and of the process or thread in which it lives. */
export interface RunLink {
  /** The first message. */
  readonly hello: Promise<Hello>;
  /** Tells the run; never returns when a job has closed the link, which the run has noticed. */
  tell(message: FromWorker): void;
  /**
   * Passes on all messages after the first, those that have come already as well. They are decoded only then: they may
   * hold classes that the user's module registers.
   */
  listen(heard: (message: ToWorker) => void, unreadable: (error: unknown) => never): void;
  /** Whether an open link keeps the worker alive. */
  hold(isHeld: boolean): void;
  /** Has all that is printed from here on go to a spool. */
  openSpool(directory: string, id: string): Spool;
  /** Who ends shell lines with this worker; undefined where they belong to its group. */
  readonly guardian: Guard | undefined;
  /** How much memory the worker holds. */
  memoryBytes(): number;
  /** Ends the worker with all that its jobs started. */
  leave(): void;
}

/** The messages of a link: the first is for who starts the worker, those that follow for who serves. */
export class Mailbox {
  readonly hello: Promise<Hello>;
  #greet: ((hello: Hello) => void) | undefined;
  #heard: ((encoded: Encoded) => void) | undefined;
  readonly #waiting: Encoded[] = [];

  constructor() {
    this.hello = new Promise((resolve) => {
      this.#greet = resolve;
    });
  }

  /** Takes what came. */
  take(encoded: Encoded): void {
    if (this.#greet !== undefined) {
      this.#greet(toWorker(encoded) as Hello);
      this.#greet = undefined;
    } else if (this.#heard === undefined) this.#waiting.push(encoded);
    else this.#heard(encoded);
  }

  /** Passes on what follows the first message, as {@link RunLink.listen} says; not while the user's module runs. */
  listen(listener: (message: ToWorker) => void, unreadable: (error: unknown) => never): void {
    setImmediate(() => {
      this.#heard = (encoded) => listener(readOr(encoded, unreadable));
      for (const encoded of this.#waiting.splice(0)) this.#heard(encoded);
    });
  }
}

function readOr(encoded: Encoded, unreadable: (error: unknown) => never): ToWorker {
  try {
    return toWorker(encoded);
  } catch (error) {
    return unreadable(error);
  }
}
