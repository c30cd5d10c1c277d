// Classes that users teach to cross between processes.
// Both sides must register a class under the same name, so registration belongs in a module that both import.

/** How an instance becomes data that can be sent, and an instance again. */
export interface Codec<T, D> {
  /** The name both processes know the class by. @defaultValue the name of the class */
  readonly name?: string;
  encode(value: T): D;
  decode(data: D): T;
}

export interface Registration {
  readonly name: string;
  readonly prototype: object;
  encode(value: object): unknown;
  decode(data: unknown): unknown;
}

const byName: Map<string, Registration> = new Map();
const byPrototype: Map<unknown, Registration> = new Map();

/**
 * Teach a class to cross between processes.
 *
 * @throws {TypeError} when the name or the class is taken
 * @example
 * marshal.register(Point, { encode: ({ x, y }) => [x, y] as const, decode: ([x, y]) => new Point(x, y) });
 */
function register<T, D>(Class: new (...args: never[]) => T, codec: Codec<T, D>): void {
  const name = codec.name ?? Class.name;
  const prototype: unknown = Class.prototype;
  if (typeof prototype !== "object" || prototype === null) throw new TypeError(`'${name}' is not a class`);
  if (name === "")
    throw new TypeError("a class without a name needs one: marshal.register(Class, { name, … })");
  const namesake = byName.get(name);
  if (namesake !== undefined && namesake.prototype !== prototype) {
    throw new TypeError(
      `another class is already registered as '${name}': give one of them a name of its own`,
    );
  }
  const earlier = byPrototype.get(prototype);
  if (earlier !== undefined && earlier.name !== name) {
    throw new TypeError(`class '${name}' is already registered as '${earlier.name}'`);
  }
  const registration: Registration = {
    name,
    prototype,
    // The encoder only passes direct instances of the class, the decoder only what `encode` gave.
    encode: (value) => codec.encode(value as T),
    decode: (data) => codec.decode(data as D),
  };
  byName.set(name, registration);
  byPrototype.set(prototype, registration);
}

export const marshal: { register<T, D>(Class: new (...args: never[]) => T, codec: Codec<T, D>): void } = {
  register,
};

/** The registration of the class whose direct instances have this prototype. */
export function registrationOf(prototype: unknown): Registration | undefined {
  return byPrototype.get(prototype);
}

export function registrationNamed(name: string): Registration | undefined {
  return byName.get(name);
}
