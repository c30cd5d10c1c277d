// What is in the files of a disk in memory: their texts are their digests. Counts what is read.
import type { FileFacts } from "../../src/model/verdict.ts";
import type { Contents } from "../../src/plan/ports.ts";
import type { TextDisk } from "./text-disk.ts";

/** Reads the texts of a disk. */
export class MemoryContents implements Contents {
  /** The names of the files that were read, in that order: at once, and beside the thread that asked. */
  readonly readNow: string[] = [];
  readonly readLaterOn: string[] = [];
  /** How long reading beside the thread takes. */
  pause: () => Promise<void> = () => Promise.resolve();
  readonly #disk: TextDisk;

  constructor(disk: TextDisk) {
    this.#disk = disk;
  }

  read(names: readonly string[]): (FileFacts | undefined)[] {
    this.readNow.push(...names);
    return this.#look(names);
  }

  async readLater(names: readonly string[]): Promise<(FileFacts | undefined)[]> {
    this.readLaterOn.push(...names);
    await this.pause();
    return this.#look(names);
  }

  close(): void {
    // There is nothing to let go of.
  }

  #look(names: readonly string[]): (FileFacts | undefined)[] {
    const facts = names.map((name) => this.#disk.lookInto(name));
    return names.map((name, i) => {
      const fact = facts[i];
      return fact === undefined ? undefined : { ...fact, digest: this.#digestOf(name, fact) };
    });
  }

  #digestOf(name: string, { isDirectory }: FileFacts): string {
    const read = isDirectory ? this.#disk.below(name) : this.#disk.read(name);
    return Buffer.from(JSON.stringify(read ?? "")).toString("base64url");
  }
}
