// Promises with a shape of their own.

/** A promise that never settles: for who is taken over, and must not go on. */
export function forever(): Promise<never> {
  return new Promise<never>(() => undefined);
}
