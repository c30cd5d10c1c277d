// Who is told of a run, and what the run tells of itself.
import { followingReporter } from "./follower.ts";
import { openLogFile } from "./log-file.ts";
import type { Deed, Reporter, RunEvent } from "./model/event.ts";
import type { Task } from "./model/task.ts";
import type { PlannedTask } from "./plan/plan.ts";
import type { Ledger } from "./plan/ports.ts";
import { defaultReporter, makeReporter } from "./report/choose.ts";
import { logFileLine, logReporter } from "./report/log.ts";
import type { RunOptions } from "./run-options.ts";

/** Tells all reporters what happened. */
export type Emit = (event: RunEvent) => void;

/** Tells reporters of events, up to the end of the run: that is the last of them. */
export function emitter(reporters: readonly Reporter[]): Emit {
  let isOver = false;
  return (event) => {
    if (isOver) return;
    isOver = event.kind === "run-ended";
    for (const reporter of reporters) {
      try {
        reporter.on(event);
      } catch {
        // A reporter that fails must not take the run with it; it has no part in what happens.
      }
    }
  };
}

/** Tells what the engine does. */
export function tellingOf(emit: Emit): TellDeed {
  return (deed) => emit({ kind: "engine", at: Date.now(), deed });
}

/** Who shows the run, and who logs it. */
export function reportersOf(pipeline: string, options: RunOptions, logDirectory: string): Reporter[] {
  const { verbose = 1, logFile, logger, job } = options;
  const directory = process.cwd();
  const reporters: Reporter[] = [];
  if (logFile !== undefined) {
    const { append, close } = openLogFile(logFile);
    reporters.push(
      logReporter({ pipeline, directory, verbose, write: (line) => append(logFileLine(line)), close }),
    );
  }
  if (logger !== undefined)
    reporters.push(
      logReporter({ pipeline, directory, verbose, write: ({ level, message }) => logger[level](message) }),
    );
  if (job !== undefined)
    reporters.push(followingReporter(logDirectory, (bytes) => process.stdout.write(bytes)));
  return [...reporters, showingReporter(pipeline, options)];
}

function showingReporter(
  pipeline: string,
  { reporter, verbose = 1, pathAbbreviation, job }: RunOptions,
): Reporter {
  if (typeof reporter === "object") return reporter;
  const { stderr: stream, env } = process;
  // What one job prints is shown as it comes: there is no room for a live view beside it.
  const kind = reporter ?? (job === undefined ? defaultReporter(stream, env) : "lines");
  const shown = {
    pipeline,
    stream,
    env,
    verbose,
    ...(pathAbbreviation === undefined ? {} : { pathAbbreviation }),
  };
  const chosen = makeReporter(kind, shown);
  if (job === undefined || kind === "json") return chosen;
  // So is what it logs, which need not be told twice.
  return { ...chosen, on: (event) => (event.kind === "job-logged" ? undefined : chosen.on(event)) };
}

/** Is told of a deed. */
type TellDeed = (deed: Deed) => void;

/** Writes to a ledger, and says so. */
export function telling(ledger: Ledger, tell: TellDeed): Pick<Ledger, "record"> {
  return {
    record: (started, ended, fingerprints, jobs) => {
      const tookMs = timed(() => ledger.record(started, ended, fingerprints, jobs)).ms;
      tell({ what: "receipts-written", started: started.length, ended: ended.length, tookMs });
    },
  };
}

/** Plans a task again, and says so. */
export function tellingReplan(
  replan: (task: Task) => PlannedTask,
  tell: TellDeed,
): (task: Task) => PlannedTask {
  return (task) => {
    const { value, ms } = timed(() => replan(task));
    tell({ what: "planned-again", task, jobs: value.jobs.length, tookMs: ms });
    return value;
  };
}

function timed<T>(act: () => T): { readonly value: T; readonly ms: number } {
  const began = performance.now();
  const value = act();
  return { value, ms: performance.now() - began };
}
