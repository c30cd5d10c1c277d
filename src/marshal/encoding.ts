// The state of one encoding: where to write, where we are, how to refuse. Every part of the encoder is given it.

import * as refusals from "./refusal.ts";
import { type Refusal, UnsendableError } from "./refusal.ts";
import { Seen } from "./seen.ts";
import { Trail } from "./trail.ts";
import * as wire from "./wire.ts";
import { Writer } from "./writer.ts";

export abstract class Encoding {
  readonly writer: Writer = new Writer();
  readonly trail: Trail = new Trail();
  readonly seen: Seen = new Seen();

  /** Set when something was learnt too late for what is written already: what two parts share, seen at the second. */
  mustStartAgain = false;
  /** Memory that must go as a whole, because several values of the message look at the same bytes. */
  sharedMemory: Set<ArrayBufferLike> = new Set();
  /** The URLs of the message by their searchParams. */
  urls: Map<object, URL> = new Map();

  /** Which pieces of their memory the Buffers written so far cover: start and end of each. */
  windows: Map<ArrayBufferLike, (readonly [start: number, end: number])[]> = new Map();

  /** Write any value, or throw an UnsendableError. */
  abstract write(value: unknown): void;

  writeNamed(object: object, key: string): void {
    this.trail.at(key);
    this.writer.makeRoom();
    this.writer.text(key);
    this.writeProperty(Object.getOwnPropertyDescriptor(object, key));
  }

  /** Write the value of a property, which must be one that a copy can have. */
  writeProperty(property: PropertyDescriptor | undefined): void {
    this.write(this.checked(property));
  }

  /** The value of a property at the present place, which must be one that a copy can have. */
  checked(property: PropertyDescriptor | undefined): unknown {
    if (property === undefined) this.refuse(refusals.VANISHED);
    if (property.get !== undefined || property.set !== undefined) this.refuse(refusals.GETTER);
    if (property.enumerable !== true) this.refuse(refusals.HIDDEN_PROPERTY);
    return property.value;
  }

  refuse(refusal: Refusal, options?: ErrorOptions): never {
    throw new UnsendableError(this.trail.text(), refusal, options);
  }

  refuseValue(value: unknown): never {
    this.refuse(refusals.refusalOf(value));
  }

  refuseProperty(key: PropertyKey, refusal: Refusal): never {
    this.trail.enter("property");
    this.trail.at(key);
    this.refuse(refusal);
  }

  /** Read what only a real instance has; refuse what merely has the prototype of its class. */
  readOrRefuse(value: object, read: () => string): string {
    try {
      return read();
    } catch {
      return this.refuseValue(value);
    }
  }

  /** Refuse to go deeper than the stack of the reader is sure to carry. */
  checkDepth(): void {
    if (this.trail.depth >= wire.MAX_STACK) this.refuse(refusals.NESTED_TOO_DEEPLY);
  }

  /** Refuse properties that somebody has put on a value of a built-in class: all but the first `expected`. */
  checkExtras(value: object, className: string, expected: number): void {
    const extra = Reflect.ownKeys(value)[expected];
    if (typeof extra === "symbol") this.refuseProperty(extra, refusals.SYMBOL_KEY);
    if (typeof extra === "string") this.refuseProperty(extra, refusals.extraProperty(className));
  }
}

/** Writes a value of one class; refuses what only has its prototype. */
export type BuiltinWriter = (encoding: Encoding, value: object) => void;
