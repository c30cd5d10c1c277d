// What to say when a worker process ends though it was not asked to.
import { type Problem, problem } from "../model/error.ts";
import type { JobFailure } from "../model/job.ts";
import type { WorkerEnd, WorkerPort } from "./worker-port.ts";

/** Why a job failed whose worker is gone. */
export function death(
  { exitCode, signal, cause }: WorkerEnd,
  tail: readonly string[],
  kind: WorkerPort["kind"],
): JobFailure {
  const died = {
    kind: "worker-died",
    ...(signal === undefined ? {} : { signal }),
    ...(signal !== undefined || exitCode === undefined ? {} : { exitCode }),
  } as const;
  if (cause === "link") {
    const message = "it closed or used descriptor 3 or 4, by which its process speaks to the run";
    return {
      kind: "worker-died",
      message,
      hint: "use standard input and output, and files that the job opens",
    };
  }
  if (cause === "memory" || tail.some((line) => line.includes("heap out of memory"))) {
    const hint = "let the job hold less at once, or give Node more: NODE_OPTIONS=--max-old-space-size=8192";
    return { ...died, message: `its ${kind} ran out of memory`, hint };
  }
  if (signal === undefined) {
    const message = `its ${kind} ended with exit code ${exitCode} before the job had ended`;
    return { ...died, message, hint: "a job ends by returning or throwing, not by process.exit()" };
  }
  const likely = signal === "SIGKILL" ? ", most likely because memory ran out" : "";
  return { ...died, message: `its ${kind} was ended by ${signal}${likely}` };
}

/** Whether somebody else ended a worker, and not what it was to load. */
export function wasKilled({ signal = "" }: WorkerEnd): boolean {
  return ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"].includes(signal);
}

/** Why no job can run when a worker ends before it was ready. */
export function unusable({ exitCode, signal }: WorkerEnd, tail: readonly string[]): Problem {
  const how = signal === undefined ? `exit code ${exitCode}` : signal;
  return problem("worker-unusable", `a worker ended (${how}) before it could run a job`, {
    facts: tail.length > 0 ? [["printed", tail.join("\n")]] : [],
    hint: "a worker imports the file that defines the pipeline; it must come as far as run() there, or export the pipeline",
  });
}
