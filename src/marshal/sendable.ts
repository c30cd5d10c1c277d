// The rules of sending as a type, so that most of what cannot be sent does not compile.
// What types cannot show (prototypes, getters, what hides behind `unknown`) is checked when the pipeline starts.

/** What a part that cannot be sent should have been; the compiler shows its place and what it is. */
export interface Unsendable<Path extends string, What extends string> {
  readonly "cannot be sent": `${Path} is ${What}`;
}

/**
 * The classes whose instances can be sent. Add your own when you register it:
 *
 * @example
 * declare module "pipefish" {
 *   interface SendableClasses {
 *     Point: Point;
 *   }
 * }
 */
export interface SendableClasses {
  Date: Date;
  RegExp: RegExp;
  URL: URL;
  URLSearchParams: URLSearchParams;
  ArrayBuffer: ArrayBuffer;
  // Boxed, as by Object(1).
  Number: (typeof Number)["prototype"];
  String: (typeof String)["prototype"];
  Boolean: (typeof Boolean)["prototype"];
  BigInt: (typeof BigInt)["prototype"];
}

/**
 * `T`, if a value of that type can be sent to another process; otherwise a type that no value has, and that says where
 * in `T` the trouble is: `Unsendable<"$.opts.cb", "a function">`.
 *
 * @example
 * function defineTask<E>(options: { extras: E & Sendable<E> }): void;
 */
export type Sendable<T> = [T] extends [Checked<T>] ? T : Explained<T, "$", []>;

type Primitive = string | number | bigint | boolean | null | undefined;
type Fn = (...args: never[]) => unknown;

// A type with more properties than the class belongs to something else that happens to look like an instance.
type IsInstance<T> = {
  [K in keyof SendableClasses]: T extends SendableClasses[K]
    ? keyof T extends keyof SendableClasses[K]
      ? true
      : never
    : never;
}[keyof SendableClasses];

/** `true` for one type whose values are sent whatever is in them, `never` for all others. */
type IsPassed<T> = T extends Primitive | ArrayBufferView ? true : IsInstance<T>;

/** What a type is whose values are never sent; `never` for all others. */
type Refused<T> = T extends symbol
  ? "a symbol"
  : T extends Fn
    ? "a function"
    : T extends abstract new (
          ...args: never[]
        ) => unknown
      ? "a class"
      : T extends PromiseLike<unknown>
        ? "a promise"
        : T extends SharedArrayBuffer
          ? "a SharedArrayBuffer"
          : T extends { pipe: Fn } | { getReader: Fn } | { getWriter: Fn }
            ? "a stream"
            : T extends { next: Fn }
              ? "an iterator"
              : RefusedWeak<T>;

// A Map is all that a WeakMap is, and more.
type RefusedWeak<T> = T extends { readonly size: number }
  ? never
  : T extends WeakMap<never, unknown>
    ? "a WeakMap"
    : T extends WeakSet<never>
      ? "a WeakSet"
      : T extends { readonly [Symbol.toStringTag]: "WeakRef" }
        ? "a WeakRef"
        : never;

// Nothing but T tells one use of this from another: the compiler answers once for each type, so that types which
// contain themselves come to an end.
type Checked<T> = unknown extends T
  ? T
  : T extends unknown
    ? [IsPassed<T>] extends [never]
      ? [Refused<T>] extends [never]
        ? CheckedParts<T>
        : Unsendable<"$", Refused<T>>
      : T
    : never;

type CheckedParts<T> =
  T extends ReadonlyMap<infer K, infer V>
    ? CheckedMap<K, V>
    : T extends ReadonlySet<infer V>
      ? CheckedSet<V>
      : T extends readonly (infer V)[]
        ? readonly Checked<V>[]
        : { [K in keyof T]: K extends symbol ? T[K] : Checked<T[K]> };

// Interfaces, because the compiler looks into them only when it must: a Map of Maps of itself comes to an end.
interface CheckedMap<K, V> {
  keys(): Iterable<Checked<K>>;
  get(key: never): Checked<V> | undefined;
}
interface CheckedSet<V> {
  keys(): Iterable<Checked<V>>;
}

// Only for types in which something is refused: the same walk with the path, which must end of itself.
type Explained<T, Path extends string, Depth extends 1[]> = [T] extends [Checked<T>]
  ? T
  : Depth["length"] extends 8
    ? Unsendable<Path, "a value with something in it that cannot be sent">
    : T extends unknown
      ? [IsPassed<T>] extends [never]
        ? [Refused<T>] extends [never]
          ? ExplainedParts<T, Path, [...Depth, 1]>
          : Unsendable<Path, Refused<T>>
        : T
      : never;

type ExplainedParts<T, Path extends string, Depth extends 1[]> =
  T extends ReadonlyMap<infer K, infer V>
    ? ExplainedMap<K, V, Path, Depth>
    : T extends ReadonlySet<infer V>
      ? ExplainedSet<V, Path, Depth>
      : T extends readonly unknown[]
        ? { [K in keyof T]: Explained<T[K], `${Path}[${K & (string | number)}]`, Depth> }
        : {
            [K in keyof T]: K extends symbol
              ? T[K]
              : Explained<T[K], `${Path}.${K & (string | number)}`, Depth>;
          };

interface ExplainedMap<K, V, Path extends string, Depth extends 1[]> {
  keys(): Iterable<Explained<K, `${Path}.keys()`, Depth>>;
  get(key: never): Explained<V, `${Path}.get()`, Depth> | undefined;
}
interface ExplainedSet<V, Path extends string, Depth extends 1[]> {
  keys(): Iterable<Explained<V, `${Path}.values()`, Depth>>;
}
