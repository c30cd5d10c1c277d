// The pipelines of a case, defined through the public API.
import { Pipeline } from "pipefish";
import { method } from "./api.ts";
import { type Case, type PipelineSpec, pipelinesOf, type TaskSpec, type Value } from "./case.ts";
import { type Added, camelCase, definitionOf } from "./definitions.ts";
import { translate, verbatim, type World } from "./values.ts";

/** Makes what the runner adds to a task: `name` is that of the pipeline and the task, as `pipeline::task`. */
export type Adding = (spec: TaskSpec, name: string) => Added;

/** Defines all pipelines of a case, in their order. */
export function definePipelines(one: Case, adding: Adding): readonly Pipeline[] {
  const builder = new Builder(pipelinesOf(one), adding);
  return builder.pipelines;
}

class Builder implements World {
  readonly pipelines: Pipeline[] = [];
  readonly #specs: readonly PipelineSpec[];
  readonly #adding: Adding;

  constructor(specs: readonly PipelineSpec[], adding: Adding) {
    this.#specs = specs;
    this.#adding = adding;
    for (const spec of specs) this.#define(spec);
  }

  task(name: string, pipeline?: string): object | undefined {
    const home = pipeline === undefined ? this.pipelines.at(-1) : this.#named(pipeline);
    const found = home?.task(name);
    if (found !== undefined || pipeline !== undefined) return found;
    return this.pipelines.map((other) => other.task(name)).find((other) => other !== undefined);
  }

  taskOfFunction(name: string): object | undefined {
    const tasks = this.#specs.flatMap(({ tasks: all }) => all);
    const sharing = tasks.filter((task) => (task.func ?? task.name) === name);
    const [only] = sharing;
    return only !== undefined && sharing.length === 1 ? this.task(only.name) : undefined;
  }

  pipeline(name: string): object {
    const found = this.#named(name);
    if (found === undefined) throw new Error(`the case has no pipeline '${name}'`);
    return found;
  }

  elsewhere(name: string): object | undefined {
    const [before = "", after] = name.split("::");
    if (after !== undefined) return this.task(after, before);
    const isHere = this.#specs[this.pipelines.length - 1]?.tasks.some((task) => task.name === name);
    if (isHere === true) return undefined;
    const all = this.pipelines.flatMap((other) => other.task(name) ?? []);
    // One that is in several pipelines stays a name, for the API to complain of.
    return all.length > 1 ? undefined : (all[0] ?? this.taskOfFunction(name) ?? this.#named(name));
  }

  #named(name: string): Pipeline | undefined {
    return this.pipelines.find((pipeline) => pipeline.name === name);
  }

  #define(spec: PipelineSpec): void {
    const pipeline =
      spec.clone_of === undefined
        ? new Pipeline(spec.name)
        : (method(this.pipeline(spec.clone_of), "clone")(spec.name) as Pipeline);
    this.pipelines.push(pipeline);
    for (const task of spec.tasks) this.#task(pipeline, task);
    if (spec.head_tasks !== undefined)
      method(pipeline, "setHeadTasks")(this.#tasks(pipeline, spec.head_tasks));
    if (spec.tail_tasks !== undefined)
      method(pipeline, "setTailTasks")(this.#tasks(pipeline, spec.tail_tasks));
    if (spec.set_input !== undefined) method(pipeline, "setInput")(this.#options(spec.set_input));
    if (spec.set_output !== undefined) method(pipeline, "setOutput")(this.#options(spec.set_output));
    for (const [name, given] of Object.entries(spec.task_set_input ?? {})) {
      const task = pipeline.task(name);
      if (task !== undefined) method(task, "setInput")(this.#options(given));
    }
  }

  #task(pipeline: Pipeline, spec: TaskSpec): void {
    const added = this.#adding(spec, `${pipeline.name}::${spec.name}`);
    const definition = definitionOf(spec, this, added);
    method(pipeline, definition.method)(definition.options);
  }

  #tasks(pipeline: Pipeline, names: readonly string[]): readonly (object | undefined)[] {
    return names.map((name) => pipeline.task(name));
  }

  #options(given: Readonly<Record<string, Value>>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(given).map(([name, value]) => [camelCase(name), translate(value, verbatim, this)]),
    );
  }
}
