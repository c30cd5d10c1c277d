// What is in files. They are read by threads beside that of the run, but for a few that are small: to start a thread takes
// as long as to read hundreds of those.
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { FileFacts } from "../model/verdict.ts";
import type { Contents } from "../plan/ports.ts";
import { readFacts } from "./digest-file.ts";
import { awaitHelp, type Findings, isTaken, makeReading, type Reading, readShare } from "./reading.ts";

/**
 * Opens what is in the files of a directory.
 *
 * @param entry the program of a thread: {@link serveReading} with the port that it is given as `workerData`
 */
export function openContents(directory: string, entry: string): Contents {
  return new ThreadedContents(directory, entry);
}

/** More threads are not faster: then the disk is at its limit. */
const mostThreads = 8;
/** For so long the thread that waits reads alone. */
const aloneMs = 20;
/** So many files of at most that size are read at once. */
const few = 16;
const smallBytes = 64 * 1024;

/** A reading that others have a part in. */
interface Open {
  readonly reading: Reading;
  readonly facts: (FileFacts | undefined)[];
  missing: number;
  done(): void;
}

class ThreadedContents implements Contents {
  readonly #directory: string;
  readonly #entry: string;
  readonly #threads: { readonly worker: Worker; readonly port: MessagePort }[] = [];
  readonly #open = new Map<number, Open>();
  #number = 0;
  /** No thread can be had. */
  #isAlone = false;

  constructor(directory: string, entry: string) {
    this.#directory = directory;
    this.#entry = entry;
  }

  read(names: readonly string[]): (FileFacts | undefined)[] {
    const { reading, facts } = this.#begin(names, () => undefined);
    this.#readHere(reading, aloneMs);
    if (!isTaken(reading)) {
      this.#share(reading);
      this.#readHere(reading);
      awaitHelp(reading);
      for (const { port } of this.#threads)
        for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port))
          this.#hear(got.message as Findings);
    }
    return facts;
  }

  async readLater(names: readonly string[]): Promise<(FileFacts | undefined)[]> {
    const facts =
      names.length > few ? [] : names.map((name) => readFacts(resolve(this.#directory, name), smallBytes));
    const others = names.filter((_, i) => facts[i] === undefined);
    if (others.length === 0) return facts;
    const read = (await this.#readByThreads(others)).values();
    return names.map((_, i) => facts[i] ?? read.next().value);
  }

  close(): void {
    for (const { worker } of this.#threads) void worker.terminate();
    this.#threads.length = 0;
  }

  #readByThreads(names: readonly string[]): Promise<(FileFacts | undefined)[]> {
    return new Promise((resolve) => {
      const { reading, facts } = this.#begin(names, () => resolve(facts));
      this.#share(reading);
    });
  }

  #begin(names: readonly string[], done: () => void): Open {
    this.#number += 1;
    const paths = names.map((name) => resolve(this.#directory, name));
    const reading = makeReading(this.#number, paths);
    const open = { reading, facts: new Array<undefined>(names.length), missing: names.length, done };
    this.#open.set(this.#number, open);
    return open;
  }

  /** Hands a list to as many threads as may be of use. */
  #share(reading: Reading): void {
    const wanted = Math.min(mostThreads, Math.max(1, availableParallelism() - 1), reading.paths.length);
    if (this.#isAlone) this.#readHere(reading);
    while (this.#threads.length < wanted) this.#start();
    for (const { port } of this.#threads.slice(0, wanted)) {
      port.ref();
      port.postMessage(reading);
    }
  }

  #start(): void {
    const { port1: port, port2 } = new MessageChannel();
    const worker = new Worker(this.#entry, { workerData: port2, transferList: [port2] });
    worker.unref();
    worker.on("error", () => {
      this.#isAlone = true;
      for (const { reading } of this.#open.values()) this.#readHere(reading);
    });
    port.on("message", (findings: Findings) => this.#hear(findings));
    this.#threads.push({ worker, port });
  }

  #readHere(reading: Reading, forMs?: number): void {
    this.#hear({ number: reading.number, found: readShare(reading, forMs) });
  }

  #hear({ number, found }: Findings): void {
    const open = this.#open.get(number);
    if (open === undefined) return;
    for (const [index, facts] of found) open.facts[index] = facts;
    open.missing -= found.length;
    if (open.missing > 0) return;
    this.#open.delete(number);
    if (this.#open.size === 0) for (const { port } of this.#threads) port.unref();
    open.done();
  }
}
