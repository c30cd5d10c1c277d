// Who is told of a run, and what the run tells of itself.
import { Audience, type Emit, type Listener } from "./audience.ts";
import { followingReporter } from "./follower.ts";
import { openLogFile } from "./log-file.ts";
import type { Deed, Reporter, RunEvent } from "./model/event.ts";
import type { Task } from "./model/task.ts";
import { logDirectory } from "./own-files.ts";
import type { PlannedTask } from "./plan/plan.ts";
import type { Ledger } from "./plan/ports.ts";
import { defaultReporter, makeReporter } from "./report/choose.ts";
import { logFileLine, logReporter } from "./report/log.ts";
import type { RunOptions } from "./run-options.ts";

/** Tells what the engine does. */
export type TellDeed = (deed: Deed) => void;

/** Tells it to those who are told of a run. */
export function tellingOf(emit: Emit): TellDeed {
  return (deed) => emit({ kind: "engine", at: Date.now(), deed });
}

/** That a run begins, and what is to be done in it. */
export function runStarted(
  pipeline: string,
  planned: readonly PlannedTask[],
  about: Pick<RunStarted, "warnings" | "slots" | "instead">,
): RunStarted {
  const tasks = planned.map(({ task, jobs, staleCount: stale, complete, isActive }) => ({
    task,
    total: jobs.length,
    stale,
    complete,
    isActive,
  }));
  return { kind: "run-started", at: Date.now(), pipeline, tasks, ...about, logDirectory };
}

type RunStarted = Extract<RunEvent, { kind: "run-started" }>;

/** Who shows the run, and who logs it. */
export function audienceOf(pipeline: string, options: RunOptions): Audience {
  const { logFile, logger, job } = options;
  const log = { pipeline, directory: process.cwd(), verbose: options.verbose ?? 1 };
  const others: Listener[] = [];
  if (logFile !== undefined) {
    const { append, close } = openLogFile(logFile);
    others.push({
      failing: `the log file '${logFile}' cannot be written`,
      open: () => logReporter({ ...log, write: (line) => append(logFileLine(line)), close }),
    });
  }
  if (logger !== undefined)
    others.push({
      failing: "'logger' failed",
      open: (guard) =>
        logReporter({ ...log, write: ({ level, message }) => guard(() => logger[level](message)) }),
    });
  if (job !== undefined)
    others.push({
      failing: "what the job prints cannot be shown",
      open: () => followingReporter(logDirectory, (bytes) => process.stdout.write(bytes)),
    });
  const shower = { failing: "'reporter' failed", open: () => showingReporter(pipeline, options) };
  return new Audience(shower, others, options.reporter === "silent");
}

/** Whether somebody is told of each failure as it happens. */
export function isTold({ reporter }: RunOptions): boolean {
  return reporter !== "silent" && typeof reporter !== "object";
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

/** Writes to a ledger, and says so. */
export function telling(ledger: Ledger, tell: TellDeed): Pick<Ledger, "recall" | "record" | "renew"> {
  return {
    recall: (keys, withDigests) => ledger.recall(keys, withDigests),
    renew: (receipts) => ledger.renew(receipts),
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
