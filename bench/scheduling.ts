// The workload `scheduling`: what the scheduler itself costs for a job, from few jobs to many. Jobs end at once, and no file
// is looked at: what is measured is all that happens between a plan and the summary.
import { setImmediate } from "node:timers/promises";
import { count as counted } from "../src/base/text.ts";
import { suffix } from "../src/model/filter.ts";
import type { Outcome } from "../src/model/job.ts";
import { TaskSet } from "../src/model/task-set.ts";
import { type LookedOver, lookOver } from "../src/plan/look-over.ts";
import type { Disk, Receipt } from "../src/plan/ports.ts";
import type { Executor } from "../src/schedule/executor.ts";
import type { JobOrder } from "../src/schedule/job-order.ts";
import { longestPath } from "../src/schedule/longest-path.ts";
import { Scheduler } from "../src/schedule/scheduler.ts";
import { openForgetfulLedger } from "../src/storage/forgetful-ledger.ts";

const counts = [100, 1_000, 10_000, 100_000];
const slots = 2;
/** As many jobs are handed out ahead at most as a pool does with short ones. */
const handedOut = slots * 64;

/** A way to run jobs. */
interface Way {
  readonly name: string;
  readonly order: JobOrder;
  /** Whether it is known how long each job took before. */
  readonly isTimed: boolean;
}

const ways: readonly Way[] = [
  { name: "task by task", order: "task", isTimed: false },
  { name: "task by task, times known", order: "task", isTimed: true },
  { name: "job by job", order: "job", isTimed: false },
  { name: "job by job, times known", order: "job", isTimed: true },
];

/** Measures the scheduler, and prints microseconds a job. */
export async function measureScheduling(): Promise<void> {
  const shown = counts.map((count) => counted(count, "job"));
  console.log(`\nscheduling: microseconds of the processor a job, of two tasks with as many jobs each\n`);
  console.log(`| | ${shown.join(" | ")} |`);
  console.log(`|---|${counts.map(() => "---:|").join("")}`);
  for (const way of ways) {
    const cells: string[] = [];
    for (const count of counts) cells.push((await microseconds(count, way)).toFixed(1));
    console.log(`| ${way.name} | ${cells.join(" | ")} |`);
  }
}

/** The least of several runs, in time of the processor: others use the machine too. */
async function microseconds(count: number, way: Way): Promise<number> {
  const runs = count > 10_000 ? 5 : 15;
  let bestMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) bestMs = Math.min(bestMs, await milliseconds(count, way));
  return (bestMs * 1_000) / count;
}

async function milliseconds(count: number, way: Way): Promise<number> {
  const ledger = way.isTimed ? { ...openForgetfulLedger(), recall } : openForgetfulLedger();
  const looked = lookOver(pipelineOf(count / 2), {}, { ledger, code, contents, disk });
  const scheduler = makeScheduler(looked, way);
  const before = process.cpuUsage();
  const { jobs } = await scheduler.run();
  const { user, system } = process.cpuUsage(before);
  if (jobs.done !== count) throw new Error(`${jobs.done} of ${count} jobs were done`);
  return (user + system) / 1_000;
}

function pipelineOf(count: number): TaskSet {
  const set = new TaskSet("bench");
  const output = Array.from({ length: count }, (_, i) => `${i}.a`);
  const made = set.originate({ name: "made", output, run: () => undefined });
  const [filter, run] = [suffix(".a"), (): void => undefined];
  set.transform({ name: "used", input: made, filter, output: ".b", run });
  return set;
}

/** Receipts of jobs that were begun again. How long they took lies in no order: no job is where it belongs. */
function recall(keys: readonly string[]): Receipt[] {
  return keys.map((key) => ({
    ...begun,
    key,
    durationMs: 1 + ((Number.parseInt(key, 10) * 7_919) % 10_007),
  }));
}

const begun = {
  task: "",
  finished: false,
  startedAt: 0,
  seen: "",
  left: "",
  code: undefined,
  extras: undefined,
  attempt: 1,
  digests: undefined,
  before: "",
};

function makeScheduler(looked: LookedOver, { order }: Way): Scheduler {
  const { graph, planner, owing, fingerprints, digests, survey } = looked;
  const planned = survey.tasks;
  return new Scheduler({
    pipeline: "bench",
    graph,
    planned,
    warnings: [],
    digests,
    planner,
    owing,
    replan: (task) => planner.replan(task),
    order,
    weigh: longestPath({ graph, planned, planner, order, slots }),
    resources: {},
    makeDirectory: () => undefined,
    touch: () => undefined,
    executor: new EmptyExecutor(),
    ledger: openForgetfulLedger(),
    results: { keep: () => undefined, read: () => undefined },
    fingerprints,
    onError: "finish",
    concludes: true,
    again: () => undefined,
    signal: new AbortController().signal,
    killed: new AbortController().signal,
    emit: () => undefined,
    startedAt: 0,
    now: () => 0,
    after: () => () => undefined,
  });
}

const code = { partsOf: () => [] };
const contents = { read: () => [], readLater: () => Promise.resolve([]), close: () => undefined };

/** Files that are there whatever is done: no job has a receipt, so that all of them run. */
const facts = { sizeBytes: 0, mtimeNs: 0n, isDirectory: false };
const disk: Disk = {
  directory: "/",
  look: (names) => names.map(() => facts),
  lookInto: () => undefined,
  glob: () => [],
  makeDirectory: () => undefined,
  touch: () => undefined,
};

const done: Outcome = { kind: "done", startedAt: 0, durationMs: 1, seen: "", left: "" };

/** Runs nothing: what was handed out has ended when the event loop comes round. */
class EmptyExecutor implements Executor {
  readonly slots = slots;
  #reserved = 0;
  #ending: Promise<void> | undefined;

  reserve(): boolean {
    if (this.#reserved === handedOut) return false;
    this.#reserved += 1;
    return true;
  }

  async start(): Promise<Outcome> {
    this.#ending ??= setImmediate().then(() => {
      this.#ending = undefined;
      this.#reserved = 0;
    });
    await this.#ending;
    return done;
  }

  stop(): void {
    // There is nothing that runs.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
