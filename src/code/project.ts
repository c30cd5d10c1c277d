// The modules of a project, each read once, and the places at which its pipelines are defined.
import { readFileSync, statSync } from "node:fs";
import { relative, sep } from "node:path";
import type { Place } from "../base/place.ts";
import { digestOf } from "../plan/fingerprint.ts";
import { Module } from "./module.ts";
import { stripTypes } from "./types.ts";

/** A file that is no module whose code can be read: data, or a language of which only another tool knows. */
export interface OtherFile {
  readonly file: string;
  readonly text: string;
}

/** Reads the modules of a project. */
export class Project {
  readonly #root: string;
  readonly #definitions: readonly Place[];
  readonly #read = new Map<string, Module | OtherFile>();
  /** What the files were like when they were read. */
  readonly #stamps = new Map<string, string>();

  /**
   * @param root the directory to which names are relative
   * @param definitions where tasks and pipelines are defined
   */
  constructor(root: string, definitions: readonly Place[]) {
    this.#root = root;
    this.#definitions = definitions;
  }

  /** The module in a file. */
  read(file: string): Module | OtherFile {
    const known = this.#read.get(file);
    if (known !== undefined) return known;
    this.#stamps.set(file, stampOf(file));
    const module = readModule(file);
    this.#read.set(file, module);
    return module;
  }

  /** Whether no file is another since it was read. */
  isAsRead(): boolean {
    return [...this.#stamps].every(([file, stamp]) => stampOf(file) === stamp);
  }

  /** Whether a file that was read was written after an instant, in milliseconds since 1970, and not in days to come. */
  isWrittenSince(instant: number): boolean {
    const now = Date.now();
    const times = [...this.#stamps.keys()].map(
      (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0,
    );
    return times.some((time) => instant < time && time <= now);
  }

  /** The name of a module for people. It does not depend on where the project lies. */
  nameOf({ file }: { readonly file: string }): string {
    return relative(this.#root, file).replaceAll(sep, "/");
  }

  /** Whether a task or a pipeline is defined by the call at a place: it is no code that jobs run. */
  isDefinition(module: Module, place: number): boolean {
    return this.#definitions.some((one) => one.file === module.file && module.placeAt(one) === place);
  }
}

function stampOf(file: string): string {
  try {
    const { size, mtimeNs, ino } = statSync(file, { bigint: true });
    return `${size} ${mtimeNs} ${ino}`;
  } catch {
    return "";
  }
}

function readModule(file: string): Module | OtherFile {
  const text = readText(file);
  if (!/\.[cm]?[jt]s$/.test(file)) return { file, text };
  try {
    return new Module(file, /ts$/.test(file) ? stripTypes(text) : text);
  } catch {
    return { file, text };
  }
}

function readText(file: string): string {
  try {
    const bytes = readFileSync(file);
    const text = bytes.toString();
    return text.includes("\0") ? `#${digestOf(bytes)}` : text;
  } catch {
    return "cannot be read";
  }
}
