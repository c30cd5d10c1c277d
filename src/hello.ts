// What a worker is told first: which module to import, and how to become like the process of the run.
import { existsSync, realpathSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type EarlierRun, type Hello, protocolVersion, type Wear } from "./executors/messages.ts";
import { encode } from "./marshal/encode.ts";
import { PipelineError, problem } from "./model/error.ts";
import type { TaskSet } from "./model/task-set.ts";
import { definitionDigests } from "./plan/digest.ts";
import { allTasks, type Question } from "./plan/look-over.ts";

/** The program of a worker. */
export function workerEntry(): string {
  return entryOf("worker");
}

/** The program of a thread that reads files. */
export function readerEntry(): string {
  return entryOf("reader");
}

/** A program beside this file, in the language in which this file runs. */
function entryOf(name: string): string {
  return fileURLToPath(
    new URL(`./${name}${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url),
  );
}

/** What the workers of one run have in common. */
export interface HelloSetting {
  readonly pipeline: TaskSet;
  /** What the run is asked to do. */
  readonly options: Question;
  readonly runtimeData: Readonly<Record<string, unknown>>;
  readonly logDirectory: string;
  /** How the runs of this process before this one ended. */
  readonly earlier: readonly EarlierRun[];
  readonly wear: Wear;
}

/** Makes the first message to each worker of a run. */
export function makeHello({
  pipeline,
  options,
  runtimeData,
  logDirectory,
  earlier,
  wear,
}: HelloSetting): (number: number) => Hello {
  let common: Omit<Hello, "spoolId"> | undefined;
  return (number) => {
    common ??= {
      kind: "hello",
      protocol: protocolVersion,
      module: definingModule(pipeline) ?? noModule(),
      argv: process.argv,
      pipeline: pipeline.name,
      earlier,
      digests: definitionDigests(allTasks(pipeline, options)),
      runtimeData: encode(runtimeData, "runtimeData"),
      logDirectory,
      wear,
    };
    return { ...common, spoolId: `${process.pid}-${number}` };
  };
}

/** The file of the program: the one that the command line loads, or the script that was started. */
export function startedScript(): string | undefined {
  return loadedModule === undefined ? process.argv[1] : fileURLToPath(loadedModule);
}

/** The words that were given to the script; none where a tool was started. */
export function startedWords(): readonly string[] {
  return isTool(process.argv[1]) ? [] : process.argv.slice(2);
}

function isTool(script = ""): boolean {
  return /[\\/]node_modules[\\/]/.test(script);
}

let loadedModule: string | undefined;

/** Notes which module the command line loads: workers import it in place of the command line itself. */
export function noteLoadedModule(url: string): void {
  loadedModule = url;
}

/**
 * The module that defines a pipeline, which a worker imports: the script that was started. Where that is a tool (a test
 * runner, say), the module that made the pipeline. Undefined where there is no file.
 */
export function definingModule(pipeline: TaskSet): string | undefined {
  const script = process.argv[1];
  if (loadedModule !== undefined) return loadedModule;
  if (script !== undefined && !isTool(script)) {
    try {
      return pathToFileURL(realpathSync(script)).href;
    } catch {
      // Not a file, as with `node -`: fall through to the module that made the pipeline.
    }
  }
  const made = pipeline.definedAt?.file;
  return made !== undefined && existsSync(made) ? pathToFileURL(made).href : undefined;
}

function noModule(): never {
  const message = "jobs in other processes need a file to import, and the pipeline was not defined in one";
  const hint = "put the pipeline into a file; or run it with multiprocess: 1";
  throw new PipelineError([problem("worker-unusable", message, { hint })]);
}
