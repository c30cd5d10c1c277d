// What a task reads, with all that was named found: tasks in place of their names and of pipelines, values in place of
// runtime parameters.
import { rowInputs } from "../model/definition.ts";
import { type Problem, type ProblemDetails, problem } from "../model/error.ts";
import { isRecord } from "../model/files.ts";
import { OutputFrom, RuntimeParameter } from "../model/input.ts";
import { describe, namesFiles } from "../model/option-shapes.ts";
import { Definitions, Task } from "../model/task.ts";
import { type Registry, tailsOf } from "./registry.ts";

/** The inputs of a task's definition, in which no more names have to be found. */
export interface Sources {
  readonly input: unknown;
  /** The inputs of a `product`. */
  readonly factors: readonly unknown[];
  readonly addInputs: readonly unknown[];
  readonly replaceInputs: unknown;
  readonly follows: readonly Task[];
  /** What could not be found. */
  readonly problems: readonly Problem[];
}

/** With what names are found. */
export interface Naming {
  readonly registry: Registry;
  readonly runtimeData: Readonly<Record<string, unknown>>;
}

/** Finds all that a task's inputs and its `follows` name. */
export function sourcesOf(task: Task, naming: Naming): Sources {
  const { input, factors, addInputs, replaceInputs, follows } = task.definition;
  const finder = new Finder(task, naming);
  return {
    input:
      task.kind === "files"
        ? rowInputs(task.definition).map((row) => finder.resolved(row))
        : finder.resolved(input),
    factors: factors.map((factor) => finder.resolved(factor.input)),
    addInputs: finder.elements(addInputs),
    replaceInputs: finder.resolved(replaceInputs),
    follows: follows.flatMap((one) => finder.followed(one)),
    problems: finder.problems,
  };
}

class Finder {
  readonly problems: Problem[] = [];
  readonly #task: Task;
  readonly #naming: Naming;
  readonly #about: ProblemDetails;

  constructor(task: Task, naming: Naming) {
    this.#task = task;
    this.#naming = naming;
    this.#about = { task: task.name, at: task.definition.definedAt };
  }

  /** A value with what it names in place; what stands for several tasks becomes an array. */
  resolved(value: unknown): unknown {
    if (value instanceof RuntimeParameter) return this.#given(value.key);
    if (value instanceof OutputFrom || value instanceof Definitions) return this.elements([value]);
    if (Array.isArray(value)) return this.elements(value);
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolved(item)]));
  }

  /** The elements of an array, with those in place for which one of them stands. */
  elements(values: readonly unknown[]): unknown[] {
    return values.flatMap((value: unknown): readonly unknown[] => {
      if (value instanceof Definitions) return this.#taken(tailsOf(value, this.#about));
      if (value instanceof OutputFrom) return value.given.flatMap((one) => this.#named(one));
      if (value instanceof RuntimeParameter) return [this.#given(value.key)].flat();
      return [this.resolved(value)];
    });
  }

  followed(one: unknown): readonly Task[] {
    return this.#named(one).filter((task) => task instanceof Task);
  }

  /** What a part of `outputFrom` or of `follows` stands for: texts are names of tasks. */
  #named(one: unknown): readonly unknown[] {
    if (Array.isArray(one) || isRecord(one)) return this.#refused(one);
    if (typeof one !== "string") return this.elements([one]);
    return this.#taken(this.#naming.registry.find(one, this.#task.pipeline, this.#about));
  }

  #refused(one: unknown): [] {
    const hint = 'name them one after the other: outputFrom("first", "second")';
    const message = `outputFrom takes names of tasks, and is given ${describe(one)}`;
    this.problems.push(problem("bad-option", message, { ...this.#about, hint }));
    return [];
  }

  #taken(found: readonly Task[] | Problem): readonly Task[] {
    if (!("severity" in found)) return found;
    this.problems.push(found);
    return [];
  }

  #given(key: string): unknown {
    const { runtimeData } = this.#naming;
    const value = Object.hasOwn(runtimeData, key) ? runtimeData[key] : undefined;
    if (namesFiles(value)) return value;
    const found =
      value === undefined
        ? problem("missing-runtime-data", `an input is given at run time as '${key}', and it is not there`, {
            ...this.#about,
            hint: `give it to the run: pipeline.run({ runtimeData: { ${key}: "a.txt" } })`,
          })
        : problem("bad-option", `'runtimeData.${key}' stands in an input, and is ${describe(value)}`, {
            ...this.#about,
            hint: "give names and patterns, or arrays and records of them",
          });
    this.problems.push(found);
    return null;
  }
}
