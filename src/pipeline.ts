// The class that users make: definitions, and the door to planning and running them.
import { callerOf } from "./base/place.ts";
import { type Cleaning, type CleanOptions, cleanPipeline, type ForgetOptions, forgetJobs } from "./clean.ts";
import type { CliOptions } from "./flags/script.ts";
import type { Drawing, GraphFormat, GraphOptions } from "./flowchart.ts";
import { type HistoryOptions, pastJobs, pastRuns } from "./history.ts";
import type { RunSummary } from "./model/event.ts";
import type { Job } from "./model/job.ts";
import type { PastJob, PastRun } from "./model/past.ts";
import { TaskSet } from "./model/task-set.ts";
import type { Explanation } from "./plan/explanation.ts";
import type { Plan } from "./plan/plan.ts";
import { explainWord, planPipeline } from "./planning.ts";
import { runByFlags, runPipeline } from "./run.ts";
import type { PlanOptions, RunOptions } from "./run-options.ts";

/**
 * A pipeline: a named set of tasks that depend on each other.
 *
 * Defining does nothing: no file is read and no process is started before {@link Pipeline.run} or
 * {@link Pipeline.plan}.
 *
 * @example
 * ```ts
 * import { Pipeline, suffix } from "pipefish";
 *
 * const pipeline = new Pipeline("letters");
 * const texts = pipeline.originate({
 *   name: "texts",
 *   output: ["a.txt", "b.txt"],
 *   command: "date > {output}",
 * });
 * pipeline.transform({
 *   name: "count",
 *   input: texts,
 *   filter: suffix(".txt"),
 *   output: ".count",
 *   run: async ({ input, output, $ }) => {
 *     await $`wc -c ${input} > ${output}`;
 *   },
 * });
 * await pipeline.run({ multiprocess: 2 });
 * ```
 */
export class Pipeline extends TaskSet {
  /**
   * Brings the targets up to date: runs every job that must run, each in a process of its own, those of a task after
   * all those of the tasks above it.
   *
   * A script may end in `await pipeline.run()` with no guard: the processes of jobs import the same script and are taken
   * over at this call.
   *
   * @throws {PipelineError} before anything ran, with all mistakes that were found; or at the end, with `job-failed` or
   *   `interrupted`, and the summary
   */
  run(options: RunOptions = {}): Promise<RunSummary> {
    return runPipeline(this, options);
  }

  /**
   * Gives a script the flags of `pipefish run`: `node pipeline.ts -j 4 -T align -n`. Does what they say; without any, it
   * runs with the options that are given here.
   *
   * Tells mistakes and failures as the command line does, and sets `process.exitCode`; it does not reject for them.
   * Resolves with the summary if there was a run, be it one that failed.
   */
  cli({ version, flags, ignoredFlags, ...options }: CliOptions = {}): Promise<RunSummary | undefined> {
    return runByFlags(this, options, async () => {
      // Loaded here because it takes time that a script without flags need not spend.
      const { runScript } = await import("./flags/script.ts");
      return runScript(this, options, { version, flags, ignoredFlags });
    });
  }

  /**
   * Says which jobs there are, which of them would run, and why, as things are now. Runs nothing and writes nothing.
   *
   * Mistakes are in the plan's `problems`.
   */
  plan(options: PlanOptions = {}): Plan {
    return planPipeline(this, options);
  }

  /**
   * Says what is known of a file, a job or a task: who makes the file, what decided about the job, what was compared and
   * found equal, and who reads the file. Runs nothing and writes nothing.
   *
   * @param word the name of a file that a job makes or reads, the id of a job, or the name of a task
   * @throws {PipelineError} `unknown-file` when it is none of these
   */
  why(word: string, options: PlanOptions = {}): Explanation {
    return explainWord(this, word, options);
  }

  /**
   * Draws the tasks with what each waits for, and how it stands as things are now. Runs nothing and writes nothing.
   *
   * Mistakes do not stop it: tasks that have some, or wait for themselves, are drawn as such.
   *
   * @returns text, and for the format `png` bytes
   * @throws {PipelineError} when an option cannot be meant, or a target does not exist
   */
  async graph<F extends GraphFormat = "svg">(options: GraphOptions<F> = {}): Promise<Drawing<F>> {
    // Most programs draw nothing, and should not load what it takes.
    const { drawPipeline } = await import("./flowchart.ts");
    return drawPipeline(this, options);
  }

  /** The runs of this pipeline that had something to do, the newest first. */
  history(options: HistoryOptions = {}): readonly PastRun[] {
    return pastRuns(this, options);
  }

  /**
   * What the jobs of a run did that had to run, in the order in which they ended. Those of old runs are forgotten when there
   * are very many newer ones.
   *
   * @param run the number of the run, as {@link Pipeline.history} tells it
   * @throws {PipelineError} `unknown-run` when the pipeline has no run of that number
   */
  pastJobs(run: number, options: HistoryOptions = {}): readonly PastJob[] {
    return pastJobs(this, run, options);
  }

  /**
   * Removes what jobs of this pipeline made and can make again: the files that receipts prove to be as their jobs left them.
   * What is in doubt stays. Forgets the jobs whose files are gone. Unless `dryRun` is false, only says what it would do.
   *
   * @throws {PipelineError} `history-in-use` while a run goes on, `unknown-job`, or the mistakes of the pipeline
   */
  clean(options: CleanOptions = {}): Cleaning {
    return cleanPipeline(this, options);
  }

  /**
   * Forgets that jobs of this pipeline ran, so that they run again; touches no file. Returns the jobs of which something was
   * recorded.
   *
   * @throws {PipelineError} `history-in-use` while a run goes on, `unknown-job`, or the mistakes of the pipeline
   */
  forget(options: ForgetOptions = {}): readonly Job[] {
    return forgetJobs(this, options);
  }

  /**
   * Makes a pipeline of another name with the same tasks. What they say of each other holds for the copies; tasks of
   * other pipelines stay what they are. Limits of both are one.
   *
   * Give it inputs of its own with {@link Pipeline.setInput}, and where it makes the same files, other outputs.
   */
  clone(name: string): Pipeline {
    const copy = new Pipeline(name, this.options, callerOf(this.clone));
    copy.copy(this);
    return copy;
  }
}

/** Tells whether a value is a pipeline, of this copy of the package or of another. */
export function isPipeline(value: unknown): value is Pipeline {
  if (value instanceof Pipeline) return true;
  const name = (value as { constructor?: { name?: unknown } } | null | undefined)?.constructor?.name;
  return typeof value === "object" && name === "Pipeline" && "run" in (value as object);
}
