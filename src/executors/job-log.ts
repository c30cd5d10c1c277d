// Where what a job prints is kept. Output goes straight into a file, by the descriptors that the job's commands inherit:
// nothing is copied, lines keep their order, and nothing is lost when the process dies. The file is a spool until the
// job ends; a spool in which something was printed is then given the job's name, and an empty one serves the next job.

import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { lastLines, shortened } from "../base/text.ts";
import { namesIn } from "../model/files.ts";
import type { JobLog } from "../model/job.ts";

/** How many lines of what a job printed are shown. */
const tailLines = 20;
const tailBytes = 8192;
/** How much of each of them: the log file has the rest. */
const tailCharacters = 500;
/** In less time no process can be started. */
const leastSpawnMs = 0.5;

/** Opens a file to which jobs print. */
export interface Spool {
  /** The file that is written now: its whole name, which stays true whatever directory a job goes to. */
  readonly file: string;
  /** The descriptor to print to. */
  readonly out: number;
  /** The number of bytes in it. */
  size(): number;
  /** The last lines from `offset` on. */
  tail(offset: number): string[];
  /**
   * Ends a try of a job: keeps what it printed under the job's name, if anything. The next has an empty file; and not the same
   * one, if this try took so long that it may have left a process which still prints.
   */
  keep(job: LoggedJob, tried: Tried): JobLog | undefined;
  /** Forgets what was printed. */
  clear(): void;
  close(): void;
}

/** A try of a job, as far as its log depends on it. */
export interface Tried {
  readonly attempt: number;
  /** Zero where nothing is left that could print. */
  readonly durationMs: number;
}

/** A job, as far as the name of its log depends on it. */
export interface LoggedJob {
  readonly nameInRun: string;
  readonly index: number;
  readonly output: unknown;
  /** Its output patterns, for `split` and `subdivide`. */
  readonly patterns?: unknown;
}

/** The name of a job's log file, after the first file that it makes: `align/data/a.bam.log`. */
export function logName({ nameInRun, index, output, patterns = output }: LoggedJob): string {
  const first = namesIn(patterns)[0] ?? String(index + 1);
  const parts = first.split("/").filter((part) => part !== "" && part !== ".");
  return `${join(safePart(nameInRun), first.startsWith("/") ? "root" : "", ...parts.map(safePart))}.log`;
}

/** A part of a path that cannot lead elsewhere and is fit to be printed; what had to change is told apart by a digest. */
function safePart(part: string): string {
  if (/^[\w+@=,-][\w.+@=,-]{0,199}$/.test(part)) return part;
  const digest = createHash("sha256").update(part).digest("hex").slice(0, 8);
  return `${part.replace(/[^\w-]+/g, "_").slice(0, 80)}-${digest}`;
}

/**
 * Opens a spool in a directory of logs.
 *
 * @param directory where logs are kept, relative to the working directory
 * @param id tells spools of one run apart
 * @param reopen opens the file anew when the old one has been given a name; a worker takes descriptors 1 and 2 there
 */
export function openSpool(
  directory: string,
  id: string,
  reopen: (file: string, old?: number) => number = openForAppend,
): Spool {
  mkdirSync(directory, { recursive: true });
  const file = resolve(directory, `.spool-${id}`);
  let out = reopen(file);
  const old = new OldLogs(directory);
  return {
    file,
    get out() {
      return out;
    },
    size: () => fstatSync(out).size,
    tail: (offset) => readTail(file, offset),
    keep: (job, { attempt, durationMs }) => {
      const isEmpty = fstatSync(out).size === 0;
      if (isEmpty) old.remove(job, attempt);
      if (isEmpty && durationMs < leastSpawnMs) return undefined;
      const kept = keepSpool(directory, file, job);
      if (kept === undefined) rmSync(file, { force: true });
      out = reopen(file, out);
      return kept;
    },
    clear: () => ftruncateSync(out, 0),
    close: () => {
      closeSync(out);
      rmSync(file, { force: true });
    },
  };
}

/** Removes the spools of runs that were killed: those whose process is gone. */
export function sweepSpools(directory: string): void {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) {
    const pid = /^\.spool-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(directory, name), { force: true });
  }
}

/** The logs of earlier runs, and of earlier tries of the same job. */
class OldLogs {
  readonly #directory: string;
  /** Of each task, whether it had logs when this was first asked: if not, there are none of earlier runs. */
  readonly #hadLogs = new Map<string, boolean>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Removes the log of a job that printed nothing this time. */
  remove(job: LoggedJob, attempt: number): void {
    if (attempt === 1 && !this.#hadAny(job.nameInRun)) return;
    const log = join(this.#directory, logName(job));
    if (existsSync(log)) rmSync(log, { force: true });
  }

  #hadAny(task: string): boolean {
    const had = this.#hadLogs.get(task) ?? existsSync(join(this.#directory, safePart(task)));
    this.#hadLogs.set(task, had);
    return had;
  }
}

/** Whether there is a process of that number on this machine. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Gives a spool the name of the job that printed to it; of a worker that printed before it had one, that of workers. */
export function keepSpool(directory: string, file: string, job?: LoggedJob): JobLog | undefined {
  const sizeBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeBytes === 0) return undefined;
  const tail = readTail(file, 0);
  const kept = join(directory, job === undefined ? "worker.log" : logName(job));
  mkdirSync(dirname(kept), { recursive: true });
  renameSync(file, kept);
  return { file: kept, sizeBytes, tail };
}

function openForAppend(file: string, old?: number): number {
  if (old !== undefined) closeSync(old);
  const opened = openSync(file, "a");
  ftruncateSync(opened, 0);
  return opened;
}

function readTail(file: string, offset: number): string[] {
  const opened = openSync(file, "r");
  try {
    const { size } = fstatSync(opened);
    const from = Math.max(offset, size - tailBytes);
    const buffer = Buffer.alloc(Math.max(0, size - from));
    const length = readSync(opened, buffer, 0, buffer.length, from);
    const text = buffer.toString("utf8", 0, length);
    return text === "" ? [] : lastLines(text, tailLines).map((line) => shortened(line, tailCharacters));
  } finally {
    closeSync(opened);
  }
}
