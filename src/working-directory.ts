// The directory in which a run takes place: names of files are relative to it.
import { PipelineError, problem } from "./model/error.ts";

/** The working directory. @throws {PipelineError} `no-directory` where it has been removed */
export function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (error) {
    const hint = "go to a directory that is there; where this one was made anew, go to it again";
    throw new PipelineError([problem("no-directory", "the working directory was removed", { hint })], {
      cause: error,
    });
  }
}
