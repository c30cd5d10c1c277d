// What planning asks of the world: the disk as it is now, the code of the project, and what is remembered of earlier
// runs. All are synchronous and take many at once: one call a file is what makes other engines slow.
import type { JobCounts } from "../model/event.ts";
import type { PastFailure, PastJob, PastRun, RunKind, RunOutcome } from "../model/past.ts";
import type { Task } from "../model/task.ts";
import type { FileFacts } from "../model/verdict.ts";
import type { Fingerprint, Part } from "./fingerprint.ts";

/** The files, as they are now. Names are relative to {@link Disk.directory}, or absolute. */
export interface Disk {
  /** Absolute path of the directory in which the run was started. */
  readonly directory: string;
  /**
   * Looks at files, links followed: one entry for each name, undefined where there is nothing. Facts have an `identity`
   * only when that is asked for: it costs.
   */
  look(names: readonly string[], withIdentity?: boolean): (FileFacts | undefined)[];
  /** Looks at one, and at all that is in it if it is a directory: what runs keep there for themselves does not count. */
  lookInto(name: string): FileFacts | undefined;
  /** Names that match a pattern, in order, written the way the pattern is. */
  glob(pattern: string): string[];
  /** Makes a directory and those above it; existing ones are fine. @throws the system's error */
  makeDirectory(name: string): void;
  /** Makes an empty file; one that is there gets the time of now. @throws the system's error */
  touch(name: string): void;
}

/** What is in files. Names are those that a {@link Disk} of the same directory knows. */
export interface Contents {
  /**
   * Reads files, and directories with all that is in them: one entry for each name, with the digest of what was found.
   * Undefined for what is not there, cannot be read, is neither file nor directory, or changed meanwhile.
   */
  read(names: readonly string[]): (FileFacts | undefined)[];
  /** The same, beside the thread that asks, which goes on. */
  readLater(names: readonly string[]): Promise<(FileFacts | undefined)[]>;
  close(): void;
}

/** The code of the project, as it is in its modules now. */
export interface Code {
  /**
   * What the function of each task is made of: itself and what it reaches, by name. The same array as when it
   * was asked last, if nothing was edited since.
   */
  partsOf(tasks: readonly Task[]): readonly (readonly Part[])[];
  /** Whether a module that was read then may be another than this program has loaded: it was written since that began. */
  isEdited?(): boolean;
}

/** What a job that was started, and perhaps ended, left behind. */
export interface Receipt {
  /** By what the job is known: see `receiptKey`. */
  readonly key: string;
  readonly task: string;
  /** False from the start of a job until its end is recorded. */
  readonly finished: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Its inputs as they were: see `factsText`. */
  readonly seen: string;
  /** Its outputs as it left them: see `factsText`. */
  readonly left: string;
  /**
   * The digest of the code with which it ran; undefined where that is not known, as it was edited meanwhile, or was not
   * asked for.
   */
  readonly code: string | undefined;
  /** The digest of its extras. */
  readonly extras: string | undefined;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Digests of its inputs and then its outputs, where they were read: see `digestsText`. */
  readonly digests: string | undefined;
  /** Which of its outputs were there before it: see `beforeText`. Undefined where nobody looked. */
  readonly before: string | undefined;
}

/** A run, for the ledger's list of runs. */
export interface RunInfo {
  readonly pipeline: string;
  readonly startedAt: number;
  /** @defaultValue "run" */
  readonly kind?: RunKind;
}

/** A run that goes on, and the process whose it is. */
export interface OngoingRun {
  readonly pid: number;
  readonly host: string;
  readonly startedAt: number;
}

/** How a job ended in a run, for the ledger's list of its jobs. */
export interface JobRecord extends Pick<PastJob, "task" | "attempt" | "startedAt"> {
  /** By what the job is known: see `ownKey`. */
  readonly key: string;
  readonly outcome: "done" | "failed" | "cancelled";
  readonly durationMs: number;
  readonly failure?: PastFailure;
}

/** What is remembered of earlier runs. Writes are in place before a method returns. */
export interface Ledger {
  /**
   * Receipts by key: one entry for each key, undefined where there is none. They have digests of code, extras and files
   * only when that is asked for: it costs.
   */
  recall(keys: readonly string[], withDigests?: boolean): (Receipt | undefined)[];
  /**
   * Records in one step that jobs start (their old receipts are void from here on) and that others have ended; with the
   * fingerprints of which these receipts have the digests, which are kept as long as a receipt has them; and what is to
   * be told of jobs of this run afterwards.
   */
  record(
    started: readonly Receipt[],
    finished: readonly Receipt[],
    fingerprints?: readonly Fingerprint[],
    jobs?: readonly JobRecord[],
  ): void;
  /**
   * Writes receipts anew of which only the facts of files are others: `seen`, `left` and `digests`. One of a job that has
   * been started since stays as it is.
   */
  renew(receipts: readonly Receipt[]): void;
  /** Forgets receipts, in one step; those that are not there are no mistake. */
  forget(keys: readonly string[]): void;
  /** The parts of a fingerprint that a receipt names, by its digest. */
  partsOf(digest: string): readonly Part[] | undefined;
  /** Notes that a run begins; returns its number. */
  beginRun(run: RunInfo): number;
  /** Notes how a run ended, and how many of its jobs. */
  endRun(run: number, outcome: RunOutcome, endedAt: number, jobs?: JobCounts): void;
  /** The run of another process that goes on now, if one does. */
  ongoingRun(): OngoingRun | undefined;
  /** Keeps runs away until this is closed, as a run does, and is none. */
  hold(): void;
  /** The runs of a pipeline, the newest first. */
  pastRuns(pipeline: string): PastRun[];
  /** What is recorded of the jobs of a run, in the order in which they ended. Those of old runs are forgotten in time. */
  pastJobs(run: number): PastJob[];
  close(): void;
}
