// The end of a worker process: messages come on descriptor 3 and go out on descriptor 4. When descriptor 3 ends, the run
// is gone, and the worker ends with all that its jobs started.
import { closeSync, fstatSync, openSync, type Stats } from "node:fs";
import { Socket } from "node:net";
import { standStill } from "../base/async.ts";
import { giveBack } from "../base/memory.ts";
import { FrameReader } from "./frames.ts";
import { openSpool } from "./job-log.ts";
import { messageFrame } from "./messages.ts";
import { Mailbox, type RunLink } from "./run-link.ts";
import { writeAll } from "./write-all.ts";

const [input, output] = [3, 4] as const;

/**
 * Opens the pipes to the run.
 *
 * @param seal what each frame begins with
 */
export function openPipes(seal: number): RunLink {
  const socket = new Socket({ fd: input, readable: true, writable: false });
  const reader = new FrameReader(seal);
  const mailbox = new Mailbox();
  const [ownInput, ownOutput] = [fstatSync(input), fstatSync(output)];
  const isWhole = (): boolean => isStill(input, ownInput) && isStill(output, ownOutput);
  socket.on("data", (chunk: Buffer) => {
    for (const encoded of reader.push(chunk)) mailbox.take(encoded);
  });
  socket.on("error", leave);
  socket.on("end", leave);
  return {
    hello: mailbox.hello,
    tell: (message) => {
      // What a job opened in place of a pipe is not ours to write to. The run has noticed, and ends this worker.
      if (!isWhole()) standStill();
      // All of it was made to be told: no message of a worker has memory of the user's in it.
      for (const bytes of messageFrame(message, seal)) {
        writeAll(output, bytes);
        giveBack(bytes);
      }
    },
    listen: (heard, unreadable) => mailbox.listen(heard, unreadable),
    hold: (isHeld) => {
      if (isHeld) socket.ref();
      else socket.unref();
    },
    openSpool: (directory, id) => openSpool(directory, id, takeDescriptors),
    guardian: undefined,
    memoryBytes: () => process.memoryUsage.rss(),
    leave,
  };
}

/** Whether a descriptor stands for what it stood for. */
function isStill(descriptor: number, { dev, ino }: Stats): boolean {
  try {
    const now = fstatSync(descriptor);
    return now.ino === ino && now.dev === dev;
  } catch {
    return false;
  }
}

function leave(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.exit(0);
  }
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
