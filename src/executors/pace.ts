// How long the jobs of each task take, and so how many of them a worker may be handed ahead. Short jobs are handed out
// by the dozen, because a message costs more than they do; long ones one at a time, so that none waits behind another
// while a worker is idle.

/** How much work a worker is handed ahead, and how many jobs at most. */
const aheadMs = 20;
const mostAhead = 64;
/** How many jobs of a task must have ended before others are handed out ahead. */
const leastKnown = 4;
/** A worker that has so many jobs can wait to be heard, but not for long. */
const manyJobs = 8;
const longestUnheardMs = 5;
/** About what a worker needs for a job beside the time that this itself takes. */
const besideMs = 0.05;
/** How much of what was known the next job leaves. */
const keptPart = 0.9;

interface Known {
  readonly count: number;
  /** What nearly all of the last jobs took at most. */
  readonly mostMs: number;
  readonly meanMs: number;
}

/** What is known of the jobs of each task. */
export class Pace {
  readonly #tasks = new Map<string, Known>();

  /** Notes how long a job took. A long one is forgotten slowly. */
  learn(task: string, durationMs: number): void {
    const { count, mostMs, meanMs } = this.#tasks.get(task) ?? { count: 0, mostMs: 0, meanMs: durationMs };
    this.#tasks.set(task, {
      count: count + 1,
      mostMs: Math.max(durationMs, mostMs * keptPart),
      meanMs: meanMs * keptPart + durationMs * (1 - keptPart),
    });
  }

  /** How many jobs of a task a worker may hold. */
  depth(task: string): number {
    const known = this.#tasks.get(task);
    if (known === undefined || known.count < leastKnown) return 1;
    return Math.max(1, Math.min(mostAhead, Math.floor(aheadMs / Math.max(known.mostMs, 0.05))));
  }

  /**
   * For how many milliseconds a worker that has so many jobs of a task need not be heard: what follows from their ends is
   * then done once for many. At most for half of the time that it needs for them: it should never be without a job.
   */
  unheardMs(task: string, jobs: number): number {
    const known = this.#tasks.get(task);
    if (known === undefined || jobs < manyJobs) return 0;
    return Math.min(longestUnheardMs, Math.floor((jobs * (known.meanMs + besideMs)) / 2));
  }
}
