// Loads the file of a pipeline for the command line: a module that exports a pipeline, or a script that runs one.
import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { forever } from "./base/async.ts";
import { noteLoadedModule } from "./hello.ts";
import { importErrorText } from "./import-error.ts";
import { PipelineError, problem } from "./model/error.ts";
import { checkOptions } from "./option-checks.ts";
import { isPipeline, type Pipeline } from "./pipeline.ts";
import type { RunOptions } from "./run-options.ts";
import { setTakeover } from "./takeover.ts";
import { workingDirectory } from "./working-directory.ts";

/** A pipeline from a file. */
export interface LoadedPipeline {
  readonly pipeline: Pipeline;
  /** The options with which the file itself runs it; none where it only exports it. */
  readonly options: RunOptions;
}

/**
 * Imports a file and returns its pipeline: the one at whose `run()` the file arrives, else its default export, else the
 * only pipeline that it exports. The run itself does not take place.
 *
 * The file finds in `process.argv` what it would find there if it was started by `node`.
 *
 * @param words what it is told
 * @throws {PipelineError} `no-pipeline` when there is no such file, it cannot be imported, or it has no pipeline
 */
export async function loadPipeline(file: string, words: readonly string[] = []): Promise<LoadedPipeline> {
  const path = resolve(workingDirectory(), file);
  if (!existsSync(path)) {
    const hint = "name the file that defines the pipeline; 'pipefish init' writes one to start from";
    throw new PipelineError([
      problem("no-pipeline", `there is no file '${file}'`, { facts: [["in", process.cwd()]], hint }),
    ]);
  }
  if (statSync(path).isDirectory()) {
    const hint = "to run the pipeline in a directory, go there: pipefish run -C <dir>";
    throw new PipelineError([problem("no-pipeline", `'${file}' is a directory`, { hint })]);
  }
  const url = pathToFileURL(path).href;
  noteLoadedModule(url);
  process.argv.splice(1, process.argv.length, path, ...words);
  const reached = new Promise<LoadedPipeline>((resolvePromise) => {
    setTakeover({
      reached: (pipeline, options) => {
        checkOptions(options, "run");
        resolvePromise({ pipeline: pipeline as Pipeline, options });
        return forever();
      },
    });
  });
  try {
    return await Promise.race([reached, exportedBy(url, file)]);
  } finally {
    setTakeover(undefined);
  }
}

async function exportedBy(url: string, file: string): Promise<LoadedPipeline> {
  const module = await importModule(url, file);
  const pipelines = [...new Set([module["default"], ...Object.values(module)])].filter(isPipeline);
  const [first, second] = pipelines;
  if (first === undefined) {
    const hint = "end the file with: export default pipeline; or: await pipeline.run()";
    throw new PipelineError([
      problem("no-pipeline", `the file '${file}' exports no pipeline and runs none`, { hint }),
    ]);
  }
  if (second !== undefined && module["default"] !== first) {
    const names = pipelines.map(({ name }) => `'${name}'`).join(", ");
    const hint = "make one of them the default export";
    throw new PipelineError([
      problem("no-pipeline", `the file '${file}' exports several pipelines: ${names}`, { hint }),
    ]);
  }
  return { pipeline: first, options: {} };
}

async function importModule(url: string, file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(url)) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    const message = `the file '${relative(process.cwd(), file) || file}' cannot be imported`;
    const facts: [string, string][] = [["error", importErrorText(error)]];
    const isCommonJs = /Cannot use import statement outside a module|Unexpected token 'export'/.test(
      String(error),
    );
    const hint = isCommonJs
      ? `name it .mts, or make the project one of modules: npm pkg set type=module`
      : undefined;
    throw new PipelineError([problem("no-pipeline", message, { facts, hint })], { cause: error });
  }
}
