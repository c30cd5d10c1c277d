// The summary of a run, made when its last job has ended.
import { PipelineError, type Problem, problem } from "../model/error.ts";
import type { EndedBy, FailedJob, RunSummary } from "../model/event.ts";
import { describe } from "../model/option-shapes.ts";
import { JobResults } from "../model/results.ts";
import { withResults } from "../model/run-summary.ts";
import { nameIn, Task } from "../model/task.ts";
import type { SchedulerSetting } from "./setting.ts";
import { sumCounts } from "./tally.ts";
import { countsOf, type TaskState } from "./task-state.ts";

/** What a run brought to light, beside how its tasks stand. */
export interface Findings {
  /** The job that ended the run, if one did. */
  readonly endedBy: EndedBy | undefined;
  readonly failures: readonly FailedJob[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Makes the summary. */
export function summarise(
  states: ReadonlyMap<Task, TaskState>,
  { endedBy, failures, problems, warnings }: Findings,
  { now, startedAt, signal, pipeline, results }: SchedulerSetting,
): RunSummary {
  const tasks = [...states.values()].map((state) => ({
    name: nameIn(pipeline, state.task),
    jobs: countsOf(state),
  }));
  const isCut = signal.aborted || endedBy !== undefined;
  const data = {
    pipeline,
    ok: failures.length === 0 && problems.length === 0 && !isCut,
    interrupted: signal.aborted,
    ...(endedBy === undefined ? {} : { endedBy }),
    jobs: sumCounts(tasks.map(({ jobs }) => jobs)),
    tasks,
    failures,
    problems,
    warnings,
    durationMs: now() - startedAt,
  };
  return withResults(data, <Result>(task: Task<unknown, Result>): JobResults<Result> => {
    const state = states.get(task);
    if (state === undefined) throw noPart(task);
    return new JobResults(
      state.planned.jobs.map(({ job }) => job),
      (job) => results.read(job),
    );
  });
}

function noPart(task: unknown): PipelineError {
  if (!(task instanceof Task)) {
    const hint = `give what the method that defined the task returned, not ${describe(task)}`;
    return new PipelineError([problem("bad-option", "results() takes a task", { hint })]);
  }
  const { name, definition } = task;
  const hint = "name it in 'targets', or a task that depends on it";
  const message = "the task had no part in this run";
  return new PipelineError([
    problem("unknown-task", message, { task: name, at: definition.definedAt, hint }),
  ]);
}
