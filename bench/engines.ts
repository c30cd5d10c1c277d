// Pipefish and what else leaves alone what is up to date.
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandLine, timed, versionOf } from "./measure.ts";
import { ninjaFile, ninjaLog } from "./ninja.ts";
import { changes, type JobKind, packageDirectory, peer, python, pythonVersionOf, type Tool } from "./tool.ts";
import type { Shape } from "./tree.ts";

const program = join(packageDirectory, "bin/pipefish.js");

/** Pipefish as it is published, from a file in TypeScript or in plain JavaScript. */
export function pipefish(
  { name }: Shape,
  { kind = "functions", language = "ts" }: { kind?: JobKind; language?: "ts" | "js" } = {},
): Tool {
  const file = `pipeline.${language}`;
  const command = (verb: string, ...flags: string[]): CommandLine => {
    return [process.execPath, program, verb, file, ...flags];
  };
  return {
    name: language === "ts" ? "pipefish" : `pipefish (${file})`,
    version: () => versionOf(process.execPath, program, "--version"),
    prepare: (directory) => {
      writeFileSync(join(directory, "package.json"), '{ "type": "module" }\n');
      const link = join(directory, "node_modules/pipefish");
      mkdirSync(join(directory, "node_modules"), { recursive: true });
      rmSync(link, { force: true });
      symlinkSync(packageDirectory, link);
      copyFileSync(peer(`pipefish/${name}-${kind}.js`), join(directory, file));
    },
    run: command("run", "-j", "2"),
    plan: command("plan", "-v", "1"),
    adopt: (directory) => timed(command("run", "--recreate-database"), directory),
    change: changes[kind],
    isEngine: true,
  };
}

/** Ruffus, with its history or by time stamps alone. */
export function ruffus(
  { name }: Shape,
  { kind = "functions", check = "history" }: { kind?: JobKind; check?: "history" | "timestamps" } = {},
): Tool {
  const level = check === "history" ? "1" : "0";
  const command = (verb: string): CommandLine => [python, "pipeline.py", name, kind, level, verb];
  return {
    name: check === "history" ? "ruffus" : "ruffus (time stamps)",
    version: () => pythonVersionOf("ruffus"),
    prepare: (directory) => copyFileSync(peer("ruffus.py"), join(directory, "pipeline.py")),
    run: command("run"),
    plan: command("plan"),
    // By time stamps alone it has no history.
    ...(check === "history" && { adopt: (directory) => timed(command("adopt"), directory) }),
    change: changes[kind],
    isEngine: true,
    most: 100_000,
  };
}

/** GNU make; without its built-in rules, which cost it most of its time, unless they are wanted. */
export function make({ name }: Shape, { builtIn = false } = {}): Tool {
  const flags = builtIn ? ["-j2"] : ["-rR", "-j2"];
  return {
    name: builtIn ? "make" : "make -rR",
    version: () => versionOf("make", "--version"),
    prepare: (directory) => copyFileSync(peer(`make/${name}.mk`), join(directory, "Makefile")),
    run: ["make", ...flags],
    plan: ["make", ...flags, "-n"],
    change: "copied",
    isEngine: true,
    // One rule with many targets takes it time in proportion to their square.
    ...(name === "wide" && { most: 10_000 }),
  };
}

/** Ninja, whose file is written by a program, as it is meant to be. */
export function ninja(shape: Shape): Tool {
  return {
    name: "ninja",
    version: () => versionOf("ninja", "--version"),
    prepare: (directory, texts) => writeFileSync(join(directory, "build.ninja"), ninjaFile(shape, texts)),
    run: ["ninja", "-j2"],
    plan: ["ninja", "-n"],
    adopt: (directory, texts) => writeFileSync(join(directory, ".ninja_log"), ninjaLog(shape, texts)),
    change: "copied",
    isEngine: true,
  };
}

/** Doit, Python's engine of tasks with files. */
export function doit({ name }: Shape): Tool {
  const command = (verb: string, ...flags: string[]): CommandLine => {
    return ["doit", verb, ...flags, `shape=${name}`];
  };
  return {
    name: "doit",
    version: () => versionOf("doit", "--version"),
    prepare: (directory) => copyFileSync(peer("dodo.py"), join(directory, "dodo.py")),
    run: command("run", "-v0", "-n2", "-Pprocess"),
    adopt: (directory) => timed(command("reset-dep"), directory),
    change: changes.functions,
    isEngine: true,
    most: 10_000,
  };
}
