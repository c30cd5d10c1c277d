// How long the jobs of each task take, and so how many of them a worker may be handed ahead. Short jobs are handed out
// by the dozen, because a message costs more than they do; long ones one at a time, so that none waits behind another
// while a worker is idle.

/** How much work a worker is handed ahead, and how many jobs at most. */
const aheadMs = 20;
const mostAhead = 64;
/** How many jobs of a task must have ended before others are handed out ahead. */
const leastKnown = 4;

/** What is known of the jobs of each task. */
export class Pace {
  readonly #tasks = new Map<string, { count: number; ms: number }>();

  /** Notes how long a job took. A long one is forgotten slowly. */
  learn(task: string, durationMs: number): void {
    const known = this.#tasks.get(task);
    const ms = Math.max(durationMs, (known?.ms ?? 0) * 0.9);
    this.#tasks.set(task, { count: (known?.count ?? 0) + 1, ms });
  }

  /** How many jobs of a task a worker may hold. */
  depth(task: string): number {
    const known = this.#tasks.get(task);
    if (known === undefined || known.count < leastKnown) return 1;
    return Math.max(1, Math.min(mostAhead, Math.floor(aheadMs / Math.max(known.ms, 0.05))));
  }
}
