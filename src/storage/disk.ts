// The real disk. Looking is a plain loop of synchronous calls: asking for each file through promises takes five times as
// long, and planning has nothing else to do meanwhile.
import { isUtf8 } from "node:buffer";
import {
  closeSync,
  type Dirent,
  lstatSync,
  opendirSync,
  openSync,
  readdirSync,
  statSync,
  utimesSync,
} from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { printable } from "../base/printable.ts";
import { PipelineError, problem } from "../model/error.ts";
import type { FileFacts } from "../model/verdict.ts";
import type { Disk } from "../plan/ports.ts";
import { type Entry, findNames } from "./glob.ts";
import { makeDirectory } from "./make-directory.ts";
import { treeOf } from "./tree.ts";

/**
 * Opens the disk as seen from a directory.
 *
 * What is not there is no error; what cannot be seen, for want of permission say, is: `look` and `glob` throw the
 * system's error then, for a file that is taken for missing would be made again.
 */
export function openDisk(directory: string): Disk {
  const home = resolve(directory);
  let touchedAt = 0;
  return {
    directory: home,
    look(names, withIdentity = false) {
      const base = baseOf(home);
      return names.map((name) => factsOf(at(base, name), withIdentity));
    },
    lookInto(name) {
      const path = at(baseOf(home), name);
      const facts = factsOf(path, false);
      return facts?.isDirectory === true ? factsOfTree(path, facts) : facts;
    },
    glob(pattern) {
      const base = baseOf(home);
      return findNames(pattern, {
        entries: (name) => entriesOf(name === "" ? home : at(base, name)),
        has: (name) => isThere(at(base, name)),
      });
    },
    makeDirectory(name) {
      makeDirectory(at(baseOf(home), name));
    },
    touch(name) {
      const path = at(baseOf(home), name);
      // Opened for appending, a file that is there stays as it is; a directory cannot be opened so, and can be touched.
      if (statSync(path, { throwIfNoEntry: false }) === undefined) closeSync(openSync(path, "a"));
      // The clock tells milliseconds, in which several files are touched; each is newer than the one before. Node 22 cuts
      // off what is less than a microsecond, and then of two there may be one left.
      touchedAt = Math.max(Date.now() / 1000, touchedAt + 0.000002);
      utimesSync(path, touchedAt, touchedAt);
    },
  };
}

/** What stands before relative names: nothing where the process is in the directory itself, which spares work. */
function baseOf(home: string): string {
  return home === workingDirectory() ? "" : home.endsWith("/") ? home : `${home}/`;
}

/** Undefined where the working directory was removed. */
function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** An empty name stays empty: it is the name of nothing, and not of the directory. */
function at(base: string, name: string): string {
  return base === "" || name === "" || isAbsolute(name) ? name : base + name;
}

const lookOptions = { bigint: true, throwIfNoEntry: false } as const;

function factsOf(path: string, withIdentity: boolean): FileFacts | undefined {
  try {
    const stats = statSync(path, lookOptions);
    if (stats === undefined) return undefined;
    const isDirectory = (stats.mode & 0o170000n) === 0o040000n;
    const facts = { sizeBytes: Number(stats.size), mtimeNs: stats.mtimeNs, isDirectory };
    return withIdentity ? { ...facts, identity: (stats.dev << 64n) | stats.ino } : facts;
  } catch (error) {
    return nothing(error);
  }
}

function factsOfTree(path: string, facts: FileFacts): FileFacts | undefined {
  try {
    return { ...facts, ...treeOf(path, facts.mtimeNs) };
  } catch (error) {
    return nothing(error);
  }
}

// What the system says when there is nothing of that name; the last two, when there cannot be: the name is too long, or
// has a NUL in it.
const absences: ReadonlySet<unknown> = new Set([
  "ENOENT",
  "ENOTDIR",
  "ELOOP",
  "ENAMETOOLONG",
  "ERR_INVALID_ARG_VALUE",
]);

/** Returns undefined for an error that says that there is nothing; any other is told to the user. */
function nothing(error: unknown): undefined {
  if (error instanceof PipelineError || !(error instanceof Error) || !("code" in error)) throw error;
  if (absences.has(error.code)) return undefined;
  const facts: [string, string][] = [
    ["path", "path" in error ? printable(String(error.path)) : ""],
    ["why", printable(error.message)],
  ];
  const hint = "give yourself the right to read it, or name another file";
  const message = "a file or directory cannot be looked at";
  throw new PipelineError([problem("unreadable", message, { facts, hint })], { cause: error });
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    nothing(error);
    return false;
  }
}

// Twice as fast as readdirSync, which puts names in an order of its own; larger buffers are slower again.
const bufferSize = 256;

function entriesOf(path: string): Entry[] {
  const entries: Entry[] = [];
  let hasDoubtful = false;
  try {
    const directory = opendirSync(path, { bufferSize });
    try {
      for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
        entries.push({ name: entry.name, kind: kindOf(entry) });
        hasDoubtful ||= entry.name.includes(replacement);
      }
    } finally {
      directory.closeSync();
    }
  } catch (error) {
    nothing(error);
  }
  return hasDoubtful ? withBroken(entries, path) : entries;
}

/** What stands for bytes that are no text. It may also stand in a name. */
const replacement = "\ufffd";

/** Says which of the names are not in UTF-8. */
function withBroken(entries: readonly Entry[], path: string): Entry[] {
  const broken = new Set(
    readdirSync(path, { encoding: "buffer" }).flatMap((bytes) => (isUtf8(bytes) ? [] : [String(bytes)])),
  );
  return entries.map((entry) => (broken.has(entry.name) ? { ...entry, isBroken: true } : entry));
}

function kindOf(entry: Dirent): Entry["kind"] {
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "link" : "other";
}
