// The files of a workload: texts of a hundred bytes, and what is made of them.
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** What jobs do with a text. */
export type Change = "copied" | "upper case";

/** How the files of a workload hang together. A name with a slash is a folder of texts, another one a file with all. */
export interface Shape {
  readonly name: "flat" | "chain" | "wide";
  /** What is there before anything runs. */
  readonly given: readonly string[];
  /** What the jobs make, in their order. */
  readonly made: readonly string[];
  /** How many jobs there are for so many texts. */
  jobs(texts: number): number;
}

/** Each text has a job of its own. */
export const flat: Shape = { name: "flat", given: ["in/"], made: ["out/"], jobs: (texts) => texts };

/** Three stages: each text has two jobs, one after the other, and the last job merges all. */
export const chain: Shape = {
  name: "chain",
  given: ["in/"],
  made: ["mid/", "out/", "merged.txt"],
  jobs: (texts) => 2 * texts + 1,
};

/** One job splits a file into texts, and each of them has a job. */
export const wide: Shape = {
  name: "wide",
  given: ["seed.txt"],
  made: ["in/", "out/"],
  jobs: (texts) => texts + 1,
};

/** The files of a shape in a folder, for all tools: each sees what the other sees. */
export class Tree {
  readonly directory: string;
  readonly shape: Shape;
  readonly texts: number;
  /** The names of the tools whose histories say that all is up to date. */
  readonly adopters = new Set<string>();
  #isFilled = false;

  constructor(directory: string, shape: Shape, texts: number) {
    this.directory = directory;
    this.shape = shape;
    this.texts = texts;
    for (const name of ["aside/", ...shape.given, ...shape.made].filter(isFolder))
      mkdirSync(this.#path(name), { recursive: true });
    for (const name of shape.given) this.#write(name);
  }

  /** Makes all that jobs would have made, unless it is there. */
  fill(): void {
    if (this.#isFilled) return;
    this.empty();
    for (const name of this.shape.made) {
      waitForClock();
      this.#write(name);
    }
    this.#isFilled = true;
  }

  /**
   * Takes what was made, and the histories, out of the way, so that the next run begins with nothing.
   *
   * They are renamed and not removed: for minutes after many files were removed, ext4 takes ten times as long to make one.
   */
  empty(): void {
    const number = readdirSync(this.#path("aside")).length;
    const aside = this.#path(`aside/${number}`);
    mkdirSync(aside);
    const made = this.shape.made.map((name) => name.replace("/", ""));
    const isMade = (name: string): boolean => {
      return made.includes(name) || /^\.(pipefish|ruffus_history.*|ninja_.*|doit\.db.*)$/.test(name);
    };
    for (const name of readdirSync(this.directory).filter(isMade))
      renameSync(this.#path(name), join(aside, name));
    for (const name of this.shape.made.filter(isFolder)) mkdirSync(this.#path(name));
    this.#isFilled = false;
    this.adopters.clear();
  }

  /** Makes one input newer than what was made of it. */
  touch(): void {
    const now = new Date();
    utimesSync(this.#path(`in/${nameOf(0)}`), now, now);
  }

  /** Throws unless all is made, and is what it should be. */
  check(change: Change): void {
    for (const name of this.shape.made) {
      const files = this.#files(name);
      const wanted = isFolder(name) ? this.texts : 1;
      if (files.length !== wanted)
        throw new Error(`${this.#path(name)} has ${files.length} files and not ${wanted}`);
      files.forEach((file, i) => {
        const text = this.#text(name, i, change);
        if (readFileSync(file, "utf8") !== text) throw new Error(`${file} is not what it should be`);
      });
    }
  }

  /** What is made, each with a text that changes when it is made again. */
  stamps(): Map<string, string> {
    const files = this.shape.made.flatMap((name) => this.#files(name));
    return new Map(
      files.map((file) => {
        const { ino, mtimeNs } = statSync(file, { bigint: true });
        return [file, `${ino} ${mtimeNs}`];
      }),
    );
  }

  #write(name: string): void {
    const count = isFolder(name) ? this.texts : 1;
    for (let i = 0; i < count; i += 1)
      writeFileSync(this.#path(isFolder(name) ? name + nameOf(i) : name), this.#text(name, i, "copied"));
  }

  /** The files that are there, in the order of their texts. */
  #files(name: string): string[] {
    if (isFolder(name))
      return readdirSync(this.#path(name))
        .sort()
        .map((file) => this.#path(name + file));
    return readdirSync(this.directory).includes(name) ? [this.#path(name)] : [];
  }

  #text(name: string, number: number, change: Change): string {
    const numbers = isFolder(name) ? [number] : Array.from({ length: this.texts }, (_, i) => i);
    const text = numbers.map(textOf).join("");
    return change === "copied" || name === "in/" ? text : text.toUpperCase();
  }

  #path(name: string): string {
    return join(this.directory, name);
  }
}

/** The name of a text, wherever it is. */
export function nameOf(number: number): string {
  return `${String(number).padStart(7, "0")}.txt`;
}

function isFolder(name: string): boolean {
  return name.endsWith("/");
}

/** A hundred bytes in a line, other ones for each number. */
function textOf(number: number): string {
  return `the text of file ${String(number).padStart(7, "0")}, `
    .repeat(4)
    .padEnd(99, ".")
    .slice(0, 99)
    .concat("\n");
}

/** Waits until what is made next is newer than what is there, by the clock of the file system. */
function waitForClock(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
}
