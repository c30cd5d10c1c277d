// From bytes to the value they were made from. Here are primitives, containers and instances of registered classes.

import { builtinReaders } from "./decode-builtins.ts";
import { Decoding } from "./decoding.ts";
import { UndecodableError } from "./reader.ts";
import { type Registration, registrationNamed } from "./registry.ts";
import { type ReadShape, readShape } from "./shapes.ts";
import * as wire from "./wire.ts";

// The encoder goes no deeper than MAX_STACK, and a few steps for the parts of a leaf.
const MAX_DEPTH = wire.MAX_STACK + 8;
// Room for more holes than this is only made when elements need it: the length of an array alone proves nothing.
const MANY_HOLES = 1024;

let idle: Decoder | undefined;

/**
 * Make the value again from which `encode` made these bytes: equal, of the same classes, with the same sharing.
 *
 * Nothing in it shares memory with `bytes`. Short strings are cut from the text of the message and keep that alive.
 *
 * @param attachments  what `encodeAttaching` gave beside the bytes; they become part of the value as they are, so each
 *   must fill an ArrayBuffer of its own
 * @throws {UndecodableError} when the bytes are damaged, or name a class that is not registered here
 */
export function decode(bytes: Uint8Array, attachments: readonly Uint8Array[] = []): unknown {
  // A codec may itself call decode: it gets a decoder of its own.
  const decoder = idle ?? new Decoder();
  idle = undefined;
  try {
    return decoder.decode(bytes, attachments);
  } finally {
    decoder.release();
    idle = decoder;
  }
}

class Decoder extends Decoding {
  #depth = 0;
  readonly #shapes: ReadShape[] = [];
  readonly #classes: Registration[] = [];
  // Fills each container whose content comes later.
  readonly #postponed: ((tag: number) => void)[] = [];

  decode(bytes: Uint8Array, attachments: readonly Uint8Array[]): unknown {
    try {
      this.reader.begin(bytes, attachments);
      const value = this.read();
      this.#readPostponed(0);
      this.reader.finish();
      return value;
    } catch (error) {
      if (error instanceof UndecodableError) throw error;
      // Some constructor did not accept what the bytes say.
      return this.reader.fail({ cause: error });
    }
  }

  release(): void {
    this.forgetObjects();
    this.reader.release();
    this.#depth = 0;
    this.#shapes.length = 0;
    this.#classes.length = 0;
    this.#postponed.length = 0;
  }

  read(): unknown {
    const tag = this.reader.byte();
    if (tag >= wire.SMALL_INTEGER) return tag - wire.SMALL_INTEGER;
    if (tag >= wire.SHORT_STRING) return this.reader.characters(tag - wire.SHORT_STRING);
    if (tag < wire.OBJECT) return this.#readSimple(tag);
    if (++this.#depth > MAX_DEPTH) this.reader.fail();
    const object = this.#readObject(tag);
    this.#depth--;
    return object;
  }

  #readSimple(tag: number): unknown {
    const reader = this.reader;
    switch (tag) {
      case wire.TRUE:
        return true;
      case wire.FALSE:
        return false;
      case wire.NULL:
        return null;
      case wire.UNDEFINED:
        return undefined;
      case wire.INTEGER:
        return reader.integer();
      case wire.FLOAT:
        return reader.float();
      case wire.STRING:
        return reader.text();
      case wire.REFERENCE:
        return this.referred(reader.varint());
      case wire.LONG_STRING:
        return reader.longText();
      case wire.BIGINT64:
        return reader.bigint();
      case wire.BIGINT:
        return this.#readBigint();
      case wire.LATER:
        return this.#readLater(reader.byte());
      default:
        return reader.fail();
    }
  }

  #readBigint(): bigint {
    const isNegative = this.reader.byte() === 1;
    const digits = this.read();
    if (typeof digits !== "string") this.reader.fail();
    const value = BigInt(`0x${digits}`);
    return isNegative ? -value : value;
  }

  #readObject(tag: number): unknown {
    switch (tag) {
      case wire.OBJECT:
        return this.#fillShaped(this.add({}));
      case wire.ARRAY:
      case wire.ARRAY_OF_INT32:
      case wire.ARRAY_OF_FLOAT64:
      case wire.LOOSE_ARRAY:
        return this.#fillArray(tag, this.add([]));
      case wire.NULL_OBJECT:
        return this.#fillShaped(this.add(Object.create(null)));
      case wire.DICTIONARY:
        return this.#fillDictionary(this.add({}));
      case wire.NULL_DICTIONARY:
        return this.#fillDictionary(this.add(Object.create(null)));
      case wire.MAP:
        return this.#fillMap(this.add(new Map()));
      case wire.SET:
        return this.#fillSet(this.add(new Set()));
      case wire.INSTANCE:
        return this.#readInstance();
      default:
        return (builtinReaders.get(tag) ?? this.reader.fail())(this);
    }
  }

  #readLater(kind: number): unknown {
    switch (kind) {
      case wire.OBJECT:
        return this.#postpone(this.add({}), (object, tag) => this.#fillObject(tag, object));
      case wire.NULL_OBJECT:
        return this.#postpone(this.add(Object.create(null)), (object, tag) => this.#fillObject(tag, object));
      case wire.ARRAY:
        return this.#postpone(this.add([]), (array, tag) => this.#fillArray(tag, array));
      case wire.MAP:
        return this.#postpone(this.add(new Map()), (map) => this.#fillMap(map));
      case wire.SET:
        return this.#postpone(this.add(new Set()), (set) => this.#fillSet(set));
      default:
        this.reader.fail();
    }
  }

  #postpone<T>(container: T, fill: (container: T, tag: number) => unknown): T {
    this.#postponed.push((tag) => fill(container, tag));
    return container;
  }

  #readPostponed(from: number): void {
    for (let index = from; index < this.#postponed.length; index++)
      this.#postponed[index]?.(this.reader.byte());
    this.#postponed.length = from;
  }

  #fillObject(tag: number, object: Record<string, unknown>): void {
    if (tag === wire.OBJECT || tag === wire.NULL_OBJECT) this.#fillShaped(object);
    else if (tag === wire.DICTIONARY || tag === wire.NULL_DICTIONARY) this.#fillDictionary(object);
    else this.reader.fail();
  }

  #fillShaped(object: Record<string, unknown>): object {
    const number = this.reader.varint();
    const shape = this.#shapes[number] ?? this.#readShape(number);
    if (shape.hasInherited) for (const key of shape.keys) define(object, key, this.read());
    else for (const key of shape.keys) object[key] = this.read();
    return object;
  }

  #readShape(number: number): ReadShape {
    const shape = number === this.#shapes.length ? readShape(this.reader.text()) : undefined;
    if (shape === undefined) this.reader.fail();
    this.#shapes.push(shape);
    return shape;
  }

  #fillDictionary(object: object): object {
    for (let rest = this.reader.count(); rest > 0; rest--) define(object, this.reader.text(), this.read());
    return object;
  }

  #fillArray(tag: number, array: unknown[]): unknown[] {
    if (tag === wire.ARRAY_OF_INT32 || tag === wire.ARRAY_OF_FLOAT64) return this.#fillPacked(tag, array);
    if (tag === wire.LOOSE_ARRAY) return this.#fillLoose(array);
    if (tag !== wire.ARRAY) this.reader.fail();
    const length = this.reader.count();
    array.length = length;
    for (let index = 0; index < length; index++) array[index] = this.read();
    return array;
  }

  #fillPacked(tag: number, array: unknown[]): unknown[] {
    const sizeBytes = tag === wire.ARRAY_OF_INT32 ? 4 : 8;
    const length = this.reader.count(sizeBytes);
    const window = this.reader.window(length * sizeBytes);
    // As an array of floats from the start: it would else move to other memory when the first is put in.
    if (sizeBytes === 8 && length > 0) array[0] = 0.5;
    array.length = length;
    if (sizeBytes === 4)
      for (let index = 0; index < length; index++) array[index] = window.getInt32(4 * index, true);
    else for (let index = 0; index < length; index++) array[index] = window.getFloat64(8 * index, true);
    return array;
  }

  #fillLoose(array: unknown[]): unknown[] {
    const length = this.reader.varint();
    const elements = this.reader.count();
    const properties = this.reader.count();
    // An array whose last element is far off has no room for those before it; without that element it still has none.
    if (length - elements > MANY_HOLES) {
      array[length - 1] = undefined;
      delete array[length - 1];
    } else {
      array.length = length;
    }
    let index = 0;
    for (let rest = elements; rest > 0; rest--) {
      index += this.reader.varint();
      array[index++] = this.read();
    }
    for (let rest = properties; rest > 0; rest--) define(array, this.reader.text(), this.read());
    if (array.length !== length) this.reader.fail();
    return array;
  }

  #fillMap(map: Map<unknown, unknown>): Map<unknown, unknown> {
    for (let rest = this.reader.count(2); rest > 0; rest--) {
      const key = this.read();
      map.set(key, this.read());
    }
    return map;
  }

  #fillSet(set: Set<unknown>): Set<unknown> {
    for (let rest = this.reader.count(); rest > 0; rest--) set.add(this.read());
    return set;
  }

  #readInstance(): unknown {
    const registration = this.#readClass();
    const number = this.reserve();
    const postponed = this.#postponed.length;
    const data = this.read();
    this.#readPostponed(postponed);
    return this.finish(number, instance(registration, data));
  }

  #readClass(): Registration {
    const number = this.reader.varint();
    const known = this.#classes[number];
    if (known !== undefined) return known;
    if (number !== this.#classes.length) this.reader.fail();
    const name = this.reader.text();
    const registration = registrationNamed(name);
    if (registration === undefined) {
      throw new UndecodableError(
        `class '${name}' is not registered in this process: call marshal.register where the pipeline imports it`,
      );
    }
    this.#classes.push(registration);
    return registration;
  }
}

function instance(registration: Registration, data: unknown): unknown {
  let value: unknown;
  try {
    value = registration.decode(data);
  } catch (error) {
    throw new UndecodableError(`the codec of class '${registration.name}' failed: ${String(error)}`, {
      cause: error,
    });
  }
  if (Object.getPrototypeOf(Object(value)) === registration.prototype) return value;
  throw new UndecodableError(`the codec of class '${registration.name}' decoded something else`);
}

function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
