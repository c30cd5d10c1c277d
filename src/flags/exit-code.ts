// What the program ends with: 0 done, 1 a job failed, 2 a mistake of the user's, 130 interrupted, 70 a bug of ours.
import { CommanderError } from "commander";
import { type ErrorCode, exitCodeFor } from "../model/error.ts";
import { guardStreams } from "../standard-streams.ts";

/** A mistake on the command line that is ours to tell. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** How a command says with which code the program ends. */
export type EndWith = (code: number) => void;

/** Does what was asked for on a command line, and prints what goes wrong; returns the exit code. */
export async function toldOnStandardError(act: () => Promise<number>): Promise<number> {
  const releaseStreams = guardStreams();
  const code = await exitCodeFrom(act);
  const failed = await releaseStreams();
  if (failed === undefined) return code;
  process.stderr.write(`error: what was asked for cannot be written: ${failed.message}\n`);
  return code === 0 ? 2 : code;
}

async function exitCodeFrom(act: () => Promise<number>): Promise<number> {
  try {
    return await act();
  } catch (error) {
    // Commander has told its own, and throws also when it has shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${explainError(error)}\n`);
    return exitCodeOf(error);
  }
}

/** The exit code for an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return 2;
  const code = pipelineCode(error);
  return code === undefined ? 70 : exitCodeFor(code);
}

function explainError(error: unknown): string {
  if (error instanceof UsageError) return `error: ${error.message}`;
  if (pipelineCode(error) !== undefined) return (error as Error).message;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${text}\n\nThis is a bug in pipefish. Please report it with the text above, the version and the pipeline.`;
}

function pipelineCode(error: unknown): ErrorCode | undefined {
  return error instanceof Error && error.name === "PipelineError"
    ? (error as Error & { code: ErrorCode }).code
    : undefined;
}
