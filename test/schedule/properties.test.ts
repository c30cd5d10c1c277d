// What holds for every pipeline, whatever is done to its files between runs, and wherever a run is cut off. Jobs end in an
// order that chance decides. What fails prints the seed and the smallest story that was found.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Resources } from "../../src/model/definition.ts";
import type { RunEvent } from "../../src/model/event.ts";
import type { Job } from "../../src/model/job.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { receiptKey } from "../../src/plan/receipt.ts";
import type { JobOrder } from "../../src/schedule/job-order.ts";
import type { OnError } from "../../src/schedule/setting.ts";
import { Random } from "../support/random.ts";
import {
  Circumstances,
  edit,
  fileEdits,
  given,
  type Level,
  perform,
  performHalf,
  type Round,
  type Story,
  stories,
  textsOf,
  totals,
} from "../support/random-pipeline.ts";
import { define } from "../support/random-steps.ts";
import { makeRig, type Rig, staleIn } from "../support/rig.ts";
import type { HeldJob } from "../support/scripted-executor.ts";
import { SimpleModel } from "../support/simple-model.ts";

/** How many stories are tried: a few each time, and many when that is asked for by PIPEFISH_STORIES. */
function runs(few: number): number {
  return few * Number(process.env["PIPEFISH_STORIES"] ?? 1);
}

const levels: readonly Level[] = ["history", "functions", "params", "contents"];

/** A story while it is played: a rig, and what its steps do. */
class Stage {
  readonly rig: Rig;
  readonly circumstances = new Circumstances();
  readonly story: Story;

  constructor(story: Story) {
    this.story = story;
    this.rig = makeRig({ slots: story.slots });
    this.rig.write(...given);
  }

  /** The pipeline, with the extras of now. */
  get set(): TaskSet {
    const { extras } = this.circumstances;
    return define(this.story.steps, new TaskSet("random"), ({ name }) => ({
      run: () => undefined,
      extras: { version: extras.get(name) },
    }));
  }

  edit({ edits }: Round): void {
    for (const change of edits) {
      this.circumstances.edit(change);
      if (change.kind === "code") this.rig.code.write(change.step, { code: String(change.version) });
      edit(this.rig.disk, change);
    }
  }

  readonly answer = (held: HeldJob): void => {
    perform(held, this.rig.disk, this.story.steps, this.circumstances);
  };

  /** What a round says of its run. */
  options({ check, targets, forced, order, seed }: Round): {
    check: Level;
    targets?: readonly string[];
    forced: readonly string[];
    order: JobOrder;
    resources: Resources;
    random: Random;
    answer(held: HeldJob): void;
  } {
    const { answer } = this;
    const random = new Random(seed);
    const named = targets === undefined ? {} : { targets };
    return { ...named, check, forced, order, resources: totals, random, answer };
  }
}

/** Jobs that run each time, since they make no files. */
function withoutFiles(names: readonly string[], { steps }: Story): string[] {
  const parallel = steps.filter(({ kind }) => kind === "parallel").map(({ name }) => name);
  return names.filter((name) => parallel.includes(name.split(" ")[0] ?? ""));
}

/** What was planned is what ran, as far as it was known. */
function assertAsPlanned(plan: Plan, ran: readonly string[]): void {
  for (const { task, complete } of plan.tasks) {
    const ofTask: string[] = ran.filter((name) => name.startsWith(`${task.name} `));
    if (complete) assert.deepEqual(staleIn(plan, task.name).sort(), ofTask);
  }
}

/** Plays a story, and compares each run with what the simple model says. */
async function playAgainstModel(story: Story, level?: "timestamps"): Promise<void> {
  const stage = new Stage(story);
  const { rig } = stage;
  const model = new SimpleModel(story.steps, stage.circumstances);
  const isLazy = story.steps.some((step) => step.isLazy);
  for (const round of story.rounds) {
    stage.edit(round);
    for (const change of round.edits) model.edit(change);
    const { set } = stage;
    const check = level ?? round.check;
    const options = { ...stage.options(round), check };
    const plan = rig.plan(set, options);
    const { summary, ran } = await rig.complete(set, options);
    assert.equal(summary.ok, true);
    assert.deepEqual(ran, model.run({ ...round, check }), "the jobs that ran are those of the model");
    assert.deepEqual(Object.keys(rig.disk.files), [...model.files.keys()].sort());
    // Where jobs below are judged by what is in their files, or by files that are left alone, fewer may run than planned.
    if (!isLazy && check !== "contents") assertAsPlanned(plan, ran);
    const again = await rig.complete(set, { ...options, forced: [] });
    assert.deepEqual(again.ran, model.run({ ...round, check, forced: [] }));
    if (check !== "timestamps" || !isLazy)
      assert.deepEqual(again.ran, withoutFiles(again.ran, story), "a second run does nothing");
  }
}

test("with history, the jobs that run are those of which something is not as it was when they ran", async () => {
  await fc.assert(
    fc.asyncProperty(stories(), (story) => playAgainstModel(story)),
    { numRuns: runs(200) },
  );
});

test("at each level, also in turns, the jobs that run are those of which something is not as the level asks", async () => {
  await fc.assert(
    fc.asyncProperty(stories({ levels }), (story) => playAgainstModel(story)),
    { numRuns: runs(300) },
  );
});

test("by contents, nothing runs below jobs that make the same files again", async () => {
  await fc.assert(
    fc.asyncProperty(stories({ levels: ["contents"] }), (story) => playAgainstModel(story)),
    { numRuns: runs(200) },
  );
});

test("with time stamps, the jobs that run are those of which an output is missing or not newer than an input", async () => {
  await fc.assert(
    fc.asyncProperty(stories({ leastParts: 1 }), (story) => playAgainstModel(story, "timestamps")),
    { numRuns: runs(120) },
  );
});

test("where jobs leave outputs as they are, nothing runs below for it", async () => {
  await fc.assert(
    fc.asyncProperty(stories({ lazy: true, levels }), (story) => playAgainstModel(story)),
    { numRuns: runs(200) },
  );
});

test("job by job or task by task, the same jobs run, the same files are there, and the summary is the same", async () => {
  await fc.assert(
    fc.asyncProperty(stories(), async (story) => {
      const [byTask, byJob] = [new Stage(story), new Stage(story)];
      for (const round of story.rounds) {
        const results = [];
        for (const stage of [byTask, byJob]) {
          stage.edit(round);
          const order = stage === byTask ? "task" : "job";
          const { ran, summary } = await stage.rig.complete(stage.set, { ...stage.options(round), order });
          const { ok, jobs, tasks, warnings } = summary;
          results.push({ ran, ok, jobs, tasks, warnings, files: stage.rig.disk.files });
        }
        assert.deepEqual(results[1], results[0]);
      }
    }),
    { numRuns: runs(200) },
  );
});

/** Plays a story without trouble; returns what is there after each round. */
async function playUndisturbed(story: Story): Promise<Readonly<Record<string, string>>[]> {
  const stage = new Stage(story);
  const after: Readonly<Record<string, string>>[] = [];
  for (const round of story.rounds) {
    stage.edit(round);
    await stage.rig.complete(stage.set, stage.options(round));
    after.push(stage.rig.disk.files);
  }
  return after;
}

/** The jobs of the last run that are recorded as done. */
function recorded({ executor, store }: Rig): string[] {
  const done = executor.spans.filter(({ job }) => store.receipts.get(receiptKey(job) ?? "")?.finished);
  return done.map(({ name }) => name);
}

test("a run that is killed at any point and run again leaves the same files as one that was not", async () => {
  const cuts = fc.infiniteStream(fc.nat({ max: 12 }));
  await fc.assert(
    fc.asyncProperty(stories({ forced: false, levels }), cuts, async (story, cutAfter) => {
      const expected = await playUndisturbed(story);
      const stage = new Stage(story);
      const { rig } = stage;
      for (const [i, round] of story.rounds.entries()) {
        stage.edit(round);
        const { set } = stage;
        const options = stage.options(round);
        const isCut = await rig.cut(set, { ...options, cutAfter: cutAfter.next().value ?? 0 });
        if (isCut) leaveHalf(rig.executor.running, stage, options.random);
        const done = recorded(rig);
        const { summary, ran } = await rig.complete(set, options);
        assert.equal(summary.ok, true);
        assert.deepEqual(rig.disk.files, expected[i]);
        assert.deepEqual(
          done.filter((name) => ran.includes(name)),
          [],
          "what was recorded as done is not done again",
        );
      }
    }),
    { numRuns: runs(160) },
  );
});

function leaveHalf(jobs: readonly HeldJob[], { story }: Stage, random: Random): void {
  for (const held of jobs) performHalf(held, story.steps, (n) => random.oneIn(n));
}

const policies: readonly OnError[] = ["finish", "continue", "stop"];

test("after failures the run that follows leaves the same files, and with 'continue' all runs that can", async () => {
  const failing = fc.infiniteStream(fc.constantFrom(true, false, false, false, false));
  await fc.assert(
    fc.asyncProperty(
      stories({ forced: false, levels }),
      fc.constantFrom(...policies),
      failing,
      async (story, onError, fails) => {
        const expected = await playUndisturbed(story);
        const stage = new Stage(story);
        const { rig } = stage;
        const model = new SimpleModel(story.steps, stage.circumstances);
        const [round] = story.rounds;
        if (round === undefined) return;
        stage.edit(round);
        for (const change of round.edits) model.edit(change);
        const { set } = stage;
        const options = stage.options(round);
        const answer = (held: HeldJob): void => {
          if (fails.next().value) {
            leaveHalf([held], stage, options.random);
            held.fail();
          } else stage.answer(held);
        };
        const broken = await rig.complete(set, { ...options, answer, onError });
        const failed = new Set(broken.summary.failures.map(({ job }) => job.task.name));
        const planned = model.run(round);
        const hindered = (name: string): boolean => {
          const step = name.split(" ")[0] ?? "";
          return [...model.withAbove(step)].some((above) => above !== step && failed.has(above));
        };
        const possible = planned.filter((name) => !hindered(name));
        // Job by job, more than that may run below a task of which a job failed.
        const able = round.order === "job" ? planned : possible;
        const isIn = (names: readonly string[], more: readonly string[]): void =>
          assert.deepEqual(
            names,
            more.filter((name) => names.includes(name)),
          );
        isIn(broken.ran, able);
        if (onError === "continue") isIn(possible, broken.ran);
        const mended = await rig.complete(set, options);
        assert.equal(mended.summary.ok, true);
        assert.deepEqual(rig.disk.files, expected[0]);
      },
    ),
    { numRuns: runs(160) },
  );
});

test("whatever is done to files while a run goes on, what is taken for up to date afterwards is", async () => {
  const edits = fc.infiniteStream(fc.option(fileEdits, { freq: 3, nil: undefined }));
  const early = fc.infiniteStream(fc.boolean());
  await fc.assert(
    fc.asyncProperty(stories({ forced: false, levels }), edits, early, async (story, during, readsEarly) => {
      const stage = new Stage(story);
      const { rig, set } = stage;
      const [round] = story.rounds;
      if (round === undefined) return;
      stage.edit(round);
      const texts = new Map<Job, readonly unknown[]>();
      const disturbed = {
        ...stage.options(round),
        onError: "continue",
        onEvent: (event: RunEvent) => {
          if (event.kind === "job-started") texts.set(event.job, textsOf(event.job, rig.disk));
        },
        answer: (held: HeldJob) => {
          const { steps } = story;
          const change = during.next().value;
          // A job may have read its inputs when it began, or only at its end.
          const read = readsEarly.next().value ? texts.get(held.job) : undefined;
          if (change !== undefined) edit(rig.disk, change);
          perform(held, rig.disk, steps, stage.circumstances, read ?? textsOf(held.job, rig.disk));
        },
      } as const;
      await rig.complete(set, disturbed);
      assert.equal((await rig.complete(set, stage.options(round))).summary.ok, true);
      const before = rig.disk.files;
      const targets = round.targets === undefined ? {} : { targets: round.targets };
      const all = story.steps.map(({ name }) => name);
      await rig.complete(set, { ...targets, forced: all, answer: stage.answer });
      assert.deepEqual(rig.disk.files, before, "to do everything once more changes nothing");
    }),
    { numRuns: runs(200) },
  );
});
