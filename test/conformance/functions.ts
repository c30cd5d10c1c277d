// What stands for the user's functions: they note the call, make files, and fail where a case wants it.
import { existsSync, lstatSync, rmSync, symlinkSync } from "node:fs";
import { dirname } from "node:path";
import type { FailSpec, TaskSpec, Value } from "./case.ts";
import type { Added } from "./definitions.ts";
import { writeFile } from "./place.ts";

/** The parts of a job that a function may look at, whatever its kind. */
interface Given {
  readonly input?: unknown;
  readonly output?: unknown;
  readonly extras?: unknown;
  readonly params?: readonly unknown[];
}

/** What changes the code of a function without changing what it does. */
interface Edition {
  readonly version: number;
  readonly fallback: Value;
}

/** The functions of a case's tasks, and the calls that were made of them. */
export class Functions {
  /** The parameters of the calls since {@link Functions.begin}, by `pipeline::task`. */
  calls = new Map<string, unknown[][]>();
  readonly #editions = new Map<string, Edition>();
  #fail: readonly FailSpec[] = [];
  #checks: Readonly<Record<string, string>> = {};

  /** Forgets the calls, and says what happens in the next run. */
  begin(fail: readonly FailSpec[] = [], checks: Readonly<Record<string, string>> = {}): void {
    this.calls = new Map();
    this.#fail = fail;
    this.#checks = checks;
  }

  /** Changes the code of a task's function. */
  changeCode(task: string): void {
    const { version, fallback } = this.#edition(task);
    this.#editions.set(task, { version: version + 1, fallback });
  }

  /** Changes a default in a task's function. */
  changeDefault(task: string, fallback: Value): void {
    this.#editions.set(task, { ...this.#edition(task), fallback });
  }

  /** The function and the check of a task. */
  readonly add = (spec: TaskSpec, name: string): Added => {
    const perform = (job: Given): unknown => this.#perform(spec, name, job);
    const check = this.#checks[spec.name];
    return {
      run: withEdition(perform, this.#edition(spec.name)),
      ...(check === undefined ? {} : { upToDate: (job: Given) => customCheck(check, job) }),
    };
  };

  #edition(task: string): Edition {
    return this.#editions.get(task) ?? { version: 0, fallback: null };
  }

  #perform(spec: TaskSpec, name: string, job: Given): unknown {
    this.calls.set(name, [...(this.calls.get(name) ?? []), parametersOf(job)]);
    const key = namesIn(job.input)[0] ?? namesIn(job.output)[0];
    const failing = this.#fail.find(
      ({ task, first_input: first }) => task === spec.name && (first === undefined || first === key),
    );
    if (failing?.mode === "before_write") throw new Error("made to fail before it wrote");
    makeFiles(spec, job);
    if (failing !== undefined) throw new Error("made to fail");
    return spec.returns;
  }
}

/** The parameters of a job as Ruffus lists them: extras come after the output, one by one. */
export function parametersOf({ input, output, extras, params }: Given): unknown[] {
  if (params !== undefined) return [...params];
  const more = extras === undefined ? [] : Array.isArray(extras) ? (extras as unknown[]) : [extras];
  return [input ?? null, output ?? null, ...more];
}

/** Gives a function a text of its own, by which a change of code can be seen. */
function withEdition(
  perform: (job: Given) => unknown,
  { version, fallback }: Edition,
): (job: Given) => unknown {
  const option = JSON.stringify(fallback);
  const text = `return (job, option = ${option}) => { const version = ${version}; return perform(job, option, version); }`;
  return new Function("perform", text)(perform) as (job: Given) => unknown;
}

function customCheck(check: string, { output }: Given): boolean {
  if (check === "raises") throw new Error("the check was made to fail");
  if (check === "exists") return namesIn(output).every((name) => existsSync(name));
  return check === "never";
}

function makeFiles(spec: TaskSpec, job: Given): void {
  const outputs = namesIn(job.output);
  const source = namesIn(job.input)[0];
  if (spec.does === "nothing") return;
  if (spec.clean === true) for (const name of outputs) rmSync(name, { force: true });
  for (const name of made(spec, source) ?? outputs) {
    if (!existsSync(dirname(name)) || isDirectory(name)) continue;
    if (spec.does === "symlink" && source !== undefined) link(source, name);
    else writeFile(name, `${spec.name} made ${name}\n`);
  }
}

/** The files that a task makes, where the case lists them: for each job, by its first input, or for all. */
function made({ creates }: TaskSpec, source: string | undefined): readonly string[] | undefined {
  if (creates === undefined || Array.isArray(creates)) return creates as readonly string[] | undefined;
  return (creates as Readonly<Record<string, readonly string[]>>)[source ?? ""] ?? [];
}

function link(source: string, name: string): void {
  rmSync(name, { force: true });
  symlinkSync(source, name);
}

function isDirectory(name: string): boolean {
  return lstatSync(name, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The names of files in a value, depth first. */
function namesIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(namesIn);
  const isRecord =
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isRecord ? Object.values(value).flatMap(namesIn) : [];
}
