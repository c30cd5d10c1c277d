// Ctrl-C and its kin while a run goes on: the first asks, the second kills.

/** What to do when the user wants the run to end. */
export interface SignalHandlers {
  first(): void;
  second(): void;
}

/**
 * The same signal again within so many milliseconds is the same wish: `npx` hands on to its program the Ctrl-C that the
 * terminal has sent to both, and a shell the end of its terminal.
 */
const echoMs = 200;

/** Listens for the signals that end a program; returns how to stop listening. */
export function onSignals({ first, second }: SignalHandlers): () => void {
  const heardAt = new Map<NodeJS.Signals, number>();
  let act = (): void => {
    act = second;
    first();
  };
  const listener = (signal: NodeJS.Signals): void => {
    if (performance.now() - (heardAt.get(signal) ?? Number.NEGATIVE_INFINITY) < echoMs) return;
    heardAt.set(signal, performance.now());
    act();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
