// What JavaScript itself brings, as it was before the first job. A job that replaces or removes a method of `Array`, say,
// would harm all that runs in its process after it, the engine's own work on that job included.

const { create } = Object;
const { defineProperty, deleteProperty, getPrototypeOf, getOwnPropertyDescriptor, ownKeys } = Reflect;

/** What most objects inherit from. */
const prototypes = [Object, Function, Array, Promise, String, Number, RegExp, Date, Error, Map, Set].map(
  ({ prototype }) => prototype as object,
);

/** What nearly every program stands on. The rest is not looked at: looking takes its time after each job. */
const owners: readonly object[] = [
  ...[Object, Array, Promise, Reflect, JSON, Date, Math, Number, Symbol, Error, Buffer, console],
  ...prototypes,
  ...[Uint8Array.prototype, [][Symbol.iterator](), new Map()[Symbol.iterator]()].map(
    (value) => getPrototypeOf(value) as object,
  ),
];

/** What Node loads when it is first looked at, which takes longer than many jobs do: it is left alone. */
const isLoadedLate =
  /^(FormData|Headers|Request|Response|MessageEvent|CloseEvent|WebSocket|EventSource|.*Stream.*|[Cc]rypto.*|SubtleCrypto)$/;

/** The names of what is global, before the project could add to it. */
const globalNames = ownKeys(globalThis).filter((name) => !isLoadedLate.test(String(name)));

interface Builtin {
  readonly owner: Record<string | symbol, unknown>;
  readonly key: string | symbol;
  readonly value: unknown;
  readonly enumerable: boolean;
}

function builtinsOf(owner: object, keys: readonly (string | symbol)[] = ownKeys(owner)): Builtin[] {
  return keys.flatMap((key) => {
    const { value, writable = false, enumerable = false } = getOwnPropertyDescriptor(owner, key) ?? {};
    const isBuiltin =
      typeof value === "function" ||
      (typeof value === "object" && value !== null) ||
      (typeof value === "number" && writable); // As `Error.stackTraceLimit`.
    return isBuiltin ? [{ owner: owner as Builtin["owner"], key, value, enumerable }] : [];
  });
}

/** A prototype, its own names, and an object that inherits from it. */
interface Inherited {
  readonly owner: object;
  readonly names: Readonly<Record<string | symbol, true>>;
  readonly heir: object;
}

function inheritedFrom(owner: object): Inherited {
  const names = create(null) as Record<string | symbol, true>;
  for (const name of ownKeys(owner)) names[name] = true;
  return { owner, names, heir: create(owner) as object };
}

/** Built-in objects and their methods, as the project has them: it may have changed some before the first job. */
export class Builtins {
  readonly #all: readonly Builtin[] = [
    ...builtinsOf(globalThis, globalNames),
    ...owners.flatMap((owner) => builtinsOf(owner)),
    // What tests and tools like to replace for a while, and leave so when they throw.
    ...builtinsOf(process, ["nextTick", "exit", "kill"]),
    ...[process.stdout, process.stderr].flatMap((stream) => builtinsOf(stream, ["write"])),
  ];
  readonly #inherited = prototypes.map(inheritedFrom);
  readonly #inheritedCount = this.#countInherited();

  /** Puts back what was changed; tells whether anything was. Uses nothing that can have been. */
  restore(): boolean {
    let hasChanged = this.#countInherited() !== this.#inheritedCount;
    if (hasChanged) this.#removeAdded();
    const all = this.#all;
    for (let i = 0; i < all.length; i += 1) {
      const { owner, key, value, enumerable } = all[i] as Builtin;
      if (owner[key] === value) continue;
      hasChanged = true;
      defineProperty(owner, key, { value, writable: true, enumerable, configurable: true });
    }
    return hasChanged;
  }

  /**
   * How many names objects inherit that loops over them come to, as those that were assigned: there should be none. Of what
   * all objects inherit, the hidden ones count too: with a setter there, no object can be given that property any more.
   */
  #countInherited(): number {
    let count = ownKeys(Object.prototype).length;
    for (let i = 0; i < this.#inherited.length; i += 1)
      for (const _ in (this.#inherited[i] as Inherited).heir) count += 1;
    return count;
  }

  #removeAdded(): void {
    for (let i = 0; i < this.#inherited.length; i += 1) {
      const { owner, names } = this.#inherited[i] as Inherited;
      const present = ownKeys(owner);
      for (let k = 0; k < present.length; k += 1) {
        const name = present[k] as string | symbol;
        if (names[name] === undefined) deleteProperty(owner, name);
      }
    }
  }
}
