// Pipefish and its peers: how each is set up in the folder of a workload, and started there.
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CommandLine, versionOf } from "./measure.ts";
import { type Change, nameOf } from "./tree.ts";

/** A program that is measured. */
export interface Tool {
  readonly name: string;
  /** Its version; undefined where it is not installed. */
  version(): string | undefined;
  /** Writes what it needs into a folder that has the inputs already. */
  prepare(directory: string, count: number): void;
  readonly command: CommandLine;
  /** What its jobs do with a text; none where it has no jobs. */
  readonly change?: Change;
  /** Whether it leaves alone what is up to date. */
  readonly isEngine: boolean;
}

/** What the jobs of a workload are. */
export type JobKind = "functions" | "shell";

const changes = { functions: "upper case", shell: "copied" } as const;

const packageDirectory = fileURLToPath(new URL("..", import.meta.url));
const program = join(packageDirectory, "bin/pipefish.js");

/** Debian has Ruffus for its own Python, which need not be the first on the path. */
export const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

/** Pipefish as it is published, from a file in TypeScript or in plain JavaScript. */
export function pipefish(kind: JobKind, language: "ts" | "js" = "ts"): Tool {
  const source = kind === "functions" ? "pipeline.js" : "shell-pipeline.js";
  const file = `pipeline.${language}`;
  return {
    name: language === "ts" ? "pipefish" : `pipefish (${file})`,
    version: () => versionOf(process.execPath, program, "--version"),
    prepare: (directory) => {
      writeFileSync(join(directory, "package.json"), '{ "type": "module" }\n');
      mkdirSync(join(directory, "node_modules"));
      symlinkSync(packageDirectory, join(directory, "node_modules/pipefish"));
      copyFileSync(peer(source), join(directory, file));
    },
    command: [process.execPath, program, "run", file, "-j", "2"],
    change: changes[kind],
    isEngine: true,
  };
}

/** Ruffus, with its history or by time stamps alone. */
export function ruffus(kind: JobKind, check: "history" | "timestamps" = "history"): Tool {
  return {
    name: check === "history" ? "ruffus" : "ruffus (time stamps)",
    version: () => versionOf(python, "-c", "import ruffus; print(ruffus.__version__)"),
    prepare: (directory) => copyFileSync(peer("pipeline.py"), join(directory, "pipeline.py")),
    command: [python, "pipeline.py", kind, check === "history" ? "1" : "0"],
    change: changes[kind],
    isEngine: true,
  };
}

/** GNU make without its built-in rules, which cost it most of its time. */
export const make: Tool = {
  name: "make -rR",
  version: () => versionOf("make", "--version"),
  prepare: (directory) => copyFileSync(peer("Makefile"), join(directory, "Makefile")),
  command: ["make", "-rR", "-j2"],
  change: "copied",
  isEngine: true,
};

export const ninja: Tool = {
  name: "ninja",
  version: () => versionOf("ninja", "--version"),
  prepare: (directory, count) => {
    const edges = Array.from({ length: count }, (_, i) => `build out/${nameOf(i)}: cp in/${nameOf(i)}\n`);
    const text = `rule cp\n  command = cp $in $out\n${edges.join("")}`;
    writeFileSync(join(directory, "build.ninja"), text);
  },
  command: ["ninja", "-j2"],
  change: "copied",
  isEngine: true,
};

/** Two Node processes that are handed jobs, with no engine around them. */
export const barePool: Tool = {
  name: "fork(), no engine",
  version: () => process.version,
  prepare: () => undefined,
  command: [process.execPath, peer("pool.js")],
  change: "upper case",
  isEngine: false,
};

/** Node itself, with nothing to do. */
export const emptyNode: Tool = {
  name: "node -e 0",
  version: () => process.version,
  prepare: () => undefined,
  command: [process.execPath, "-e", "0"],
  isEngine: false,
};

/** A file of a peer, by its name below `peers/`. */
export function peer(name: string): string {
  return fileURLToPath(new URL(`./peers/${name}`, import.meta.url));
}
