// What the program ends with: 0 done, 1 a job failed, 2 a mistake of the user's, 130 interrupted, 70 a bug of ours.
import { CommanderError } from "commander";

/** A mistake on the command line that is ours to tell. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** How a command says with which code the program ends. */
export type EndWith = (code: number) => void;

/** The exit code for an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError || error instanceof UsageError) return 2;
  const code = pipelineCode(error);
  if (code === undefined) return 70;
  if (code === "interrupted") return 130;
  return code === "job-failed" ? 1 : 2;
}

/** What to print for an error. */
export function explainError(error: unknown): string {
  if (error instanceof UsageError) return `error: ${error.message}`;
  if (pipelineCode(error) !== undefined) return (error as Error).message;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${text}\n\nThis is a bug in pipefish. Please report it with the text above, the version and the pipeline.`;
}

function pipelineCode(error: unknown): string | undefined {
  return error instanceof Error && error.name === "PipelineError"
    ? (error as Error & { code: string }).code
    : undefined;
}
