// The built-in classes that come in families, by the numbers that stand for them in a message.
// Only ever add to the end. The newest are not known to older versions of Node.

import { types } from "node:util";

const VIEW_CLASSES = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "DataView",
  "Buffer",
  "Float16Array",
];
const ERROR_CLASSES = [
  "Error",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
  "AggregateError",
  "SuppressedError",
];

/** A class of this version of Node; `construct` gives `undefined` for one that it does not have. */
export interface BuiltinClass {
  readonly name: string;
  readonly prototype: object | undefined;
  construct(...args: readonly unknown[]): unknown;
}

export const viewClasses: readonly BuiltinClass[] = VIEW_CLASSES.map(builtinClass);
export const errorClasses: readonly BuiltinClass[] = ERROR_CLASSES.map(builtinClass);

/**
 * Find the class that an error says it is of, by its prototype. Node's own errors are of hidden classes, whose getter
 * `constructor` gives the class they extend; the extension is there for Node alone.
 */
export function pretendedPrototype(prototype: unknown): unknown {
  let pretended = prototype;
  while (typeof pretended === "object" && pretended !== null && !types.isProxy(pretended)) {
    if (Object.getOwnPropertyDescriptor(pretended, "constructor")?.get === undefined) break;
    pretended = Object.getPrototypeOf(pretended);
  }
  return pretended;
}

function builtinClass(name: string): BuiltinClass {
  const Class: unknown = Reflect.get(globalThis, name);
  if (typeof Class !== "function") return { name, prototype: undefined, construct: () => undefined };
  const prototype: unknown = Class.prototype;
  return {
    name,
    prototype: typeof prototype === "object" && prototype !== null ? prototype : undefined,
    // Node warns of `new Buffer`.
    construct: (...args) =>
      name === "Buffer" ? Reflect.apply(Buffer.from, Buffer, args) : Reflect.construct(Class, args),
  };
}
