// One run of one program, seen from outside: how long it took, or how much memory it and its children had at most.
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A program and its arguments. */
export type CommandLine = readonly [program: string, ...given: string[]];

/** How much memory a program had at most, in millions of bytes; undefined where nothing can tell. */
export interface Peaks {
  /** Of the largest of its processes. */
  readonly largestMB?: number | undefined;
  /** Of the process that was started; only Node can tell. */
  readonly mainMB?: number | undefined;
}

// That of other systems takes other flags, and counts in other units.
const gnuTime = process.platform === "linux" && existsSync("/usr/bin/time") ? "/usr/bin/time" : undefined;
const peakModule = fileURLToPath(new URL("./peers/peak.mjs", import.meta.url));

/** Runs a program, and returns the seconds from before its start to after its end. */
export function timed(command: CommandLine, directory: string): number {
  const began = process.hrtime.bigint();
  run(command, directory);
  return Number(process.hrtime.bigint() - began) / 1e9;
}

/** Runs a program once more, only to see its memory. */
export function peaks([program, ...given]: CommandLine, directory: string): Peaks {
  const largest = join(directory, ".peak-largest");
  const main = join(directory, ".peak-main");
  const isNode = program === process.execPath;
  const told: CommandLine = isNode ? [program, "--import", peakModule, ...given] : [program, ...given];
  const timer = gnuTime === undefined ? [] : [gnuTime, "--format=%M", `--output=${largest}`];
  const [first = program, ...rest] = [...timer, ...told];
  run([first, ...rest], directory, { BENCH_PEAK_FILE: main });
  return {
    largestMB: gnuTime === undefined ? undefined : megabytesIn(largest),
    mainMB: isNode ? megabytesIn(main) : undefined,
  };
}

/** The first line that a program prints when asked for its version; undefined if there is no such program. */
export function versionOf(...[program, ...given]: CommandLine): string | undefined {
  const { status, stdout } = spawnSync(program, given, { encoding: "utf8" });
  return status === 0 ? stdout.split("\n")[0] : undefined;
}

function run([program, ...given]: CommandLine, directory: string, more: NodeJS.ProcessEnv = {}): void {
  const errors = join(directory, ".stderr");
  const stderr = openSync(errors, "w");
  const { status, signal } = spawnSync(program, given, {
    cwd: directory,
    stdio: ["ignore", "ignore", stderr],
    env: { ...plainEnvironment(), ...more },
  });
  closeSync(stderr);
  if (status === 0) return;
  const said = readFileSync(errors, "utf8").slice(-2000);
  throw new Error(
    `${[program, ...given].join(" ")}\nin ${directory} ended with ${status ?? signal}:\n${said}`,
  );
}

/** The environment without what would change how Node starts, or what a history file is called. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const isOdd = /^(NODE_OPTIONS|NODE_COMPILE_CACHE|NODE_EXTRA_CA_CERTS|MAKEFLAGS|PIPEFISH_|npm_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOdd.test(name)));
}

/** Reads a number of KiB from the last line of a file. */
function megabytesIn(file: string): number {
  return (Number(readFileSync(file, "utf8").trim().split("\n").at(-1)) * 1024) / 1e6;
}
