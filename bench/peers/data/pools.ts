// Pools from the registry of npm, two workers each: of processes, and one of threads to compare. BENCH_POOLS names the
// directory in whose node_modules they are.
// node pools.ts tinypool|workerpool|piscina KIND SIZE MS
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { timeCalls } from "./payload.ts";

interface Pool {
  run(value: object): Promise<unknown>;
  exec(name: string, given: readonly unknown[]): Promise<unknown>;
  destroy(): Promise<void>;
  terminate(): Promise<void>;
}
type PoolClass = new (options: object) => Pool;

const [name = "", ...what] = process.argv.slice(2);
const { resolve } = createRequire(`${process.env["BENCH_POOLS"] ?? process.cwd()}/from-here.js`);
const library = resolve(name);
const echo = fileURLToPath(new URL("echo.cjs", import.meta.url));
const module = (await import(pathToFileURL(library).href)) as Record<string, unknown>;

if (name === "workerpool") {
  process.env["WORKERPOOL"] = library;
  const { pool: make } = module["default"] as { pool(file: string, options: object): Pool };
  const pool = make(echo, { minWorkers: 2, maxWorkers: 2, workerType: "process" });
  await timeCalls((value) => pool.exec("echo", [value]), what);
  await pool.terminate();
} else {
  const isThreads = name === "piscina";
  const Class = (module["Piscina"] ?? module["Tinypool"] ?? module["default"]) as PoolClass;
  const runtime = isThreads ? {} : { runtime: "child_process" };
  const pool = new Class({ filename: echo, minThreads: 2, maxThreads: 2, ...runtime });
  await timeCalls((value) => pool.run(value), what);
  await pool.destroy();
}
