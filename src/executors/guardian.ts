// Sees to it that nothing outlives a run that is killed. Shell lines and workers lead process groups of their own, which
// nobody would end when the run is gone; so a small shell is told of every group, and when the pipe to it closes, for
// whatever reason, it kills those that are left.
import { type ChildProcess, spawn } from "node:child_process";

/** Keeps the groups, one a line: `+ pid` when one starts, `- pid` when it has ended. */
const watch = `
groups=" "
while read -r what pid; do
  case $what in
    +) groups="$groups$pid " ;;
    -) groups="\${groups%% $pid *} \${groups#* $pid }" ;;
  esac
done
for pid in $groups; do kill -s KILL -- "-$pid" 2>/dev/null; done
`;

/** Ends process groups with this process. */
export class Guardian {
  #shell: ChildProcess | undefined;

  /** Is there before the first group is. */
  stand(): void {
    this.#shell ??= this.#start();
  }

  /** Takes a group in its care. */
  guard(pid: number): void {
    this.stand();
    this.#shell?.stdin?.write(`+ ${pid}\n`);
  }

  /** Lets go of a group that has ended. */
  release(pid: number): void {
    this.#shell?.stdin?.write(`- ${pid}\n`);
  }

  /** Ends the guardian, and the groups that are left. */
  async close(): Promise<void> {
    const shell = this.#shell;
    if (shell === undefined) return;
    const ended = new Promise((resolve) => shell.once("close", resolve));
    shell.stdin?.end();
    await ended;
  }

  #start(): ChildProcess {
    const shell = spawn("/bin/sh", ["-c", watch], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
    shell.on("error", () => undefined); // Without a shell no line could run either.
    shell.stdin?.on("error", () => undefined);
    return shell;
  }
}
