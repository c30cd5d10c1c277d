// Classes that users teach to cross.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "../../src/marshal/decode.ts";
import { encode } from "../../src/marshal/encode.ts";
import { marshal } from "../../src/marshal/registry.ts";
import { assertSame } from "./same.ts";

class Point {
  readonly x: number;
  readonly y: unknown;

  constructor(x: number, y: unknown) {
    this.x = x;
    this.y = y;
  }
}
marshal.register(Point, { encode: ({ x, y }) => ({ x, y }), decode: ({ x, y }) => new Point(x, y) });

/** Its data is an array of unknown length, with room for anything. */
class Bag {
  readonly things: readonly unknown[];

  constructor(things: readonly unknown[]) {
    this.things = things;
  }
}
marshal.register(Bag, { encode: ({ things }) => [...things], decode: (things) => new Bag([...things]) });

test("an instance of a registered class arrives as an instance", () => {
  for (const value of [
    new Point(1, 2),
    [new Point(1, new Point(2, 3)), new Point(4, "5")],
    new Bag([new Map()]),
  ]) {
    assertSame(decode(encode(value)), value);
  }
});

test("an instance in two places arrives as one", () => {
  const point = new Point(1, { deep: true });
  const copy = decode(encode({ a: point, b: new Bag([point, point.y]) })) as { a: Point; b: Bag };
  assert.equal(copy.b.things[0], copy.a);
  assert.equal(copy.b.things[1], copy.a.y);
});

test("an instance may refer to the object that holds it", () => {
  const owner: { point?: Point } = {};
  owner.point = new Point(1, owner);
  assertSame(decode(encode(owner)), owner);
});

test("an instance whose data leads back to it is refused, because it cannot be made before its data", () => {
  const things: unknown[] = [1];
  const bag = new Bag(things);
  things.push({ owner: bag });
  assert.throws(() => encode({ bag }, "extras"), {
    name: "UnsendableError",
    path: "extras.bag[1].owner",
    what: "a reference back to a Bag from its own data",
  });
});

test("the path of a refused part goes on through the data of an instance", () => {
  const value = { at: [new Point(1, new Bag([new Point(0, () => 1)]))] };
  assert.throws(() => encode(value, "extras"), { path: "extras.at[0].y[0].y", what: "a function" });
});

test("a subclass of a registered class is refused until it is registered itself", () => {
  class Point3 extends Point {}
  assert.throws(() => encode(new Point3(1, 2)), { what: "an instance of the unregistered class Point3" });
  marshal.register(Point3, { encode: ({ x }) => x, decode: (x) => new Point3(x, 0) });
  assert.ok(decode(encode(new Point3(1, 2))) instanceof Point3);
});

test("subclasses of built-in classes can be registered", () => {
  class Stack extends Array<number> {}
  class HttpError extends Error {
    readonly status: number;

    constructor(status: number) {
      super(`status ${status}`);
      this.status = status;
    }
  }
  marshal.register(Stack, {
    encode: (stack) => Array.from(stack),
    decode: (items) => Stack.from(items) as Stack,
  });
  marshal.register(HttpError, { encode: ({ status }) => status, decode: (status) => new HttpError(status) });
  const [stack, error] = decode(encode([Stack.of(1, 2), new HttpError(404)])) as [Stack, HttpError];
  assert.ok(stack instanceof Stack && stack.length === 2);
  assert.ok(error instanceof HttpError && error.status === 404);
});

test("a class registered under a name of its own goes by that name", () => {
  const First = class Same {};
  const Second = class Same {};
  marshal.register(First, { name: "first.Same", encode: () => null, decode: () => new First() });
  marshal.register(Second, { name: "second.Same", encode: () => null, decode: () => new Second() });
  assert.ok(decode(encode(new First())) instanceof First);
  assert.ok(decode(encode(new Second())) instanceof Second);
});

test("a name stands for one class, and a class has one name", () => {
  const Impostor = { Point: class Point {} }.Point;
  const codec = { encode: () => null, decode: () => new Impostor() };
  assert.throws(() => marshal.register(Impostor, codec), /another class is already registered as 'Point'/);
  const again = { name: "Place", encode: () => null, decode: () => new Point(1, 1) };
  assert.throws(
    () => marshal.register(Point, again),
    /class 'Point' is already registered|'Place' is already registered as 'Point'/,
  );
  assert.throws(() => marshal.register(class {}, { encode: () => null, decode: () => ({}) }), /needs one/);
});

test("registering a class again replaces its codec", () => {
  class Counter {
    count = 0;
  }
  const decoded = (count: number) => Object.assign(new Counter(), { count });
  marshal.register(Counter, { encode: ({ count }) => count, decode: decoded });
  marshal.register(Counter, { encode: ({ count }) => count + 1, decode: decoded });
  assert.equal((decode(encode(new Counter())) as Counter).count, 1);
});

test("a codec that throws is blamed at the place of its instance", () => {
  class Fragile {}
  const fail = () => {
    throw new Error("out of order");
  };
  marshal.register(Fragile, { encode: fail, decode: fail });
  assert.throws(() => encode({ f: new Fragile() }, "extras"), {
    path: "extras.f",
    what: "a Fragile whose codec failed: out of order",
  });
});

test("a codec that makes something else of the data is found out on arrival", () => {
  class Honest {}
  marshal.register(Honest, { encode: () => 1, decode: (): Honest => ({}) });
  const bytes = encode(new Honest());
  assert.throws(() => decode(bytes), /the codec of class 'Honest' decoded something else/);
  marshal.register(Honest, { encode: () => 1, decode: () => assert.fail("no") });
  assert.throws(() => decode(bytes), /the codec of class 'Honest' failed/);
});

test("a message with a class that is not registered here names it", () => {
  class Elsewhere {}
  marshal.register(Elsewhere, { name: "Elsewhere1", encode: () => 1, decode: () => new Elsewhere() });
  const bytes = encode(new Elsewhere());
  bytes.write("Elsewhere2", bytes.indexOf("Elsewhere1"));
  assert.throws(
    () => decode(bytes),
    /class 'Elsewhere2' is not registered in this process: call marshal.register/,
  );
});

test("codecs may use encode and decode themselves", () => {
  class Sealed {
    readonly content: unknown;

    constructor(content: unknown) {
      this.content = content;
    }
  }
  marshal.register(Sealed, {
    encode: ({ content }) => encode({ content }),
    decode: (bytes) => new Sealed((decode(bytes) as Sealed).content),
  });
  const value = { a: { content: 1 }, b: new Sealed({ content: [new Sealed(1)] }), c: { content: 2 } };
  assertSame(decode(encode(value)), value);
});

test("instances may stand at any depth of plain objects, and refer to what stands deeper", () => {
  let list: { next: unknown; bag: Bag } | undefined;
  for (let level = 0; level < 2000; level++) list = { next: list, bag: new Bag([level]) };
  assertSame(decode(encode(list)), list);
  // The array is too deep to be written in its place, but the bag behind it needs it complete.
  const deepArray = [1, 2, 3];
  let deep: unknown = deepArray;
  for (let level = 0; level < 140; level++) deep = { deep };
  const [, bag] = decode(encode([deep, new Bag([new Bag(deepArray), deepArray])])) as [unknown, Bag];
  assert.deepEqual((bag.things[0] as Bag).things, [1, 2, 3]);
});

test("a codec that never comes to an end is refused", () => {
  class Endless {}
  marshal.register(Endless, { encode: () => [new Endless()], decode: () => new Endless() });
  assert.throws(() => encode(new Endless()), { what: "nested too deeply" });
});

test("private fields, and a Symbol.species that gives another class, are no concern of the marshaller", () => {
  class Purse extends Array<number> {
    #coins = 0;
    static override get [Symbol.species](): ArrayConstructor {
      return Array;
    }
    with5(): this {
      this.#coins += 5;
      return this;
    }
    get coins(): number {
      return this.#coins;
    }
  }
  assert.throws(() => encode(new Purse()), /an instance of the unregistered class Purse/);
  marshal.register(Purse, {
    encode: (purse) => ({ items: Array.from(purse), coins: purse.coins }),
    decode: ({ items, coins }) => {
      const purse = Purse.from(items) as Purse;
      while (purse.coins < coins) purse.with5();
      return purse;
    },
  });
  const sent = (Purse.of(1, 2) as Purse).with5();
  const copy = decode(encode([sent, sent])) as [Purse, Purse];
  assert.ok(copy[0] instanceof Purse && copy[0] === copy[1]);
  assert.deepEqual([[...copy[0]], copy[0].coins], [[1, 2], 5]);
});
