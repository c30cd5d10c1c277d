// Does what a case says, through the public API, in the current directory, and notes what happens.
import { mkdirSync } from "node:fs";
import { type Pipeline, PipelineError, type Plan, type PlannedTask } from "pipefish";
import type { Case } from "./case.ts";
import { Functions, parametersOf } from "./functions.ts";
import { codesOf, type Observed } from "./outcome.ts";
import { definePipelines } from "./pipelines.ts";
import { changes, list, writeFile } from "./place.ts";
import { run } from "./run-pipelines.ts";
import { observeSteps } from "./steps.ts";

/** Does what a case says: once, or as often as its steps have runs. */
export async function observe(one: Case): Promise<readonly Observed[]> {
  for (const directory of one.dirs ?? []) mkdirSync(directory, { recursive: true });
  for (const file of one.files ?? []) writeFile(file, "");
  for (const [file, content] of Object.entries(one.contents ?? {})) writeFile(file, content);
  if (one.steps !== undefined) return observeSteps(one, one.steps);
  const functions = new Functions();
  const pipelines = definePipelines(one, functions.add);
  const runtimeData = one.runtime_data;
  if (one.mode !== "run") return [plan(pipelines, runtimeData === undefined ? {} : { runtimeData })];
  const given = runtimeData === undefined ? {} : { runtime_data: runtimeData };
  const before = list();
  const seen = await run(pipelines, { ...given, ...one.run_args }, functions);
  const after = list();
  return [{ ...seen, ...changes(before, after), files: [...after.files.keys()] }];
}

/** Plans every pipeline. Ruffus makes parameters without a look at the disk: that files are missing does not count. */
function plan(pipelines: readonly Pipeline[], options: object): Observed {
  const plans = pipelines.map((pipeline) => planOf(pipeline, options));
  const problems = plans.flatMap((each) => each.problems).filter(({ code }) => code !== "missing-input");
  const tasks = new Map(plans.flatMap((each) => each.tasks).map((one) => [one.task.fullName, one]));
  const each = [...tasks];
  return {
    problems,
    codes: codesOf(problems),
    failed: 0,
    jobs: new Map(each.map(([name, task]) => [name, plannedParameters(task)])),
    unmatched: new Map(each.map(([name, { unmatched }]) => [name, unmatched.length])),
  };
}

function planOf(pipeline: Pipeline, options: object): Pick<Plan, "tasks" | "problems"> {
  try {
    return pipeline.plan(options);
  } catch (error) {
    if (error instanceof PipelineError) return { tasks: [], problems: error.problems };
    throw error;
  }
}

function plannedParameters({ jobs }: PlannedTask): unknown[][] {
  return jobs.map(({ job: { input, extras, params }, outputs }) =>
    parametersOf(params === undefined ? { input, output: outputs, extras } : { params }),
  );
}
