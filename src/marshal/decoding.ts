// The state of one decoding, and what every part of the decoder needs of it.

import { Reader } from "./reader.ts";

const UNFINISHED = Symbol("unfinished");

export abstract class Decoding {
  readonly reader: Reader = new Reader();
  // Objects in order of first appearance; references name them by their index.
  readonly #objects: unknown[] = [];

  abstract read(): unknown;

  /** Give an object the next number. It must have one before anything inside it is read. */
  add<T>(object: T): T {
    this.#objects.push(object);
    return object;
  }

  /** Keep the next number for an object that cannot be made before its parts. */
  reserve(): number {
    return this.#objects.push(UNFINISHED) - 1;
  }

  finish<T>(number: number, object: T): T {
    this.#objects[number] = object;
    return object;
  }

  referred(number: number): unknown {
    const object = this.#objects[number];
    if (object === undefined || object === UNFINISHED) this.reader.fail();
    return object;
  }

  forgetObjects(): void {
    this.#objects.length = 0;
  }
}

/** Reads what follows the tag of one class. */
export type BuiltinReader = (decoding: Decoding) => unknown;
