// Errors: their class, and every property they have, whether it is enumerable or not.

import { types } from "node:util";
import { errorClasses } from "./builtin-classes.ts";
import type { BuiltinWriter, Encoding } from "./encoding.ts";
import * as refusals from "./refusal.ts";
import * as wire from "./wire.ts";

function writeError(encoding: Encoding, value: object, number: number): void {
  if (!types.isNativeError(value)) encoding.refuseValue(value);
  encoding.checkDepth();
  encoding.writer.byte(wire.ERROR);
  encoding.writer.varint(number);
  writeProperties(encoding, value);
}

function writeDomException(encoding: Encoding, value: object): void {
  if (!(value instanceof DOMException)) encoding.refuseValue(value);
  encoding.checkDepth();
  encoding.writer.byte(wire.DOM_EXCEPTION);
  encoding.write(encoding.readOrRefuse(value, () => value.name));
  encoding.write(value.message);
  encoding.writer.makeRoom();
  writeProperties(encoding, value);
}

function writeProperties(encoding: Encoding, error: Error): void {
  const { writer, trail } = encoding;
  const names = Reflect.ownKeys(error).filter((key) => isKept(encoding, error, key));
  writer.varint(names.length);
  trail.enter("property");
  for (const name of names.map(String)) {
    const property = Object.getOwnPropertyDescriptor(error, name);
    trail.at(name);
    writer.makeRoom();
    writer.text(name);
    writer.byte(property?.enumerable === true ? 1 : 0);
    // V8 shows the stack as a getter, because it is made of frames when it is first asked for.
    if (name === "stack") encoding.write(stackOf(encoding, error));
    else encoding.writeProperty({ ...property, enumerable: true });
  }
  trail.leave();
}

// Asked for its stack, an error may run code of the user's: Error.prepareStackTrace, or the toString of its message.
function stackOf(encoding: Encoding, error: Error): unknown {
  encoding.seen.expectChanges();
  try {
    return error.stack;
  } catch (cause) {
    encoding.refuse(refusals.UNREADABLE, { cause });
  }
}

// A symbol that is not enumerable was put there by Node for itself.
function isKept(encoding: Encoding, error: Error, key: string | symbol): boolean {
  if (typeof key === "string") return true;
  const isHidden = Object.getOwnPropertyDescriptor(error, key)?.enumerable !== true;
  return isHidden ? false : encoding.refuseProperty(key, refusals.SYMBOL_KEY);
}

export const errorWriters: readonly (readonly [prototype: unknown, BuiltinWriter])[] = [
  ...errorClasses.map(({ prototype }, number): readonly [unknown, BuiltinWriter] => [
    prototype,
    (encoding, value) => writeError(encoding, value, number),
  ]),
  [DOMException.prototype, writeDomException],
];
