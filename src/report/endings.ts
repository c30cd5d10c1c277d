// How a job ended, in words: exit codes and signals as people meet them.
import { constants } from "node:os";
import { shortened } from "../base/text.ts";
import { unreachable } from "../base/unreachable.ts";
import type { JobFailure } from "../model/job.ts";
import { printable } from "./names.ts";

const signalWords: Readonly<Record<string, string>> = {
  SIGABRT: "gave up by itself (abort)",
  SIGALRM: "ran out of the time it had set itself",
  SIGBUS: "crashed: bus error",
  SIGFPE: "crashed: a calculation that cannot be done",
  SIGHUP: "ended because its terminal or connection was closed",
  SIGILL: "crashed: the program is for another kind of processor, or is damaged",
  SIGINT: "interrupted",
  SIGKILL: "killed, most likely out of memory",
  SIGPIPE: "wrote into a pipe that nobody reads any more",
  SIGSEGV: "crashed: it touched memory that is not its own",
  SIGTERM: "was asked to end",
  SIGXCPU: "used more processor time than it was allowed",
  SIGXFSZ: "wrote a larger file than it was allowed",
};

const exitHints: Readonly<Record<number, string>> = {
  126: "make the file executable (chmod +x), or run it through its interpreter",
  127: "is the program installed, and on the PATH of the job?",
};

const signalHints: Readonly<Record<string, string>> = {
  SIGKILL: "give the job more memory, or run fewer jobs at once",
};

/** Writes an exit code: `exit code 137: killed, most likely out of memory (SIGKILL)`. */
function exitText(code: number): string {
  const words = code === 126 ? "not executable" : code === 127 ? "command not found" : undefined;
  if (words !== undefined) return `exit code ${code}: ${words}`;
  const signal = signalOf(code);
  const known = signal === undefined ? undefined : signalWords[signal];
  return known === undefined ? `exit code ${code}` : `exit code ${code}: ${known} (${signal})`;
}

/** Writes the end by a signal: `SIGKILL: killed, most likely out of memory`. */
function signalText(signal: string): string {
  const words = signalWords[signal];
  return words === undefined ? signal : `${signal}: ${words}`;
}

/** The signal that a shell means by an exit code above 128. */
function signalOf(code: number): string | undefined {
  return Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
}

/** Says what happened to a job, in one sentence. */
export function endingText(failure: JobFailure): string {
  const { kind, message } = failure;
  switch (kind) {
    case "threw":
      return "its function threw an error";
    case "exited": {
      const how = codeText(failure);
      return how === undefined ? message : `its command ended with ${how}`;
    }
    case "worker-died": {
      const words = failure.signal === undefined ? undefined : signalWords[failure.signal];
      return words === undefined || message.includes("memory") ? message : `${message}: ${words}`;
    }
    case "no-output":
    case "input-changed":
    case "missing-input":
    case "unsendable":
    case "timed-out":
      return message;
    default:
      return unreachable(kind);
  }
}

/** The same in few words, for a list: the exit code or signal, or the first line of the message. */
export function briefEnding(failure: JobFailure): string {
  const how = failure.kind === "exited" ? codeText(failure) : undefined;
  return how ?? printable(shortened(failure.message.trim().split("\n")[0] ?? "", 500));
}

function codeText({ exitCode, signal }: JobFailure): string | undefined {
  if (signal !== undefined) return signalText(signal);
  return exitCode === undefined ? undefined : exitText(exitCode);
}

/** What can be done about a failure: what it says itself, or what its exit code or signal suggests. */
export function failureHint({ hint, exitCode, signal }: JobFailure): string | undefined {
  if (hint !== undefined) return hint;
  const by = signal ?? (exitCode === undefined ? undefined : signalOf(exitCode));
  return (
    (by === undefined ? undefined : signalHints[by]) ??
    (exitCode === undefined ? undefined : exitHints[exitCode])
  );
}

/** The `code` of an error, such as ENOENT. */
export function codeOf(error: Error): string | undefined {
  const code: unknown = "code" in error ? error.code : undefined;
  return typeof code === "string" || typeof code === "number" ? String(code) : undefined;
}

/** What an error gathers: that of `Promise.any`, say. */
export function gatheredBy(error: Error): readonly unknown[] {
  return error instanceof AggregateError && Array.isArray(error.errors) ? error.errors : [];
}
