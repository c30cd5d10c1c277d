// Starts shell lines fast: a long-lived shell that is handed one line at a time. To spawn from this process costs as much
// as a short command itself, and the more the larger it has grown; a small shell starts programs at a fraction of that.
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { type Guardian, signalGroup } from "./guardian.ts";
import type { RunningShell, ShellEnd } from "./shell.ts";

/** How lines are started: as programs of the launcher's own group, or each by a shell that leads a group. */
export type Launching = "program" | "shell";

/** The shell of a launcher, what it runs, and what ends each word that it reads. */
const shells: Readonly<Record<Launching, { name: string; program: string; end: string }>> = {
  /**
   * Starts one program after the other, in the launcher's own process group. Most shells that are `sh` do so without
   * copying themselves. Signals for the group must not end the launcher: it has to tell how the program took them.
   */
  program: {
    name: "sh",
    end: "\n",
    program: `
exec 3</dev/null
trap : TERM INT HUP
while IFS= read -r log && IFS= read -r line; do
  eval "$line" <&3 >>"$log" 2>&1 3<&- 4>&-
  echo "- $?" >&4
done
`,
  },
  /**
   * Each line leads a process group of its own, of which the guardian hears on descriptor 5 and the run on 4. What a line
   * leaves behind in its group ends with it. Groups are made with `set -m`, which is taken back at once: under it, `wait`
   * returns for a line that is only stopped.
   */
  shell: {
    name: "bash",
    end: "\0",
    program: `
while IFS= read -r -d '' log && IFS= read -r -d '' line; do
  set -m
  exec bash -euo pipefail -c "$line" </dev/null >>"$log" 2>&1 4>&- 5>&- &
  set +m
  pid=$!
  printf '+ %s\\n' "$pid" >&5
  printf '+ %s\\n' "$pid" >&4
  wait "$pid"
  code=$?
  kill -s KILL -- "-$pid"
  printf -- '- %s\\n' "$pid" >&5
  printf -- '- %s\\n' "$code" >&4
done 2>/dev/null
`,
  },
};

/** A line longer than this takes the shell longer to read than it saves. */
const longestLine = 16_384;

/** Whether a line can be handed to a launcher. */
export function isLaunchable(line: string): boolean {
  return line.length <= longestLine && !line.includes("\0");
}

const cutOff =
  "the command was cut off: the shell that had started it was ended, by the command itself or from outside";

/** A line that was handed over. */
interface Handed {
  /** Its process group, as soon as that is known. */
  group: number | undefined;
  /** The last signal that it was to get, perhaps before it was known to whom. */
  signal: NodeJS.Signals | undefined;
  readonly resolve: (end: ShellEnd) => void;
}

/** A shell that starts shell lines, one after the other. */
export class Launcher {
  readonly #launching: Launching;
  readonly #guardian: Guardian;
  readonly #shell: ChildProcess;
  readonly #orders: Writable;
  #running: Handed | undefined;
  #isDead = false;

  constructor(launching: Launching, directory: string, guardian: Guardian) {
    this.#launching = launching;
    this.#guardian = guardian;
    const { name, program } = shells[launching];
    guardian.stand();
    this.#shell = spawn(name, ["-c", program, name], {
      cwd: directory,
      detached: true,
      stdio: ["pipe", "ignore", "ignore", "ignore", "pipe", launching === "shell" ? guardian.ear : "ignore"],
    });
    if (this.#group !== undefined) guardian.guard(this.#group);
    this.#orders = this.#shell.stdin as Writable;
    this.#orders.on("error", () => undefined); // That it is gone is told by its end.
    this.#listen(this.#shell.stdio[4] as Readable);
    this.#shell.once("error", (error) => this.#die(error));
    this.#shell.once("close", () => this.#die(new Error(cutOff)));
  }

  /** Whether it can be handed lines. */
  get isUsable(): boolean {
    return !this.#isDead;
  }

  /** The group that it shares with its lines, if it does. */
  get #group(): number | undefined {
    return this.#launching === "program" ? this.#shell.pid : undefined;
  }

  /** Runs a line, which prints to the end of a file. The one before must have ended. */
  start(line: string, log: string): RunningShell {
    const handed = Promise.withResolvers<ShellEnd>();
    const running: Handed = { group: this.#group, signal: undefined, resolve: handed.resolve };
    this.#running = running;
    const { end } = shells[this.#launching];
    this.#orders.write(`${log}${end}${line}${end}`);
    return {
      ended: handed.promise,
      signal: (signal) => {
        if (this.#running !== running) return;
        running.signal = signal;
        if (running.group !== undefined) signalGroup(running.group, signal);
      },
    };
  }

  /** Lets the shell end, and ends what is left in its group. */
  close(): void {
    this.#orders.end();
    this.#clear();
  }

  #listen(told: Readable): void {
    let rest = "";
    told.setEncoding("utf8");
    told.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#hear(line.slice(0, 1), Number(line.slice(2)));
    });
  }

  #hear(what: string, number: number): void {
    const running = this.#running;
    if (running === undefined) return;
    if (what === "+") {
      running.group = number;
      if (running.signal !== undefined) signalGroup(number, running.signal);
    } else {
      this.#running = undefined;
      if (number !== 0 || running.signal !== undefined) this.#clear();
      running.resolve({ exitCode: number, signal: undefined, text: "" });
    }
  }

  /** Ends its group and itself, so that nothing is left of a program that did not end well. */
  #clear(): void {
    const group = this.#group;
    if (group === undefined || this.#isDead) return;
    this.#isDead = true;
    signalGroup(group, "SIGKILL");
    this.#guardian.release(group);
  }

  #die(error: Error): void {
    this.#clear();
    this.#isDead = true;
    const { signal, resolve } = this.#running ?? {};
    this.#running = undefined;
    resolve?.({ exitCode: undefined, signal, text: "", ...(signal === undefined ? { error } : {}) });
  }
}
