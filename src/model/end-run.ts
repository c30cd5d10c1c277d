// How a job ends the run that it is part of.

/**
 * Thrown by a job's function to end the whole run: no job starts any more, running jobs are asked to stop. The job
 * counts as stopped, not as failed; it runs again next time.
 *
 * @example
 * ```ts
 * import { statfs } from "node:fs/promises";
 * import { EndRun, Pipeline } from "pipefish";
 *
 * const pipeline = new Pipeline("careful");
 * pipeline.originate({
 *   name: "fetch",
 *   output: "big.bin",
 *   run: async ({ output, $ }) => {
 *     const { bavail, bsize } = await statfs(".");
 *     if (bavail * bsize < 1e9) throw new EndRun("less than 1 GB is free");
 *     await $`head -c 500000000 /dev/zero > ${output}`;
 *   },
 * });
 * ```
 */
export class EndRun extends Error {
  override readonly name = "EndRun";
}

/** Tells whether what was thrown is an {@link EndRun}, of this copy of the package or of another. */
export function isEndRun(thrown: unknown): thrown is EndRun {
  try {
    return thrown instanceof Error && thrown.name === "EndRun";
  } catch {
    return false; // It throws in turn when it is looked at.
  }
}
