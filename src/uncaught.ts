// A script that ends in `await pipeline.run()` need not catch anything: an error of a run that nobody catches is told as
// the command line tells it, and not as Node tells an error that nobody thought of.
import { exitCodeFor, type PipelineError } from "./model/error.ts";
import { RunError } from "./model/run-error.ts";

/** Errors of runs, of which somebody may yet catch each. */
const awaited = new WeakSet<object>();

/**
 * Sees to it that an error, should nobody catch it, is told in its own words and ends the process with its exit code.
 * Does nothing where somebody else looks after uncaught errors; other errors are left to Node.
 */
export function tellIfUncaught(error: PipelineError): void {
  awaited.add(error);
  // A listener of `uncaughtException` would take the place of what Node does with errors. This one only looks on, and
  // ends the process before Node does.
  if (!process.listeners("uncaughtExceptionMonitor").includes(onUncaught))
    process.on("uncaughtExceptionMonitor", onUncaught);
}

function onUncaught(thrown: unknown): void {
  if (!isAwaited(thrown) || process.listenerCount("uncaughtException") > 0) return;
  if (!(thrown instanceof RunError && thrown.isTold)) process.stderr.write(`${thrown.message}\n`);
  process.exit(exitCodeFor(thrown.code));
}

function isAwaited(thrown: unknown): thrown is PipelineError {
  return typeof thrown === "object" && thrown !== null && awaited.has(thrown);
}
