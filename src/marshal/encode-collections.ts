// Arrays: dense ones, packed ones (numbers only), and loose ones (with holes or named properties). Also Maps, Sets
// and the plain objects that are used like Maps.

import { inspect } from "node:util";
import type { Encoding } from "./encoding.ts";
import * as refusals from "./refusal.ts";
import * as wire from "./wire.ts";
import type { Writer } from "./writer.ts";

const { getOwnPropertyDescriptor } = Object;
// Asks for a getter four times as fast as getOwnPropertyDescriptor does for an index.
const lookupGetter: (index: number) => unknown = Reflect.get(Object.prototype, "__lookupGetter__");

const MIN_PACKED = 8;
// From here on it is cheaper to have Node look for named properties than to list the indices. Behind an index less is
// looked for: that a property is not enumerable goes unnoticed; among numbers, that it is a getter.
const MANY_ELEMENTS = 32;
const NAMED_PROPERTIES = { depth: 0, maxArrayLength: 0, showHidden: true, customInspect: false } as const;

export function writeArray(encoding: Encoding, array: readonly unknown[]): void {
  if (!isDense(array)) writeLoose(encoding, array);
  else if (array.length < MIN_PACKED || !writePacked(encoding.writer, array)) writeDense(encoding, array);
}

function writeDense(encoding: Encoding, array: readonly unknown[]): void {
  encoding.writer.byte(wire.ARRAY);
  encoding.writer.varint(array.length);
  encoding.trail.enter("property");
  const isShort = array.length < MANY_ELEMENTS;
  for (let index = 0; index < array.length; index++) {
    encoding.trail.at(index);
    const value = isShort || lookupGetter.call(array, index) !== undefined ? undefined : array[index];
    if (value === undefined) encoding.writeProperty(getOwnPropertyDescriptor(array, index));
    else encoding.write(value);
  }
  encoding.trail.leave();
}

/** Whether an array has its elements and nothing else: no holes, no named properties. */
function isDense(array: readonly unknown[]): boolean {
  const length = array.length;
  // Listing the keys of a long array takes longer than writing it. Node prints named properties without that; should it
  // ever print them in another way, the keys are listed.
  if (length >= MANY_ELEMENTS && !array.includes(undefined)) {
    if (inspect(array, NAMED_PROPERTIES) === `[ ... ${length} more items, [length]: ${length} ]`) return true;
  }
  const keys = Reflect.ownKeys(array);
  return keys.length === length + 1 && keys[length] === "length";
}

/** Write an array of numbers as such; says false, and writes nothing, when it has anything else in it. */
function writePacked(writer: Writer, array: readonly unknown[]): boolean {
  if (typeof array[0] !== "number") return false;
  if (
    array.length < MANY_ELEMENTS &&
    !array.every((_, index) => isPlain(getOwnPropertyDescriptor(array, index)))
  ) {
    return false;
  }
  const position = writer.position;
  if (writeIntegers(writer, array)) return true;
  writer.rewind(position);
  if (writeFloats(writer, array)) return true;
  writer.rewind(position);
  return false;
}

function isPlain(property: PropertyDescriptor | undefined): boolean {
  return property?.enumerable === true && property.get === undefined;
}

function writeIntegers(writer: Writer, array: readonly unknown[]): boolean {
  writer.byte(wire.ARRAY_OF_INT32);
  writer.varint(array.length);
  const window = writer.window(4 * array.length);
  for (let index = 0; index < array.length; index++) {
    const value = array[index];
    if (typeof value !== "number" || (value | 0) !== value || (value === 0 && Object.is(value, -0)))
      return false;
    window.setInt32(4 * index, value, true);
  }
  return true;
}

function writeFloats(writer: Writer, array: readonly unknown[]): boolean {
  writer.byte(wire.ARRAY_OF_FLOAT64);
  writer.varint(array.length);
  const window = writer.window(8 * array.length);
  for (let index = 0; index < array.length; index++) {
    const value = array[index];
    if (typeof value !== "number") return false;
    window.setFloat64(8 * index, value, true);
  }
  return true;
}

function writeLoose(encoding: Encoding, array: readonly unknown[]): void {
  const { writer, trail } = encoding;
  const keys = Reflect.ownKeys(array);
  const symbol = keys.find((key) => typeof key === "symbol");
  if (symbol !== undefined) encoding.refuseProperty(symbol, refusals.SYMBOL_KEY);
  const names = keys.map(String).filter((key) => key !== "length");
  const indices = names.filter(isIndex).map(Number);
  writer.byte(wire.LOOSE_ARRAY);
  writer.varint(array.length);
  writer.varint(indices.length);
  writer.varint(names.length - indices.length);
  trail.enter("property");
  let next = 0;
  for (const index of indices) {
    trail.at(index);
    writer.makeRoom();
    writer.varint(index - next);
    encoding.writeProperty(getOwnPropertyDescriptor(array, index));
    next = index + 1;
  }
  for (const name of names.slice(indices.length)) encoding.writeNamed(array, name);
  trail.leave();
}

function isIndex(key: string): boolean {
  const index = Number(key) >>> 0;
  return index < 2 ** 32 - 1 && String(index) === key;
}

/** Plain objects whose keys are not likely to come again. */
export function writeDictionary(
  encoding: Encoding,
  object: object,
  keys: readonly string[],
  tag: number,
): void {
  encoding.writer.byte(tag);
  encoding.writer.varint(keys.length);
  encoding.trail.enter("property");
  for (const key of keys) encoding.writeNamed(object, key);
  encoding.trail.leave();
}

export function writeMap(encoding: Encoding, map: Map<unknown, unknown>): void {
  const { writer, trail } = encoding;
  encoding.checkExtras(map, "Map", 0);
  writer.byte(wire.MAP);
  writer.varint(map.size);
  trail.enter("map key");
  let index = 0;
  for (const [key, value] of Map.prototype.entries.call(map)) {
    trail.atKind("map key", index);
    encoding.write(key);
    if (typeof key === "object" && key !== null) trail.atKind("map value at", index);
    else trail.atKind("map value", key);
    encoding.write(value);
    index++;
  }
  trail.leave();
}

export function writeSet(encoding: Encoding, set: Set<unknown>): void {
  const { writer, trail } = encoding;
  encoding.checkExtras(set, "Set", 0);
  writer.byte(wire.SET);
  writer.varint(set.size);
  trail.enter("set item");
  let index = 0;
  for (const item of Set.prototype.values.call(set)) {
    trail.at(index++);
    encoding.write(item);
  }
  trail.leave();
}
