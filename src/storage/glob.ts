// Finds the names that match a pattern, part by part from the left, reading only directories that can hold one. Written
// here and not taken from a package: docs/dependencies.md says why. What it walks over is given, so that a disk in memory
// has the same patterns.
import { printable } from "../base/printable.ts";
import { PipelineError, problem } from "../model/error.ts";
import { isWild, type NameTest, nameTest } from "./pattern.ts";

/** One name in a directory. */
export interface Entry {
  readonly name: string;
  /** A link to a directory is a `link`, as is any other. */
  readonly kind: "directory" | "link" | "other";
  /** Its name is not in UTF-8: what stands here is as near as a text comes, and means no file or another. */
  readonly isBroken?: boolean;
}

/** What patterns are matched against. Names are relative to the directory of the run, or absolute. */
export interface Tree {
  /** What is in a directory, whose name ends in a slash or is empty; nothing if there is no such directory. */
  entries(directory: string): readonly Entry[];
  /** Whether there is anything of that name, be it a link that leads nowhere. */
  has(name: string): boolean;
}

/** A part of a pattern, and whether there is a slash behind it. */
interface Part {
  readonly text: string;
  readonly slash: "/" | "";
  readonly isDeep: boolean;
  readonly test: NameTest | undefined;
}

/**
 * The names that match, by code unit, each once, and written the way the pattern is: `./x/*` gives `./x/a`.
 *
 * A wildcard matches files, directories and links alike. `**` as a part matches any number of directories, not those
 * behind links nor those that begin with a dot; at the end it matches everything below.
 */
export function findNames(pattern: string, tree: Tree): string[] {
  const parts = partsOf(pattern);
  const walk = new Walk(parts, tree);
  walk.from(0, pattern.startsWith("/") ? "/" : "");
  const isRepetitive = parts.filter((part) => part.isDeep).length > 1;
  return (isRepetitive ? [...new Set(walk.found)] : walk.found).sort();
}

function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  for (const [, text = "", slash] of pattern.matchAll(/([^/]+)(\/?)/g)) {
    const isDeep = text === "**";
    if (isDeep && parts.at(-1)?.isDeep) parts.pop();
    parts.push({
      text,
      slash: slash === "/" ? "/" : "",
      isDeep,
      test: !isDeep && isWild(text) ? nameTest(text) : undefined,
    });
  }
  return parts;
}

/** A file that matches, and cannot be named: to leave it out would be to lose data without a word. */
export function brokenName(name: string, directory: string): PipelineError {
  const facts: [string, string][] = [
    ["name", printable(name)],
    ["in", printable(directory === "" ? "." : directory)],
  ];
  const hint = "rename it: `ls -b` shows the bytes of its name; or let the pattern leave it out";
  return new PipelineError([problem("bad-name", "the name of a file is not in UTF-8", { facts, hint })]);
}

class Walk {
  readonly found: string[] = [];
  readonly #parts: readonly Part[];
  readonly #tree: Tree;
  /** The directory that was read last: `**` and what stands behind it read the same one. */
  #last: { readonly directory: string; readonly entries: readonly Entry[] } | undefined;

  constructor(parts: readonly Part[], tree: Tree) {
    this.#parts = parts;
    this.#tree = tree;
  }

  /** Finds what matches the parts from number `at` on, in the directory that `prefix` names. */
  from(at: number, prefix: string): void {
    const part = this.#parts[at];
    if (part === undefined) {
      if (prefix !== "" && this.#tree.has(prefix)) this.found.push(prefix);
    } else if (part.isDeep) this.#deep(at, prefix, part);
    else if (part.test === undefined) this.from(at + 1, prefix + part.text + part.slash);
    else this.#wild(at, prefix, part.slash, part.test);
  }

  #wild(at: number, prefix: string, slash: string, test: NameTest): void {
    for (const { name, kind, isBroken } of this.#entries(prefix)) {
      if (!test(name)) continue;
      if (isBroken && (slash === "" || kind !== "other")) throw brokenName(name, prefix);
      if (slash === "") this.found.push(prefix + name);
      // A link may lead to a directory: what comes next will tell.
      else if (kind !== "other") this.from(at + 1, prefix + name + slash);
    }
  }

  #deep(at: number, prefix: string, part: Part): void {
    const isLast = at === this.#parts.length - 1 && part.slash === "";
    const entries = this.#entries(prefix);
    if (!isLast) this.from(at + 1, prefix);
    for (const { name, kind, isBroken } of entries) {
      if (name.startsWith(".")) continue;
      if (isBroken && (isLast || kind === "directory")) throw brokenName(name, prefix);
      if (isLast) this.found.push(prefix + name);
      if (kind === "directory") this.#deep(at, `${prefix}${name}/`, part);
    }
  }

  #entries(directory: string): readonly Entry[] {
    if (this.#last?.directory !== directory)
      this.#last = { directory, entries: this.#tree.entries(directory) };
    return this.#last.entries;
  }
}
