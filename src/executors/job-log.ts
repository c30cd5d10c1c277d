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
import { lastLines } from "../base/text.ts";
import { namesIn } from "../model/files.ts";
import type { Job, JobLog } from "../model/job.ts";

/** How many lines of what a job printed are shown. */
const tailLines = 20;
const tailBytes = 8192;
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
   * Ends a job: keeps what it printed under `name`, if anything. The next job has an empty file; and not the same one, if
   * this job took so long that it may have left a process which still prints.
   */
  keep(name: string, tookMs?: number): JobLog | undefined;
  /** Forgets what was printed. */
  clear(): void;
  close(): void;
}

/** The name of a job's log file, after the first file that it makes: `align/data/a.bam.log`. */
export function logName(job: Pick<Job, "output" | "index"> & { readonly nameInRun: string }): string {
  const first = namesIn(job.output)[0] ?? String(job.index + 1);
  const parts = first.split("/").filter((part) => part !== "" && part !== ".");
  return `${join(safePart(job.nameInRun), first.startsWith("/") ? "root" : "", ...parts.map(safePart))}.log`;
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
  return {
    file,
    get out() {
      return out;
    },
    size: () => fstatSync(out).size,
    tail: (offset) => readTail(file, offset),
    keep: (name, tookMs = 0) => {
      const isEmpty = fstatSync(out).size === 0;
      if (isEmpty) removeOld(join(directory, name));
      if (isEmpty && tookMs < leastSpawnMs) return undefined;
      const kept = keepSpool(directory, file, name);
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

/** A line of which the log file has the rest. */
function shortened(line: string): string {
  return line.length <= 500 ? line : `${line.slice(0, 500)}…`;
}

/** Removes the spools of runs that were killed: those whose process is gone. */
export function sweepSpools(directory: string): void {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) {
    const pid = /^\.spool-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(directory, name), { force: true });
  }
}

/** Removes the log of an earlier run of a job that printed nothing this time. */
function removeOld(log: string): void {
  if (statSync(log, { throwIfNoEntry: false }) !== undefined) rmSync(log, { force: true });
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

/** Gives a spool the name of the job that printed to it. */
export function keepSpool(directory: string, file: string, name: string): JobLog | undefined {
  const sizeBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeBytes === 0) return undefined;
  const tail = readTail(file, 0);
  const kept = join(directory, name);
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
    return text === "" ? [] : lastLines(text, tailLines).map(shortened);
  } finally {
    closeSync(opened);
  }
}
