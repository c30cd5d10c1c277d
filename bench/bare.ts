// What has no engine around it: pools that only run functions, and what the machine itself needs for the same work.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandLine, timed, versionOf } from "./measure.ts";
import { changes, peer, python, type Tool } from "./tool.ts";
import type { Shape } from "./tree.ts";

/** The version of a pool from npm in the directory that BENCH_POOLS names; undefined where it is not there. */
export function poolVersion(name: string): string | undefined {
  const file = join(process.env["BENCH_POOLS"] ?? ".", "node_modules", name, "package.json");
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
  } catch {
    return undefined;
  }
}

/** The pools of npm, with two threads or two processes each, and every job a call. */
export function npmPools(shape: Shape): readonly Tool[] {
  const threads = ["piscina", "tinypool", "workerpool"].map((name) => nodePool(shape, name, "threads"));
  const processes = ["tinypool", "workerpool"].map((name) => nodePool(shape, name, "processes"));
  return [...threads, ...processes];
}

/** Two forked processes that are handed jobs by the dozen. */
export function forkPool(shape: Shape): Tool {
  return {
    ...nodePool(shape, "fork", "advanced"),
    name: "fork(), no engine",
    version: () => process.version,
  };
}

function nodePool({ name: shape }: Shape, name: string, way: string): Tool {
  return {
    name: `${name} (${way})`,
    version: () => poolVersion(name),
    run: [process.execPath, peer("pools/run.js"), name, way, shape],
    change: changes.functions,
    isEngine: false,
  };
}

/** Python's `multiprocessing.Pool` with two processes. */
export function pythonPool({ name }: Shape): Tool {
  return {
    name: "multiprocessing.Pool",
    version: () => versionOf(python, "--version"),
    run: [python, peer("pool.py"), name],
    change: changes.functions,
    isEngine: false,
  };
}

/** Looks at all files that an engine has to look at, in C. */
export function statLimit({ given, made }: Shape, threads: 1 | 2): Tool {
  const folders = [...given, ...made].filter((name) => name.endsWith("/"));
  const program = cProgram("stat", "-pthread");
  return {
    name: `stat() in C, ${threads === 1 ? "one thread" : "two threads"}`,
    ...program,
    run: ["./stat", String(threads), ...folders],
    isEngine: false,
  };
}

/** Starts `cp` for each text, two at a time, in C. */
export const spawnLimit: Tool = {
  name: "posix_spawn() in C",
  ...cProgram("spawn"),
  run: ["./spawn", "2"],
  change: changes.shell,
  isEngine: false,
};

/** Node itself, with nothing to do. */
export const emptyNode: Tool = {
  name: "node -e 0",
  version: () => process.version,
  run: [process.execPath, "-e", "0"],
  isEngine: false,
};

function cProgram(name: string, ...flags: string[]): Pick<Tool, "version" | "prepare"> {
  const command: CommandLine = ["cc", "-O2", ...flags, "-o", name, peer(`${name}.c`)];
  return {
    version: () => versionOf("cc", "--version"),
    prepare: (directory) => void timed(command, directory),
  };
}
