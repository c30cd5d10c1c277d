// The workload `data`: values that cross to a worker and back, beside what else moves data between processes. Every
// round starts each tool anew and in turn; the best of the rounds counts, for others use the machine too.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { waitForQuiet } from "./quiet.ts";
import { peer, python } from "./tools.ts";

const kinds = ["bytes", "numbers", "objects"] as const;
const sizes = [10, 10_000, 1_000_000, 50_000_000] as const;
const longestMs = 60_000;

/** A way to move data. */
interface Mover {
  readonly name: string;
  readonly command: readonly string[];
  /** Where it cannot be measured: a Uint8Array does not come back from JSON as one. */
  readonly isLost?: (kind: string) => boolean;
  /** What has to be installed for it. */
  readonly needs?: string;
}

/** The shortest milliseconds of a call: with one under way, and with many. */
interface Crossing {
  readonly alone: number;
  readonly together: number;
}

const isBytes = (kind: string): boolean => kind === "bytes";
const node = (file: string, ...given: readonly string[]): readonly string[] => {
  return [process.execPath, "--conditions=pipefish-source", peer(`data/${file}`), ...given];
};
const movers: readonly Mover[] = [
  { name: "pipefish", command: node("pipefish.ts") },
  { name: "fork(), advanced", command: node("fork.ts", "advanced") },
  { name: "fork(), json", command: node("fork.ts", "json"), isLost: isBytes },
  { name: "multiprocessing.Pool", command: [python, peer("data/pool.py")] },
  { name: "tinypool", command: node("pools.ts", "tinypool"), isLost: isBytes, needs: "tinypool" },
  { name: "workerpool", command: node("pools.ts", "workerpool"), isLost: isBytes, needs: "workerpool" },
  { name: "piscina (threads)", command: node("pools.ts", "piscina"), needs: "piscina" },
];

/** Measures how data crosses, and prints a table for each kind of data. */
export function measureData(): void {
  const there = movers.filter(isThere);
  for (const kind of kinds) {
    console.log(`\n${kind}: milliseconds a call, one under way / many\n`);
    console.log(`| | ${sizes.map((size) => `${size.toLocaleString("en")} B`).join(" | ")} |`);
    console.log(`|---|${sizes.map(() => "---:|").join("")}`);
    const columns = sizes.map((size) => measured(there, kind, size));
    for (const { name } of there)
      console.log(`| ${name} | ${columns.map((column) => crossingText(column.get(name))).join(" | ")} |`);
  }
}

function isThere({ name, needs }: Mover): boolean {
  if (needs === undefined) return true;
  try {
    createRequire(`${process.env["BENCH_POOLS"] ?? process.cwd()}/from-here.js`).resolve(needs);
    return true;
  } catch {
    console.log(`  ${name}: not installed, left out (BENCH_POOLS names a directory with node_modules)`);
    return false;
  }
}

/** The best of the rounds for each tool by its name; a tool that failed or took too long has none. */
function measured(there: readonly Mover[], kind: string, size: number): Map<string, Crossing> {
  const best = new Map<string, Crossing>();
  const rounds = size < 10_000_000 ? 3 : 1;
  waitForQuiet();
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, command, isLost } of there) {
      if (isLost?.(kind) === true || (round > 0 && !best.has(name))) continue;
      const one = crossing(command, kind, size);
      if (one === undefined) continue;
      const { alone, together } = best.get(name) ?? one;
      best.set(name, { alone: Math.min(alone, one.alone), together: Math.min(together, one.together) });
    }
  }
  return best;
}

function crossing(
  [program = "", ...given]: readonly string[],
  kind: string,
  size: number,
): Crossing | undefined {
  const words = [...given, kind, String(size), "1500"];
  const { stdout, error } = spawnSync(program, words, {
    encoding: "utf8",
    timeout: longestMs,
    killSignal: "SIGKILL",
  });
  return error === undefined && stdout.startsWith("{") ? (JSON.parse(stdout) as Crossing) : undefined;
}

function crossingText(crossing: Crossing | undefined): string {
  return crossing === undefined ? "–" : `${millis(crossing.alone)} / ${millis(crossing.together)}`;
}

function millis(amount: number): string {
  return amount.toFixed(amount < 1 ? 3 : amount < 100 ? 1 : 0);
}
