// Imported before a Node program: writes how much memory its process had at most, in KiB, when it ends.
import { readFileSync, writeFileSync } from "node:fs";

const file = process.env.BENCH_PEAK_FILE;
// The workers that it starts are not meant.
delete process.env.BENCH_PEAK_FILE;

if (file !== undefined) process.on("exit", () => writeFileSync(file, `${peakKiB()}\n`));

/** Linux counts the peak that `resourceUsage` tells from before the program was loaded; its own page does not. */
function peakKiB() {
  try {
    return /VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
