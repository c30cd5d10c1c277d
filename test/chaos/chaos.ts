// One random pipeline of many jobs in real processes, some of which go wrong on purpose: the run ends, its summary is what
// that implies, nothing is left over, and when all behave the next run makes what is missing and nothing else.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import type { RunOptions } from "../../src/run-options.ts";
import { jobOrders } from "../../src/schedule/job-order.ts";
import { commandFaults, type Fault, functionFaults } from "../support/faults.ts";
import { Random } from "../support/random.ts";
import { Circumstances, stories, totals } from "../support/random-pipeline.ts";
import { type RealStep, wayOf } from "../support/real-steps.ts";
import { RealStory, type Told } from "../support/real-story.ts";
import type { Cleanup } from "../support/seeds.ts";
import { SimpleModel } from "../support/simple-model.ts";

const sources = [..."abcdef"].flatMap((letter) => [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `${letter}${n}.s`));
const given = ["ref.r", ...sources];

/** Longer than any job takes that behaves, on a machine that has much to do. */
const timeoutMs = 8000;

/** What came of a seed. */
export interface Chaos {
  readonly jobs: number;
  readonly failed: number;
}

/** A pipeline, what goes wrong in it, and how it is run. */
interface Plot {
  readonly steps: readonly RealStep[];
  /** The jobs of each step. */
  readonly jobs: ReadonlyMap<string, readonly string[]>;
  readonly faults: ReadonlyMap<string, Fault>;
  readonly options: RunOptions;
}

/** Plays the pipeline of a seed. @throws when something is not as it must be */
export async function playChaos(context: Cleanup, seed: number): Promise<Chaos> {
  const plot = plotOf(seed);
  const [wild, tame] = [new RealStory(context, plot.steps, given), new RealStory(context, plot.steps, given)];
  await tame.run({ multiprocess: 1, resources: totals });

  mkdirSync(wild.project.path("faults"));
  for (const [job, { name }] of plot.faults) writeFileSync(wild.project.path(`faults/${fileOf(job)}`), name);
  const told = await wild.run(plot.options);
  assertImplied(told, plot);
  const recorded = wild.recordedAfter(0);
  const withFiles = plot.steps.filter(({ kind }) => kind !== "parallel").map(({ name }) => name);
  const doneCount = told.tasks
    .filter(({ name }) => withFiles.includes(name))
    .reduce((sum, { jobs }) => sum + jobs.done, 0);
  assert.equal(recorded.length, doneCount, "what is done is recorded, and nothing else");

  rmSync(wild.project.path("faults"), { recursive: true });
  wild.write("ran", "");
  assert.equal((await wild.run(plot.options)).ok, true);
  assert.deepEqual(wild.files, tame.files, "the files are those of a run in which nothing went wrong");
  const again = wild.project.lines("ran").filter((name) => recorded.includes(name));
  assert.deepEqual(again, [], "what was recorded as done is not done again");
  return { jobs: told.jobs.total, failed: told.jobs.failed };
}

/** The file in which a job finds its fault: it knows its first output, or its number. */
function fileOf(job: string): string {
  const [step = "", own = ""] = job.split(" ");
  return own.includes(".") ? own : `${step} ${own}`;
}

function plotOf(seed: number): Plot {
  const [story] = fc.sample(stories({ known: true }), { seed, numRuns: 1 });
  assert.ok(story !== undefined);
  const random = new Random(seed);
  const steps = story.steps.map((step): RealStep => {
    const retries = random.pick([0, 0, 1, 2]);
    return {
      ...step,
      way: wayOf(step, (n) => random.oneIn(n)),
      retries,
      ...(retries === 0 && random.oneIn(2) ? { timeoutMs } : {}),
    };
  });
  const options: RunOptions = {
    ...random.pick([{ multiprocess: 1 }, { multiprocess: 2 }, { multiprocess: 4 }, { multithread: 3 }]),
    onError: random.pick(["finish", "continue", "continue", "stop"]),
    order: random.pick(jobOrders),
    resources: totals,
    graceMs: 300,
  };
  const all = new SimpleModel(steps, new Circumstances(), given).run({
    check: "history",
    targets: undefined,
    forced: [],
  });
  const jobs = new Map(steps.map(({ name }) => [name, all.filter((job) => job.startsWith(`${name} `))]));
  return { steps, jobs, faults: faultsOf(steps, jobs, options, random), options };
}

function faultsOf(
  steps: readonly RealStep[],
  jobs: Plot["jobs"],
  { multiprocess = 1, multithread }: RunOptions,
  random: Random,
): Map<string, Fault> {
  const faults = new Map<string, Fault>();
  // Jobs that never end take their time, and so one is enough.
  let endless = 1;
  const rarity = random.pick([4, 15, 60]);
  for (const step of steps) {
    const kinds = (step.way === "function" ? functionFaults : commandFaults).filter((fault) => {
      if (fault.name === "never ends") return step.timeoutMs !== undefined;
      if (fault.isOnce) return step.retries > 0;
      return true;
    });
    // With one place, functions run in the process of the run, unless they may have to be killed.
    const isProcess =
      step.way === "command" || multiprocess > 1 || (step.timeoutMs !== undefined && !multithread);
    const possible = kinds.filter(({ needs, name }) => {
      if (name === "makes nothing") return step.kind !== "parallel";
      return isProcess || needs === undefined || (needs === "thread" && multithread !== undefined);
    });
    for (const job of jobs.get(step.name) ?? []) {
      if (!random.oneIn(rarity)) continue;
      const fault = random.pick(possible);
      if (fault.name === "never ends" && endless-- <= 0) continue;
      faults.set(job, fault);
    }
  }
  return faults;
}

/** The summary is what the faults imply: to the number, where the run goes on after a failure. */
function assertImplied(told: Told, plot: Plot): void {
  const faulty = [...plot.jobs.values()].flat().filter((job) => isFaulty(plot, job));
  // A run that starts nothing more gives up jobs that wait for their next try.
  const mayFail = (job: string): boolean =>
    isFaulty(plot, job) || (plot.options.onError !== "continue" && plot.faults.get(job)?.isOnce === true);
  assert.deepEqual(
    told.failed.filter((job) => !mayFail(job)),
    [],
    "no job fails that does nothing wrong",
  );
  assert.equal(new Set(told.failed).size, told.jobs.failed);
  assert.equal(told.ok, faulty.length === 0);
  if (faulty.length > 0) assert.ok(told.jobs.failed > 0);
  const isWhole = plot.options.onError === "continue" || faulty.length === 0;
  for (const { name, jobs } of told.tasks) {
    const own = plot.jobs.get(name) ?? [];
    const { done, failed, cancelled, skipped } = jobs;
    assert.equal(jobs.total, own.length, `the jobs of ${name}`);
    assert.equal(done + failed + cancelled + skipped, own.length);
    assert.equal(failed, told.failed.filter((job) => own.includes(job)).length);
    if (plot.options.onError !== "stop") assert.equal(cancelled, 0);
    if (above(plot, name).some((upper) => hasFaulty(plot, upper))) assertHindered(plot, name, skipped);
    else if (isWhole) {
      const fatal = own.filter((job) => isFaulty(plot, job)).length;
      assert.deepEqual([done, failed], [own.length - fatal, fatal], `the jobs of ${name}`);
    }
  }
}

/** What is below a failure has not run: all of it, or with jobs in their own order, what needs what has failed. */
function assertHindered(plot: Plot, name: string, skipped: number): void {
  const { length } = plot.jobs.get(name) ?? [];
  if (plot.options.order !== "job") assert.equal(skipped, length, `${name} waits for what has failed`);
  else if (length > 0 && directlyAbove(plot, name).some((upper) => hasFaulty(plot, upper)))
    assert.ok(skipped > 0, `jobs of ${name} wait for what has failed`);
}

function isFaulty({ faults }: Plot, job: string): boolean {
  return faults.get(job)?.isFatal === true;
}

function hasFaulty(plot: Plot, step: string): boolean {
  return (plot.jobs.get(step) ?? []).some((job) => isFaulty(plot, job));
}

function directlyAbove({ steps }: Plot, name: string): string[] {
  const { from = [] } = steps.find((step) => step.name === name) ?? {};
  return from.flatMap((one) => (one === "sources" ? [] : [one.step]));
}

function above(plot: Plot, name: string): string[] {
  return directlyAbove(plot, name).flatMap((upper) => [upper, ...above(plot, upper)]);
}
