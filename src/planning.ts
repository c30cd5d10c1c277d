// Says what would run, and why, without running anything.
import { didYouMean } from "./base/text.ts";
import { PipelineError, problem } from "./model/error.ts";
import { namesIn } from "./model/files.ts";
import { nameIn } from "./model/task.ts";
import type { TaskSet } from "./model/task-set.ts";
import { checkOptions } from "./option-checks.ts";
import { type Explanation, explanationOf } from "./plan/explanation.ts";
import type { Plan } from "./plan/plan.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { checkOf, type PlanOptions } from "./run-options.ts";

/** Says what would run, and why. */
export function planPipeline(pipeline: TaskSet, options: PlanOptions = {}): Plan {
  checkOptions(options, "plan");
  const prepared = prepare(pipeline, options);
  prepared.close();
  return planOf(pipeline, options, prepared);
}

/** Says what is known of a file, a job or a task. @throws {PipelineError} `unknown-file` when the word is none of these */
export function explainWord(pipeline: TaskSet, word: string, options: PlanOptions = {}): Explanation {
  checkOptions(options, "plan");
  const prepared = prepare(pipeline, options);
  try {
    const plan = planOf(pipeline, options, prepared);
    const found = explanationOf(plan, word, prepared);
    if (found === undefined) throw unknownWord(plan, word);
    return found;
  } finally {
    prepared.close();
  }
}

function planOf({ name }: TaskSet, options: PlanOptions, { survey, graph, forced }: Prepared): Plan {
  const { tasks, problems } = survey;
  return { pipeline: name, check: checkOf(options), tasks, targets: graph.targets, forced, problems };
}

function unknownWord(plan: Plan, word: string): PipelineError {
  const words = plan.tasks.flatMap(({ task, jobs }) => [
    nameIn(plan.pipeline, task),
    ...jobs.flatMap(({ job }) => [...namesIn(job.output), ...namesIn(job.input)]),
  ]);
  const near = didYouMean(word, words);
  const hint =
    near === undefined
      ? "names are relative to the directory of the run; see 'pipefish plan -v 6'"
      : `did you mean '${near}'?`;
  const errors = plan.problems.filter(({ severity }) => severity === "error");
  const message = `no task of the pipeline '${plan.pipeline}' makes or reads '${word}', and no job or task is called so`;
  return new PipelineError([...errors, problem("unknown-file", message, { hint })]);
}
