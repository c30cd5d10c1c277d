// Keeps what jobs returned until somebody asks for it: a little in memory, the rest in a file. The file has no name: it is
// gone with the process, however that ends, or before, when nobody can ask any more.
import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Job } from "../model/job.ts";
import type { ResultStore } from "../schedule/setting.ts";

/** How much is kept in memory before it goes to the file. */
const mostHeldBytes = 1024 * 1024;

/** How many of so many bytes are read or written at once: Node refuses 2 GiB. */
function atOnce(bytes: number): number {
  return Math.min(bytes, 2 ** 30);
}

const closing = new FinalizationRegistry<number>((file) => closeSync(file));

/** Opens a store that keeps its file in a directory, which is made when it is needed. */
export function openResultStore(directory: string): ResultStore {
  return new SpillingStore(directory);
}

class SpillingStore implements ResultStore {
  readonly #directory: string;
  readonly #held = new Map<Job, Uint8Array>();
  readonly #places = new Map<Job, { readonly at: number; readonly length: number }>();
  #heldBytes = 0;
  #file: number | undefined;
  #fileBytes = 0;
  #mayWrite = true;

  constructor(directory: string) {
    this.#directory = directory;
  }

  keep(job: Job, bytes: Uint8Array): void {
    if (bytes.byteLength > mostHeldBytes && this.#spill([[job, bytes]])) return;
    // A copy: what came over a pipe is a part of something larger.
    this.#held.set(job, bytes.slice());
    this.#heldBytes += bytes.byteLength;
    if (this.#heldBytes <= mostHeldBytes || !this.#spill([...this.#held])) return;
    this.#held.clear();
    this.#heldBytes = 0;
  }

  read(job: Job): Uint8Array | undefined {
    const held = this.#held.get(job);
    const place = this.#places.get(job);
    if (held !== undefined || place === undefined || this.#file === undefined) return held;
    const bytes = Buffer.allocUnsafe(place.length);
    for (let done = 0; done < place.length; )
      done += readSync(this.#file, bytes, done, atOnce(place.length - done), place.at + done);
    return bytes;
  }

  /** Writes to the file; tells whether that was possible. */
  #spill(results: readonly (readonly [Job, Uint8Array])[]): boolean {
    if (!this.#mayWrite) return false;
    const all = results.map(([, bytes]) => bytes);
    const [first = Buffer.alloc(0)] = all;
    const bytes = all.length === 1 ? first : Buffer.concat(all);
    try {
      this.#file ??= this.#open();
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.#file, bytes, done, atOnce(bytes.length - done), this.#fileBytes + done);
    } catch {
      // There is no room, or no right to write: then memory has to do.
      this.#mayWrite = false;
      return false;
    }
    for (const [job, { byteLength: length }] of results) {
      this.#places.set(job, { at: this.#fileBytes, length });
      this.#fileBytes += length;
    }
    return true;
  }

  #open(): number {
    mkdirSync(this.#directory, { recursive: true });
    const name = join(this.#directory, `.results-${process.pid}`);
    // Whatever has that name, a link perhaps, is not what we write into.
    rmSync(name, { force: true });
    const file = openSync(name, "wx+");
    rmSync(name);
    closing.register(this, file);
    return file;
  }
}
