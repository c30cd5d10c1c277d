// Watches over the time that a job takes: asks it to end when its time is over, and kills it when it does not.
import { duration } from "../base/text.ts";
import type { JobFailure, Outcome } from "../model/job.ts";
import type { StopMode } from "../schedule/executor.ts";

/** The deadline of one job that runs. */
export class Deadline {
  readonly #timeoutMs: number;
  #isPast = false;
  #timer: NodeJS.Timeout;

  /**
   * Starts the clock.
   *
   * @param graceMs how long the job may take to end when it was asked
   * @param end asks it, or kills it
   */
  constructor(timeoutMs: number, graceMs: number, end: (mode: StopMode) => void) {
    this.#timeoutMs = timeoutMs;
    this.#timer = setTimeout(() => {
      this.#isPast = true;
      this.#timer = setTimeout(() => end("kill"), graceMs);
      end("ask");
    }, timeoutMs);
  }

  /** Stops the clock: the job has ended. Returns why it failed, if its time was over before. */
  stop(): JobFailure | undefined {
    clearTimeout(this.#timer);
    return this.#isPast ? tooLong(this.#timeoutMs) : undefined;
  }

  /** Stops the clock, and says how the job ended that ended with this outcome. */
  judge(outcome: Outcome): Outcome {
    // The run may have been busy, and have heard too late of a job that was in time.
    const isLate = this.stop() !== undefined && outcome.durationMs >= this.#timeoutMs;
    return isLate ? overdue(outcome, this.#timeoutMs) : outcome;
  }
}

/** The end of a job that ran too long: it has failed, whatever it made of being asked to end. */
export function overdue({ startedAt, durationMs, log }: Outcome, timeoutMs: number): Outcome {
  const failure = tooLong(timeoutMs);
  return { kind: "failed", startedAt, durationMs, failure, ...(log === undefined ? {} : { log }) };
}

function tooLong(timeoutMs: number): JobFailure {
  return {
    kind: "timed-out",
    message: `it ran longer than ${duration(timeoutMs)}`,
    hint: "look into its log for what it was at; if it needs more time, raise 'timeoutMs' of the task",
  };
}
