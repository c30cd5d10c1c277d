// The pipelines of a run and the names by which their tasks are found. There is one registry a run, and none in the
// process: it knows the pipelines that were given, and all that their tasks refer to.
import { didYouMean, quoted } from "../base/text.ts";
import { rowInputs, type TaskDefinition } from "../model/definition.ts";
import { type Problem, type ProblemDetails, placedFact, problem } from "../model/error.ts";
import { isRecord } from "../model/files.ts";
import { OutputFrom } from "../model/input.ts";
import { Definitions, Task } from "../model/task.ts";

/** Finds tasks by name. */
export class Registry {
  readonly pipelines: readonly Definitions[];

  constructor(roots: readonly Definitions[]) {
    const found = new Set(roots);
    // A set that grows while it is gone through is gone through to its end.
    for (const { tasks, tailTasks } of found) {
      for (const { definition } of tasks) collectPipelines(namingParts(definition), found);
      collectPipelines(tailTasks, found);
    }
    this.pipelines = [...found];
  }

  /** The name of the pipeline of the run. */
  get root(): string {
    return this.pipelines[0]?.name ?? "";
  }

  /**
   * The tasks that a name stands for, as seen from a pipeline: `task`, `pipeline::task`, or the name of a pipeline; a task
   * of another pipeline may be named without it where no other has one of that name.
   *
   * @param whole whether the name of a pipeline stands for all of its tasks, and not for its tails
   */
  find(name: string, from: Definitions, about: ProblemDetails, whole = false): readonly Task[] | Problem {
    const own = from.task(name);
    if (own !== undefined) return [own];
    const named = this.pipelines.find((pipeline) => pipeline.name === name);
    if (named !== undefined) return whole ? named.tasks : tailsOf(named, about);
    const found = this.pipelines.flatMap((pipeline) => {
      const prefix = `${pipeline.name}::`;
      return (
        pipeline.task(name) ??
        (name.startsWith(prefix) ? (pipeline.task(name.slice(prefix.length)) ?? []) : [])
      );
    });
    if (found.length > 1) return ambiguous(name, found, about);
    return found.length === 1 ? found : this.#unknown(name, from, about);
  }

  /** Pipelines that cannot be told apart by their names. */
  get problems(): Problem[] {
    const first = new Map<string, Definitions>();
    return this.pipelines.flatMap((pipeline) => {
      const { name, definedAt: at } = pipeline;
      const before = first.get(name);
      if (before === undefined) {
        first.set(name, pipeline);
        return [];
      }
      const facts = [placedFact("first", name, before.definedAt)];
      const hint = "give one of them another name";
      return [
        problem("duplicate-pipeline", `two pipelines of a run are called '${name}'`, { at, facts, hint }),
      ];
    });
  }

  #unknown(name: string, from: Definitions, about: ProblemDetails): Problem {
    const names = from.tasks.map((task) => task.name);
    const others = this.pipelines.filter((pipeline) => pipeline !== from);
    const near = didYouMean(name, [
      ...names,
      ...others.flatMap(({ tasks }) => tasks.map(({ fullName }) => fullName)),
    ]);
    const elsewhere = name.includes("::")
      ? "; other pipelines are known when they are given to run() in 'pipelines'"
      : "";
    const hint =
      near === undefined ? `its tasks are ${names.join(", ")}${elsewhere}` : `did you mean '${near}'?`;
    return problem("unknown-task", `the pipeline '${from.name}' has no task '${name}'`, { ...about, hint });
  }
}

/** The tail tasks of a pipeline, for which it stands as an input. */
export function tailsOf(pipeline: Definitions, about: ProblemDetails): readonly Task[] | Problem {
  if (pipeline.tailTasks.length > 0) return pipeline.tailTasks;
  return problem(
    "no-tail-tasks",
    `the pipeline '${pipeline.name}' does not say what it stands for as an input`,
    {
      ...about,
      hint: "say where it ends: pipeline.setTailTasks([task])",
    },
  );
}

function ambiguous(name: string, tasks: readonly Task[], about: ProblemDetails): Problem {
  const names = tasks.map(({ fullName }) => fullName);
  return problem("ambiguous-task", `several pipelines have a task '${name}'`, {
    ...about,
    hint: `say which: ${quoted(names)}`,
  });
}

/** The parts of a definition that may name tasks. */
function namingParts(definition: TaskDefinition): unknown[] {
  const { input, factors, addInputs, replaceInputs, follows } = definition;
  const inputs = factors.map((factor) => factor.input);
  return [input, inputs, addInputs, replaceInputs, follows, rowInputs(definition)];
}

function collectPipelines(value: unknown, found: Set<Definitions>): void {
  if (value instanceof Task) found.add(value.pipeline);
  else if (value instanceof Definitions) found.add(value);
  else if (value instanceof OutputFrom) for (const one of value.given) collectPipelines(one, found);
  else if (Array.isArray(value)) for (const item of value) collectPipelines(item, found);
  else if (isRecord(value)) for (const item of Object.values(value)) collectPipelines(item, found);
}
