// What the level `contents` relies on in what tells of the contents of files, whatever they are on.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { FileFacts } from "../../src/model/verdict.ts";
import type { Contents, Disk } from "../../src/plan/ports.ts";

/** Files, what is in them, and the hands to change them. Names are relative to the disk's directory. */
export interface ContentsWorld {
  readonly disk: Disk;
  readonly contents: Contents;
  write(name: string, content?: string): void;
  touch(name: string): void;
  remove(name: string): void;
}

/** The two ways in which files are read. */
const ways: Readonly<
  Record<
    string,
    (contents: Contents, names: readonly string[]) => Promise<readonly (FileFacts | undefined)[]>
  >
> = {
  "at once": async (contents, names) => contents.read(names),
  "beside the thread that asks": (contents, names) => contents.readLater(names),
};

/** Runs the suite over one kind of contents; each test has a world of its own. */
export function contentsContract(kind: string, makeWorld: (context: TestContext) => ContentsWorld): void {
  for (const [way, read] of Object.entries(ways))
    describe(`${kind}, read ${way}`, () => {
      const digests = async ({ contents }: ContentsWorld, ...names: readonly string[]): Promise<unknown[]> =>
        (await read(contents, names)).map((facts) => facts?.digest);
      fileContract(makeWorld, read, digests);
      directoryContract(makeWorld, digests);
    });
}

function fileContract(
  makeWorld: (context: TestContext) => ContentsWorld,
  read: (contents: Contents, names: readonly string[]) => Promise<readonly (FileFacts | undefined)[]>,
  digests: (world: ContentsWorld, ...names: readonly string[]) => Promise<unknown[]>,
): void {
  test("files with the same in them have one digest, others have others", async (t) => {
    const world = makeWorld(t);
    const texts = { a: "one", b: "two", c: "one", empty: "", d: "on", e: `one${"\0".repeat(5)}` };
    for (const [name, text] of Object.entries(texts)) world.write(name, text);
    const [a, b, c, ...others] = await digests(world, ...Object.keys(texts));
    assert.equal(c, a);
    assert.equal(new Set([a, b, ...others]).size, 5);
    for (const digest of [a, b, ...others]) assert.match(String(digest), /^[\w-]+$/);
  });

  test("what was read is told with the facts that a look tells", async (t) => {
    const { disk, contents, write } = makeWorld(t);
    write("d/a.txt", "some");
    const [found] = await read(contents, ["d/a.txt"]);
    const { digest, ...facts } = found ?? {};
    assert.equal(typeof digest, "string");
    assert.deepEqual(facts, disk.look(["d/a.txt"])[0]);
  });

  test("a file that is touched has another time and the same digest", async (t) => {
    const world = makeWorld(t);
    world.write("a.txt", "some");
    const [before] = await read(world.contents, ["a.txt"]);
    world.touch("a.txt");
    const [after] = await read(world.contents, ["a.txt"]);
    assert.equal(after?.digest, before?.digest);
    assert.notEqual(after?.mtimeNs, before?.mtimeNs);
  });

  test("a file that is written again with the same size has another digest", async (t) => {
    const world = makeWorld(t);
    world.write("a.txt", "some");
    const before = await digests(world, "a.txt");
    world.write("a.txt", "more");
    assert.notDeepEqual(await digests(world, "a.txt"), before);
  });

  test("there is one entry for each name, in order, and undefined for what is not there", async (t) => {
    const world = makeWorld(t);
    world.write("a.txt", "a");
    world.write("b.txt", "bb");
    const found = await read(world.contents, ["b.txt", "c.txt", "a.txt", "b.txt", "d/e/f.txt", "a.txt/x"]);
    assert.deepEqual(
      found.map((facts) => facts?.sizeBytes),
      [2, undefined, 1, 2, undefined, undefined],
    );
    assert.deepEqual(await read(world.contents, []), []);
  });

  test("many files are read as are few", async (t) => {
    const world = makeWorld(t);
    const names = Array.from({ length: 500 }, (_, i) => `d${i % 7}/${i}.txt`);
    for (const [i, name] of names.entries()) world.write(name, `text ${i % 100}`);
    const found = await digests(world, ...names);
    assert.equal(new Set(found).size, 100);
    assert.ok(names.every((_, i) => found[i] === found[i % 100]));
    assert.deepEqual(await digests(world, ...names), found);
  });
}

function directoryContract(
  makeWorld: (context: TestContext) => ContentsWorld,
  digests: (world: ContentsWorld, ...names: readonly string[]) => Promise<unknown[]>,
): void {
  const makeStore = ({ write }: ContentsWorld, name: string): void => {
    write(`${name}/b.txt`, "b");
    write(`${name}/deep/a.txt`, "a");
    write(`${name}/c.txt`, "c");
  };

  test("a directory has the digest of what is in it, at any depth, whatever the times", async (t) => {
    const world = makeWorld(t);
    makeStore(world, "x");
    world.write("y/c.txt", "c");
    world.write("y/deep/a.txt", "a");
    world.write("y/b.txt", "b");
    const [x, y] = await digests(world, "x", "y");
    assert.notEqual(x, undefined);
    assert.equal(y, x);
    world.touch("y/deep/a.txt");
    world.touch("y");
    assert.deepEqual(await digests(world, "y"), [x]);
  });

  for (const [what, change] of Object.entries({
    "something is written deep in it": ({ write }: ContentsWorld) => write("x/deep/a.txt", "b"),
    "something is added": ({ write }: ContentsWorld) => write("x/deep/z.txt", ""),
    "something is removed": ({ remove }: ContentsWorld) => remove("x/c.txt"),
    "something has another name": ({ write, remove }: ContentsWorld) => {
      remove("x/c.txt");
      write("x/d.txt", "c");
    },
  }))
    test(`a directory has another digest when ${what}`, async (t) => {
      const world = makeWorld(t);
      makeStore(world, "x");
      const before = await digests(world, "x");
      change(world);
      assert.notDeepEqual(await digests(world, "x"), before);
    });
}
