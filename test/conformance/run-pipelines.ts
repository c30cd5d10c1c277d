// Runs pipelines in this process and notes what happens: Ruffus's arguments become run options.
import { type Pipeline, PipelineError, RunError } from "pipefish";
import type { Functions } from "./functions.ts";
import { codesOf, type Observed } from "./outcome.ts";
import { historyFileFor } from "./place.ts";
import { longName } from "./values.ts";

type Options = Readonly<Record<string, unknown>>;

/** Runs the last pipeline, which runs what it needs of the others; then the others, unless there are targets. */
export async function run(
  pipelines: readonly Pipeline[],
  given: Options,
  functions: Functions,
): Promise<Observed> {
  const options = { multiprocess: 1, reporter: "silent" as const, ...runOptions(given) };
  const { pipeline: only } = given;
  const lastFirst = pipelines.filter(({ name }) => only === undefined || name === only).reverse();
  const none = lastFirst.length === 0 ? ["no-pipeline"] : [];
  const errors: PipelineError[] = [];
  for (const pipeline of "targets" in options ? lastFirst.slice(0, 1) : lastFirst) {
    try {
      await pipeline.run(options);
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      errors.push(error);
      break;
    }
  }
  const problems = errors.flatMap((error) => error.problems);
  const failures = errors.flatMap((error) => (error instanceof RunError ? error.summary.failures : []));
  return {
    problems,
    codes: [...none, ...codesOf(problems), ...failures.map(({ failure }) => failure.kind)],
    failed: failures.length,
    jobs: functions.calls,
    unmatched: new Map(),
  };
}

const levels = ["timestamps", "history", "functions", "params"];

/** Ruffus's arguments of `pipeline_run` as run options: the names in cases of both forms. */
const argumentOptions: Readonly<Record<string, (value: unknown) => Options>> = {
  targets: (value) => targetsOf(value),
  target_tasks: (value) => targetsOf(value),
  forced: (value) => ({ forced: taskNames(value) }),
  forcedtorun_tasks: (value) => ({ forced: taskNames(value) }),
  checksum_level: (value) => ({ check: levels[Math.min(Number(value), 3)] }),
  history_file: (value) => ({ historyFile: historyFileFor(String(value)) }),
  runtime_data: (value) => ({ runtimeData: value }),
  gnu_make_maximal_rebuild_mode: (value) => (value === false ? { rebuild: "minimal" } : {}),
  exceptions_terminate_immediately: () => ({ onError: "stop" }),
  // What runs at the same time, and what is said of it, does not change what is done.
  multiprocess: () => ({}),
  multithread: () => ({}),
  pipeline: () => ({}),
  verbose: () => ({}),
  verbose_abbreviated_path: () => ({}),
  log_exceptions: () => ({}),
  one_second_per_job: () => ({}),
  // Any number, even 0, means that only the history is made anew.
  touch_files_only: (value) => (value === false ? {} : { touch: value === true ? true : "history" }),
};

/** To Ruffus, no targets are all tasks. */
function targetsOf(value: unknown): Options {
  const targets = taskNames(value ?? []);
  return targets.length === 0 ? {} : { targets };
}

function runOptions(given: Options): Options {
  const parts = Object.entries(given).map(([name, value]) => {
    const translated = argumentOptions[name];
    if (translated === undefined) throw new Error(`the runner does not know the run argument ${name}`);
    return translated(value);
  });
  return Object.assign({}, ...parts) as Options;
}

function taskNames(given: unknown): readonly string[] {
  return [given].flat().map((one) => {
    if (typeof one === "string") return one;
    const { $task = "", $func, pipeline } = one as Readonly<Record<string, string>>;
    return longName($func ?? $task, pipeline);
  });
}
