// Values for property tests: graphs of everything that can be sent, and values with one part in them that cannot.

import fc from "fast-check";

/** Text of any kind: plain, of many scripts, with halves of surrogate pairs. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: fc.integer({ min: 0xd7f0, max: 0xe00f }).map((code) => String.fromCharCode(code)) }),
  fc.string({ minLength: 2040, maxLength: 2060 }),
);

export const primitive: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 4, arbitrary: fc.integer() },
  { weight: 2, arbitrary: fc.integer({ min: -3, max: 200 }) },
  { weight: 2, arbitrary: fc.double() },
  { weight: 2, arbitrary: fc.bigInt() },
  { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(undefined, null, true, false, -0, Number.NaN, Infinity, 2 ** 31, -(2 ** 31)),
  },
);

type ViewClass = new (buffer: ArrayBuffer, offset?: number, length?: number) => ArrayBufferView;
const viewClasses: [View: ViewClass, elementBytes: number][] = [
  [Int8Array, 1],
  [Uint8Array, 1],
  [Uint8ClampedArray, 1],
  [Int16Array, 2],
  [Uint16Array, 2],
  [Int32Array, 4],
  [Uint32Array, 4],
  [Float32Array, 4],
  [Float64Array, 8],
  [BigInt64Array, 8],
  [BigUint64Array, 8],
  [DataView, 1],
];

const memory = fc
  .record({ bytes: fc.uint8Array({ maxLength: 100 }), headroom: fc.option(fc.nat({ max: 50 })) })
  .map(({ bytes, headroom }) => {
    const options = headroom === null ? undefined : { maxByteLength: bytes.length + headroom };
    const buffer = new ArrayBuffer(bytes.length, options);
    new Uint8Array(buffer).set(bytes);
    return buffer;
  });

const view = fc
  .record({
    buffer: memory,
    view: fc.constantFrom(...viewClasses),
    offset: fc.nat({ max: 3 }),
    isOpen: fc.boolean(),
  })
  .map(({ buffer, view: [View, elementBytes], offset, isOpen }) => {
    const start = Math.min(offset, Math.floor(buffer.byteLength / elementBytes)) * elementBytes;
    const length = (buffer.byteLength - start) / elementBytes;
    if (isOpen && (buffer.resizable || Number.isInteger(length))) return new View(buffer, start);
    return new View(buffer, start, Math.floor(length));
  });

/** An object that has no parts which could be anything. */
const leaf: fc.Arbitrary<object> = fc.oneof(
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(/a(b)?/dgu, /[/\n]/, /^$/imsy, /\u2028/).map((pattern) => {
    const copy = new RegExp(pattern);
    copy.lastIndex = 3;
    return copy;
  }),
  fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.bigInt()).map(Object),
  fc.webUrl({ withQueryParameters: true }).map((href) => new URL(href)),
  fc.dictionary(fc.string(), fc.string()).map((pairs) => new URLSearchParams(pairs)),
  memory,
  view,
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom("AbortError", "DataCloneError", "Own").map((name) => new DOMException("stopped", name)),
  fc.array(fc.integer(), { minLength: 8, maxLength: 50 }),
  fc.array(fc.double(), { minLength: 8, maxLength: 50 }),
);

const errorClasses = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
const kinds = ["object", "dictionary", "null", "array", "loose", "map", "set", "error", "aggregate"] as const;
const key = fc.oneof(
  fc.string(),
  fc.constantFrom("__proto__", "constructor", "length", "0", "7", "id", "name"),
);
const part = fc.oneof(
  { weight: 3, arbitrary: primitive.map((value) => ({ value })) },
  { weight: 1, arbitrary: leaf.map((value) => ({ value })) },
  { weight: 2, arbitrary: fc.nat().map((index) => ({ index })) },
);
type Part = { value: unknown } | { index: number };
interface Sketch {
  kind: (typeof kinds)[number];
  parts: (readonly [key: string, part: Part])[];
}

const sketches: fc.Arbitrary<Sketch[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...kinds), parts: fc.array(fc.tuple(key, part), { maxLength: 8 }) }),
  { minLength: 1, maxLength: 8 },
);

/** Any value that can be sent. Containers hold one another in all ways: twice, in circles, themselves. */
export const sendable: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 1, arbitrary: primitive },
  { weight: 1, arbitrary: leaf },
  { weight: 6, arbitrary: sketches.map(built) },
);

function built(graph: Sketch[]): object | undefined {
  const containers = graph.map(({ kind }, index) => emptyContainer(kind, index));
  for (const [index, { kind, parts }] of graph.entries()) {
    const container = containers[index] ?? [];
    for (const [name, what] of parts) {
      const value = "value" in what ? what.value : containers[what.index % containers.length];
      put(container, kind, name, value);
    }
    if (kind === "dictionary") for (let more = 0; more < 70; more++) define(container, `key ${more}`, more);
  }
  return containers[0];
}

function emptyContainer(kind: Sketch["kind"], index: number): object {
  if (kind === "array" || kind === "loose") return [];
  if (kind === "map") return new Map();
  if (kind === "set") return new Set();
  if (kind === "null") return Object.create(null);
  if (kind === "error") return new (errorClasses[index % errorClasses.length] ?? Error)("it failed");
  if (kind === "aggregate") return new AggregateError([], "all failed", { cause: index });
  return {};
}

function put(container: object, kind: Sketch["kind"], name: string, value: unknown): void {
  if (container instanceof Map) container.set(kind === "map" && name.length < 3 ? value : name, value);
  else if (container instanceof Set) container.add(value);
  else if (Array.isArray(container) && kind === "array") container.push(value);
  else if (Array.isArray(container) && name === "length") container.length += 2;
  else if (container instanceof AggregateError && name === "0") container.errors.push(value);
  else if (container instanceof Error && name === "name") define(container, name, `named ${typeof value}`);
  else define(container, name, value);
}

function define(container: object, name: string, value: unknown): void {
  Object.defineProperty(container, name, { value, enumerable: true, writable: true, configurable: true });
}

class Unknown {
  readonly x = 1;
}

/** Parts that cannot be sent, and what they are called. */
const unsendable: fc.Arbitrary<readonly [part: unknown, what: string]> = fc.constantFrom<[unknown, string]>(
  [() => 1, "a function"],
  [class {}, "a function"],
  [Symbol("s"), "a symbol"],
  [Promise.resolve(), "a promise"],
  [new WeakMap(), "a WeakMap"],
  [new Unknown(), "an instance of the unregistered class Unknown"],
  [new Proxy({}, {}), "a proxy"],
  [new SharedArrayBuffer(1), "a SharedArrayBuffer"],
  [[].values(), "an iterator"],
);

interface Trouble {
  readonly value: unknown;
  readonly path: string;
  readonly what: string;
}

const containers = ["property", "index", "map value", "map key", "set item", "cause"] as const;
const step = fc.tuple(
  fc.constantFrom(...containers),
  fc.nat({ max: 40 }),
  leaf,
  fc.stringMatching(/^[a-z]{1,8}$/),
);

/** A value with exactly one part that cannot be sent, and the path of that part. */
export const troubled: fc.Arbitrary<Trouble> = fc
  .tuple(unsendable, fc.array(step, { maxLength: 6 }))
  .map(([[part, what], steps]) => {
    let [value, path] = [part, ""];
    for (const [container, count, neighbour, name] of steps) {
      const [outer, text] = wrapped(value, container, count, neighbour, name);
      value = outer;
      path = text + path;
    }
    return { value, path: `extras${path}`, what };
  });

function wrapped(
  value: unknown,
  container: (typeof containers)[number],
  count: number,
  neighbour: object,
  name: string,
): [value: unknown, step: string] {
  const before = Array.from({ length: count }, (_, index) => index);
  switch (container) {
    case "property":
      return [
        { ...Object.fromEntries(before.map((index) => [`p${index}`, neighbour])), [name]: value },
        `.${name}`,
      ];
    case "index":
      return [[...before, value, neighbour], `[${count}]`];
    case "map value":
      return [
        new Map<unknown, unknown>([
          [neighbour, 1],
          [name, value],
        ]),
        `.get("${name}")`,
      ];
    case "map key":
      return [
        new Map([
          [neighbour, neighbour],
          [value, neighbour],
        ]),
        ".keys()[1]",
      ];
    case "set item":
      return [new Set([...before, value, neighbour]), `.values()[${count}]`];
    case "cause":
      return [new Error(name, { cause: value }), ".cause"];
  }
}
