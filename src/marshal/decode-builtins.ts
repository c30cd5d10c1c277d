// Values of built-in classes other than the containers: the counterpart of the encode-… files, tag by tag.

import { types } from "node:util";
import { type BuiltinClass, errorClasses, viewClasses } from "./builtin-classes.ts";
import type { BuiltinReader, Decoding } from "./decoding.ts";
import { UndecodableError } from "./reader.ts";
import * as wire from "./wire.ts";

function readDate(decoding: Decoding): Date {
  return decoding.add(new Date(decoding.reader.float()));
}

function readRegExp(decoding: Decoding): RegExp {
  const flags = decoding.reader.text();
  const pattern = decoding.add(new RegExp(readString(decoding), flags));
  Reflect.set(pattern, "lastIndex", decoding.read());
  return pattern;
}

function readBoxed(decoding: Decoding): unknown {
  const primitive = decoding.read();
  if (typeof primitive === "object" || primitive === undefined) decoding.reader.fail();
  return decoding.add(Object(primitive));
}

function readUrl(decoding: Decoding): URL {
  const url = decoding.add(new URL(readString(decoding)));
  decoding.add(url.searchParams);
  return url;
}

function readParams(decoding: Decoding): URLSearchParams {
  return decoding.add(new URLSearchParams(readString(decoding)));
}

function readParamsOfUrl(decoding: Decoding): URLSearchParams {
  const url = new URL(readString(decoding));
  const params = decoding.add(url.searchParams);
  decoding.add(url);
  return params;
}

function readString(decoding: Decoding): string {
  const value = decoding.read();
  if (typeof value !== "string") decoding.reader.fail();
  return value;
}

function readError(decoding: Decoding): unknown {
  const errorClass = errorClasses[decoding.reader.varint()];
  // Only AggregateError needs the argument; what it makes of it is deleted at once.
  const error = make(decoding, errorClass, [[]]);
  readProperties(decoding, decoding.add(error));
  return error;
}

function readDomException(decoding: Decoding): DOMException {
  const name = readString(decoding);
  const error = decoding.add(new DOMException(readString(decoding), name));
  readProperties(decoding, error);
  return error;
}

function readProperties(decoding: Decoding, error: object): void {
  // What the constructor has set belongs to this process: the stack above all.
  for (const key of Reflect.ownKeys(error)) Reflect.deleteProperty(error, key);
  for (let rest = decoding.reader.count(); rest > 0; rest--) {
    const name = decoding.reader.text();
    const enumerable = decoding.reader.byte() === 1;
    const property = { value: decoding.read(), enumerable, writable: true, configurable: true };
    Object.defineProperty(error, name, property);
  }
}

function readBuffer(decoding: Decoding): Buffer {
  const bytes = decoding.reader.raw(decoding.reader.count());
  // Memory of its own: a short Buffer that is kept must not keep a pool of Node's alive.
  const buffer = Buffer.allocUnsafeSlow(bytes.length);
  buffer.set(bytes);
  return decoding.add(buffer);
}

function readAttachedBuffer(decoding: Decoding): Buffer {
  return decoding.add(Buffer.from(decoding.reader.attachment()));
}

function readAttachedArrayBuffer(decoding: Decoding): ArrayBuffer {
  return decoding.add(decoding.reader.attachment());
}

function readArrayBuffer(decoding: Decoding): ArrayBuffer {
  const { reader } = decoding;
  return decoding.add(new Uint8Array(reader.raw(reader.count())).buffer);
}

function readResizableBuffer(decoding: Decoding): ArrayBuffer {
  const { reader } = decoding;
  const maxByteLength = reader.varint();
  const bytes = reader.raw(reader.count());
  const buffer = new ArrayBuffer(bytes.length, { maxByteLength });
  new Uint8Array(buffer).set(bytes);
  return decoding.add(buffer);
}

function readView(decoding: Decoding): unknown {
  const viewClass = viewClasses[decoding.reader.varint()];
  const number = decoding.reserve();
  const memory = decoding.read();
  if (!types.isArrayBuffer(memory)) decoding.reader.fail();
  const offset = decoding.reader.varint();
  const length = decoding.reader.varint();
  const followsBuffer = length === 0;
  return decoding.finish(
    number,
    make(decoding, viewClass, [memory, offset, followsBuffer ? undefined : length - 1]),
  );
}

function make(decoding: Decoding, builtin: BuiltinClass | undefined, args: readonly unknown[]): object {
  if (builtin === undefined) decoding.reader.fail();
  const object = builtin.construct(...args);
  if (typeof object === "object" && object !== null) return object;
  throw new UndecodableError(`this version of Node (${process.version}) has no class '${builtin.name}'`);
}

export const builtinReaders: ReadonlyMap<number, BuiltinReader> = new Map<number, BuiltinReader>([
  [wire.DATE, readDate],
  [wire.REGEXP, readRegExp],
  [wire.BOXED, readBoxed],
  [wire.URL_HREF, readUrl],
  [wire.URL_PARAMS, readParams],
  [wire.PARAMS_OF_URL, readParamsOfUrl],
  [wire.ERROR, readError],
  [wire.DOM_EXCEPTION, readDomException],
  [wire.BUFFER, readBuffer],
  [wire.ARRAY_BUFFER, readArrayBuffer],
  [wire.RESIZABLE_BUFFER, readResizableBuffer],
  [wire.VIEW, readView],
  [wire.ATTACHED_BUFFER, readAttachedBuffer],
  [wire.ATTACHED_ARRAY_BUFFER, readAttachedArrayBuffer],
]);
