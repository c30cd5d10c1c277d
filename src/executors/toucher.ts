// Runs nothing: touches the outputs of jobs, so that they look as if they had just been made, and says that the jobs are
// done. For `touch: true`.
import { namesIn } from "../model/files.ts";
import type { Job, JobFailure, Outcome } from "../model/job.ts";
import { isOpen } from "../model/task.ts";
import type { Disk } from "../plan/ports.ts";
import type { Assignment, Executor } from "../schedule/executor.ts";
import { makeDirectories } from "./directories.ts";
import { checkFiles, missingInput } from "./run-job.ts";

/** Touches outputs in place of running jobs. */
export class Toucher implements Executor {
  readonly slots = 1;
  readonly #disk: Disk;
  #isBusy = false;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  reserve(): boolean {
    if (this.#isBusy) return false;
    this.#isBusy = true;
    return true;
  }

  async start({ job, output, began }: Assignment): Promise<Outcome> {
    began();
    this.#isBusy = false;
    if (job.task.kind === "mkdir") return makeDirectories(namesIn(output), this.#disk);
    const times = { startedAt: Date.now(), durationMs: 0 };
    const ending = this.#touch(job, output);
    if ("kind" in ending) return { kind: "failed", ...times, failure: ending };
    // Which files a job with patterns would have made, nobody knows where there are none yet.
    const isUnknown = isOpen(job.task) && ending.left === "";
    return { kind: "done", ...times, ...ending, ...(isUnknown ? { isUnrecorded: true } : {}) };
  }

  stop(): void {
    // What touches files is done before anybody could ask.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #touch(job: Job, output: unknown): JobFailure | { seen: string; left: string } {
    const inputs = namesIn(job.input);
    const before = this.#disk.look(inputs, true);
    const absent = inputs.find((_, i) => before[i] === undefined);
    if (absent !== undefined) return missingInput(absent);
    const kept = new Set<unknown>(before.map((facts) => facts?.identity));
    const names = namesIn(output);
    const facts = this.#disk.look(names, true);
    try {
      // An output that is an input as well, be it by a link, is passed on and not made.
      for (const [i, name] of names.entries())
        if (facts[i] === undefined || !kept.has(facts[i].identity)) this.#disk.touch(name);
    } catch (error) {
      const hint = "make the directory first: name it in 'mkdir'";
      return { kind: "no-output", message: `an output cannot be touched: ${(error as Error).message}`, hint };
    }
    return checkFiles({ output }, this.#disk, inputs, this.#disk.look(inputs));
  }
}
