// Why a value cannot cross to another process, in words: where it stands, what it is, what to do about it.
// Looks at the refused value without running any code of it: no getter, no trap.

import { types } from "node:util";

/** Thrown for a value that would not arrive as it was sent. */
export class UnsendableError extends Error {
  override readonly name = "UnsendableError";
  /** The place of the refused part, as `extras.opts.callback` or `params[2].lookup.get("k")`. */
  readonly path: string;
  /** What stands there: "a function", "an instance of the unregistered class Point". */
  readonly what: string;
  /** What the user can do. */
  readonly hint: string;
  /** The same for a value that is returned, and not given. */
  readonly returnHint: string;

  constructor(path: string, refusal: Refusal, options?: ErrorOptions) {
    super(`${shortened(path)} is ${refusal.what}`, options);
    this.path = path;
    this.what = refusal.what;
    this.hint = refusal.hint;
    this.returnHint = returnHints[refusal.hint] ?? refusal.hint;
  }
}

export interface Refusal {
  readonly what: string;
  readonly hint: string;
}

/** How a step of a path leads from a container to its part. */
export type StepKind = "property" | "map key" | "map value" | "map value at" | "set item" | "codec data";

/** Write one step as it is written in code, near enough. */
export function stepText(kind: StepKind, step: unknown): string {
  if (kind === "codec data") return "";
  if (kind === "map value") return `.get(${literal(step)})`;
  if (kind === "map key") return `.keys()[${String(step)}]`;
  if (kind !== "property") return `.values()[${String(step)}]`;
  if (typeof step === "string") return IDENTIFIER.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  return `[${String(step)}]`;
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

function literal(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "bigint" ? `${value}n` : String(value);
}

// A path through a list of a thousand links helps nobody; both its ends do.
function shortened(path: string): string {
  return path.length <= 240 ? path : `${path.slice(0, 110)} … ${path.slice(-110)}`;
}

const PLAIN_COPY = "send a plain copy: { ...value }";
const IN_THE_JOB = "make it in the job itself, and send what it is made from";
const BY_NAME = "name it in the job's own module and call it there";
const AS_PLAIN = "send its data as plain objects, arrays, Maps or Sets";

/** What a job has made already is not made in it by being told so. */
const returnHints: Readonly<Record<string, string>> = {
  [IN_THE_JOB]: "return what is read from it, or write that to a file that the task declares as output",
  [BY_NAME]: "return what it gives when it is called",
};

export const NESTED_TOO_DEEPLY: Refusal = {
  what: "nested too deeply",
  hint: "instances of registered classes and causes of errors cannot stand inside one another a hundred times",
};
export const GETTER: Refusal = { what: "a getter", hint: `${PLAIN_COPY} holds values in place of getters` };
export const SYMBOL_KEY: Refusal = {
  what: "a property whose key is a symbol",
  hint: "use a string as the key",
};
export const HIDDEN_PROPERTY: Refusal = {
  what: "a property that is not enumerable",
  hint: "make it enumerable, or leave it out",
};
const SHARED_MEMORY: Refusal = {
  what: "a SharedArrayBuffer",
  hint: "processes share no memory: send a copy, new Uint8Array(view).buffer",
};
export const DETACHED: Refusal = {
  what: "a detached ArrayBuffer",
  hint: "its bytes were transferred to another owner",
};
export const OUT_OF_BOUNDS: Refusal = {
  what: "a view outside of its buffer",
  hint: "the buffer was resized under it",
};

export const DISGUISED: Refusal = {
  what: "a built-in object with a prototype that is not its own",
  hint: PLAIN_COPY,
};
export const UNREADABLE: Refusal = {
  what: "a stack that throws when it is read",
  hint: "throw a plain Error",
};
export const VANISHED: Refusal = { what: "a property that vanished while it was read", hint: "send a copy" };

/** A property put on a value of a built-in class, which would be lost. */
export function extraProperty(className: string): Refusal {
  return {
    what: `an extra property on ${articled(className)}`,
    hint: "send it beside the value, in a plain object",
  };
}

export function ownCycle(className: string): Refusal {
  return {
    what: `a reference back to ${articled(className)} from its own data`,
    hint: `the codec of ${className} must give data that can be decoded before the instance exists`,
  };
}

export function codecFailure(className: string, cause: unknown): Refusal {
  const message = cause instanceof Error ? cause.message : typeof cause;
  return {
    what: `${articled(className)} whose codec failed: ${message}`,
    hint: `see encode of the codec of ${className}`,
  };
}

/** Tell what a value is that no rule of the encoder accepts. */
export function refusalOf(value: unknown): Refusal {
  if (typeof value === "function") return { what: "a function", hint: BY_NAME };
  if (typeof value === "symbol") return { what: "a symbol", hint: "use a string" };
  if (typeof value !== "object" || value === null) return { what: typeof value, hint: AS_PLAIN };
  return specialRefusal(value) ?? strangerRefusal(value);
}

/** Tell whether an object is of a kind that no codec can help, whatever its class. */
export function specialRefusal(value: object): Refusal | undefined {
  const special = SPECIAL_OBJECTS.find(([isSpecial]) => isSpecial(value));
  return special === undefined ? undefined : { what: special[1], hint: special[2] };
}

const SPECIAL_OBJECTS: readonly (readonly [
  isSpecial: (value: object) => boolean,
  what: string,
  hint: string,
])[] = [
  [types.isProxy, "a proxy", PLAIN_COPY],
  [types.isPromise, "a promise", "await it, and send its value"],
  [types.isGeneratorObject, "a generator", "send an array of its items: [...items]"],
  [isStream, "a stream", IN_THE_JOB],
  [types.isWeakMap, "a WeakMap", "use a Map"],
  [types.isWeakSet, "a WeakSet", "use a Set"],
  [(value) => tagOf(value) === "WeakRef", "a WeakRef", "send what it refers to"],
  [types.isSharedArrayBuffer, SHARED_MEMORY.what, SHARED_MEMORY.hint],
  [
    types.isModuleNamespaceObject,
    "a module namespace",
    "send what the job needs of it, or import it in the job",
  ],
  [types.isArgumentsObject, "an arguments object", "send an array: [...arguments]"],
  [types.isExternal, "a native handle", IN_THE_JOB],
  [types.isSymbolObject, "a symbol", "use a string"],
  [
    (value) => tagOf(value)?.endsWith("Iterator") === true,
    "an iterator",
    "send an array of its items: [...items]",
  ],
  [isOfAnotherRealm, "an object of another realm", "copy it in this realm: structuredClone(value)"],
];

const BRANDS: readonly ((value: object) => boolean)[] = [
  types.isMap,
  types.isSet,
  types.isDate,
  types.isRegExp,
  types.isNativeError,
  types.isAnyArrayBuffer,
  types.isArrayBufferView,
  types.isBoxedPrimitive,
  types.isPromise,
  types.isWeakMap,
  types.isWeakSet,
  types.isExternal,
];

/** Whether an object with the prototype of a plain one is something else underneath. */
export function isDisguised(value: object): boolean {
  return BRANDS.some((isOfBrand) => isOfBrand(value));
}

function strangerRefusal(value: object): Refusal {
  const prototype: unknown = Object.getPrototypeOf(value);
  const name = className(prototype);
  if (name === undefined) return { what: "an object with a prototype of its own", hint: PLAIN_COPY };
  if (
    Object.hasOwn(globalThis, name) &&
    Reflect.get(globalThis, name) === inherited(prototype, "constructor")
  ) {
    return { what: articled(name), hint: IN_THE_JOB };
  }
  if (name === "") {
    return {
      what: "an instance of a class without a name",
      hint: `${PLAIN_COPY}, or name the class and register it`,
    };
  }
  return {
    what: `an instance of the unregistered class ${name}`,
    hint: `teach it to cross with marshal.register(${name}, codec), or ${AS_PLAIN}`,
  };
}

/** The name of the class a prototype belongs to. */
export function className(prototype: unknown): string | undefined {
  if (typeof prototype !== "object" || prototype === null || types.isProxy(prototype)) return undefined;
  if (!Object.hasOwn(prototype, "constructor")) return undefined;
  const Class = inherited(prototype, "constructor");
  if (typeof Class !== "function") return undefined;
  const name = inherited(Class, "name");
  return typeof name === "string" ? name : undefined;
}

function tagOf(value: object): string | undefined {
  const tag = inherited(value, Symbol.toStringTag);
  return typeof tag === "string" ? tag : undefined;
}

function isStream(value: object): boolean {
  const tag = className(Object.getPrototypeOf(value));
  if (tag === "ReadableStream" || tag === "WritableStream" || tag === "TransformStream") return true;
  return typeof inherited(value, "pipe") === "function" && typeof inherited(value, "on") === "function";
}

function isOfAnotherRealm(value: object): boolean {
  let top: object = value;
  for (let next = Object.getPrototypeOf(top); next !== null; next = Object.getPrototypeOf(top)) {
    if (types.isProxy(next)) return false;
    top = next;
  }
  return top !== Object.prototype && top !== value && className(top) === "Object";
}

// The value of a data property anywhere on the prototype chain; a proxy on the chain ends the search.
function inherited(value: unknown, key: PropertyKey): unknown {
  let holder = value;
  while ((typeof holder === "object" && holder !== null) || typeof holder === "function") {
    if (types.isProxy(holder)) return undefined;
    const property = Object.getOwnPropertyDescriptor(holder, key);
    if (property !== undefined) return property.value;
    holder = Object.getPrototypeOf(holder);
  }
  return undefined;
}

function articled(noun: string): string {
  return `${/^(?:[aeio]|u(?!rl|int))/i.test(noun) ? "an" : "a"} ${noun}`;
}
