// The jobs of `mkdir` tasks: nothing to start, only directories to make.
import type { Outcome } from "../model/job.ts";
import type { Disk } from "../plan/ports.ts";

/** Does such a job, and says how it ended. */
export function runDirectoryJob(names: readonly string[], disk: Disk): Outcome {
  const times = { startedAt: Date.now(), durationMs: 0 };
  for (const name of names) {
    try {
      disk.makeDirectory(name);
    } catch (error) {
      const hint = "remove what is in the way, or name another directory";
      const message = `the directory '${name}' cannot be made: ${(error as Error).message}`;
      return { kind: "failed", ...times, failure: { kind: "threw", message, hint } };
    }
  }
  return { kind: "done", ...times, seen: "", left: "" };
}
