// Ctrl-C and its kin while a run goes on: the first asks, the second kills.

/** What to do when the user wants the run to end. */
export interface SignalHandlers {
  first(): void;
  second(): void;
}

/** Listens for the signals that end a program; returns how to stop listening. */
export function onSignals({ first, second }: SignalHandlers): () => void {
  let count = 0;
  const listener = (): void => {
    count += 1;
    if (count === 1) first();
    else second();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
