// The real disk against its contract, and what only a real one has: links, permissions, a working directory.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { openDisk } from "../../src/storage/disk.ts";
import { type DiskWorld, diskContract } from "../contract/disk.contract.ts";
import { MemoryDisk } from "../support/memory-disk.ts";
import { runWithoutRights } from "./fixtures/rights.ts";

diskContract("a disk in memory", () => {
  const disk = new MemoryDisk("/work/here");
  return {
    disk,
    write: (name, content) => disk.write(name, content),
    touch: (name) => disk.touch(name),
    remove: (name) => disk.remove(name),
    mkdir: (name) => disk.mkdir(name),
  };
});

diskContract("a disk seen from another directory", realWorld);

diskContract("a disk seen from the working directory", (t) => {
  const world = realWorld(t);
  const before = process.cwd();
  process.chdir(world.disk.directory);
  t.after(() => process.chdir(before));
  return world;
});

/** Real files. Their times are set by hand, for those of two writes in a row may be equal. */
function realWorld(t: TestContext): DiskWorld {
  const directory = join(folder(t), "here");
  mkdirSync(directory);
  const path = (name: string): string => resolve(directory, name);
  let seconds = 1_700_000_000;
  const touch = (name: string): void => {
    seconds += 1;
    utimesSync(path(name), seconds, seconds);
  };
  return {
    disk: openDisk(directory),
    write: (name, content = "") => {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), content);
      touch(name);
    },
    touch,
    remove: (name) => rmSync(path(name), { recursive: true }),
    mkdir: (name) => void mkdirSync(path(name), { recursive: true }),
  };
}

function folder(t: TestContext): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), "pipefish-disk-")));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test("times are kept to the nanosecond", (t) => {
  const directory = folder(t);
  const touched = spawnSync("touch", ["-d", "@1700000000.123456789", join(directory, "a")]);
  if (touched.status !== 0) return t.skip("no touch that sets nanoseconds");
  assert.equal(openDisk(directory).look(["a"])[0]?.mtimeNs, 1_700_000_000_123_456_789n);
});

test("a directory given in words of its own is made absolute", () => {
  assert.equal(openDisk("test/..").directory, process.cwd());
});

test("a link is seen as what it leads to", (t) => {
  const { disk, write, mkdir } = realWorld(t);
  write("a.txt", "123");
  mkdir("d");
  symlinkSync("a.txt", join(disk.directory, "file-link"));
  symlinkSync("d", join(disk.directory, "folder-link"));
  const [file, link, folderLink] = disk.look(["a.txt", "file-link", "folder-link"]);
  assert.deepEqual(link, file);
  assert.equal(folderLink?.isDirectory, true);
});

test("a link that leads nowhere, or in a circle, is not there", (t) => {
  const { disk } = realWorld(t);
  symlinkSync("nothing", join(disk.directory, "broken"));
  symlinkSync("circle", join(disk.directory, "circle"));
  assert.deepEqual(disk.look(["broken", "circle", "circle/a"]), [undefined, undefined, undefined]);
});

test("a pattern finds links by their names, wherever they lead", (t) => {
  const { disk, write } = realWorld(t);
  write("d/a.txt");
  symlinkSync("d/a.txt", join(disk.directory, "l-file"));
  symlinkSync("d", join(disk.directory, "l-folder"));
  symlinkSync("nothing", join(disk.directory, "l-broken"));
  assert.deepEqual(disk.glob("l-*"), ["l-broken", "l-file", "l-folder"]);
  assert.deepEqual(disk.glob("l-*/"), ["l-folder/"]);
  assert.deepEqual(disk.glob("l-*/*"), ["l-folder/a.txt"]);
  assert.deepEqual(disk.glob("l-*/a.txt"), ["l-folder/a.txt"]);
});

test("'**' does not go behind links, and so comes to an end", (t) => {
  const { disk, write } = realWorld(t);
  write("d/a.txt");
  symlinkSync("..", join(disk.directory, "d", "up"));
  assert.deepEqual(disk.glob("**/a.txt"), ["d/a.txt"]);
  assert.deepEqual(disk.glob("**"), ["d", "d/a.txt", "d/up"]);
});

test("a directory that may not be entered is an error, and not an absence", (t) => {
  const directory = folder(t);
  mkdirSync(join(directory, "shut"));
  chmodSync(directory, 0o755);
  chmodSync(join(directory, "shut"), 0o000);
  const disk = new URL("../../src/storage/disk.ts", import.meta.url).href;
  const said = runWithoutRights(
    t,
    `
    const { openDisk } = await import(${JSON.stringify(disk)});
    const disk = openDisk(${JSON.stringify(directory)});
    for (const look of [() => disk.look(["shut/a"]), () => disk.glob("shut/*"), () => disk.glob("*/*")]) {
      try { look(); console.log("nothing") } catch (error) { console.log(error.code, error.cause?.code) }
    }`,
  );
  chmodSync(join(directory, "shut"), 0o700);
  if (said !== undefined)
    assert.deepEqual(said.split("\n"), ["unreadable EACCES", "unreadable EACCES", "unreadable EACCES"]);
});

test("what may not be read in a directory is not looked into, and the rest is", (t) => {
  const directory = folder(t);
  for (const name of ["shut", "open"]) mkdirSync(join(directory, name));
  writeFileSync(join(directory, "open", "a"), "");
  chmodSync(directory, 0o755);
  chmodSync(join(directory, "shut"), 0o000);
  const disk = new URL("../../src/storage/disk.ts", import.meta.url).href;
  const looked = `
    const { openDisk } = await import(${JSON.stringify(disk)});
    for (const name of [".", "shut"]) console.log(openDisk(${JSON.stringify(directory)}).lookInto(name).tree);
  `;
  const said = runWithoutRights(t, looked);
  writeFileSync(join(directory, "open", "a"), "more");
  const later = runWithoutRights(t, looked);
  chmodSync(join(directory, "shut"), 0o700);
  if (said === undefined || later === undefined) return;
  const [[all, shut], [allLater, shutLater]] = [said.split("\n"), later.split("\n")];
  assert.notEqual(allLater, all);
  assert.equal(shutLater, shut);
});

test("a disk is seen from a working directory that was removed", (t) => {
  const { disk, write } = realWorld(t);
  write("a.txt");
  const before = process.cwd();
  const lost = join(disk.directory, "lost");
  mkdirSync(lost);
  process.chdir(lost);
  t.after(() => process.chdir(before));
  rmSync(lost, { recursive: true });
  assert.equal(disk.look(["a.txt"])[0]?.sizeBytes, 0);
  assert.deepEqual(disk.glob("*.txt"), ["a.txt"]);
});

test("a directory of a thousand files is found whole", (t) => {
  const { disk } = realWorld(t);
  const names = Array.from({ length: 1000 }, (_, i) => `f${String(i).padStart(4, "0")}.txt`);
  for (const name of names) writeFileSync(join(disk.directory, name), "");
  assert.deepEqual(disk.glob("*.txt"), names);
  assert.equal(statSync(join(disk.directory, "f0000.txt")).size, disk.look(names)[0]?.sizeBytes);
});
