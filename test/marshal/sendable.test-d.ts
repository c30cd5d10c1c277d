import type { Sendable, Unsendable } from "../../src/marshal/sendable.ts";

type Equal<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
function is<_T extends true>(): void {}
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Tree<T> = { value: T; left?: Tree<T>; right?: Tree<T>; all: Tree<T>[]; map: Map<string, Tree<T>> };
is<Equal<Sendable<Json>, Json>>();
is<Equal<Sendable<Tree<number>>, Tree<number>>>();
type X = Sendable<Tree<() => void>>;
const x: X = null;
const y: Sendable<{ a: { cb: () => void }[] }> = { a: [{ cb: () => {} }] };
function send<E>(extras: E & Sendable<E>): void {
  void extras;
}
send({ a: 1, opts: { cb: () => 1 } });
send([{ a: [Promise.resolve(1)] }] as const);
send({ m: new Map([["a", Symbol("x")]]), t: new Date(), u: new Uint8Array(3), f: Buffer.from("x") });
send({
  m: new Map([["a", 1n]]),
  t: new Date(),
  u: new Uint8Array(3),
  f: Buffer.from("x"),
  e: new TypeError("x"),
  ae: new AggregateError([]),
  d: new DOMException("m"),
  r: /x/g,
  url: new URL("http://x"),
  s: new Set([1]),
  dv: new DataView(new ArrayBuffer(1)),
});
type M = string | Map<string, M>;
type SS = number | Set<SS>;
interface IM extends Map<IM, IM> {}
is<Equal<Sendable<M>, M>>();
is<Equal<Sendable<SS>, SS>>();
is<Equal<Sendable<IM>, IM>>();
// mutual recursion, wide
interface A1 {
  a: A1;
  b: B1;
  c: C1[];
  d?: D1;
  e: readonly [A1, B1, C1];
  f: Map<string, D1>;
}
interface B1 {
  a: A1;
  b: B1;
  c: C1[];
  d?: D1;
  e: readonly [A1, B1, C1];
  f: Map<string, D1>;
  x: string;
}
interface C1 {
  a: A1;
  b: B1;
  c: C1[];
  d?: D1;
  e: readonly [A1, B1, C1];
  f: Map<string, D1>;
  y: string;
}
interface D1 {
  a: A1;
  b: B1;
  c: C1[];
  d?: D1;
  e: readonly [A1, B1, C1];
  f: Map<string, D1>;
  z: 1;
}
is<Equal<Sendable<A1>, A1>>();
interface A2 {
  a: A2;
  b: B2;
  c: C2[];
  d?: D2;
  e: readonly [A2, B2, C2];
  f: Map<string, D2>;
}
interface B2 {
  a: A2;
  b: B2;
  c: C2[];
  d?: D2;
  e: readonly [A2, B2, C2];
  f: Map<string, D2>;
  x: string;
}
interface C2 {
  a: A2;
  b: B2;
  c: C2[];
  d?: D2;
  e: readonly [A2, B2, C2];
  f: Map<string, D2>;
  y: string;
}
interface D2 {
  a: A2;
  b: B2;
  c: C2[];
  d?: D2;
  e: readonly [A2, B2, C2];
  f: Map<string, D2>;
  z(): 1;
}
declare const a2: A2;
send(a2);
