// The workload `idle`: what a run takes while its jobs take long and do nothing, all of its processes together. Linux tells.
import { type ChildProcess, spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { packageDirectory, peer } from "./tool.ts";

const settleMs = 4_000;
const measuredMs = 10_000;
/** The system counts the time of processors in hundredths of a second. */
const tickMs = 10;

/** What processes have taken since they began. */
interface Taken {
  readonly processorMs: number;
  /** How often one of their threads had waited for something and went on. */
  readonly wakeUps: number;
}

const run = `'${process.execPath}' '${join(packageDirectory, "bin/pipefish.js")}' run pipeline.js -j 2`;
const ways = {
  "lines, into a file": run,
  "live view, on a terminal": `exec script --quiet --return --command "${run}" /dev/null`,
} as const;

/** Measures runs that wait, and prints what they take in a second. */
export async function measureIdle(root: string): Promise<void> {
  if (!existsSync("/proc/self/task")) return console.log("\nidle: only Linux tells");
  console.log(
    "\nidle: two jobs that do nothing, a function and a shell line; per second, all processes of the run\n",
  );
  console.log("| | processor | wake-ups |\n|---|---:|---:|");
  for (const [name, line] of Object.entries(ways)) {
    const { processorMs, wakeUps } = await whileWaiting(line, mkdtempSync(join(root, "idle-")));
    const seconds = measuredMs / 1000;
    console.log(`| ${name} | ${(processorMs / seconds).toFixed(1)} ms | ${(wakeUps / seconds).toFixed(1)} |`);
  }
}

/** What a run takes during the time that is measured. */
async function whileWaiting(line: string, directory: string): Promise<Taken> {
  copyFileSync(peer("pipefish/idle.js"), join(directory, "pipeline.js"));
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(packageDirectory, join(directory, "node_modules/pipefish"));
  const child = spawn("bash", ["-c", line], { cwd: directory, stdio: ["pipe", "ignore", "inherit"] });
  try {
    await setTimeout(settleMs);
    const before = takenBy(child);
    await setTimeout(measuredMs);
    const after = takenBy(child);
    return {
      processorMs: after.processorMs - before.processorMs,
      wakeUps: after.wakeUps - before.wakeUps,
    };
  } finally {
    const closed = new Promise((resolve) => child.once("close", resolve));
    for (const pid of treeOf(child.pid ?? 0)) end(pid);
    await closed;
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // With what it belonged to it has ended already.
  }
}

function takenBy({ pid = 0 }: ChildProcess): Taken {
  const all = treeOf(pid);
  if (all.length < 4) throw new Error("the jobs that are to wait do not run");
  const sum = (of: (pid: number) => number): number => all.reduce((total, one) => total + of(one), 0);
  return { processorMs: sum(processorMsOf), wakeUps: sum(wakeUpsOf) };
}

/** A process and those that it has started. */
function treeOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(treeOf)];
}

function processorMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

function wakeUpsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((task) => readFileSync(`/proc/${pid}/task/${task}/status`, "utf8"))
    .map((status) => Number(/^voluntary_ctxt_switches:\s*(\d+)$/m.exec(status)?.[1]))
    .reduce((total, count) => total + count, 0);
}
