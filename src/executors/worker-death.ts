// What to say when a worker process ends though it was not asked to.
import { type Problem, problem } from "../model/error.ts";
import type { JobFailure } from "../model/job.ts";
import type { WorkerEnd } from "./worker-process.ts";

/** Why a job failed whose worker is gone. */
export function death({ exitCode, signal }: WorkerEnd, tail: readonly string[]): JobFailure {
  const outOfMemory = tail.some((line) => line.includes("heap out of memory"));
  if (outOfMemory) {
    const hint = "let the job hold less at once, or give Node more: NODE_OPTIONS=--max-old-space-size=8192";
    return {
      kind: "worker-died",
      message: "its process ran out of memory",
      ...(signal === undefined ? {} : { signal }),
      hint,
    };
  }
  if (signal === undefined) {
    const message = `its process ended with exit code ${exitCode} before the job had ended`;
    return {
      kind: "worker-died",
      message,
      ...(exitCode === undefined ? {} : { exitCode }),
      hint: "a job ends by returning or throwing, not by process.exit()",
    };
  }
  const likely = signal === "SIGKILL" ? ", most likely because memory ran out" : "";
  return { kind: "worker-died", message: `its process was ended by ${signal}${likely}`, signal };
}

/** Why no job can run when a worker ends before it was ready. */
export function unusable({ exitCode, signal }: WorkerEnd, tail: readonly string[]): Problem {
  const how = signal === undefined ? `exit code ${exitCode}` : signal;
  return problem("worker-unusable", `a worker process ended (${how}) before it could run a job`, {
    facts: tail.length > 0 ? [["printed", tail.join("\n")]] : [],
    hint: "a worker imports the file that defines the pipeline; it must come as far as run() there, or export the pipeline",
  });
}
