// Uses a part of Node that is not final without Node's word on it: that is our choice and no user's business.

/** Does something, and keeps back the experimental warning that begins with a name. */
export function withoutWarning<T>(name: string, action: () => T): T {
  const emit = process.emitWarning;
  const filtered = (...given: unknown[]): void => {
    if (given[1] === "ExperimentalWarning" && String(given[0]).startsWith(`${name} `)) return;
    Reflect.apply(emit, process, given);
  };
  process.emitWarning = filtered;
  try {
    return action();
  } finally {
    process.emitWarning = emit;
  }
}
