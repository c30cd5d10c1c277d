// Sees to it that nothing outlives a run that is killed. Shell lines and workers lead process groups of their own, which
// nobody would end when the run is gone; so a small shell is told of every group, and when the run is gone, for whatever
// reason, it kills those that are left.
import { type ChildProcess, spawn } from "node:child_process";
import type { Writable } from "node:stream";

/**
 * Hears of groups on its standard input, one a line: `+ pid` when one starts, `- pid` when it has ended. Launchers speak
 * there as well, and keep it open while a line of theirs runs; so that the run is gone is known by descriptor 3, which
 * only the run holds. What is told after that is killed at once.
 */
const watch = `
{
  { read -r _; echo "! 0"; } <&3 &
  while read -r what pid; do echo "$what $pid"; done
  wait
} | {
  exec 3<&-
  groups=" "
  gone=
  while read -r what pid; do
    case $what in
      +) if [ "$gone" ]; then kill -s KILL -- "-$pid"; else groups="$groups$pid "; fi ;;
      -) groups="\${groups%% $pid *} \${groups#* $pid }" ;;
      !) gone=yes; for group in $groups; do kill -s KILL -- "-$group"; done ;;
    esac
  done 2>/dev/null
}
`;

/** Sees to it that process groups end with the run. */
export interface Guard {
  /** Is there before the first group is. */
  stand(): void;
  /** Takes a group in its care, and says when that is so. */
  guard(pid: number, isKnown?: () => void): void;
  /** Lets go of a group that has ended. */
  release(pid: number): void;
}

/** Ends process groups with this process. */
export class Guardian implements Guard {
  #shell: ChildProcess | undefined;

  /** Where it is told of groups, for those who tell it themselves. */
  get ear(): Writable {
    return this.#standing().stdin as Writable;
  }

  stand(): void {
    this.#standing();
  }

  guard(pid: number, isKnown?: () => void): void {
    this.ear.write(`+ ${pid}\n`, isKnown);
  }

  release(pid: number): void {
    this.#shell?.stdin?.write(`- ${pid}\n`);
  }

  /** Ends the guardian, and the groups that are left. */
  async close(): Promise<void> {
    const shell = this.#shell;
    if (shell === undefined) return;
    const ended = new Promise((resolve) => shell.once("close", resolve));
    shell.stdin?.end();
    (shell.stdio[3] as Writable).end();
    await ended;
  }

  #standing(): ChildProcess {
    this.#shell ??= this.#start();
    return this.#shell;
  }

  #start(): ChildProcess {
    const shell = spawn("/bin/sh", ["-c", watch], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore", "pipe"],
    });
    shell.on("error", () => undefined); // Without a shell no line could run either.
    shell.stdin?.on("error", () => undefined);
    shell.stdio[3]?.on("error", () => undefined);
    return shell;
  }
}

/** Sends a signal to a process group. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already: that is what was wanted.
  }
}
