// A disk in memory with a clock turned by hand: what planning sees can be arranged to the tick, and nothing is slow.
import { dirname, resolve } from "node:path/posix";
import type { FileFacts } from "../../src/model/verdict.ts";
import { digestOf } from "../../src/plan/fingerprint.ts";
import type { Disk } from "../../src/plan/ports.ts";
import { type Entry, findNames } from "../../src/storage/glob.ts";

interface Thing {
  facts: FileFacts;
  readonly identity: bigint;
  /** What is in it, if it is a directory. */
  readonly names: Set<string> | undefined;
}

/** Files and directories by name; those that are written bring the directories above them. */
export class MemoryDisk implements Disk {
  readonly directory: string;
  /** The time on the clock, in nanoseconds. Every change advances it by one tick, a millisecond. */
  nowNs: bigint = 1_700_000_000_000_000_000n;
  readonly #things = new Map<string, Thing>();

  constructor(directory = "/work") {
    this.directory = directory;
    this.#makeDirectories("/");
    this.#makeDirectories(directory);
  }

  look(names: readonly string[], withIdentity = false): (FileFacts | undefined)[] {
    return names.map((name) => {
      const thing = this.#find(name);
      return thing === undefined || !withIdentity
        ? thing?.facts
        : { ...thing.facts, identity: thing.identity };
    });
  }

  lookInto(name: string): FileFacts | undefined {
    const facts = this.#find(name)?.facts;
    if (facts?.isDirectory !== true) return facts;
    const inside = `${this.#path(name)}/`;
    const things = [...this.#things].filter(([path]) => path.startsWith(inside)).sort();
    const times = things.map(([, thing]) => thing.facts.mtimeNs);
    const mtimeNs = times.reduce((newest, one) => (one > newest ? one : newest), facts.mtimeNs);
    const tree = things.map(([path, thing]) => `${path} ${thing.facts.sizeBytes} ${thing.facts.mtimeNs}`);
    return { ...facts, mtimeNs, tree: digestOf(tree.join()) };
  }

  glob(pattern: string): string[] {
    return findNames(pattern, {
      entries: (name) => this.#entries(name === "" ? this.directory : name),
      has: (name) => this.#find(name) !== undefined,
    });
  }

  makeDirectory(name: string): void {
    this.mkdir(name);
  }

  /** Writes a file, a tick later than whatever was written before. */
  write(name: string, content = ""): void {
    const path = this.#path(name);
    this.#makeDirectories(dirname(path));
    if (this.#things.get(path)?.names !== undefined) throw systemError("EISDIR", path);
    this.#tick();
    const identity = this.#things.get(path)?.identity ?? this.nowNs;
    this.#put(path, { facts: this.#facts(Buffer.byteLength(content), false), identity, names: undefined });
  }

  /** Makes a file or directory look as if it had been written now; makes an empty file where there is none. */
  touch(name: string): void {
    const thing = this.#find(name);
    if (thing === undefined) {
      const path = this.#path(name);
      if (this.#things.get(dirname(path))?.names === undefined) throw systemError("ENOENT", path);
      this.write(name);
      return;
    }
    this.#tick();
    thing.facts = { ...thing.facts, mtimeNs: this.nowNs };
  }

  /** Makes a file look as if it had been written then. */
  setTime(name: string, mtimeNs: bigint): void {
    const thing = this.#find(name);
    if (thing === undefined) throw systemError("ENOENT", name);
    thing.facts = { ...thing.facts, mtimeNs };
  }

  /** Removes a file, or a directory with all that is in it. */
  remove(name: string): void {
    const path = this.#path(name);
    const thing = this.#things.get(path);
    if (thing === undefined) throw systemError("ENOENT", path);
    for (const inside of thing.names ?? []) this.remove(`${path}/${inside}`);
    this.#things.delete(path);
    this.#tick();
    const above = this.#things.get(dirname(path));
    above?.names?.delete(path.slice(path.lastIndexOf("/") + 1));
  }

  /** Makes a directory and those above it. */
  mkdir(name: string): void {
    this.#makeDirectories(this.#path(name));
  }

  #path(name: string): string {
    return resolve(this.directory, name);
  }

  /** What a name means; a name that ends in a slash means a directory, and an empty one nothing. */
  #find(name: string): Thing | undefined {
    const thing = name === "" ? undefined : this.#things.get(this.#path(name));
    return name.endsWith("/") && thing?.names === undefined ? undefined : thing;
  }

  #entries(name: string): Entry[] {
    const path = this.#path(name);
    return [...(this.#things.get(path)?.names ?? [])].map((inside) => {
      const isDirectory = this.#things.get(resolve(path, inside))?.names !== undefined;
      return { name: inside, kind: isDirectory ? "directory" : "other" };
    });
  }

  #makeDirectories(path: string): void {
    const thing = this.#things.get(path);
    if (thing !== undefined) {
      if (thing.names === undefined) throw systemError("EEXIST", path);
      return;
    }
    if (path !== "/") this.#makeDirectories(dirname(path));
    this.#tick();
    this.#put(path, { facts: this.#facts(4096, true), identity: this.nowNs, names: new Set() });
  }

  #put(path: string, thing: Thing): void {
    this.#things.set(path, thing);
    if (path !== "/") this.#things.get(dirname(path))?.names?.add(path.slice(path.lastIndexOf("/") + 1));
  }

  #tick(): void {
    this.nowNs += 1_000_000n;
  }

  #facts(sizeBytes: number, isDirectory: boolean): FileFacts {
    return { sizeBytes, mtimeNs: this.nowNs, isDirectory };
  }
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: '${path}'`), { code });
}
