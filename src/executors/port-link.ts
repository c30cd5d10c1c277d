// The end of a worker thread: messages come and go by a port. A thread that is killed is killed by the run.
import { getHeapStatistics } from "node:v8";
import { killChildren, thisTask } from "./children.ts";
import type { Guard } from "./guardian.ts";
import { openSpool } from "./job-log.ts";
import { type FromThread, postMessage, type ThreadData, type ToThread, unpack } from "./parcels.ts";
import { Mailbox, type RunLink } from "./run-link.ts";

/** A thread that tells faster than the run reads waits when so many messages are unread. */
const mostUnread = 64;

/** Opens the port to the run. */
export function openPort({ port, unread }: ThreadData): RunLink {
  const mailbox = new Mailbox();
  const tellRun = (told: FromThread): void => port.postMessage(told);
  const known = new Map<number, (() => void) | undefined>();
  const task = thisTask();
  tellRun({ task });
  // Not for a thread that is killed: what that has started is killed by the run.
  process.on("exit", () => {
    if (task !== undefined) killChildren(task);
  });
  port.on("message", (told: ToThread) => {
    if (told === "end") leave();
    else if ("guarded" in told) {
      known.get(told.guarded)?.();
      known.delete(told.guarded);
    } else mailbox.take(unpack(told));
  });
  const guardian: Guard = {
    stand: () => undefined, // It is in the run.
    guard: (pid, isKnown) => {
      known.set(pid, isKnown);
      tellRun({ guard: pid });
    },
    release: (pid) => tellRun({ release: pid }),
  };
  return {
    hello: mailbox.hello,
    tell: (message) => {
      postMessage(port, message);
      Atomics.add(unread, 0, 1);
      for (let n = Atomics.load(unread, 0); n > mostUnread; n = Atomics.load(unread, 0))
        Atomics.wait(unread, 0, n);
    },
    listen: (heard, unreadable) => mailbox.listen(heard, unreadable),
    hold: (isHeld) => {
      if (isHeld) port.ref();
      else port.unref();
    },
    openSpool,
    guardian,
    memoryBytes: () => {
      const { total_heap_size, external_memory } = getHeapStatistics();
      return total_heap_size + external_memory;
    },
    leave,
  };
}

function leave(): void {
  process.exit(0);
}
