// Turns what goes wrong with the history file into words: every error becomes a PipelineError with one problem that says
// which file, what the system said, and what can be done.
import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";
import { type ErrorCode, type Fact, PipelineError, type Problem, problem } from "../model/error.ts";
import { isLockFailure, sqliteCode } from "./sqlite.ts";

/** The run that has the history, as far as it is known. */
export interface Holder {
  readonly run: number;
  readonly pid: number;
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

const busy: ReadonlySet<number> = new Set([5, 6]);
const damaged: ReadonlySet<number> = new Set([1, 11]);
const notSqlite = 26;
const full = 13;
// No permission, read-only, input or output, cannot open, locking protocol, large files, authorisation.
const unusable: ReadonlySet<number> = new Set([3, 8, 10, 14, 15, 22, 23]);

const elsewhere = "name another file with 'historyFile'";
const startAgain =
  "restore it from a backup; or remove it: every job runs again then; or have it set aside and made anew from the files " +
  "that are there: --recreate-database";
const makeRoom = "make room and run again: what was recorded is kept";

/** Does something with the history; what SQLite or the system throws meanwhile is thrown in words. */
export function guarded<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof PipelineError ? error : inWords(file, error);
  }
}

/** Whether an error says that the history is damaged, or is no database at all. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error) ?? -1;
  // What is kept as JSON was written as such.
  return code === notSqlite || damaged.has(code) || error instanceof SyntaxError;
}

function inWords(file: string, error: unknown): unknown {
  const code = sqliteCode(error) ?? -1;
  if (busy.has(code)) return inUse(file, undefined, error);
  if (code === notSqlite) {
    const hint = `if it is a file of your own, ${elsewhere}; if it was a history, ${startAgain}`;
    return failure(
      "history-corrupt",
      "the file is no history of pipefish, or is damaged from its start",
      file,
      error,
      hint,
    );
  }
  if (isDamage(error)) return failure("history-corrupt", "the history is damaged", file, error, startAgain);
  if (isLockFailure(error)) {
    const message = "the file system of the history cannot lock files";
    return failure("history-unusable", message, file, error, `${elsewhere}, on a disk of this machine`);
  }
  if (code === full)
    return failure("history-unusable", "the disk with the history is full", file, error, makeRoom);
  // What is neither the file's fault nor the system's is ours, and must look like it.
  const isSystems = error instanceof Error && "syscall" in error;
  if (!unusable.has(code) && !isSystems) return error;
  const hint = `see that the file and its directory can be read and written, or ${elsewhere}`;
  return failure(
    "history-unusable",
    "the history cannot be used",
    file,
    isSystems ? error : (obstacle(file) ?? error),
    hint,
  );
}

function failure(
  code: ErrorCode,
  message: string,
  file: string,
  cause: unknown,
  hint: string,
): PipelineError {
  const facts: Fact[] = [["file", file]];
  if (cause instanceof Error) facts.push(["cause", cause.message]);
  return new PipelineError([problem(code, message, { facts, hint })], { cause });
}

/** The history was written by a version of pipefish that is newer than this one. */
export function tooNew(file: string, version: number, known: number): PipelineError {
  const facts: Fact[] = [
    ["file", file],
    ["format", `${version}; this version of pipefish knows formats up to ${known}`],
  ];
  return new PipelineError([
    problem("history-too-new", "the history was written by a newer version of pipefish", {
      facts,
      hint: `update pipefish; or ${elsewhere}; or have it set aside and made anew from the files that are there: --recreate-database`,
    }),
  ]);
}

/** The file is a database, and not one of pipefish's. */
export function foreign(file: string): PipelineError {
  const facts: Fact[] = [["file", file]];
  return new PipelineError([
    problem("history-corrupt", "the history file is the database of another program", {
      facts,
      hint: elsewhere,
    }),
  ]);
}

/** There is a history file with nothing in it: it may have held something. */
export function emptied(file: string): Problem {
  return problem("history-empty", "the history file is empty: nothing is known of earlier runs", {
    severity: "warning",
    facts: [["file", file]],
    hint: "restore it from a backup, if it was not always empty; the next run writes it anew, and --recreate-database does so without running jobs",
  });
}

/** Another run has the history. */
export function inUse(file: string, holder: Holder | undefined, cause?: unknown): PipelineError {
  const facts: Fact[] = [["file", file]];
  if (holder !== undefined) {
    facts.push(
      ["process", `${holder.pid} on ${holder.host}`],
      ["since", new Date(holder.startedAt).toISOString()],
    );
  }
  const otherwise =
    holder === undefined ? "; if there is none, the file system cannot lock files: " : ", or ";
  const hint = `wait until it has ended${otherwise}${elsewhere}`;
  return new PipelineError([problem("history-in-use", "another run uses the history", { facts, hint })], {
    cause,
  });
}

/** The file was removed or replaced under our hands. */
export function gone(file: string): PipelineError {
  const hint = "run again: jobs that ended meanwhile and are not in the history run again";
  return new PipelineError([
    problem("history-unusable", "the history was removed or replaced while it was in use", {
      facts: [["file", file]],
      hint,
    }),
  ]);
}

/** SQLite says that it cannot open a file, and not why; the system knows. */
function obstacle(file: string): unknown {
  try {
    accessSync(dirname(file), constants.R_OK | constants.W_OK | constants.X_OK);
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isDirectory()) return new Error(`EISDIR: is a directory, open '${file}'`);
    if (stats !== undefined) accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    return error;
  }
  return undefined;
}
