// What is done when the last job of a task has ended: when it is, when it is not, and what waits for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunSummary } from "../../src/model/event.ts";
import { suffix } from "../../src/model/filter.ts";
import type { PostTask } from "../../src/model/options.ts";
import type { Task } from "../../src/model/task.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { touchFile } from "../../src/model/touch-file.ts";
import { makeRig } from "../support/rig.ts";

const run = (): void => undefined;

/** Two jobs, and a task below them. */
function twoJobs(postTask: PostTask | readonly PostTask[], activeIf = true): TaskSet {
  const set = new TaskSet("p");
  const make = set.originate({ name: "make", output: ["a.x", "b.x"], postTask, activeIf, run });
  set.transform({ name: "below", input: make, filter: suffix(".x"), output: ".y", run });
  return set;
}

/** A task, and one below it with something to do after its jobs. */
function above(postTask: PostTask): { set: TaskSet; top: Task } {
  const set = new TaskSet("p");
  const top = set.originate({ name: "top", output: "a.x", run });
  set.transform({ name: "t", input: top, filter: suffix(".x"), output: ".y", postTask, run });
  return { set, top };
}

/** A promise and the hands that settle it. */
function held(): { readonly promise: Promise<void>; resolve(): void; reject(error: Error): void } {
  let [resolve, reject]: [() => void, (error: Error) => void] = [run, run];
  const promise = new Promise<void>((ends, fails) => {
    [resolve, reject] = [ends, fails];
  });
  return { promise, resolve, reject };
}

function problemsOf({ problems }: RunSummary): string[] {
  return problems.map(({ code, task, message }) => `${code} ${task}: ${message}`);
}

test("it is done once, after the last job, in the order in which it is written, and the tasks below wait", async () => {
  const done: string[] = [];
  const later = held();
  const rig = makeRig();
  const actions = [
    () => done.push("first"),
    touchFile("one", "two"),
    () => {
      done.push(`${rig.disk.has("two")}`);
      return later.promise;
    },
    () => done.push("last"),
  ];
  const running = rig.run(twoJobs(actions));
  (await rig.started("make a.x")).finish();
  await rig.quiet();
  assert.deepEqual(done, []);
  (await rig.started("make b.x")).finish();
  await rig.quiet();
  assert.deepEqual([done, rig.running], [["first", "true"], []]);
  later.resolve();
  await rig.quiet();
  assert.deepEqual(
    [done, rig.running],
    [
      ["first", "true", "last"],
      ["below a.y", "below b.y"],
    ],
  );
  for (const name of rig.running) (await rig.started(name)).finish();
  assert.equal((await running).ok, true);
});

test("tasks that do not depend on it go on meanwhile", async () => {
  const later = held();
  const set = twoJobs(() => later.promise);
  const beside = set.originate({ name: "beside", output: "c", run });
  set.merge({ name: "more", input: beside, output: "d", run });
  const rig = makeRig();
  const running = rig.run(set);
  for (const name of ["make a.x", "make b.x", "beside c", "more d"]) (await rig.started(name)).finish();
  later.resolve();
  for (const name of ["below a.y", "below b.y"]) (await rig.started(name)).finish();
  assert.equal((await running).ok, true);
});

test("it is done when something ran above the task, though the task itself had nothing to do", async () => {
  let calls = 0;
  const { set } = above(() => {
    calls += 1;
  });
  const rig = makeRig();
  await rig.complete(set);
  assert.equal(calls, 1);
  rig.disk.remove("a.y");
  await rig.complete(set);
  assert.equal(calls, 2, "a job of it ran");
  await rig.complete(set);
  assert.equal(calls, 2, "nothing ran: it is passed over");
  const running = rig.run(set, { forced: ["top"] });
  // The file stays as it is, and so nothing has to be made of it.
  (await rig.started("top a.x")).finish([]);
  await running;
  assert.deepEqual(rig.executor.started, ["top a.x"]);
  assert.equal(calls, 3, "a task above it ran");
});

test("it is not done for a task that takes no part, nor when one of its jobs has failed", async () => {
  let calls = 0;
  const call = (): void => {
    calls += 1;
  };
  await makeRig().complete(twoJobs(call, false));
  const rig = makeRig();
  const running = rig.run(twoJobs(call), { onError: "continue" });
  (await rig.started("make a.x")).fail();
  (await rig.started("make b.x")).finish();
  assert.equal((await running).ok, false);
  assert.equal(calls, 0);
});

test("a task without jobs, below one that ran, has it done at once", async () => {
  let calls = 0;
  const set = new TaskSet("p");
  const parts = set.split({ name: "parts", input: "in", output: "*.part", run });
  const postTask = (): void => {
    calls += 1;
  };
  set.transform({ name: "t", input: parts, filter: suffix(".part"), output: ".o", postTask, run });
  const rig = makeRig();
  rig.write("in");
  const running = rig.run(set);
  (await rig.started("parts *.part")).finish([]);
  await running;
  assert.equal(calls, 1);
});

for (const [how, failing] of [
  [
    "throws",
    () => {
      throw new Error("no mail today");
    },
  ],
  ["rejects", () => Promise.reject(new Error("no mail today"))],
] as const) {
  test(`when it ${how}, the rest is left out, the run fails, and the tasks below do not run`, async () => {
    const done: string[] = [];
    const rig = makeRig();
    const set = twoJobs([failing, () => done.push("rest")]);
    const { summary, ran } = await rig.complete(set);
    assert.deepEqual([ran, done], [["make a.x", "make b.x"], []]);
    assert.deepEqual(problemsOf(summary), ["callback-failed make: 'postTask' failed: no mail today"]);
    assert.match(summary.problems[0]?.at?.file ?? "", /post-task\.test\.ts$/);
    assert.match(summary.problems[0]?.hint ?? "", /done and recorded/);
    const again = await rig.complete(set);
    assert.deepEqual(
      again.ran,
      [],
      "the jobs were recorded, and what is below waits for what is still to be done",
    );
    assert.deepEqual(problemsOf(again.summary), problemsOf(summary));
  });
}

test("what a run did not do to its end, the next one does, though no job is left; and no other does it again", async () => {
  const done: string[] = [];
  const broken = { is: true };
  const action = (): void => {
    if (broken.is) throw new Error("no mail today");
    done.push("mail");
  };
  const rig = makeRig();
  const set = twoJobs(action);
  await rig.complete(set);
  broken.is = false;
  const warned = rig.plan(set).problems.map(({ severity, code, task }) => `${severity} ${code} ${task}`);
  assert.deepEqual(warned, ["warning post-task-owed make"]);
  assert.deepEqual((await rig.complete(set)).ran, ["below a.y", "below b.y"]);
  assert.deepEqual([rig.plan(set).problems, (await rig.complete(set)).ran], [[], []]);
  assert.deepEqual(done, ["mail"]);
});

test("it is done by the next run when a run was killed between the last job of the task and its end", async () => {
  const done: string[] = [];
  const rig = makeRig();
  const never = new Promise<void>(() => undefined);
  const hangs = { is: true };
  const set = twoJobs(() => (hangs.is ? never : void done.push("mail")));
  void rig.run(set);
  for (const name of ["make a.x", "make b.x"]) (await rig.started(name)).finish();
  await rig.quiet();
  rig.store.holder?.close();
  hangs.is = false;
  await rig.complete(set);
  assert.deepEqual(done, ["mail"]);
});

test("with onError 'continue', what does not depend on it runs when it fails", async () => {
  const set = twoJobs(touchFile("missing/flag"));
  const beside = set.originate({ name: "beside", output: "c", run });
  set.merge({ name: "more", input: beside, output: "d", run });
  const rig = makeRig();
  const { summary, ran } = await rig.complete(set, { onError: "continue" });
  assert.deepEqual(ran, ["beside c", "make a.x", "make b.x", "more d"]);
  assert.match(problemsOf(summary).join(), /'postTask' failed: ENOENT/);
  assert.deepEqual(
    summary.tasks.map(({ name, jobs }) => [name, jobs.skipped]),
    [
      ["make", 0],
      ["below", 2],
      ["beside", 0],
      ["more", 0],
    ],
  );
});

test("a run that is interrupted while it is done waits for it, and starts nothing after it", async () => {
  const later = held();
  const stop = new AbortController();
  const rig = makeRig();
  const running = rig.run(
    twoJobs(() => later.promise),
    { signal: stop.signal },
  );
  for (const name of ["make a.x", "make b.x"]) (await rig.started(name)).finish();
  await rig.quiet();
  stop.abort();
  await rig.quiet();
  assert.ok(!rig.events.some(({ kind }) => kind === "run-ended"));
  later.resolve();
  const summary = await running;
  assert.deepEqual([summary.interrupted, summary.ok], [true, false]);
  assert.deepEqual(rig.executor.started, ["make a.x", "make b.x"]);
});

test("it is done for a task whose last job ended well while the run was being stopped", async () => {
  let calls = 0;
  const stop = new AbortController();
  const rig = makeRig({ isDeaf: true });
  const call = (): void => {
    calls += 1;
  };
  const running = rig.run(twoJobs(call), { signal: stop.signal });
  const jobs = [await rig.started("make a.x"), await rig.started("make b.x")];
  stop.abort();
  for (const job of jobs) job.finish();
  assert.equal((await running).interrupted, true);
  assert.equal(calls, 1);
});

test("a run that is killed waits no longer, and says that it was not done to its end", async () => {
  const stop = new AbortController();
  const kill = new AbortController();
  const rig = makeRig();
  const never = new Promise<void>(() => undefined);
  const running = rig.run(twoJobs([() => never, touchFile("flag")]), {
    signal: stop.signal,
    killed: kill.signal,
  });
  for (const name of ["make a.x", "make b.x"]) (await rig.started(name)).finish();
  await rig.quiet();
  stop.abort();
  kill.abort();
  const summary = await running;
  assert.equal(summary.interrupted, true);
  assert.deepEqual(problemsOf(summary), [
    "callback-failed make: 'postTask' failed: the run was killed before it had ended",
  ]);
  assert.equal(rig.disk.has("flag"), false);
});

test("when it is done, the ends of all jobs of the task are written down: a run that dies of it does none again", async () => {
  const seen: (boolean | undefined)[] = [];
  const rig = makeRig();
  const look = (): void => {
    seen.push(...["a.x", "b.x"].map((name) => rig.store.receipts.get(name)?.finished));
  };
  await rig.complete(twoJobs(look));
  assert.deepEqual(seen, [true, true]);
});
