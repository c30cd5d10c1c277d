// Built-in classes that are small: dates, patterns, boxed primitives, URLs. Also the table of all built-in classes.

import { types } from "node:util";
import { errorWriters } from "./encode-errors.ts";
import { memoryWriters } from "./encode-memory.ts";
import type { BuiltinWriter, Encoding } from "./encoding.ts";
import * as wire from "./wire.ts";

function writeDate(encoding: Encoding, value: object): void {
  if (!types.isDate(value)) encoding.refuseValue(value);
  encoding.checkExtras(value, "Date", 0);
  encoding.writer.byte(wire.DATE);
  encoding.writer.float(Date.prototype.getTime.call(value));
}

function writeRegExp(encoding: Encoding, value: object): void {
  if (!types.isRegExp(value)) encoding.refuseValue(value);
  // `lastIndex` is a property like any other, and the only one.
  encoding.checkExtras(value, "RegExp", 1);
  encoding.writer.byte(wire.REGEXP);
  encoding.writer.text(value.flags);
  encoding.write(value.source);
  encoding.trail.enter("property");
  encoding.trail.at("lastIndex");
  encoding.write(value.lastIndex);
  encoding.trail.leave();
}

function boxedWriter(className: string, unbox: (value: object) => unknown): BuiltinWriter {
  return (encoding, value) => {
    if (!types.isBoxedPrimitive(value)) encoding.refuseValue(value);
    const primitive = unbox(value);
    encoding.checkExtras(value, className, typeof primitive === "string" ? primitive.length + 1 : 0);
    encoding.writer.byte(wire.BOXED);
    encoding.write(primitive);
  };
}

function writeUrl(encoding: Encoding, value: object): void {
  if (!(value instanceof URL)) encoding.refuseValue(value);
  encoding.checkExtras(value, "URL", 0);
  const href = encoding.readOrRefuse(value, () => value.href);
  const params = value.searchParams;
  encoding.checkExtras(params, "URLSearchParams", 0);
  // The searchParams of a URL live and change with it, so they have a number too: the one after its own. Where they
  // were met before their URL, the message is begun again, now that it is known whose they are.
  encoding.urls.set(params, value);
  if (encoding.seen.has(params)) encoding.mustStartAgain = true;
  else encoding.seen.add(params);
  encoding.writer.byte(wire.URL_HREF);
  encoding.write(href);
}

function writeParams(encoding: Encoding, value: object): void {
  if (!(value instanceof URLSearchParams)) encoding.refuseValue(value);
  encoding.checkExtras(value, "URLSearchParams", 0);
  const text = encoding.readOrRefuse(value, () => value.toString());
  const url = encoding.urls.get(value);
  encoding.writer.byte(url === undefined ? wire.URL_PARAMS : wire.PARAMS_OF_URL);
  if (url !== undefined) encoding.seen.add(url);
  encoding.write(url === undefined ? text : url.href);
}

/** How a value is written, by the prototype of its class. */
export const builtinWriters: ReadonlyMap<unknown, BuiltinWriter> = new Map<unknown, BuiltinWriter>([
  [Date.prototype, writeDate],
  [RegExp.prototype, writeRegExp],
  [Number.prototype, boxedWriter("Number", (value) => Number.prototype.valueOf.call(value))],
  [String.prototype, boxedWriter("String", (value) => String.prototype.valueOf.call(value))],
  [Boolean.prototype, boxedWriter("Boolean", (value) => Boolean.prototype.valueOf.call(value))],
  [BigInt.prototype, boxedWriter("BigInt", (value) => BigInt.prototype.valueOf.call(value))],
  [URL.prototype, writeUrl],
  [URLSearchParams.prototype, writeParams],
  ...errorWriters,
  ...memoryWriters,
]);
