// How long jobs will take, and which jobs run in turn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { regex, suffix } from "../../src/model/filter.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { jobsBelow } from "../../src/plan/below.ts";
import { type Estimate, estimate, staleShares } from "../../src/plan/estimate.ts";
import type { Plan, PlannedJob } from "../../src/plan/plan.ts";
import { makeRig } from "../support/rig.ts";

const run = (): void => undefined;

/** Four letters, each copied, and what is made of all copies. */
function letters(jobsLimit?: number): TaskSet {
  const set = new TaskSet("p");
  const copy = set.transform({
    name: "copy",
    input: ["a.txt", "b.txt", "c.txt", "d.txt"],
    filter: suffix(".txt"),
    output: ".copy",
    ...(jobsLimit === undefined ? {} : { jobsLimit }),
    run,
  });
  set.merge({ name: "all", input: copy, output: "all", run });
  return set;
}

/** A plan whose jobs took so long, in the order of the plan. */
function timed(set: TaskSet, ...tookMs: readonly (number | undefined)[]): Plan {
  const rig = makeRig();
  rig.write("a.txt", "b.txt", "c.txt", "d.txt");
  const plan = rig.plan(set);
  const times = [...tookMs];
  return {
    ...plan,
    tasks: plan.tasks.map((planned) => ({
      ...planned,
      jobs: planned.jobs.map((job) => ({ ...job, lastMs: times.shift() })),
    })),
  };
}

function estimated(plan: Plan, places: number): Estimate | undefined {
  return estimate(staleShares(plan.tasks), places);
}

test("jobs take as long as they took, one after the other", () => {
  const plan = timed(letters(), 10, 20, 30, 40, 5);
  assert.deepEqual(estimated(plan, 1), { ms: 105, isLeast: false });
});

test("with several places, tasks still wait for each other, and no task is shorter than its longest job", () => {
  assert.deepEqual(estimated(timed(letters(), 10, 20, 30, 40, 5), 2), { ms: 55, isLeast: false });
  assert.deepEqual(estimated(timed(letters(), 10, 20, 30, 100, 5), 4), { ms: 105, isLeast: false });
});

test("a limit of a task holds for the estimate", () => {
  assert.deepEqual(estimated(timed(letters(1), 10, 20, 30, 40, 5), 4), { ms: 105, isLeast: false });
});

test("a job of which nothing is recorded counts as the mean of its task", () => {
  assert.deepEqual(estimated(timed(letters(), 10, undefined, 30, undefined, 5), 1), {
    ms: 85,
    isLeast: false,
  });
});

test("a task of which nothing is recorded makes an estimate a lower bound, and nothing known makes none", () => {
  assert.deepEqual(estimated(timed(letters(), 10, 10, 10, 10, undefined), 1), { ms: 40, isLeast: true });
  assert.equal(estimated(timed(letters()), 1), undefined);
});

/** The names of the jobs below those that make some files, by task. */
function below(set: TaskSet, file: string, counts = (_: PlannedJob): boolean => true): string[] {
  const rig = makeRig();
  rig.write("a.txt", "b.txt", "c.txt", "d.txt");
  const plan = rig.plan(set);
  const roots = plan.tasks.flatMap(({ jobs }) =>
    jobs.filter(({ job }) => [job.output].flat().includes(file)),
  );
  assert.equal(roots.length, 1);
  return jobsBelow(plan, roots, "/work", counts).map(
    ({ planned, jobs, isOpen }) => `${planned.task.name} ${jobs.length}${isOpen ? " or more" : ""}`,
  );
}

test("what runs in turn is what needs the files, and what needs theirs, however they are spelt", () => {
  const set = letters();
  set.transform({ name: "other", input: "./b.copy", filter: regex(/b/), output: "b.other", run });
  set.merge({ name: "more", input: ["a.txt", "../work/all"], output: "more", run });
  assert.deepEqual(below(set, "a.copy"), ["all 1", "more 1"]);
  assert.deepEqual(below(set, "b.copy"), ["all 1", "other 1", "more 1"]);
  assert.deepEqual(below(set, "more"), []);
});

test("what reads a directory runs in turn when something in it is made, but not what writes into it as well", () => {
  const set = letters();
  const made = set.originate({ name: "made", output: "in/deep/made", run });
  set.merge({ name: "list", input: "../work/in", follows: made, output: "list", run });
  set.merge({ name: "more", input: "in", follows: made, output: "in/more", run });
  assert.deepEqual(below(set, "in/deep/made"), ["list 1"]);
});

test("jobs that do not count are not followed", () => {
  const set = letters();
  set.merge({ name: "more", input: "all", output: "more", run });
  assert.deepEqual(
    below(set, "a.copy", ({ job }) => job.task.name !== "all"),
    [],
  );
});

test("where files are still to come, jobs may come", () => {
  const set = letters();
  const parts = set.split({ name: "parts", input: "all", output: "*.part", run });
  const each = set.transform({ name: "each", input: parts, filter: suffix(".part"), output: ".each", run });
  set.merge({ name: "end", input: each, output: "end", run });
  assert.deepEqual(below(set, "d.copy"), ["all 1", "parts 1", "each 0 or more", "end 0 or more"]);
});
