// The disk in memory, with what is written in the files: jobs of tests read it and write it on, and two runs can be
// compared by what they leave.
import { relative, resolve } from "node:path/posix";
import { MemoryDisk } from "./memory-disk.ts";

/** Files with their texts. */
export class TextDisk extends MemoryDisk {
  readonly #texts = new Map<string, string>();
  /** What was in files before they were last written or touched, and when that was written. */
  readonly #before = new Map<string, { readonly text: string; readonly mtimeNs: bigint }>();

  override write(name: string, text = ""): void {
    this.#keep(name);
    super.write(name, text);
    this.#texts.set(resolve(this.directory, name), text);
  }

  override touch(name: string): void {
    this.#keep(name);
    super.touch(name);
  }

  /** Brings back what was in a file before it was last written or touched, with its time. */
  restore(name: string): void {
    const before = this.#before.get(name);
    if (before === undefined) return;
    this.write(name, before.text);
    this.setTime(name, before.mtimeNs);
  }

  #keep(name: string): void {
    const text = this.read(name);
    const [facts] = this.look([name]);
    if (text !== undefined && facts !== undefined) this.#before.set(name, { text, mtimeNs: facts.mtimeNs });
  }

  override remove(name: string): void {
    super.remove(name);
    this.#texts.delete(resolve(this.directory, name));
  }

  /** What is written in a file; undefined if there is none. */
  read(name: string): string | undefined {
    return this.#texts.get(resolve(this.directory, name));
  }

  /** The files below a directory with their texts, in the order of their names. */
  below(name: string): Readonly<Record<string, string>> {
    const inside = `${resolve(this.directory, name)}/`;
    const each = [...this.#texts].filter(([path]) => path.startsWith(inside));
    return Object.fromEntries(each.map(([path, text]) => [path.slice(inside.length), text] as const).sort());
  }

  /** Whether there is a file or directory of that name. */
  has(name: string): boolean {
    return this.look([name])[0] !== undefined;
  }

  /** All files with their texts, in the order of their names. */
  get files(): Readonly<Record<string, string>> {
    const each = [...this.#texts].map(([path, text]): [string, string] => [
      relative(this.directory, path),
      text,
    ]);
    return Object.fromEntries(each.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
