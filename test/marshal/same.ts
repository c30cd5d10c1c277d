// Tells whether a value arrived as it was sent: of the same classes, with the same properties in the same order, and
// with two places holding one object there where they hold one object here. assert.deepEqual overlooks the last.

import assert from "node:assert/strict";
import { types } from "node:util";

/** Fail unless `arrived` is the same value as `sent`, part by part. */
export function assertSame(arrived: unknown, sent: unknown): void {
  const partners = new Map<object, object>();
  const taken = new Set<object>();
  const todo: [arrived: unknown, sent: unknown, path: string][] = [[arrived, sent, "value"]];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [a, b, path] = next;
    if (!isObject(a) || !isObject(b)) {
      assert.ok(Object.is(a, b), `${path}: got ${String(a)}, expected ${String(b)}`);
      continue;
    }
    const partner = partners.get(b);
    assert.equal(taken.has(a), partner !== undefined, `${path}: is shared on one side only`);
    if (partner !== undefined) {
      assert.ok(partner === a, `${path}: is shared with another object`);
      continue;
    }
    partners.set(b, a);
    taken.add(a);
    assertSameOutside(a, b, path);
    const [partsA, partsB] = [partsOf(a), partsOf(b)];
    assert.deepEqual([...partsA.keys()], [...partsB.keys()], `${path}: has other parts`);
    for (const [name, part] of partsB) todo.push([partsA.get(name), part, `${path} ${name}`]);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function assertSameOutside(a: object, b: object, path: string): void {
  assert.equal(Object.getPrototypeOf(a), Object.getPrototypeOf(b), `${path}: is of another class`);
  assert.deepEqual(slotsOf(a), slotsOf(b), `${path}: differs inside`);
}

/** What an object holds beside its properties. */
function slotsOf(value: object): unknown {
  if (types.isDate(value)) return value.getTime();
  if (types.isRegExp(value)) return [value.source, value.flags];
  if (value instanceof URL) return value.href;
  if (value instanceof URLSearchParams) return value.toString();
  if (types.isBoxedPrimitive(value)) return Object.prototype.valueOf.call(value.valueOf()).toString();
  if (Buffer.isBuffer(value)) return [...value];
  if (value instanceof ArrayBuffer) return [[...new Uint8Array(value)], value.resizable, value.maxByteLength];
  if (ArrayBuffer.isView(value)) return [value.byteOffset, value.byteLength];
  if (value instanceof DOMException) return [value.name, value.message, value.code];
  return [types.isNativeError(value), Array.isArray(value), types.isMap(value), types.isSet(value)];
}

/** The parts of an object by name, in their order. */
function partsOf(value: object): Map<string, unknown> {
  const parts = new Map<string, unknown>();
  if (types.isMap(value)) {
    for (const [key, part] of value) {
      parts.set(`key ${parts.size}`, key);
      parts.set(`value ${parts.size}`, part);
    }
  }
  if (types.isSet(value)) for (const part of value) parts.set(`item ${parts.size}`, part);
  if (ArrayBuffer.isView(value)) return Buffer.isBuffer(value) ? parts : parts.set("buffer", value.buffer);
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    parts.set(
      `${String(key)} ${property?.enumerable}`,
      key === "stack" ? Reflect.get(value, key) : property?.value,
    );
  }
  return parts;
}
