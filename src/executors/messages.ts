// What a run and a worker say to each other. Bodies of frames, encoded by the marshaller.
import { giveBack } from "../base/memory.ts";
import { decode } from "../marshal/decode.ts";
import { type Encoded, encode, encodeAttaching } from "../marshal/encode.ts";
import { UndecodableError } from "../marshal/reader.ts";
import type { Problem } from "../model/error.ts";
import type { SummaryData } from "../model/event.ts";
import type { LogLine, Outcome } from "../model/job.ts";
import { frame } from "./frames.ts";
import type { JobRequest } from "./run-job.ts";

/** Changes when a message changes its meaning. */
export const protocolVersion = 3;

/** How a run ended, as far as another process can be told. */
export interface EarlierRun {
  /** None where it ran nothing, or could not begin. */
  readonly summary?: SummaryData;
  /** Why it rejected, if it did. */
  readonly problems?: readonly Problem[];
}

/** When a worker ends to make room for a new one, which it looks at after each job. */
export interface Wear {
  /** It has run so many jobs. */
  readonly maxJobs?: number;
  /** It takes more memory than that. */
  readonly maxMemoryMB?: number;
}

/** The first message to a worker: what it is to serve, and how to become like the process of the run. */
export interface Hello {
  readonly kind: "hello";
  readonly protocol: number;
  /** URL of the module that defines the pipeline. */
  readonly module: string;
  /** `process.argv` of the run. */
  readonly argv: readonly string[];
  readonly pipeline: string;
  /** How the calls of `run()` before the one that is served ended, so that the module comes as far as this one. */
  readonly earlier: readonly EarlierRun[];
  /** Digests of the definitions as the run has them, by the full names of the tasks. */
  readonly digests: Readonly<Record<string, string>>;
  /** Encoded by itself: it may hold classes that the module registers. */
  readonly runtimeData: Uint8Array;
  /** Where logs are kept. */
  readonly logDirectory: string;
  /** Tells the log of this worker from those of others. */
  readonly spoolId: string;
  readonly wear: Wear;
}

/** What a run tells a worker. */
export type ToWorker =
  | Hello
  | { readonly kind: "jobs"; readonly jobs: readonly JobRequest[] }
  /** Give back jobs that have not begun: another worker is idle. */
  | { readonly kind: "recall"; readonly ids: readonly number[] }
  /** End the job of that number, which has run out of time; or, without one, whatever runs and all that follows. */
  | { readonly kind: "abort"; readonly id?: number };

/** What a worker tells the run. */
export type FromWorker =
  | { readonly kind: "ready"; readonly node: string }
  | { readonly kind: "refused"; readonly problem: Problem }
  /** The worker ends, though no job runs that could tell why. */
  | { readonly kind: "leaving" }
  /** The jobs of a recall that had not begun, and will not. */
  | { readonly kind: "returned"; readonly ids: readonly number[] }
  /** What a job writes to its log: sent at once, so that none of it is lost when the worker dies. */
  | { readonly kind: "logged"; readonly id: number; readonly line: LogLine }
  | {
      readonly kind: "ended";
      readonly id: number;
      readonly outcome: Outcome;
      /** The worker ends now: the jobs that it still has are for others. */
      readonly isLast?: true;
      /** What the job threw, taken out of the outcome: it may hold classes that only the worker knows. */
      readonly thrown?: Uint8Array;
    };

/** Makes the message that a job has ended. */
export function endedMessage(id: number, outcome: Outcome, isLast: boolean): FromWorker {
  const ended = { kind: "ended", id, ...(isLast ? { isLast } : {}) } as const;
  if (outcome.kind !== "failed" || outcome.failure.error === undefined) return { ...ended, outcome };
  const { error, ...failure } = outcome.failure;
  return { ...ended, outcome: { ...outcome, failure }, thrown: encode(error, "error") };
}

/** How a job ended, with what it threw; that is left out where this process cannot read it. */
export function endingOf({ outcome, thrown }: FromWorker & { kind: "ended" }): Outcome {
  if (outcome.kind !== "failed" || thrown === undefined) return outcome;
  try {
    return { ...outcome, failure: { ...outcome.failure, error: decode(thrown) } };
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    const hint = `what was thrown is not shown in full: ${error.message}`;
    return { ...outcome, failure: { hint, ...outcome.failure } };
  }
}

/** Writes a message. */
export function encodeMessage(message: ToWorker | FromWorker): Encoded {
  return encodeAttaching(message, "message");
}

/** Writes a message as a frame, in pieces. */
export function messageFrame(message: ToWorker | FromWorker, seal: number): readonly Uint8Array[] {
  return frame(encodeMessage(message), seal);
}

/** Reads what a frame from a worker holds, which nobody can read again. */
export function fromWorker(encoded: Encoded): FromWorker {
  return readOnce(encoded) as FromWorker;
}

/** Reads what a frame from the run holds, which nobody can read again. */
export function toWorker(encoded: Encoded): ToWorker {
  return readOnce(encoded) as ToWorker;
}

function readOnce({ message, attachments }: Encoded): unknown {
  const value = decode(message, attachments);
  giveBack(message);
  return value;
}
