// An executor that has another run the jobs, and the files of those that ended well read: for the level `contents`.
import type { Job, Outcome } from "../model/job.ts";
import type { Digests } from "../plan/digests.ts";
import { digestsText, factsIn } from "../plan/receipt.ts";
import type { Assignment, Executor, StopMode } from "../schedule/executor.ts";

/** Adds digests to what is known of the files of jobs. */
export class Digesting implements Executor {
  readonly #executor: Executor;
  readonly #digests: Digests;
  readonly #stopped = Promise.withResolvers<undefined>();

  constructor(executor: Executor, digests: Digests) {
    this.#executor = executor;
    this.#digests = digests;
  }

  get slots(): number {
    return this.#executor.slots;
  }

  reserve(job: Job): boolean {
    return this.#executor.reserve(job);
  }

  async start(assignment: Assignment): Promise<Outcome> {
    const outcome = await this.#executor.start(assignment);
    if (outcome.kind !== "done" || outcome.isUnrecorded === true) return outcome;
    // The job holds no place while its files are read. Nobody waits for that when the run is to end.
    const digests = await Promise.race([this.#read(outcome), this.#stopped.promise]);
    return digests === undefined ? outcome : { ...outcome, digests };
  }

  stop(mode: StopMode): void {
    this.#stopped.resolve(undefined);
    this.#executor.stop(mode);
  }

  close(): Promise<void> {
    return this.#executor.close();
  }

  async #read(outcome: Extract<Outcome, { kind: "done" }>): Promise<string> {
    const [seen, left] = [factsIn(outcome.seen), factsIn(outcome.left)];
    const facts = await this.#digests.withDigests([...seen, ...left]);
    return digestsText(facts.slice(0, seen.length), facts.slice(seen.length));
  }
}
