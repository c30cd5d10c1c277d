// The door through which a worker, or the command line, takes over a script at its call of `run()`. It is kept on the
// global object under a registered symbol, because a project may hold two copies of this package.
import type { RunSummary } from "./model/event.ts";
import type { TaskSet } from "./model/task-set.ts";

/** Who takes a run over. */
export interface Takeover {
  /** Told that a script has come as far as `run()`; what it returns is what `run()` returns. */
  reached(pipeline: TaskSet, options: object): Promise<RunSummary>;
}

const key = Symbol.for("pipefish.takeover");
const holder = globalThis as unknown as { [key]?: Takeover };

/** Who takes over the runs of this process, if anybody does. */
export function currentTakeover(): Takeover | undefined {
  return holder[key];
}

/** Takes over all calls of `run()` from now on, or gives them back. */
export function setTakeover(takeover: Takeover | undefined): void {
  if (takeover === undefined) delete holder[key];
  else holder[key] = takeover;
}
