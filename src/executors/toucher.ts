// Runs nothing: touches the outputs of jobs, so that they look as if they had just been made, and says that the jobs are
// done. For `touch: true`.

import { setImmediate } from "node:timers/promises";
import { printable } from "../base/printable.ts";
import { namesIn } from "../model/files.ts";
import type { Job, JobFailure, Outcome } from "../model/job.ts";
import { isOpen } from "../model/task.ts";
import { lookAt } from "../plan/look-at.ts";
import type { Disk } from "../plan/ports.ts";
import type { Assignment, Executor } from "../schedule/executor.ts";
import { runDirectoryJob } from "./directories.ts";
import { checkFiles, inputFailure } from "./run-job.ts";

/** How many jobs are taken at once: what the ledger is told of them is written once. */
const jobsAtOnce = 100;

/** Touches outputs in place of running jobs. */
export class Toucher implements Executor {
  readonly slots = 1;
  readonly #disk: Disk;
  #reserved = 0;
  /** After some jobs, Ctrl-C is heard and the screen is drawn. */
  #pause: Promise<void> | undefined;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  reserve(): boolean {
    if (this.#reserved === jobsAtOnce) return false;
    this.#reserved += 1;
    return true;
  }

  async start({ job, output, began }: Assignment): Promise<Outcome> {
    began();
    const outcome = this.#done(job, output);
    this.#pause ??= setImmediate().then(() => {
      this.#pause = undefined;
      this.#reserved = 0;
    });
    await this.#pause;
    return outcome;
  }

  stop(): void {
    // The jobs at hand are done, and no other is begun.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #done(job: Job, output: unknown): Outcome {
    if (job.task.kind === "mkdir") return runDirectoryJob(namesIn(output), this.#disk);
    const times = { startedAt: Date.now(), durationMs: 0 };
    const ending = this.#touch(job, output);
    if ("kind" in ending) return { kind: "failed", ...times, failure: ending };
    // Which files a job with patterns would have made, nobody knows where there are none yet.
    const isUnknown = isOpen(job.task) && ending.left === "";
    return { kind: "done", ...times, ...ending, ...(isUnknown ? { isUnrecorded: true } : {}) };
  }

  #touch(job: Job, output: unknown): JobFailure | { seen: string; left: string } {
    const inputs = namesIn(job.input);
    const before = this.#disk.look(inputs, true);
    const mayLackInputs = job.task.definition.upToDate !== undefined;
    const failure = inputFailure({ mayLackInputs }, inputs, before);
    if (failure !== undefined) return failure;
    const kept = new Set(before.map((facts) => facts?.identity));
    const names = namesIn(output);
    const facts = this.#disk.look(names, true);
    try {
      // An output that is an input as well, be it by a link, is passed on and not made.
      for (const [i, name] of names.entries())
        if (facts[i] === undefined || !kept.has(facts[i].identity)) this.#disk.touch(name);
    } catch (error) {
      const hint = "make the directory first: name it in 'mkdir'";
      return {
        kind: "no-output",
        message: `an output cannot be touched: ${printable((error as Error).message)}`,
        hint,
      };
    }
    return checkFiles({ output }, this.#disk, inputs, lookAt(this.#disk, inputs, names));
  }
}
