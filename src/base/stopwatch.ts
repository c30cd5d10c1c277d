// Times what may run for long. Both clocks are taken before any job runs: one that runs in this process may replace them.
// How long something took is not told by the clock on the wall, which may be set meanwhile.

const { now: wallClock } = Date;
const elapsedMs = performance.now.bind(performance);

/** When something began, in milliseconds since 1970, and how long it has taken since. */
export interface Times {
  readonly startedAt: number;
  readonly durationMs: number;
}

/** Begins now; what it returns can be asked at any time. */
export function stopwatch(): () => Times {
  const startedAt = wallClock();
  const began = elapsedMs();
  return () => ({ startedAt, durationMs: elapsedMs() - began });
}
