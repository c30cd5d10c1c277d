// Compiled, not run: what can be sent is its own type, what cannot shows where.

import type { Sendable, SendableClasses, Unsendable } from "../../src/marshal/sendable.ts";

type Equal<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
type Kept<T> = Equal<Sendable<T>, T>;

/** Compiles when all of its types are `true`. */
function check<_T extends readonly true[]>(): void {}

declare function defineTask<E>(options: { readonly name: string; readonly extras: E & Sendable<E> }): E;

// Primitives, whatever they are narrowed to.
type UserId = string & { readonly __brand: "UserId" };
type Metres = number & { readonly unit: unique symbol };
check<[Kept<string>, Kept<0 | 1 | "a">, Kept<bigint>, Kept<boolean>, Kept<null | undefined>, Kept<never>]>();
check<[Kept<UserId>, Kept<{ id: UserId; far: Metres[] }>, Kept<`a${string}`>]>();

// What types do not show is checked when the pipeline starts.
// biome-ignore lint/suspicious/noExplicitAny: users have such values
type Anything = any;
check<
  [
    Kept<unknown>,
    Kept<Anything>,
    Kept<{ a: unknown; b: Anything[] }>,
    Kept<object>,
    Kept<Record<string, unknown>>,
  ]
>();

// Built-in classes.
check<
  [
    Kept<Date>,
    Kept<RegExp>,
    Kept<URL>,
    Kept<URLSearchParams>,
    Kept<ArrayBuffer>,
    Kept<DataView>,
    Kept<Buffer>,
  ]
>();
check<
  [Kept<Uint8Array>, Kept<BigInt64Array>, Kept<Float64Array<ArrayBuffer>>, Kept<Uint8Array<ArrayBuffer>[]>]
>();
check<
  [
    Kept<(typeof Number)["prototype"]>,
    Kept<{ many: ((typeof String)["prototype"] | (typeof Boolean)["prototype"])[] }>,
    Kept<(typeof BigInt)["prototype"]>,
  ]
>();
check<[Kept<Error>, Kept<TypeError>, Kept<AggregateError>, Kept<DOMException>, Kept<{ failure?: Error }>]>();
check<
  [
    Kept<Map<string, Date>>,
    Kept<Set<number[]>>,
    Kept<ReadonlyMap<Date, Set<1>>>,
    Kept<Map<string, Map<string, 1>>>,
  ]
>();

// Containers of all shapes keep theirs.
interface Options {
  readonly minQuality: number;
  readonly label?: string;
  readonly ranges: readonly (readonly [from: number, to?: number])[];
  kind: { type: "a"; x: 1 } | { type: "b"; y: Date };
}
check<
  [
    Kept<Options>,
    Kept<readonly [1, ...string[]]>,
    Kept<{ a?: 1 | undefined }>,
    Kept<{ [key: string]: number[] }>,
  ]
>();

// Types that contain themselves come to an end.
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Nested = number | Set<Nested> | Map<string, Nested> | readonly Nested[];
interface Tree<T> {
  readonly value: T;
  readonly left?: Tree<T>;
  readonly right?: Tree<T>;
  readonly all: readonly Tree<T>[];
  readonly byName: Map<string, Tree<T>>;
}
interface A {
  a: A;
  b: B[];
  c?: C;
  all: [A, B, C, Map<string, C>];
}
interface B extends A {
  more: A | B;
}
interface C extends B {
  most: Set<A | B | C>;
}
check<[Kept<Json>, Kept<Nested>, Kept<Tree<number>>, Kept<Tree<Json>>, Kept<A>, Kept<C>]>();
// @ts-expect-error: a tree of functions is found out, and does not keep the compiler busy
check<[Kept<Tree<() => void>>]>();

// What cannot be sent shows the path to it.
type Callback = () => void;
check<
  [
    Equal<Sendable<Callback>, Unsendable<"$", "a function">>,
    Equal<Sendable<{ opts: { cb: Callback } }>, { opts: { cb: Unsendable<"$.opts.cb", "a function"> } }>,
    Equal<Sendable<{ opts: { cb?: Callback } }>, { opts: { cb?: Unsendable<"$.opts.cb", "a function"> } }>,
    Equal<Sendable<readonly [1, symbol]>, readonly [1, Unsendable<"$[1]", "a symbol">]>,
    Equal<Sendable<{ a: Promise<1>[] }>, { a: Unsendable<`$.a[${number}]`, "a promise">[] }>,
    Equal<Sendable<string | Callback>, string | Unsendable<"$", "a function">>,
    Equal<Sendable<WeakMap<object, 1>>, Unsendable<"$", "a WeakMap">>,
    Equal<Sendable<WeakSet<object>>, Unsendable<"$", "a WeakSet">>,
    Equal<Sendable<WeakRef<object>>, Unsendable<"$", "a WeakRef">>,
    // Of several kinds, only that which cannot be sent is to blame.
    Equal<Sendable<ArrayBufferLike>, ArrayBuffer | Unsendable<"$", "a SharedArrayBuffer">>,
    Equal<Sendable<{ at: Date | symbol }>, { at: Date | Unsendable<"$.at", "a symbol"> }>,
    Equal<Sendable<SharedArrayBuffer>, Unsendable<"$", "a SharedArrayBuffer">>,
    Equal<Sendable<ReadableStream>, Unsendable<"$", "a stream">>,
    Equal<Sendable<NodeJS.ReadableStream>, Unsendable<"$", "a stream">>,
    Equal<Sendable<Iterator<1>>, Unsendable<"$", "an iterator">>,
    Equal<Sendable<typeof Point>, Unsendable<"$", "a class">>,
    Equal<Sendable<{ at: Point; n: 1 }>["n"], 1>,
  ]
>();

class Point {
  readonly x = 1;

  norm(): number {
    return this.x;
  }
}

// In a call: the error stands at the part that is to blame.
defineTask({
  name: "fine",
  extras: { since: new Date(), table: new Map([["a", [1n]]]), bytes: Buffer.alloc(1) },
});
defineTask({ name: "literal", extras: ["a", 1] as const }) satisfies readonly ["a", 1];
// @ts-expect-error: $.opts.cb is a function
defineTask({ name: "callback", extras: { opts: { cb: () => 1 } } });
// @ts-expect-error: $.jobs[0] is a promise
defineTask({ name: "promise", extras: { jobs: [Promise.resolve(1)] as const } });
// @ts-expect-error: $.lookup.get() is a symbol
defineTask({ name: "map", extras: { lookup: new Map([["a", Symbol("x")]]) } });
// @ts-expect-error: $.seen.values() is a function
defineTask({ name: "set", extras: { seen: new Set([() => 1]) } });
// @ts-expect-error: $.at.norm is a function
defineTask({ name: "method", extras: { at: new Point() } });

// A registered class is added to the interface, and then passes with its methods; what only resembles it does not.
class Interval {
  readonly from: number = 0;

  contains(at: number): boolean {
    return at >= this.from;
  }
}
declare module "../../src/marshal/sendable.ts" {
  interface SendableClasses {
    Interval: Interval;
  }
}
check<[Kept<Interval>, Kept<{ all: Interval[] }>, Equal<SendableClasses["Interval"], Interval>]>();
defineTask({ name: "registered", extras: { within: new Interval() } });
// @ts-expect-error: $.within.contains is a function
defineTask({ name: "alike", extras: { within: { from: 1, contains: (_at: number) => true, more: 1 } } });
