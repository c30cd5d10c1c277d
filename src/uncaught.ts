// A script that ends in `await pipeline.run()` need not catch anything: an error of a run that nobody catches is told as
// the command line tells it, and not as Node tells an error that nobody thought of.
import { exitCodeFor, type PipelineError } from "./model/error.ts";

/**
 * Sees to it that an error, should nobody catch it, is told in its own words and ends the process with its exit code.
 * Does nothing where somebody else looks after uncaught errors.
 *
 * @param isTold whether a reporter has said it all
 */
export function tellIfUncaught(error: PipelineError, isTold: boolean): void {
  if (process.listenerCount("uncaughtException") > 0) return;
  const onUncaught = (thrown: unknown): void => {
    process.off("uncaughtException", onUncaught);
    if (thrown !== error) throw thrown;
    if (!isTold) process.stderr.write(`${error.message}\n`);
    process.exit(exitCodeFor(error.code));
  };
  process.on("uncaughtException", onUncaught);
}
