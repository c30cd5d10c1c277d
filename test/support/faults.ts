// What may go wrong in a job, on purpose: by function or by shell line. A job finds in a file of its name what it is to do.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** Something that a job does, and what comes of it. */
export interface Fault {
  readonly name: string;
  /** Whether the job fails. */
  readonly isFatal: boolean;
  /** What it takes to be kept apart: without, it would end the run, or nobody would end what it leaves. */
  readonly needs?: "thread" | "process";
  /** It happens at the first try only. */
  readonly isOnce?: boolean;
}

/** What functions of jobs may do. */
export const functionFaults: readonly Fault[] = [
  { name: "throws", isFatal: true },
  { name: "throws what is no error", isFatal: true },
  { name: "rejects", isFatal: true },
  { name: "rejects where nobody awaits it", isFatal: true, needs: "thread" },
  { name: "makes nothing", isFatal: true },
  { name: "fails once", isFatal: false, isOnce: true },
  { name: "dies once", isFatal: false, isOnce: true, needs: "process" },
  { name: "ends its process", isFatal: true, needs: "thread" },
  { name: "ends its process as if all were well", isFatal: true, needs: "thread" },
  { name: "aborts", isFatal: true, needs: "thread" },
  { name: "is killed", isFatal: true, needs: "process" },
  { name: "never ends", isFatal: true, needs: "thread" },
  { name: "never settles", isFatal: true, needs: "thread" },
  { name: "leaves a child", isFatal: false, needs: "thread" },
  { name: "prints much", isFatal: false },
];

/** What shell lines of jobs may do. */
export const commandFaults: readonly Fault[] = [
  { name: "exits", isFatal: true },
  { name: "is killed", isFatal: true },
  { name: "makes nothing", isFatal: true },
  { name: "never ends", isFatal: true },
  { name: "fails once", isFatal: false, isOnce: true },
  { name: "leaves a child", isFatal: false },
  { name: "prints much", isFatal: false },
];

/** What a job does that is told nothing: what it should. */
export const harmless = "";

/** What the job of that name is told to do. */
export function faultOf(job: string): string {
  try {
    return readFileSync(`faults/${job}`, "utf8");
  } catch {
    return harmless;
  }
}

const never = (): Promise<void> => new Promise(() => undefined);

function fail(): void {
  throw new Error("on purpose");
}

/** Ends this process; the signal may take a moment to come. */
function die(): void {
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

const deeds: Readonly<Record<string, (isFirst: boolean) => unknown>> = {
  throws: fail,
  "throws what is no error": () => {
    throw { on: "purpose" };
  },
  rejects: () => Promise.reject(new Error("on purpose")),
  "rejects where nobody awaits it": () => {
    void Promise.reject(new Error("on purpose"));
    return never();
  },
  "fails once": (isFirst) => (isFirst ? fail() : undefined),
  "dies once": (isFirst) => (isFirst ? die() : undefined),
  "ends its process": () => process.exit(3),
  "ends its process as if all were well": () => process.exit(0),
  aborts: () => process.abort(),
  "is killed": die,
  "never ends": () => {
    for (;;);
  },
  "never settles": never,
  "leaves a child": () => spawn("sleep", ["1000"], { stdio: "ignore" }).unref(),
  "prints much": () => process.stdout.write(`${"x".repeat(1000)}\n`.repeat(1000)),
};

/** Does what a function was told to do. True if it is to make nothing. */
export async function misbehave(fault: string, attempt: number): Promise<boolean> {
  await deeds[fault]?.(attempt === 1);
  return fault === "makes nothing";
}

/** The same in a shell line; `first` is the name of the job's first output, as a hole of the line. */
export function misbehaviour(first: string): string {
  return [
    `fault=$(cat faults/${first} 2>/dev/null || true);`,
    'case "$fault" in',
    "exits) exit 3;;",
    "'is killed') kill -9 $$;;",
    "'makes nothing') exit 0;;",
    "'never ends') sleep 1000;;",
    `'fails once') if ! test -e tried/${first}; then touch tried/${first}; exit 7; fi;;`,
    "'leaves a child') sleep 1000 &;;",
    "'prints much') head -c 1000000 /dev/zero;;",
    "esac;",
  ].join(" ");
}
