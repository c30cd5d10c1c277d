// What the API does not have yet: found by asking it, so that cases begin to pass by themselves when it has.
import * as pipefish from "pipefish";

/** Thrown where a case needs a part of the API that does not exist yet. */
export class NotBuilt extends Error {
  override readonly name = "NotBuilt";

  constructor(what: string) {
    super(`not built yet: ${what}`);
  }
}

type Callable = (...given: readonly unknown[]) => unknown;

/** A function that the package exports, such as `outputFrom`. @throws {NotBuilt} when it does not */
export function exported(name: string): Callable {
  const found: unknown = Object.entries(pipefish).find(([known]) => known === name)?.[1];
  if (typeof found !== "function") throw new NotBuilt(`the export '${name}'`);
  return found as Callable;
}

/** A method of an object of the API, bound to it. @throws {NotBuilt} when it has none of that name */
export function method(target: object, name: string): Callable {
  const found: unknown = Reflect.get(target, name);
  if (typeof found !== "function") throw new NotBuilt(`${target.constructor.name}.${name}()`);
  return (found as Callable).bind(target);
}
