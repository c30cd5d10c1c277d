// One random pipeline in real processes, twice: undisturbed, and killed at random points and run again. What both leave
// must be the same to the byte, and what was recorded as done must not be done again.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { gone } from "../support/leftovers.ts";
import type { Ended, Running } from "../support/project.ts";
import { Random } from "../support/random.ts";
import { type Round, stories } from "../support/random-pipeline.ts";
import { type RealStep, wayOf } from "../support/real-steps.ts";
import { assertSwept, RealStory } from "../support/real-story.ts";
import type { Cleanup } from "../support/seeds.ts";

const cli = fileURLToPath(new URL("../support/pipefish.ts", import.meta.url));
const hook = new URL("fixtures/kill-at.ts", import.meta.url).href;

/** What came of one seed. */
export interface Crashes {
  readonly kills: number;
  /** Jobs that were recorded as done in runs that were killed. */
  readonly recorded: number;
}

/** Plays the pipeline of a seed. @throws when something is not as it must be */
export async function playCrashes(context: Cleanup, seed: number): Promise<Crashes> {
  const [story] = fc.sample(stories({ forced: false }), { seed, numRuns: 1 });
  assert.ok(story !== undefined);
  const random = new Random(seed);
  const steps = story.steps.map((step): RealStep => {
    const isFlaky = random.oneIn(5);
    return { ...step, way: wayOf(step, (n) => random.oneIn(n)), isFlaky, retries: isFlaky ? 1 : 0 };
  });
  const [undisturbed, disturbed] = [new RealStory(context, steps), new RealStory(context, steps)];
  const jobs = random.pick(["1", "3"]);
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
].map((step) => ({ ...step, retries: 1, hasReference: false, isLazy: false, limit: undefined }) as RealStep);

const round: Round = { edits: [], targets: undefined, forced: [], seed: 0 };

/**
 * Kills one small pipeline at every `step`-th point that the run, or a worker, comes to, from point `first` on, and runs it
 * again each time.
 *
 * @returns the number of kills
 */
export async function playPoints(context: Cleanup, first: number, step: number): Promise<number> {
  let kills = 0;
  for (const [role, jobs] of [
    ["run", "1"],
    ["run", "2"],
    ["worker", "2"],
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
  readonly jobs: string;
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
  const last = await start(disturbed, round, jobs).ended;
  assert.equal(last.code, 0, last.stderr);
  assert.deepEqual(disturbed.files, undisturbed.files, "the files are those of a run that nothing disturbed");
  const again = disturbed.project.lines("ran").filter((name) => recorded.includes(name));
  assert.deepEqual(again, [], "what was recorded as done is not done again");
  assertSwept(disturbed.project);
  return recorded.length;
}

function start({ project }: RealStory, { targets = [] }: Round, jobs: string, killAt?: string): Running {
  const words = [cli, "run", "-j", jobs, "--reporter", "silent", ...targets.flatMap((name) => ["-T", name])];
  return killAt === undefined
    ? project.start(words)
    : project.start([`--import=${hook}`, ...words], { KILL_AT: killAt });
}

function pointsOf({ stderr }: Ended): number {
  return Number(/points: (\d+)/.exec(stderr)?.[1]);
}

/** Runs a pipeline and kills it: at a point of the run or of a worker, or at an instant. False if it ended before. */
async function killed(
  story: RealStory,
  round: Round,
  jobs: string,
  random: Random,
  points: number,
): Promise<boolean> {
  const way = random.pick(["run", "run", jobs === "1" ? "run" : "worker", "instant"]);
  const number = 1 + random.below(way === "worker" ? 60 : points);
  const running = start(story, round, jobs, way === "instant" ? undefined : `${way}:${number}`);
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
