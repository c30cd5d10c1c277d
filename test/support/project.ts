// A folder with a pipeline in it, as a user would have one: end-to-end tests run the real command line there, with real
// processes and real files.
import { spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Cleanup } from "./seeds.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** Whether the package as it is built is tried, as users have it: two hundred modules less to load for each command. */
const isBuilt = process.env["PIPEFISH_TESTS"] === "built";

/** The program of the command line: as it is built, or from its sources. */
export const commandLine: string = join(repository, isBuilt ? "bin/pipefish.js" : "test/support/pipefish.ts");

/** Options of Node with which a program imports the same. */
export const nodeOptions: readonly string[] = isBuilt ? [] : ["--conditions=pipefish-source"];

/** Node with these options, for a shell. */
export const nodeLine: string = [`'${process.execPath}'`, ...nodeOptions].join(" ");

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

/** A user's folder. */
export class Project {
  readonly directory: string;

  /** Makes a folder with these files; it goes when the test ends. */
  constructor(context: Cleanup, files: Readonly<Record<string, string>> = {}) {
    this.directory = mkdtempSync(join(tmpdir(), "pipefish-test-"));
    context.after(() => rmSync(this.directory, { recursive: true, force: true }));
    mkdirSync(join(this.directory, "node_modules"));
    symlinkSync(repository, join(this.directory, "node_modules", "pipefish"));
    this.write({ "package.json": '{ "type": "module" }', ...files });
  }

  /** Writes files, with the directories above them. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), text);
    }
  }

  /** Removes a file. */
  remove(name: string): void {
    rmSync(this.path(name));
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }

  /** Lines of a file, in order, so that tests can compare what ran in any order. */
  lines(name: string): string[] {
    return this.read(name)
      .split("\n")
      .filter((line) => line !== "")
      .sort();
  }

  /** All files but those of the engine and the package manager. */
  files(directory = ""): string[] {
    const entries = readdirSync(this.path(directory), { withFileTypes: true });
    const names = entries.flatMap((entry) => {
      const name = join(directory, entry.name);
      if (["node_modules", ".pipefish", "package.json"].includes(name)) return [];
      return entry.isDirectory() ? this.files(name) : [name];
    });
    return names.sort();
  }

  /** Runs `pipefish` with these words. */
  pipefish(...words: readonly string[]): Promise<Ended> {
    return this.start([commandLine, ...words]).ended;
  }

  /** Runs a script of the project by `node`. */
  node(...words: readonly string[]): Promise<Ended> {
    return this.start(words).ended;
  }

  /** Runs a line in bash, where `pipefish` and `node` are what they are in the other methods. */
  shell(line: string): Promise<Ended> {
    return this.startShell(line).ended;
  }

  /** Starts a line as {@link Project.shell} does. */
  startShell(line: string): Running {
    const before = `node() { ${nodeLine} "$@"; }; pipefish() { node '${commandLine}' "$@"; }`;
    return this.#spawn("bash", ["-c", `${before}\n${line}`], {});
  }

  /** Starts `node` with these words, in a process group of its own. */
  start(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
    return this.#spawn(process.execPath, [...nodeOptions, ...words], environment);
  }

  #spawn(program: string, words: readonly string[], environment: Readonly<Record<string, string>>): Running {
    const child = spawn(program, words, {
      cwd: this.directory,
      detached: true,
      env: { ...process.env, ...ofTests, PIPEFISH_TEST: this.directory, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return { pid: child.pid ?? 0, ended, kill: (signal) => void child.kill(signal) };
  }
}

/** Code that was compiled is kept: there are two hundred modules, and thousands of commands. */
const ofTests = {
  NO_COLOR: "1",
  CI: "1",
  NODE_COMPILE_CACHE: join(repository, "node_modules/.cache/compiled"),
};

/** Whether a process runs: one that has ended and that nobody has asked about does not. */
export function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}
