// Waits for a moment in which nobody else needs the machine: two runs can be compared when they had it to themselves.
import { cpus } from "node:os";

const sampleMs = 250;
const longestWaitMs = 20_000;
/** The part of the machine's time that is always taken by something. */
const littleBusy = 0.1;

/** Waits until the machine is quiet, but not for long; tells whether it is. */
export function waitForQuiet(): boolean {
  const from = Date.now();
  for (;;) {
    if (busyPart() <= littleBusy) return true;
    if (Date.now() - from > longestWaitMs) return false;
  }
}

/** The part of the time of all processors that was used during a moment, from 0 to 1. */
function busyPart(): number {
  const before = processorTimes();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, sampleMs);
  const after = processorTimes();
  const all = after.all - before.all;
  return all === 0 ? 0 : 1 - (after.idle - before.idle) / all;
}

function processorTimes(): { idle: number; all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.idle + times.user + times.sys + times.nice + times.irq;
  }
  return { idle, all };
}
