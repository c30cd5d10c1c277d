// Starts shell lines fast: a long-lived bash that is handed one line at a time and forks for it. To spawn from this process
// costs as much as a short command itself, and the more the larger it has grown; a small shell forks in a fraction of it.
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { shellQuote } from "../base/shell-quote.ts";
import { type Guardian, signalGroup } from "./guardian.ts";
import { plainLine } from "./plain-line.ts";
import type { RunningShell, ShellEnd } from "./shell.ts";

/**
 * Each line leads a process group of its own, of which the guardian hears on descriptor 5 and the run on 4. What a line
 * leaves behind in its group ends with it. Groups are made with `set -m`, which is taken back at once: under it, `wait`
 * returns for a line that is only stopped.
 */
const program = `
while IFS= read -r -d '' log && IFS= read -r -d '' line; do
  set -m
  { eval "exec $line"; } </dev/null >>"$log" 2>&1 4>&- 5>&- &
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
`;

/** A line longer than this takes the shell longer to read than it saves. */
const longestLine = 16_384;

/** Whether a line can be handed to a launcher. */
export function isLaunchable(line: string): boolean {
  return line.length <= longestLine && !line.includes("\0");
}

/** A line that was handed over. */
interface Handed {
  pid: number | undefined;
  /** A signal that came before it was known to whom. */
  signal: NodeJS.Signals | undefined;
  readonly resolve: (end: ShellEnd) => void;
}

/** A shell that starts shell lines, one after the other. */
export class Launcher {
  readonly #shell: ChildProcess;
  readonly #orders: Writable;
  #running: Handed | undefined;
  #isDead = false;

  constructor(directory: string, guardian: Guardian) {
    this.#shell = spawn("bash", ["-c", program, "bash"], {
      cwd: directory,
      detached: true,
      stdio: ["pipe", "ignore", "ignore", "ignore", "pipe", guardian.ear],
    });
    this.#orders = this.#shell.stdin as Writable;
    this.#orders.on("error", () => undefined); // That it is gone is told by its end.
    this.#listen(this.#shell.stdio[4] as Readable);
    this.#shell.once("error", (error) => this.#die(error));
    this.#shell.once("close", () => this.#die(new Error("the shell that starts commands was ended")));
  }

  /** Whether it can be handed lines. */
  get isUsable(): boolean {
    return !this.#isDead;
  }

  /** Runs a line, which prints to the end of a file. The one before must have ended. */
  start(line: string, log: string): RunningShell {
    const handed = Promise.withResolvers<ShellEnd>();
    const running: Handed = { pid: undefined, signal: undefined, resolve: handed.resolve };
    this.#running = running;
    const command = plainLine(line) ?? `bash -euo pipefail -c ${shellQuote(line)}`;
    this.#orders.write(`${log}\0${command}\0`);
    return {
      ended: handed.promise,
      signal: (signal) => {
        if (this.#running !== running) return;
        if (running.pid === undefined) running.signal = signal;
        else signalGroup(running.pid, signal);
      },
    };
  }

  /** Lets the shell end. */
  close(): void {
    this.#orders.end();
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
      running.pid = number;
      if (running.signal !== undefined) signalGroup(number, running.signal);
    } else {
      this.#running = undefined;
      running.resolve({ exitCode: number, signal: undefined, text: "" });
    }
  }

  #die(error: Error): void {
    this.#isDead = true;
    this.#running?.resolve({ exitCode: undefined, signal: undefined, text: "", error });
    this.#running = undefined;
  }
}
