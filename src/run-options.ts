// The options of a run, and what they mean.
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import type { Wear } from "./executors/messages.ts";
import type { Resources } from "./model/definition.ts";
import { PipelineError, problem } from "./model/error.ts";
import type { Reporter } from "./model/event.ts";
import { pathFields } from "./model/formatter.ts";
import type { Log } from "./model/job.ts";
import type { Definitions } from "./model/task.ts";
import { followSteps, parseTemplate, TemplateError } from "./model/template.ts";
import { unknownValue } from "./option-checks.ts";
import { usualHistoryFile } from "./own-files.ts";
import { type CheckLevel, checkLevels } from "./plan/freshness.ts";
import type { Rebuild, TaskNames } from "./plan/look-over.ts";
import type { ReporterKind } from "./report/choose.ts";
import type { JobOrder } from "./schedule/job-order.ts";
import type { OnError } from "./schedule/setting.ts";

/** What to plan. */
export interface PlanOptions {
  /**
   * Tasks to bring up to date, with all that they depend on; a pipeline stands for all its tasks.
   * @defaultValue all tasks of the pipeline
   */
  readonly targets?: TaskNames;
  /** Tasks, or all of a pipeline, whose jobs run though they are up to date. Only those that the targets need count. */
  readonly forced?: TaskNames;
  /**
   * When a job is up to date: `timestamps`, its outputs are newer than its inputs; `history`, its files are as its
   * receipt says; `functions`, the code of its function as well, with all that it reaches in the project; `params`, its
   * extras as well; `contents`, all that, but that files may have other times if what is in them is the same.
   * @defaultValue the environment's `PIPEFISH_CHECK`, else "history"
   */
  readonly check?: CheckLevel;
  /**
   * The file that keeps the receipts. `{basename}`, `{ext}`, `{path}`, `{subdir[0]}`, `{subpath[1]}` stand for parts of
   * the script's own path.
   * @defaultValue the environment's `PIPEFISH_HISTORY_FILE`, else `.pipefish/history.sqlite`
   */
  readonly historyFile?: string;
  /**
   * How far up is looked for what must run: `maximal`, every task above the targets; `minimal`, on each way up as far as
   * the first task that is up to date. What is above that is left alone.
   * @defaultValue "maximal"
   */
  readonly rebuild?: Rebuild;
  /** Other pipelines of which tasks may be named, as `pipeline::task`. Those that tasks refer to are known anyway. */
  readonly pipelines?: readonly Definitions[];
  /**
   * Values that every job receives as `runtimeData`, and inputs as `runtimeParameter`. They cross once to each worker,
   * exactly, or the run does not start.
   */
  readonly runtimeData?: Readonly<Record<string, unknown>>;
}

/** What to run, and how. */
export interface RunOptions extends PlanOptions {
  /**
   * How many jobs run at once, each in a process of its own; with 1, jobs run in the process of the script itself.
   * @defaultValue the number of processors that this process may use
   */
  readonly multiprocess?: number;
  /**
   * In place of `multiprocess`: how many jobs run at once, each in a thread of the script's own process. Threads start
   * faster; what they cannot be kept from doing to each other is in the manual.
   */
  readonly multithread?: number;
  /**
   * After how many jobs a worker is replaced by a new one.
   * @defaultValue never
   */
  readonly maxJobsPerWorker?: number;
  /**
   * How much memory a worker may hold when a job has ended, in mebibytes, before it is replaced by a new one.
   * @defaultValue as much as there is
   */
  readonly maxWorkerMemoryMB?: number;
  /**
   * How long jobs may take to end when they were asked to, in milliseconds, before they are killed.
   * @defaultValue 5000
   */
  readonly graceMs?: number;
  /**
   * What a failed job means: `finish`, nothing new starts and running jobs end; `continue`, all that does not depend on
   * it runs; `stop`, running jobs are stopped.
   * @defaultValue "finish"
   */
  readonly onError?: OnError;
  /**
   * What a job waits for: `task`, all jobs of all tasks above its own; `job`, those that make its inputs, where these are
   * known by name.
   * @defaultValue "task"
   */
  readonly order?: JobOrder;
  /**
   * How much there is of what tasks take by their `resources`. Jobs that run at once take no more together.
   * @defaultValue `cpus` and `memoryMB` that this machine, or the container, has
   */
  readonly resources?: Resources;
  /**
   * Runs one job alone, whatever its state: by its id, as failures show it, by a file that it makes, or by its task if
   * that has no other. Its inputs must be there. What it prints is shown on standard output as it comes.
   */
  readonly job?: string;
  /**
   * Runs no job: with `true`, outputs of jobs that would run are touched, and made empty where there are none, and the
   * jobs count as done; with `"history"`, no file is touched, and all jobs whose files are there count as done. In the
   * first case directories are made and what `postTask` says is done.
   */
  readonly touch?: boolean | "history";
  /**
   * Who shows what happens, on standard error.
   * @defaultValue a live view on a terminal, else lines
   */
  readonly reporter?: ReporterKind | Reporter;
  /**
   * How much the reporter says: 0 only failures, 1 tasks and jobs that end, 2 descriptions and what jobs print and log,
   * 3 jobs that start, 4 why, 5 and 6 jobs that are up to date, 10 what the engine does.
   * @defaultValue 1
   */
  readonly verbose?: number;
  /**
   * How much of a file's path the reporter shows: 0 all of it, from the root; 2 the last two parts, after `.../`; -60 as
   * many parts as fit when the names of one side of a job may take 60 characters.
   * @defaultValue 2
   */
  readonly pathAbbreviation?: number;
  /** A file to which all is appended that happens in the run, and all that jobs log, each line with its job. */
  readonly logFile?: string;
  /** A logger of your own that gets the same lines, one message a line. It may be asynchronous: nobody waits for it. */
  readonly logger?: Log;
  /** Ends the run early, as Ctrl-C does. */
  readonly signal?: AbortSignal;
}

/** The same options for all tasks of the pipeline, beside those that were named: of any of them a job may be meant. */
export function forAllTasks<Options extends PlanOptions>(pipeline: Definitions, options: Options): Options {
  return { ...options, targets: [pipeline, ...[options.targets ?? []].flat()] };
}

/** How many jobs may run at once. */
export function slotsOf({ multiprocess, multithread }: RunOptions): number {
  return multithread ?? multiprocess ?? availableParallelism();
}

/** When workers are replaced. */
export function wearOf({ maxJobsPerWorker: maxJobs, maxWorkerMemoryMB: maxMemoryMB }: RunOptions): Wear {
  return {
    ...(maxJobs === undefined ? {} : { maxJobs }),
    ...(maxMemoryMB === undefined ? {} : { maxMemoryMB }),
  };
}

/** The level of `check`. @throws {PipelineError} when the environment asks for one that does not exist */
export function checkOf({ check }: PlanOptions): CheckLevel {
  const wanted = check ?? (process.env["PIPEFISH_CHECK"] || "history");
  const found = checkLevels.find((level) => level === wanted);
  if (found === undefined) throw new PipelineError([unknownValue("PIPEFISH_CHECK", wanted, checkLevels)]);
  return found;
}

/**
 * The file of the history; undefined when none is wanted.
 *
 * @param script the module with which the program began
 * @throws {PipelineError} `bad-template` when its name has a placeholder that means nothing
 */
export function historyFileOf(options: PlanOptions, script: string | undefined): string | undefined {
  // Who asks for time stamps alone wants no memory of earlier runs.
  if (options.historyFile === undefined && checkOf(options) === "timestamps") return undefined;
  const name = options.historyFile ?? (process.env["PIPEFISH_HISTORY_FILE"] || usualHistoryFile);
  const fields: Readonly<Record<string, unknown>> = script === undefined ? {} : pathFields(resolve(script));
  try {
    const pieces = parseTemplate(name);
    return pieces.map((one) => (typeof one === "string" ? one : followSteps(fields[one.name], one))).join("");
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const hint = "it can have {basename}, {ext}, {path}, {subdir[0]} and {subpath[0]}; write {{ for a brace";
    throw new PipelineError([
      problem("bad-template", `the history file '${name}': ${error.message}`, { hint }),
    ]);
  }
}
