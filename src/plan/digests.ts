// What is in files, for the level `contents`: digests that receipts tell of, and those of files that were read since. A
// digest belongs to a file of that size and time; whatever is known is not read again.
import type { FileFacts } from "../model/verdict.ts";
import { countsAsThere } from "./look-at.ts";
import type { Contents } from "./ports.ts";
import { differ } from "./receipt.ts";

type Facts = readonly (FileFacts | undefined)[];

/** Knows the digests of files. */
export class Digests {
  readonly #contents: Pick<Contents, "read" | "readLater">;
  readonly #known = new Map<string, FileFacts>();
  /** While something is tried: what is to be read before it is done. */
  #wanted: Set<string> | undefined;

  constructor(contents: Pick<Contents, "read" | "readLater">) {
    this.#contents = contents;
  }

  /** Takes note of a file, if its facts have a digest. */
  learn(name: string, facts: FileFacts | undefined): void {
    if (facts?.digest !== undefined) this.#known.set(name, facts);
  }

  /** The digest of a file that has these facts; undefined where it is not known. */
  of(name: string, facts: FileFacts): string | undefined {
    const known = this.#known.get(name);
    return known === undefined || differ(known, facts) ? undefined : known.digest;
  }

  /** Reads files; within {@link Digests.ahead}, they are read later. */
  read(names: readonly string[]): void {
    if (this.#wanted === undefined) this.#learnAll(names, this.#contents.read(names));
    else for (const name of names) this.#wanted.add(name);
  }

  /**
   * Does something for which files may have to be read; where that is so, has them read beside the thread that asks, and
   * then does it again.
   */
  ahead<T>(action: () => T): T | Promise<T> {
    this.#wanted = new Set();
    const tried = action();
    const wanted = [...this.#wanted];
    this.#wanted = undefined;
    if (wanted.length === 0) return tried;
    return this.#readLater(wanted).then(action);
  }

  /** The facts of files with their digests, where these can be had; what is not known is read. */
  async withDigests(
    files: readonly (readonly [name: string, facts: FileFacts | undefined])[],
  ): Promise<Facts> {
    const missing = files.flatMap(([name, facts]) =>
      facts === undefined || countsAsThere(facts) || this.of(name, facts) !== undefined ? [] : [name],
    );
    if (missing.length > 0) await this.#readLater([...new Set(missing)]);
    return files.map(([name, facts]) => {
      const digest = facts === undefined ? undefined : this.of(name, facts);
      return facts === undefined || digest === undefined ? facts : { ...facts, digest };
    });
  }

  async #readLater(names: readonly string[]): Promise<void> {
    this.#learnAll(names, await this.#contents.readLater(names));
  }

  #learnAll(names: readonly string[], facts: Facts): void {
    for (const [i, name] of names.entries()) this.learn(name, facts[i]);
  }
}
