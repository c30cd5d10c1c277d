// Parts of the API by their names: cases name what they use, and a misspelled name is a mistake of the runner.
import * as pipefish from "pipefish";

type Callable = (...given: readonly unknown[]) => unknown;

/** A function that the package exports, such as `outputFrom`. @throws when it exports none of that name */
export function exported(name: string): Callable {
  return method(pipefish, name);
}

/** A method of an object of the API, bound to it. @throws when it has none of that name */
export function method(target: object, name: string): Callable {
  const found: unknown = Reflect.get(target, name);
  if (typeof found !== "function") throw new Error(`the runner calls ${name}(), which the API does not have`);
  return (found as Callable).bind(target);
}
