// The log file of a run. The run is its only writer: jobs send what they log, so no line is torn.
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { PipelineError, problem } from "./model/error.ts";

/** A file that is written to its end. */
export interface LogFile {
  append(text: string): void;
  close(): void;
}

/** Opens a log file, with the directories above it. @throws {PipelineError} `bad-option` when it cannot be written */
export function openLogFile(file: string): LogFile {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const descriptor = openSync(file, "a");
    return { append: (text) => void writeSync(descriptor, text), close: () => closeSync(descriptor) };
  } catch (error) {
    const facts: [string, string][] = [["why", (error as Error).message]];
    throw new PipelineError([problem("bad-option", `the log file '${file}' cannot be written`, { facts })]);
  }
}
