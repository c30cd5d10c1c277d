// What is in real files against its contract, and what only real ones have: sizes, links, rights, threads.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { readerEntry } from "../../src/hello.ts";
import type { Contents } from "../../src/plan/ports.ts";
import { openContents } from "../../src/storage/contents.ts";
import { readFacts } from "../../src/storage/digest-file.ts";
import { openDisk } from "../../src/storage/disk.ts";
import { type ContentsWorld, contentsContract } from "../contract/contents.contract.ts";
import { MemoryContents } from "../support/memory-contents.ts";
import { TextDisk } from "../support/text-disk.ts";

contentsContract("the contents of a disk in memory", () => {
  const disk = new TextDisk();
  return {
    disk,
    contents: new MemoryContents(disk),
    write: (name, content) => disk.write(name, content),
    touch: (name) => disk.touch(name),
    remove: (name) => disk.remove(name),
  };
});

contentsContract("the contents of a real disk", realWorld);

/** Real files, whose times are set by hand. */
function realWorld(
  t: TestContext,
): ContentsWorld & { readonly contents: Contents; path(name: string): string } {
  const directory = mkdtempSync(join(tmpdir(), "pipefish-contents-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const contents = openContents(directory, readerEntry());
  t.after(() => contents.close());
  const path = (name: string): string => resolve(directory, name);
  let seconds = 1_700_000_000;
  const touch = (name: string): void => {
    seconds += 1;
    utimesSync(path(name), seconds, seconds);
  };
  const write = (name: string, content = ""): void => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content);
    touch(name);
  };
  return { disk: openDisk(directory), contents, path, write, touch, remove: (name) => rmSync(path(name)) };
}

test("large files are read whole, by as many threads as there are, while the thread that asks goes on", async (t) => {
  const { contents, write } = realWorld(t);
  const texts = Array.from({ length: 20 }, (_, i) => `${"x".repeat(3_000_000)}${i % 10}`);
  for (const [i, text] of texts.entries()) write(`${i}.txt`, text);
  const names = texts.map((_, i) => `${i}.txt`);
  const [first, second] = await Promise.all([contents.readLater(names), contents.readLater(names)]);
  const expected = texts.map((text) => createHash("sha256").update(text).digest("base64url").slice(0, 16));
  assert.deepEqual(
    first.map((facts) => facts?.digest),
    expected,
  );
  assert.deepEqual(second, first);
  assert.deepEqual(contents.read(names), first);
});

test("where no thread can be had, the files are read all the same", async (t) => {
  const { disk, write } = realWorld(t);
  const contents = openContents(disk.directory, join(disk.directory, "none.ts"));
  t.after(() => contents.close());
  const names = Array.from({ length: 100 }, (_, i) => `${i}.txt`);
  for (const name of names) write(name, "x".repeat(300_000));
  const found = await contents.readLater(names);
  assert.equal(new Set(found.map((facts) => facts?.digest)).size, 1);
  assert.deepEqual(await contents.readLater(names), found);
  assert.deepEqual(contents.read(names), found);
});

test("a link has the digest of what it leads to; one that stands in a directory, that of where it leads", (t) => {
  const { contents, write, path } = realWorld(t);
  write("a.txt", "a");
  write("d/b.txt", "b");
  symlinkSync("a.txt", path("link"));
  symlinkSync("d", path("there"));
  const [a, link, d, there] = contents.read(["a.txt", "link", "d", "there"]).map((facts) => facts?.digest);
  assert.equal(link, a);
  assert.equal(there, d);
  symlinkSync("..", path("d/above"));
  const withLink = contents.read(["d"])[0]?.digest;
  assert.notEqual(withLink, d);
  rmSync(path("d/above"));
  symlinkSync("../..", path("d/above"));
  assert.notEqual(contents.read(["d"])[0]?.digest, withLink);
});

test("what is neither file nor directory is not read", (t) => {
  const { contents, path } = realWorld(t);
  assert.equal(spawnSync("mkfifo", [path("pipe")]).status, 0);
  assert.deepEqual(contents.read(["pipe", "/dev/zero"]), [undefined, undefined]);
});

test("a reader with a limit leaves what is larger, and directories, to others", (t) => {
  const { write, path } = realWorld(t);
  write("d/a.txt", "abcd");
  assert.notEqual(readFacts(path("d/a.txt"), 4), undefined);
  assert.equal(readFacts(path("d/a.txt"), 3), undefined);
  assert.equal(readFacts(path("d"), 1_000_000), undefined);
});
