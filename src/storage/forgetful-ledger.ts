// The ledger of a run that wants no memory: remembers nothing and writes nothing.
import type { Ledger } from "../plan/ports.ts";

/** Opens a ledger that forgets. */
export function openForgetfulLedger(): Ledger {
  return {
    recall: (keys) => keys.map(() => undefined),
    record: () => undefined,
    renew: () => undefined,
    partsOf: () => undefined,
    beginRun: () => 0,
    endRun: () => undefined,
    forget: () => undefined,
    ongoingRun: () => undefined,
    hold: () => undefined,
    pastRuns: () => [],
    pastJobs: () => [],
    close: () => undefined,
  };
}
