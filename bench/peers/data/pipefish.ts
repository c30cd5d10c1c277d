// The workers of a run and the way to them, without plan and history: jobs that give back their parameter.
// node --conditions=pipefish-source pipefish.ts KIND SIZE MS
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Guardian } from "../../../src/executors/guardian.ts";
import { Pool } from "../../../src/executors/pool.ts";
import { WorkerProcess } from "../../../src/executors/worker-process.ts";
import { makeHello, noteLoadedModule, workerEntry } from "../../../src/hello.ts";
import { decode } from "../../../src/marshal/decode.ts";
import { timeCalls } from "./payload.ts";
import pipeline from "./pipeline.ts";

const logDirectory = mkdtempSync(join(tmpdir(), "pipefish-data-"));
noteLoadedModule(new URL("pipeline.ts", import.meta.url).href);
const hello = makeHello({ pipeline, options: {}, runtimeData: {}, logDirectory, earlier: [], wear: {} });
const guardian = new Guardian();
const setting = { hello, tell: (): void => undefined, graceMs: 5000 };
const pool = new Pool(2, setting, (told, by) => new WorkerProcess(workerEntry(), told, guardian, by));
const listener = { began: () => undefined, logged: () => undefined };
let id = 0;

async function call(value: object): Promise<unknown> {
  const task = { task: "data::echo", nameInRun: "echo" };
  const job = { ...task, id: id++, index: 0, input: null, output: null, extras: undefined };
  const outcome = await pool.run({ ...job, params: [value], attempt: 1 }, listener);
  if (outcome.kind !== "done" || outcome.result === undefined) throw new Error(JSON.stringify(outcome));
  return decode(outcome.result);
}

await timeCalls(call, process.argv.slice(2));
await pool.close();
await guardian.close();
rmSync(logDirectory, { recursive: true });
