// A project whose code is read in this process: its pipeline is imported, and what its tasks are made of is asked of the
// files as they are now.

import type { TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { openCode } from "../../src/code/open-code.ts";
import type { TaskSet } from "../../src/model/task-set.ts";
import { fingerprintOf } from "../../src/plan/fingerprint.ts";
import { Project } from "../support/project.ts";

/** What a task is made of, by the names of the parts. */
export type Parts = Readonly<Record<string, string>>;

/** A project of modules around a `pipeline.ts` that exports a pipeline. */
export class CodeProject extends Project {
  static #loads = 0;
  #pipeline: TaskSet | undefined;

  /** Imports the pipeline as it is now. Modules that it imports are those of the first time: only their files are read. */
  async load(): Promise<this> {
    CodeProject.#loads += 1;
    const url = `${pathToFileURL(this.path("pipeline.ts")).href}?${CodeProject.#loads}`;
    this.#pipeline = ((await import(url)) as { default: TaskSet }).default;
    return this;
  }

  /** What each task is made of, by name. */
  get tasks(): Readonly<Record<string, Parts>> {
    const tasks = this.#pipeline?.tasks ?? [];
    const parts = openCode(undefined).partsOf(tasks);
    return Object.fromEntries(
      tasks.map(({ name }, i) => [
        name,
        Object.fromEntries((parts[i] ?? []).map((part) => [part.name, part.text])),
      ]),
    );
  }

  /** What the only task is made of. */
  get parts(): Parts {
    return Object.values(this.tasks)[0] ?? {};
  }

  /** The digest of the only task. */
  get digest(): string {
    const parts = Object.entries(this.parts).map(([name, text]) => ({ name, text }));
    return fingerprintOf(parts, { parts: 1, characters: 1 }).digest;
  }
}

/** A project with one task; `run` is written as its function, below `before`. */
export async function projectOf(
  context: TestContext,
  {
    run,
    before = "",
    ...files
  }: { readonly run: string; readonly before?: string; readonly [file: string]: string },
): Promise<CodeProject> {
  const project = new CodeProject(context, { ...files, "pipeline.ts": pipelineText(run, before) });
  return await project.load();
}

/** A pipeline with one task. */
export function pipelineText(run: string, before = ""): string {
  return `
    import { Pipeline } from "pipefish";
    ${before}
    const pipeline = new Pipeline("p");
    pipeline.originate({ name: "task", output: "out", run: ${run} });
    export default pipeline;
  `;
}
