// The workload `data`: values that cross to a worker and back, beside what else moves data between processes. Every
// round starts each tool anew and in turn; the best of the rounds counts, for others use the machine too.
import { spawnSync } from "node:child_process";
import { poolVersion } from "./bare.ts";
import { waitForQuiet } from "./quiet.ts";
import { peer, python } from "./tool.ts";

const kinds = ["bytes", "numbers", "objects"] as const;
const sizes = [10, 10_000, 1_000_000, 50_000_000] as const;
const sizeTexts = sizes.map((size) => `${size.toLocaleString("en")} B`);
const longestMs = 60_000;

/** A way to move data. */
interface Mover {
  readonly name: string;
  readonly command: readonly string[];
  /** Whether a Uint8Array does not come back as one, as from JSON. */
  readonly losesBytes?: boolean;
  /** Whether its workers are threads, which need not move all that processes must. */
  readonly isThreads?: boolean;
  /** What has to be installed for it. */
  readonly needs?: string;
}

/** The shortest milliseconds of a call: with one under way, and with many. */
interface Crossing {
  readonly alone: number;
  readonly together: number;
}

const node = (file: string, ...given: readonly string[]): readonly string[] => {
  return [process.execPath, "--conditions=pipefish-source", peer(`data/${file}`), ...given];
};
const fork = (serialization: string): Mover => {
  const command = node("pools.js", "fork", serialization);
  return { name: `fork(), ${serialization}`, command, losesBytes: serialization === "json" };
};
const processes = (needs: string): Mover => {
  return { name: needs, command: node("pools.js", needs, "processes"), losesBytes: true, needs };
};
const threads = (needs: string): Mover => {
  return { name: `${needs} (threads)`, command: node("pools.js", needs, "threads"), isThreads: true, needs };
};
const own: Mover = { name: "pipefish", command: node("pipefish.ts") };
const movers: readonly Mover[] = [
  own,
  fork("advanced"),
  fork("json"),
  { name: "multiprocessing.Pool", command: [python, peer("data/pool.py")] },
  processes("tinypool"),
  processes("workerpool"),
  threads("piscina"),
];

/** Measures how data crosses, and prints a table for each kind of data. */
export function measureData(): void {
  const there = movers.filter(isThere);
  for (const kind of kinds) {
    console.log(`\n${kind}: milliseconds a call, one under way / many\n`);
    console.log(`| | ${sizeTexts.join(" | ")} |`);
    console.log(`|---|${sizes.map(() => "---:|").join("")}`);
    const columns = sizes.map((size) => measured(there, kind, size));
    for (const { name } of there)
      console.log(`| ${name} | ${columns.map((column) => crossingText(column.get(name))).join(" | ")} |`);
    const verdicts = columns.map((column, i) => aimText(column, sizeTexts[i] ?? ""));
    console.log(`\naim: first among processes: ${verdicts.join("; ")}`);
  }
}

/** How pipefish stands to the best of the processes at a size, with one call under way and with many. */
function aimText(column: ReadonlyMap<string, Crossing>, size: string): string {
  const mine = column.get(own.name);
  const isPeer = (mover: Mover): boolean => mover !== own && mover.isThreads !== true;
  const peers = movers.filter(isPeer).flatMap(({ name }) => column.get(name) ?? []);
  if (mine === undefined || peers.length === 0) return `${size} cannot be told here`;
  const parts = (["alone", "together"] as const).map(
    (way) => mine[way] / Math.min(...peers.map((peer) => peer[way])),
  );
  const verdict = parts.every((part) => part <= 1) ? "met" : "missed";
  return `${size} ${verdict}, ${parts.map((part) => part.toFixed(2)).join(" / ")} of the best`;
}

function isThere({ name, needs }: Mover): boolean {
  if (needs === undefined || poolVersion(needs) !== undefined) return true;
  console.log(`  ${name}: not installed, left out (BENCH_POOLS names a directory with node_modules)`);
  return false;
}

/** The best of the rounds for each tool by its name; a tool that failed or took too long has none. */
function measured(there: readonly Mover[], kind: string, size: number): Map<string, Crossing> {
  const best = new Map<string, Crossing>();
  const rounds = size < 10_000_000 ? 3 : 1;
  waitForQuiet();
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, command, losesBytes } of there) {
      if ((losesBytes === true && kind === "bytes") || (round > 0 && !best.has(name))) continue;
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
