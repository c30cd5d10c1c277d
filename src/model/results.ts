// What the jobs of a task returned, decoded when it is looked at: it may be more than fits into memory.
import { decode } from "../marshal/decode.ts";
import type { Job } from "./job.ts";

/**
 * What the jobs of a task returned, in the order of the jobs: `undefined` for one that did not end well in this run, be it
 * that it was up to date. Each value is read when it is looked at, and is another copy each time.
 */
export class JobResults<Result> implements Iterable<Result | undefined> {
  readonly #jobs: readonly Job[];
  readonly #bytesOf: (job: Job) => Uint8Array | undefined;

  constructor(jobs: readonly Job[], bytesOf: (job: Job) => Uint8Array | undefined) {
    this.#jobs = jobs;
    this.#bytesOf = bytesOf;
  }

  /** How many jobs the task has. */
  get length(): number {
    return this.#jobs.length;
  }

  /** What the job of that number returned, counted from 0; from the end when it is negative. */
  at(index: number): Result | undefined {
    const job = this.#jobs.at(index);
    return job === undefined ? undefined : this.#valueOf(job);
  }

  *[Symbol.iterator](): IterableIterator<Result | undefined> {
    for (const job of this.#jobs) yield this.#valueOf(job);
  }

  /** Each job with what it returned. */
  *entries(): IterableIterator<readonly [Job, Result | undefined]> {
    for (const job of this.#jobs) yield [job, this.#valueOf(job)];
  }

  #valueOf(job: Job): Result | undefined {
    const bytes = this.#bytesOf(job);
    return bytes === undefined ? undefined : (decode(bytes) as Result);
  }
}
