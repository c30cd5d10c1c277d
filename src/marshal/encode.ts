// From a value to bytes, in one walk that also finds what cannot be sent.
// Here are primitives, plain objects and instances of registered classes; the encode-… files have the rest.

import { types } from "node:util";
import { pretendedPrototype } from "./builtin-classes.ts";
import { builtinWriters } from "./encode-builtins.ts";
import { writeArray, writeDictionary, writeMap, writeSet } from "./encode-collections.ts";
import { settleMemory } from "./encode-memory.ts";
import { keysOf, valuesOf } from "./encode-objects.ts";
import { Encoding } from "./encoding.ts";
import * as refusals from "./refusal.ts";
import { type Registration, registrationOf } from "./registry.ts";
import { MAX_SHAPE_KEYS, shapeOf, tidyShapes } from "./shapes.ts";
import type { Prefix } from "./trail.ts";
import * as wire from "./wire.ts";

const { getPrototypeOf } = Object;

const NO_VALUES: readonly unknown[] = [];

let messages = 0;
let idle: Encoder | undefined;

/**
 * Write a value as bytes from which `decode` makes its equal in another process. Equal values that share alike give
 * equal bytes, whatever was written before.
 *
 * Small messages are cut from larger memory, as Buffers are from Node's pool: copy one before you post it to a thread.
 *
 * @param root  what the value is called in the path of a refused part
 * @throws {UnsendableError} when any part would not arrive as it is
 */
export function encode(value: unknown, root = "value"): Buffer {
  return encodeWith(value, root, false).message;
}

/** A value as bytes, and the large memory in it, which stays where it is: `decode` needs both. */
export interface Encoded {
  readonly message: Buffer;
  readonly attachments: readonly Uint8Array[];
}

/**
 * Write a value as bytes, but leave large memory (of Buffers, ArrayBuffers and views) where it is. So nothing large is
 * copied; in turn, what changes there before it has been sent is sent as it is then.
 *
 * @throws {UnsendableError} when any part would not arrive as it is
 */
export function encodeAttaching(value: unknown, root = "value"): Encoded {
  return encodeWith(value, root, true);
}

function encodeWith(value: unknown, root: string, mayAttach: boolean): Encoded {
  // A codec may itself call encode: it gets an encoder of its own.
  const encoder = idle ?? new Encoder();
  idle = undefined;
  try {
    const message = encoder.encode(value, root, mayAttach);
    return { message, attachments: encoder.writer.attachments };
  } finally {
    encoder.release();
    idle = encoder;
  }
}

/** Writes values, one message after the other. */
export class Encoder extends Encoding {
  #message = 0;
  #shapes = 0;
  #classes: Map<Registration, number> = new Map();
  // Instances whose data is being written: a reference to one of them could not be resolved.
  #unfinished: Set<number> = new Set();
  readonly #postponed: { value: object; tag: number; prefix: Prefix }[] = [];
  #waiting: Set<object> = new Set();
  // Containers that must not wait, because the data of an instance refers to them.
  #urgent: Set<object> = new Set();

  encode(value: unknown, root: string, mayAttach = false): Buffer {
    do {
      this.#forget();
      this.mustStartAgain = false;
      this.#message = ++messages;
      this.#shapes = 0;
      tidyShapes();
      this.writer.begin(mayAttach);
      this.trail.begin(root);
      this.write(value);
      this.#writePostponed(0);
      settleMemory(this);
    } while (this.mustStartAgain);
    return this.writer.finish();
  }

  /**
   * Let go of all that belongs to the caller. No Map or Set is cleared: the table that it leaves behind refers to the
   * next, so once one of them is old, the garbage collector keeps what was in all that follow, message by message.
   */
  release(): void {
    this.#forget();
    if (this.#urgent.size > 0) this.#urgent = new Set();
    if (this.sharedMemory.size > 0) this.sharedMemory = new Set();
    if (this.urls.size > 0) this.urls = new Map();
    this.writer.release();
  }

  #forget(): void {
    this.seen.clear();
    if (this.#classes.size > 0) this.#classes = new Map();
    if (this.#unfinished.size > 0) this.#unfinished = new Set();
    if (this.windows.size > 0) this.windows = new Map();
    if (this.#waiting.size > 0) this.#waiting = new Set();
    this.#postponed.length = 0;
  }

  write(value: unknown): void {
    const writer = this.writer;
    writer.makeRoom();
    switch (typeof value) {
      case "string":
        writer.string(value);
        break;
      case "number":
        writer.number(value);
        break;
      case "object":
        if (value === null) writer.byte(wire.NULL);
        else this.#writeObject(value);
        break;
      case "boolean":
        writer.byte(value ? wire.TRUE : wire.FALSE);
        break;
      case "undefined":
        writer.byte(wire.UNDEFINED);
        break;
      case "bigint":
        writer.bigint(value);
        break;
      case "function":
      case "symbol":
        this.refuseValue(value);
    }
  }

  #writeObject(value: object): void {
    // Before anything else: whatever is asked of a proxy, its owner's code answers.
    if (types.isProxy(value)) this.refuseValue(value);
    const prototype: unknown = getPrototypeOf(value);
    if (prototype === Object.prototype) this.#writePlain(value, wire.OBJECT);
    else if (prototype === null) this.#writePlain(value, wire.NULL_OBJECT);
    else {
      const number = this.seen.add(value);
      if (number === undefined) this.#writeOfClass(value, prototype);
      else this.#writeReference(number, value);
    }
  }

  #writeOfClass(value: object, prototype: unknown): void {
    if (prototype === Array.prototype && Array.isArray(value)) this.#writeContainer(value, wire.ARRAY);
    else if (prototype === Map.prototype && types.isMap(value)) this.#writeContainer(value, wire.MAP);
    else if (prototype === Set.prototype && types.isSet(value)) this.#writeContainer(value, wire.SET);
    else this.#writeRare(value, prototype);
  }

  #writeReference(number: number, value: object): void {
    if (this.#unfinished.has(number)) {
      this.refuse(refusals.ownCycle(registrationOf(getPrototypeOf(value))?.name ?? "instance"));
    }
    // The codec of the reading side would be given an empty container.
    if (this.#unfinished.size > 0 && this.#waiting.has(value)) {
      this.#urgent.add(value);
      this.mustStartAgain = true;
    }
    this.writer.byte(wire.REFERENCE);
    this.writer.varint(number);
  }

  #writeContainer(value: object, tag: number): void {
    if (this.trail.depth < wire.MAX_DEPTH) this.#writeContent(value, tag);
    else if (!this.#urgent.has(value)) this.#postpone(value, tag);
    else {
      this.checkDepth();
      this.#writeContent(value, tag);
    }
  }

  #postpone(value: object, tag: number): void {
    this.writer.byte(wire.LATER);
    this.writer.byte(tag);
    this.#waiting.add(value);
    this.#postponed.push({ value, tag, prefix: this.trail.mark() });
  }

  #writeContent(value: object, tag: number): void {
    if (tag === wire.OBJECT || tag === wire.NULL_OBJECT) this.#writeProperties(value, tag);
    else if (Array.isArray(value)) writeArray(this, value);
    else if (types.isMap(value)) writeMap(this, value);
    else if (types.isSet(value)) writeSet(this, value);
  }

  #writePostponed(from: number): void {
    for (let index = from; index < this.#postponed.length; index++) {
      const next = this.#postponed[index];
      if (next === undefined) break;
      this.#waiting.delete(next.value);
      this.trail.resume(next.prefix, () => {
        this.writer.makeRoom();
        this.#writeContent(next.value, next.tag);
      });
    }
    this.#postponed.length = from;
  }

  #writePlain(object: object, tag: number): void {
    const keys = keysOf(this, object);
    const isShaped = keys.length <= MAX_SHAPE_KEYS;
    const values = isShaped ? valuesOf(this, object, keys) : NO_VALUES;
    const number = values.length > 0 ? this.seen.addPlain(object, values) : this.seen.add(object);
    if (number !== undefined) this.#writeReference(number, object);
    else if (isShaped && this.trail.depth < wire.MAX_DEPTH) this.#writeShaped(keys, values, tag);
    else this.#writeContainer(object, tag);
  }

  #writeProperties(object: object, tag: number): void {
    const keys = keysOf(this, object);
    if (keys.length <= MAX_SHAPE_KEYS) this.#writeShaped(keys, valuesOf(this, object, keys), tag);
    else writeDictionary(this, object, keys, tag === wire.OBJECT ? wire.DICTIONARY : wire.NULL_DICTIONARY);
  }

  #writeShaped(keys: readonly string[], values: readonly unknown[], tag: number): void {
    this.writer.byte(tag);
    this.#writeShape(keys);
    this.trail.enter("property");
    for (let index = 0; index < keys.length; index++) {
      this.trail.at(keys[index]);
      this.write(values[index]);
    }
    this.trail.leave();
  }

  #writeShape(keys: readonly string[]): void {
    const shape = shapeOf(keys);
    const isNew = shape.message !== this.#message;
    if (isNew) {
      shape.message = this.#message;
      shape.number = this.#shapes++;
    }
    this.writer.varint(shape.number);
    if (isNew) this.writer.text(shape.spelling);
  }

  #writeRare(value: object, prototype: unknown): void {
    const registration = registrationOf(prototype);
    const writeBuiltin = builtinWriters.get(
      types.isNativeError(value) ? pretendedPrototype(prototype) : prototype,
    );
    if (registration !== undefined) this.#writeInstance(value, registration);
    else if (writeBuiltin !== undefined) writeBuiltin(this, value);
    else this.refuseValue(value);
  }

  #writeInstance(value: object, registration: Registration): void {
    this.checkDepth();
    this.#writeClass(registration);
    const number = this.seen.size - 1;
    const postponed = this.#postponed.length;
    this.#unfinished.add(number);
    this.trail.enter("codec data");
    this.write(this.#dataOf(value, registration));
    // The codec of the reading side is given this data: it must be complete by then.
    this.#writePostponed(postponed);
    this.trail.leave();
    this.#unfinished.delete(number);
  }

  #writeClass(registration: Registration): void {
    const known = this.#classes.get(registration);
    const number = known ?? this.#classes.size;
    this.writer.byte(wire.INSTANCE);
    this.writer.varint(number);
    if (known !== undefined) return;
    this.#classes.set(registration, number);
    this.writer.text(registration.name);
  }

  #dataOf(value: object, registration: Registration): unknown {
    this.seen.expectChanges();
    try {
      return registration.encode(value);
    } catch (error) {
      this.refuse(refusals.codecFailure(registration.name, error), { cause: error });
    }
  }
}
