// Processes that a thread or another process has started. The system ends a process group with all its processes; threads
// share the group of the run, and lines of a job that of its worker, so what one of them has started is looked up. Only
// Linux tells.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** What the system calls this thread; undefined where it does not tell. */
export function thisTask(): string | undefined {
  try {
    return readlinkSync("/proc/thread-self");
  } catch {
    return undefined;
  }
}

/** Sends a signal to a process, and to those that it has started: looked up before, for nobody knows afterwards. */
export function signalTree(pid: number, name: NodeJS.Signals): void {
  for (const one of treeOf(pid)) signal(one, name);
}

function treeOf(pid: number): number[] {
  const children = namesIn(`/proc/${pid}/task`).flatMap((thread) => childrenOf(`${pid}/task/${thread}`));
  return [pid, ...children.flatMap(treeOf)];
}

/** Kills the processes that a thread has started, and those that they have started. */
export function killChildren(task: string): void {
  for (const pid of childrenOf(task)) {
    // One that is stopped starts no more.
    signal(pid, "SIGSTOP");
    for (const thread of namesIn(`/proc/${pid}/task`)) killChildren(`${pid}/task/${thread}`);
    signal(pid, "SIGKILL");
  }
}

function childrenOf(task: string): number[] {
  try {
    const words = readFileSync(`/proc/${task}/children`, "utf8").trim();
    return words === "" ? [] : words.split(" ").map(Number);
  } catch {
    return [];
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already: that is what was wanted.
  }
}
