// Jobs that failed and are tried again: how often, and after how long. A job that waits for its next try holds no place.
import type { PlannedJob } from "../plan/plan.ts";
import type { EndedTry } from "./ended-job.ts";
import type { After } from "./setting.ts";

/** Counts the tries of each job, and keeps those that wait for the next one. */
export class Retries {
  readonly #after: After;
  readonly #attempts = new Map<PlannedJob, number>();
  readonly #waiting = new Map<EndedTry, () => void>();

  constructor(after: After) {
    this.#after = after;
  }

  /** How many jobs wait. */
  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** The number of a job's try, the one that runs or the next: 1 for the first. */
  attemptOf(planned: PlannedJob): number {
    return this.#attempts.get(planned) ?? 1;
  }

  /** How long a job that failed waits for its next try; undefined when it has none left. */
  delayOf(planned: PlannedJob): number | undefined {
    const { count, delayMs, backoff, maxDelayMs } = planned.job.task.definition.retries;
    const attempt = this.attemptOf(planned);
    return attempt > count ? undefined : Math.min(delayMs * backoff ** (attempt - 1), maxDelayMs);
  }

  /** Calls `again` when the time for the next try has come. */
  wait(ended: EndedTry, delayMs: number, again: () => void): void {
    this.#attempts.set(ended.planned, this.attemptOf(ended.planned) + 1);
    const callOff = this.#after(delayMs, () => {
      this.#waiting.delete(ended);
      again();
    });
    this.#waiting.set(ended, callOff);
  }

  /** Gives up on those that wait: how their last tries ended is how they ended. */
  giveUp(): readonly EndedTry[] {
    const ended = [...this.#waiting.keys()];
    for (const [{ planned }, callOff] of this.#waiting) {
      callOff();
      this.#attempts.set(planned, this.attemptOf(planned) - 1);
    }
    this.#waiting.clear();
    return ended;
  }
}
