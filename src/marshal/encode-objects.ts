// Plain objects: that they are no more than their keys and values.

import type { Encoding } from "./encoding.ts";
import * as refusals from "./refusal.ts";

const { getOwnPropertyDescriptor, getOwnPropertyNames, getOwnPropertySymbols } = Object;

/** The keys of a plain object, or a refusal. */
export function keysOf(encoding: Encoding, object: object): readonly string[] {
  const keys = getOwnPropertyNames(object);
  if (getOwnPropertySymbols(object).length > 0) refuseSymbolKey(encoding, object);
  // Without properties it may be a Date or a Map whose prototype was replaced.
  if (keys.length === 0 && refusals.isDisguised(object)) encoding.refuse(refusals.DISGUISED);
  return keys;
}

/** The values behind the keys of a plain object, or a refusal. */
export function valuesOf(encoding: Encoding, object: object, keys: readonly string[]): readonly unknown[] {
  const values = new Array<unknown>(keys.length);
  encoding.trail.enter("property");
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? "";
    encoding.trail.at(key);
    values[index] = encoding.checked(getOwnPropertyDescriptor(object, key));
  }
  encoding.trail.leave();
  return values;
}

function refuseSymbolKey(encoding: Encoding, object: object): never {
  const special = refusals.specialRefusal(object);
  if (special !== undefined) encoding.refuse(special);
  const [symbol] = getOwnPropertySymbols(object);
  encoding.refuseProperty(symbol ?? "", refusals.SYMBOL_KEY);
}
