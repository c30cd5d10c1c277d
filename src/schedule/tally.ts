// Counts jobs by how they ended.
import type { JobCounts } from "../model/event.ts";

/** Counters of one task's jobs. */
export class Tally {
  total = 0;
  done = 0;
  fresh = 0;
  failed = 0;
  cancelled = 0;

  /** The counts so far; jobs of which nothing was heard are skipped. */
  get counts(): JobCounts {
    const { total, done, fresh, failed, cancelled } = this;
    return { total, done, fresh, failed, cancelled, skipped: total - done - fresh - failed - cancelled };
  }
}

/** Adds counts up. */
export function sumCounts(all: readonly JobCounts[]): JobCounts {
  const sum = (key: keyof JobCounts): number => all.reduce((total, counts) => total + counts[key], 0);
  return {
    total: sum("total"),
    done: sum("done"),
    fresh: sum("fresh"),
    failed: sum("failed"),
    cancelled: sum("cancelled"),
    skipped: sum("skipped"),
  };
}
