// The worker's side: reads jobs from descriptor 3, runs them one at a time, and writes how they ended to descriptor 4.
// Ends when descriptor 3 does: then the run is gone.
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { decode } from "../marshal/decode.ts";
import type { Outcome } from "../model/job.ts";
import type { Disk } from "../plan/ports.ts";
import { FrameReader } from "./frames.ts";
import { logName, openSpool, type Spool } from "./job-log.ts";
import { type FromWorker, type Hello, messageFrame, type ToWorker, toWorker } from "./messages.ts";
import { type JobRequest, runJob } from "./run-job.ts";

/** The worker's end of the pipes. */
export interface RunLink {
  /** The first message. */
  readonly hello: Promise<Hello>;
  tell(message: FromWorker): void;
  /**
   * Passes on all messages after the first, those that have come already as well. They are decoded only then: they may
   * hold classes that the user's module registers.
   */
  listen(heard: (message: ToWorker) => void): void;
  /** Whether an open link keeps the process alive. */
  hold(isHeld: boolean): void;
}

/** Opens the pipes to the run. */
export function openLink(): RunLink {
  const input = new Socket({ fd: 3, readable: true, writable: false });
  const reader = new FrameReader();
  const waiting: Uint8Array[] = [];
  let heard: ((message: ToWorker) => void) | undefined;
  let greet: ((hello: Hello) => void) | undefined;
  const hello = new Promise<Hello>((resolve) => {
    greet = resolve;
  });
  input.on("data", (chunk: Buffer) => {
    for (const body of reader.push(chunk)) {
      if (greet !== undefined) {
        greet(toWorker(body) as Hello);
        greet = undefined;
      } else if (heard === undefined) waiting.push(body);
      else heard(toWorker(body));
    }
  });
  input.on("error", endGroup);
  input.on("end", endGroup);
  return {
    hello,
    tell: (message) => writeAll(messageFrame(message)),
    listen: (listener) => {
      heard = listener;
      for (const body of waiting.splice(0)) listener(toWorker(body));
    },
    hold: (isHeld) => {
      if (isHeld) input.ref();
      else input.unref();
    },
  };
}

/** The run is gone or wants no more: ends this process and all that its jobs started. */
function endGroup(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.exit(0);
  }
}

function writeAll(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(4, bytes, at);
}

/** What serving needs. */
export interface ServeSetting {
  readonly link: RunLink;
  readonly hello: Hello;
  readonly disk: Disk;
  /** The function of a task by its full name. */
  functionOf(task: string): ((call: never) => unknown) | undefined;
}

/** Runs the jobs that come, one after the other. */
export function serve({ link, hello, disk, functionOf }: ServeSetting): void {
  const runtimeData = decode(hello.runtimeData) as Record<string, unknown>;
  const spool = openSpool(hello.logDirectory, hello.spoolId, takeDescriptors);
  ftruncateSync(spool.out, 0); // What the module printed while it was imported belongs to no job.
  let queue: JobRequest[] = [];
  let abort = new AbortController();
  let isBusy = false;
  const work = async (): Promise<void> => {
    isBusy = true;
    for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
      abort = abort.signal.aborted ? abort : new AbortController();
      const outcome = await runRequest(request, abort.signal, spool);
      link.tell({ kind: "ended", id: request.id, outcome });
    }
    isBusy = false;
  };
  const runRequest = async (request: JobRequest, signal: AbortSignal, log: Spool): Promise<Outcome> => {
    if (signal.aborted) return { kind: "cancelled", startedAt: Date.now(), durationMs: 0 };
    const run = functionOf(request.task);
    if (run === undefined)
      throw new Error(`no function for the task '${request.task}' [this is a bug in pipefish]`);
    const place = { disk, spool: log, signal, runtimeData, guardian: undefined };
    const outcome = await runJob(request, run, place);
    const taskName = request.task.slice(request.task.indexOf("::") + 2);
    const kept = log.keep(
      logName({ taskName, index: request.index, output: request.patterns ?? request.output }),
    );
    return kept === undefined ? outcome : { ...outcome, log: kept };
  };
  const giveBack = (ids: readonly number[]): void => {
    const returned = queue.filter(({ id }) => ids.includes(id)).map(({ id }) => id);
    queue = queue.filter(({ id }) => !returned.includes(id));
    link.tell({ kind: "returned", ids: returned });
  };
  link.listen((message) => {
    if (message.kind === "jobs") queue.push(...message.jobs);
    else if (message.kind === "recall") giveBack(message.ids);
    else abort.abort();
    if (!isBusy && queue.length > 0) void work();
  });
}

/**
 * Opens the spool as descriptors 1 and 2, so that everything that is printed from here on, by this process or by what
 * it starts, goes there. A system call opens the lowest descriptor that is free: the one that was just closed.
 */
function takeDescriptors(file: string): number {
  for (const descriptor of [1, 2]) {
    closeSync(descriptor);
    const opened = openSync(file, "a");
    if (opened !== descriptor) throw new Error(`the log could not be opened as descriptor ${descriptor}`);
  }
  return 1;
}
