// What is measured: a program that is set up in the folder of a workload, and started there.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CommandLine, versionOf } from "./measure.ts";
import type { Change } from "./tree.ts";

/** A program that is measured. */
export interface Tool {
  readonly name: string;
  /** Its version; undefined where it is not installed. */
  version(): string | undefined;
  /** Writes what it needs into a folder that has the texts. */
  prepare?(directory: string, texts: number): void;
  /** Brings all up to date. */
  readonly run: CommandLine;
  /** Says what would run. */
  readonly plan?: CommandLine;
  /** Writes into its history that what is made is up to date, where it has one. */
  adopt?(directory: string, texts: number): void;
  /** What its jobs do with a text; none where it has no jobs. */
  readonly change?: Change;
  /** Whether it leaves alone what is up to date. */
  readonly isEngine: boolean;
  /** With more texts than these it takes too long to wait for. */
  readonly most?: number;
}

/** What the jobs of a workload are. */
export type JobKind = "functions" | "shell";

/** What jobs of either kind do. */
export const changes = { functions: "upper case", shell: "copied" } as const;

/** The package that is measured. */
export const packageDirectory = fileURLToPath(new URL("..", import.meta.url));

/** Debian has Ruffus for its own Python, which need not be the first on the path. */
export const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

/** A file of a peer, by its name below `peers/`. */
export function peer(name: string): string {
  return join(packageDirectory, "bench/peers", name);
}

/** The version of a module of Python. */
export function pythonVersionOf(module: string): string | undefined {
  return versionOf(python, "-c", `import ${module}; print(${module}.__version__)`);
}
