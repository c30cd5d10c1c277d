// Jobs that wait for others, in the order "job". A job waits only for jobs of tasks that were opened before its own, so that
// no jobs wait for each other.
import type { Job } from "../model/job.ts";
import type { ReadyJob } from "./ready-jobs.ts";

/** A job that waits for others. */
interface Waiting extends ReadyJob {
  /** How many of those have not ended. */
  missing: number;
}

/** Which jobs wait for which. */
export class Needs {
  readonly #waiting = new Map<Job, Waiting[]>();

  /** Has a job wait for others. */
  add(ready: ReadyJob, needed: readonly Job[]): void {
    const waiting = { ...ready, missing: needed.length };
    for (const job of needed) {
      const others = this.#waiting.get(job);
      if (others === undefined) this.#waiting.set(job, [waiting]);
      else others.push(waiting);
    }
  }

  /** Notes that the files of a job are as they will be; returns the jobs that wait for nothing more. */
  meet(job: Job): readonly ReadyJob[] {
    const waiting = this.#waiting.get(job) ?? [];
    this.#waiting.delete(job);
    for (const one of waiting) one.missing -= 1;
    return waiting.filter(({ missing }) => missing === 0);
  }
}
