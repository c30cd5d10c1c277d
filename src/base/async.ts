// Ways to wait for ever.

/** A promise that never settles: for who is taken over, and must not go on. */
export function forever(): Promise<never> {
  return new Promise<never>(() => undefined);
}

/** Stops all that this thread does, for good: for who is going to be killed, and must not touch anything before. */
export function standStill(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
