// What planning relies on in a disk, whatever the disk is made of.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { FileFacts } from "../../src/model/verdict.ts";
import type { Disk } from "../../src/plan/ports.ts";

/** A disk and the hands to change what is on it. Names are relative to the disk's directory. */
export interface DiskWorld {
  readonly disk: Disk;
  write(name: string, content?: string): void;
  touch(name: string): void;
  remove(name: string): void;
  mkdir(name: string): void;
}

/** Runs the suite over one kind of disk; each test has a world of its own. */
export function diskContract(kind: string, makeWorld: (context: TestContext) => DiskWorld): void {
  describe(kind, () => {
    lookContract(makeWorld);
    globContract(makeWorld);
    treeContract(makeWorld);
    directoryContract(makeWorld);
    touchContract(makeWorld);
  });
}

const oddNames = [
  "it's.txt",
  'say "so".txt',
  "a b.txt",
  "new\nline.txt",
  "tab\t.txt",
  "-dash.txt",
  "ünï.txt",
  "\u{1f600}.txt",
  "back\\slash.txt",
];

function lookContract(makeWorld: (context: TestContext) => DiskWorld): void {
  test("a file is seen with its size in bytes", (t) => {
    const { disk, write } = makeWorld(t);
    write("a.txt", "äöü");
    const [facts] = disk.look(["a.txt"]);
    assert.equal(facts?.sizeBytes, 6);
    assert.equal(facts.isDirectory, false);
    assert.equal(typeof facts.mtimeNs, "bigint");
  });

  test("a directory is seen as one", (t) => {
    const { disk, write } = makeWorld(t);
    write("d/a.txt");
    assert.deepEqual(
      disk.look(["d", "d/"]).map((facts) => facts?.isDirectory),
      [true, true],
    );
  });

  test("there is one entry for each name, in order, and undefined for what is not there", (t) => {
    const { disk, write } = makeWorld(t);
    write("a.txt", "1");
    write("b.txt", "22");
    const seen = disk.look(["b.txt", "c.txt", "a.txt", "b.txt", "d/e/f.txt"]);
    assert.deepEqual(
      seen.map((facts) => facts?.sizeBytes),
      [2, undefined, 1, 2, undefined],
    );
  });

  test("nothing is seen when nothing is asked for", (t) => {
    assert.deepEqual(makeWorld(t).disk.look([]), []);
  });

  test("an absolute name and a relative one mean the same file", (t) => {
    const { disk, write } = makeWorld(t);
    write("d/a.txt", "1");
    const [relative, absolute, roundabout] = disk.look([
      "d/a.txt",
      `${disk.directory}/d/a.txt`,
      "./d/../d/a.txt",
    ]);
    assert.notEqual(relative, undefined);
    assert.deepEqual(absolute, relative);
    assert.deepEqual(roundabout, relative);
  });

  test("an empty name is the name of nothing", (t) => {
    assert.deepEqual(makeWorld(t).disk.look([""]), [undefined]);
  });

  test("there is nothing below a file", (t) => {
    const { disk, write } = makeWorld(t);
    write("a.txt");
    assert.deepEqual(disk.look(["a.txt/b.txt", "a.txt/"]), [undefined, undefined]);
  });

  test("a name that no file can have is the name of nothing", (t) => {
    assert.deepEqual(makeWorld(t).disk.look(["x".repeat(5000), "a\0b"]), [undefined, undefined]);
  });

  test("a file that is written again has a later time, and one that is touched keeps its size", (t) => {
    const { disk, write, touch } = makeWorld(t);
    write("a.txt", "1");
    const first = disk.look(["a.txt"])[0];
    write("a.txt", "1");
    const second = disk.look(["a.txt"])[0];
    touch("a.txt");
    const third = disk.look(["a.txt"])[0];
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    assert.ok(first.mtimeNs < second.mtimeNs && second.mtimeNs < third.mtimeNs);
    assert.equal(third.sizeBytes, first.sizeBytes);
  });

  test("a file that was removed is seen no more", (t) => {
    const { disk, write, remove } = makeWorld(t);
    write("a.txt");
    remove("a.txt");
    assert.deepEqual(disk.look(["a.txt"]), [undefined]);
  });

  test("names with quotes, line breaks, spaces and any alphabet are names like others", (t) => {
    const { disk, write } = makeWorld(t);
    for (const name of oddNames) write(name, "1");
    assert.deepEqual(
      disk.look(oddNames).map((facts) => facts?.sizeBytes),
      oddNames.map(() => 1),
    );
    assert.deepEqual(disk.glob("*.txt"), [...oddNames].sort());
  });
}

const files = [
  "a.txt",
  "b.txt",
  "B.TXT",
  "ab.txt",
  "a.dat",
  ".hidden.txt",
  ".h/a.txt",
  "d/a.txt",
  "d/.h.txt",
  "d/e/a.txt",
  "d/e/f/a.txt",
  "e/b.txt",
  "x1",
  "x2",
  "x-",
  "x]",
  "x!",
  "x^",
  "x[1]",
  "g{a,b}.c",
  "ga.c",
  "h(1).c",
  "h1.c",
  "+(a).c",
  "@(a).c",
  "!a.c",
  "p|q.c",
  "$.c",
  "\u{1f600}.c",
  "k[1.c",
  "m?",
  "m*",
  "mn",
  "n/n/n/a.q",
] as const;

// What Python's glob finds, with recursive=True, but for `**` at the end, which does not find where it starts.
const patterns: readonly (readonly [pattern: string, found: readonly string[]])[] = [
  ["*.txt", ["a.txt", "ab.txt", "b.txt"]],
  ["?.txt", ["a.txt", "b.txt"]],
  ["?.c", ["$.c", "\u{1f600}.c"]],
  ["a*", ["a.dat", "a.txt", "ab.txt"]],
  ["*b*.txt", ["ab.txt", "b.txt"]],
  ["[a-b].txt", ["a.txt", "b.txt"]],
  ["[!a].txt", ["b.txt"]],
  ["x[12]", ["x1", "x2"]],
  ["x[!12]", ["x!", "x-", "x]", "x^"]],
  ["x[]]", ["x]"]],
  ["x[!]]", ["x!", "x-", "x1", "x2", "x^"]],
  ["x[!-]", ["x!", "x1", "x2", "x]", "x^"]],
  ["x[0-9]", ["x1", "x2"]],
  ["x[9-0]", []],
  ["x[^1]", ["x1", "x^"]],
  ["x[1]", ["x1"]],
  ["x[[]1]", ["x[1]"]],
  ["k[1.c", ["k[1.c"]],
  ["k[1*", ["k[1.c"]],
  ["m[?]", ["m?"]],
  ["m[*]", ["m*"]],
  ["m?", ["m*", "m?", "mn"]],
  ["g{a,b}*", ["g{a,b}.c"]],
  ["h(1)*", ["h(1).c"]],
  ["+(a)*", ["+(a).c"]],
  ["@(a)*", ["@(a).c"]],
  ["!*", ["!a.c"]],
  ["p|q*", ["p|q.c"]],
  ["$*", ["$.c"]],
  [".*", [".h", ".hidden.txt"]],
  ["[.]h*", []],
  ["?hidden.txt", []],
  ["d", ["d"]],
  ["d*", ["d"]],
  ["d/", ["d/"]],
  ["[de]/", ["d/", "e/"]],
  ["*/*.txt", ["d/a.txt", "e/b.txt"]],
  ["*/a.txt", ["d/a.txt"]],
  ["d/*", ["d/a.txt", "d/e"]],
  ["d/.*", ["d/.h.txt"]],
  ["./*.dat", ["./a.dat"]],
  ["./d/*.txt", ["./d/a.txt"]],
  ["d//*.txt", ["d/a.txt"]],
  ["d/../e/*", ["d/../e/b.txt"]],
  ["[de]/../e/*", ["d/../e/b.txt", "e/../e/b.txt"]],
  ["d/**", ["d/a.txt", "d/e", "d/e/a.txt", "d/e/f", "d/e/f/a.txt"]],
  ["**/a.txt", ["a.txt", "d/a.txt", "d/e/a.txt", "d/e/f/a.txt"]],
  ["d/**/*.txt", ["d/a.txt", "d/e/a.txt", "d/e/f/a.txt"]],
  ["d/**/f/*", ["d/e/f/a.txt"]],
  ["**/e/**/a.txt", ["d/e/a.txt", "d/e/f/a.txt"]],
  ["**/**/b.txt", ["b.txt", "e/b.txt"]],
  ["**/n/**/*.q", ["n/n/n/a.q"]],
  ["d/**/", ["d/", "d/e/", "d/e/f/"]],
  ["d/e**", ["d/e"]],
  ["z*", []],
  ["z/*", []],
  ["a.txt/*", []],
  ["*/z/*", []],
  ["[", []],
  ["[]", []],
];

function globContract(makeWorld: (context: TestContext) => DiskWorld): void {
  test("patterns find what they should", (t) => {
    const { disk, write } = makeWorld(t);
    for (const file of files) write(file);
    for (const [pattern, found] of patterns)
      assert.deepEqual(disk.glob(pattern), found, `glob("${pattern}")`);
  });

  test("names are in the order of their code units, whatever the order in which they were made", (t) => {
    const { disk, write } = makeWorld(t);
    for (const name of ["s10", "s2", "sa", "sB", "s_", "sé", "s1"]) write(name);
    assert.deepEqual(disk.glob("s*"), ["s1", "s10", "s2", "sB", "s_", "sa", "sé"]);
  });

  test("an absolute pattern finds absolute names", (t) => {
    const { disk, write } = makeWorld(t);
    write("d/a.txt");
    assert.deepEqual(disk.glob(`${disk.directory}/*/*.txt`), [`${disk.directory}/d/a.txt`]);
  });

  test("a pattern that leads out of the directory finds names that do", (t) => {
    const { disk, write } = makeWorld(t);
    write("../beside/a.txt");
    assert.deepEqual(disk.glob("../beside/*"), ["../beside/a.txt"]);
  });

  test("a directory whose name has characters of patterns is a place like others", (t) => {
    const { disk, write } = makeWorld(t);
    write("run (1) {a} !b\\c/x/a.txt");
    assert.deepEqual(disk.glob("run (1) {a} !b\\c/*/*"), ["run (1) {a} !b\\c/x/a.txt"]);
  });

  test("a pattern sees what is there when it is asked", (t) => {
    const { disk, write, remove } = makeWorld(t);
    assert.deepEqual(disk.glob("*.txt"), []);
    write("a.txt");
    assert.deepEqual(disk.glob("*.txt"), ["a.txt"]);
    remove("a.txt");
    assert.deepEqual(disk.glob("*.txt"), []);
  });
}

function treeContract(makeWorld: (context: TestContext) => DiskWorld): void {
  const intoStore = (disk: Disk): FileFacts | undefined => disk.lookInto("store");

  test("who looks into a directory sees the newest time in it", (t) => {
    const { disk, write, touch } = makeWorld(t);
    write("store/deep/a.txt");
    write("store/b.txt");
    for (const name of ["store", "store/deep", "store/deep/a.txt"]) touch(name);
    assert.equal(intoStore(disk)?.mtimeNs, disk.look(["store/deep/a.txt"])[0]?.mtimeNs);
    assert.equal(intoStore(disk)?.isDirectory, true);
  });

  test("who looks into a file sees what any look does, and into nothing, nothing", (t) => {
    const { disk, write } = makeWorld(t);
    write("a.txt", "a");
    assert.deepEqual([disk.lookInto("a.txt"), disk.lookInto("b.txt")], disk.look(["a.txt", "b.txt"]));
  });

  for (const [what, change] of Object.entries({
    "something is written deep in it": ({ write }: DiskWorld) => write("store/deep/a.txt", "other"),
    "something in it is touched": ({ touch }: DiskWorld) => touch("store/deep/a.txt"),
    "something is put deep into it": ({ write }: DiskWorld) => write("store/deep/c.txt"),
    "something is removed from deep in it": ({ remove }: DiskWorld) => remove("store/deep/a.txt"),
  }))
    test(`a directory is another when ${what}`, (t) => {
      const world = makeWorld(t);
      world.write("store/deep/a.txt", "a");
      world.write("store/b.txt", "b");
      const before = intoStore(world.disk);
      assert.deepEqual(intoStore(world.disk), before);
      change(world);
      assert.notEqual(intoStore(world.disk)?.tree, before?.tree);
    });
}

function directoryContract(makeWorld: (context: TestContext) => DiskWorld): void {
  test("a directory is made with those above it, and again without complaint", (t) => {
    const { disk } = makeWorld(t);
    disk.makeDirectory("d/e/f");
    disk.makeDirectory("d/e/f");
    disk.makeDirectory(`${disk.directory}/g`);
    assert.deepEqual(
      disk.look(["d/e/f", "g"]).map((facts) => facts?.isDirectory),
      [true, true],
    );
  });

  test("no directory is made where a file is", (t) => {
    const { disk, write } = makeWorld(t);
    write("a.txt");
    assert.throws(() => disk.makeDirectory("a.txt"), { code: "EEXIST" });
  });

  test("the directory of a disk is absolute", (t) => {
    assert.match(makeWorld(t).disk.directory, /^\//);
  });
}

function touchContract(makeWorld: (context: TestContext) => DiskWorld): void {
  test("touching makes an empty file where there is none", (t) => {
    const { disk, mkdir } = makeWorld(t);
    mkdir("d");
    disk.touch("d/a.txt");
    const [facts] = disk.look(["d/a.txt"]);
    assert.equal(facts?.sizeBytes, 0);
    assert.equal(facts.isDirectory, false);
  });

  test("a file that is touched is newer, keeps what is in it, and stays the file that it was", (t) => {
    const { disk, write } = makeWorld(t);
    write("a.txt", "abc");
    const [before] = disk.look(["a.txt"], true);
    disk.touch("a.txt");
    disk.touch("a.txt");
    const [after] = disk.look(["a.txt"], true);
    assert.equal(after?.sizeBytes, 3);
    assert.equal(after.identity, before?.identity);
    assert.notEqual(after.identity, undefined);
    assert.notEqual(after.mtimeNs, before?.mtimeNs);
  });

  test("what is touched later is newer, however soon", (t) => {
    const { disk } = makeWorld(t);
    const names = Array.from({ length: 50 }, (_, i) => `${i}.txt`);
    for (const name of names) disk.touch(name);
    const times = disk.look(names).map((facts) => facts?.mtimeNs ?? 0n);
    times.slice(1).forEach((time, i) => {
      assert.ok(time > (times[i] ?? 0n), `${names[i + 1]} is newer than ${names[i]}`);
    });
  });

  test("a directory can be touched", (t) => {
    const { disk, mkdir } = makeWorld(t);
    mkdir("d");
    disk.touch("d");
    assert.equal(disk.look(["d"])[0]?.isDirectory, true);
  });

  test("nothing is touched in a directory that is not there", (t) => {
    const { disk } = makeWorld(t);
    assert.throws(() => disk.touch("d/a.txt"), { code: "ENOENT" });
    assert.deepEqual(disk.look(["d"]), [undefined]);
  });
}
