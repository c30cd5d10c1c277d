// One random pipeline in real processes, twice: undisturbed, and killed at random points and run again. What both leave
// must be the same to the byte, and what was recorded as done must not be done again.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { RunOptions } from "../../src/run-options.ts";
import { gone } from "../support/leftovers.ts";
import type { Ended, Running } from "../support/project.ts";
import { Random } from "../support/random.ts";
import { type Round, stories, totals } from "../support/random-pipeline.ts";
import { type RealStep, wayOf } from "../support/real-steps.ts";
import { RealStory } from "../support/real-story.ts";
import type { Cleanup } from "../support/seeds.ts";

const hook = new URL("fixtures/kill-at.ts", import.meta.url).href;

/** What came of one seed. */
export interface Crashes {
  readonly kills: number;
  /** Jobs that were recorded as done in runs that were killed. */
  readonly recorded: number;
}

/** Plays the pipeline of a seed. @throws when something is not as it must be */
export async function playCrashes(context: Cleanup, seed: number): Promise<Crashes> {
  const [story] = fc.sample(stories({ forced: false, levels: ["history", "contents"] }), {
    seed,
    numRuns: 1,
  });
  assert.ok(story !== undefined);
  const random = new Random(seed);
  const steps = story.steps.map((step): RealStep => {
    const isFlaky = random.oneIn(5);
    return { ...step, way: wayOf(step, (n) => random.oneIn(n)), isFlaky, retries: isFlaky ? 1 : 0 };
  });
  const [undisturbed, disturbed] = [new RealStory(context, steps), new RealStory(context, steps)];
  const jobs = random.pick([1, 3]);
  const crashes = { kills: 0, recorded: 0 };
  for (const round of story.rounds) {
    undisturbed.edit(round);
    const whole = await start(undisturbed, round, jobs, "run:0").ended;
    assert.equal(whole.code, 0, whole.stderr);
    disturbed.edit(round);
    const before = disturbed.lastRun();
    for (let n = random.below(3); n >= 0; n -= 1) {
      if (await killed(disturbed, round, jobs, random, pointsOf(whole))) crashes.kills += 1;
    }
    crashes.recorded += await assertMended(disturbed, undisturbed, { jobs, round, before });
  }
  return crashes;
}

/** A small pipeline that has a bit of everything. */
const small: readonly RealStep[] = [
  { name: "t0", kind: "originate", from: [], way: "function", isFlaky: false, isPair: true },
  {
    name: "t1",
    kind: "transform",
    from: [{ step: "t0", isPattern: false }],
    way: "command",
    isFlaky: true,
    isPair: false,
  },
  {
    name: "t2",
    kind: "split",
    from: [{ step: "t1", isPattern: false }],
    way: "function",
    isFlaky: false,
    isPair: false,
  },
  {
    name: "t3",
    kind: "merge",
    from: [{ step: "t2", isPattern: false }],
    way: "function",
    isFlaky: true,
    isPair: false,
  },
].map(
  (step) =>
    ({
      ...step,
      retries: 1,
      hasReference: false,
      isLazy: false,
      isCoarse: false,
      limit: undefined,
      resources: {},
    }) as RealStep,
);

const round: Round = { check: "history", edits: [], targets: undefined, forced: [], order: "task", seed: 0 };

/**
 * Kills one small pipeline at every `step`-th point that the run, or a worker, comes to, from point `first` on, and runs it
 * again each time.
 *
 * @returns the number of kills
 */
export async function playPoints(context: Cleanup, first: number, step: number): Promise<number> {
  let kills = 0;
  for (const [role, jobs] of [
    ["run", 1],
    ["run", 2],
    ["worker", 2],
  ] as const) {
    const undisturbed = new RealStory(context, small);
    const whole = await start(undisturbed, round, jobs, `${role}:0`).ended;
    const points = role === "run" ? pointsOf(whole) : Infinity;
    for (let point = first; point <= points; point += step) {
      const disturbed = new RealStory(context, small);
      const { signal } = await start(disturbed, round, jobs, `${role}:${point}`).ended;
      // A worker has no more points than that.
      if (signal === null && role === "worker") break;
      if (signal !== null) kills += 1;
      await assertMended(disturbed, undisturbed, { jobs, round, before: 0 });
    }
  }
  return kills;
}

/** How a story that was disturbed is run to its end. */
interface Ending {
  readonly jobs: number;
  readonly round: Round;
  /** The number of the last run before those that were killed. */
  readonly before: number;
}

/** Runs what was killed to its end. @returns how many jobs were recorded before */
async function assertMended(
  disturbed: RealStory,
  undisturbed: RealStory,
  { jobs, round, before }: Ending,
): Promise<number> {
  await gone(disturbed.project);
  const recorded = disturbed.recordedAfter(before);
  disturbed.write("ran", "");
  assert.equal((await disturbed.run(optionsOf(round, jobs))).ok, true);
  assert.deepEqual(disturbed.files, undisturbed.files, "the files are those of a run that nothing disturbed");
  const again = disturbed.project.lines("ran").filter((name) => recorded.includes(name));
  assert.deepEqual(again, [], "what was recorded as done is not done again");
  return recorded.length;
}

function optionsOf({ check, targets, order }: Round, multiprocess: number): RunOptions {
  return { multiprocess, check, order, resources: totals, ...(targets === undefined ? {} : { targets }) };
}

/** Starts a run that is killed at a point. */
function start(story: RealStory, round: Round, jobs: number, killAt: string): Running {
  const environment = { KILL_AT: killAt };
  return story.start(optionsOf(round, jobs), { node: [`--import=${hook}`], environment });
}

function pointsOf({ stderr }: Ended): number {
  return Number(/points: (\d+)/.exec(stderr)?.[1]);
}

/** Runs a pipeline and kills it: at a point of the run or of a worker, or at an instant. False if it ended before. */
async function killed(
  story: RealStory,
  round: Round,
  jobs: number,
  random: Random,
  points: number,
): Promise<boolean> {
  const way = random.pick(["run", "run", jobs === 1 ? "run" : "worker", "instant"]);
  const number = 1 + random.below(way === "worker" ? 60 : points);
  const running = start(story, round, jobs, `${way}:${number}`);
  const timer =
    way === "instant"
      ? setTimeout(() => process.kill(-running.pid, "SIGKILL"), random.below(800))
      : undefined;
  const { signal, code, stderr } = await running.ended;
  clearTimeout(timer);
  if (signal === null) assert.equal(code, 0, stderr);
  await gone(story.project);
  return signal !== null;
}
