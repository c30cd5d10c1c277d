// Two workers of Node, by fork() or by a pool from npm, which call the function that a file exports. BENCH_POOLS names
// the directory in whose node_modules the pools are.
import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/** A pool by its name; `way` is threads or processes, and the serialization of fork(). */
export async function makePool(name, way, file) {
  if (name === "fork") return forked(way, file);
  const library = createRequire(`${process.env.BENCH_POOLS ?? process.cwd()}/from-here.js`).resolve(name);
  const module = await import(pathToFileURL(library).href);
  if (name === "workerpool") {
    process.env.BENCH_SERVE = library;
    const workerType = way === "threads" ? "thread" : "process";
    const pool = module.default.pool(file, { minWorkers: 2, maxWorkers: 2, workerType });
    return { call: (value) => pool.exec("call", [value]), end: () => pool.terminate() };
  }
  const runtime = way === "threads" ? {} : { runtime: "child_process" };
  const pool = new (module.Piscina ?? module.default)({
    filename: file,
    minThreads: 2,
    maxThreads: 2,
    ...runtime,
  });
  return { call: (value) => pool.run(value), end: () => pool.destroy() };
}

/** Every worker has its next call waiting in the pipe. */
function forked(serialization, file) {
  const env = { ...process.env, BENCH_SERVE: "fork" };
  const workers = [0, 1].map(() => {
    const waiting = [];
    const child = fork(file, [], { serialization, env });
    child.on("message", (answer) => waiting.shift()(answer));
    return { child, waiting };
  });
  const call = (value) => {
    const least = workers.reduce((a, b) => (b.waiting.length < a.waiting.length ? b : a));
    return new Promise((resolve) => {
      least.waiting.push(resolve);
      least.child.send(value);
    });
  };
  return { call, end: () => workers.forEach(({ child }) => void child.disconnect()) };
}
