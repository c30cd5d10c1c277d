// Which files `clean` may remove: those that receipts prove, and no others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { suffix } from "../../src/model/filter.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { candidatesOf, whyKept } from "../../src/plan/cleaning.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { Receipt } from "../../src/plan/ports.ts";
import { Random } from "../support/random.ts";
import { makeRig, type Rig } from "../support/rig.ts";

const run = (): void => undefined;

/** Each file of all jobs, with why it would stay; `goes` if it would not. Absent files are left out. */
function judged(rig: Rig, plan: Plan, change: (receipt: Receipt) => Receipt = ran): Record<string, string> {
  const jobs = plan.tasks.flatMap((planned) => planned.jobs);
  const recall = (keys: readonly string[]): (Receipt | undefined)[] =>
    keys.map((key) => rig.store.receipts.get(key)).map((receipt) => receipt && change(receipt));
  const placeOf = (name: string): string => name.replace(/^\.\//, "").replace(/^link\//, "raw/");
  const found = candidatesOf(plan, jobs, { recall, placeOf }).flatMap((one) => {
    const [is] = rig.disk.look([one.file]);
    return is === undefined ? [] : [[one.file, whyKept(one, is) ?? "goes"] as const];
  });
  return Object.fromEntries(found);
}

/** In a rig, jobs take no time; the files that they write are a little younger. */
function ran(receipt: Receipt): Receipt {
  return { ...receipt, durationMs: 5, startedAt: 1_600_000_000_000 };
}

function letters(): TaskSet {
  const set = new TaskSet("p");
  const copy = set.transform({
    name: "copy",
    input: ["a.txt", "b.txt"],
    filter: suffix(".txt"),
    output: ".copy",
    run,
  });
  set.merge({ name: "all", input: copy, output: "all", run });
  return set;
}

async function done(set: TaskSet, ...files: string[]): Promise<Rig> {
  const rig = makeRig();
  rig.write(...files);
  await rig.complete(set);
  return rig;
}

test("what jobs made goes, and inputs are not even looked at", async () => {
  const rig = await done(letters(), "a.txt", "b.txt");
  assert.deepEqual(judged(rig, rig.plan(letters())), { "a.copy": "goes", "b.copy": "goes", all: "goes" });
});

test("a file that somebody changed stays, and the others of the run go", async () => {
  const rig = await done(letters(), "a.txt", "b.txt");
  rig.write("a.copy");
  assert.deepEqual(judged(rig, rig.plan(letters())), { "a.copy": "changed", "b.copy": "goes", all: "goes" });
});

test("a file of which no run is recorded stays: never run, touched, interrupted", async () => {
  const rig = await done(letters(), "a.txt", "b.txt");
  const stay = { "a.copy": "unrecorded", "b.copy": "unrecorded", all: "unrecorded" };
  const plan = rig.plan(letters());
  assert.deepEqual(
    judged(rig, plan, (receipt) => ({ ...ran(receipt), durationMs: 0 })),
    stay,
  );
  assert.deepEqual(
    judged(rig, plan, (receipt) => ({ ...ran(receipt), finished: false })),
    stay,
  );
  rig.store.receipts.clear();
  assert.deepEqual(judged(rig, plan), stay);
});

test("an output of another day that the job makes no more goes as well", async () => {
  const set = (output: string[]): TaskSet => {
    const made = new TaskSet("p");
    made.originate({ name: "make", output: [output], run });
    return made;
  };
  const rig = await done(set(["one", "two"]));
  assert.deepEqual(judged(rig, rig.plan(set(["one", "three"]))), { one: "goes", two: "goes" });
});

test("what a job reads and no other makes stays, be it an output of that job, or under another name", async () => {
  const set = new TaskSet("p");
  set.files({ name: "in place", params: [["raw/data", ["raw/data", "log"]]], run });
  const rig = makeRig();
  rig.write("raw/data", "raw/other");
  const receipt = (left: string): Receipt => ({
    ...{ key: "raw/data", task: "p::in place", finished: true, startedAt: 0, durationMs: 5, seen: "" },
    ...{ left, code: undefined, extras: undefined, attempt: 1, digests: undefined, before: undefined },
  });
  rig.write("log");
  const facts = (name: string): string => {
    const [is] = rig.disk.look([name]);
    return `${name}\0${is?.sizeBytes} ${is?.mtimeNs}\0`;
  };
  rig.store.receipts.set("raw/data", receipt(facts("raw/data") + facts("log")));
  assert.deepEqual(
    judged(rig, rig.plan(set), (one) => one),
    { "raw/data": "source", log: "goes" },
  );
  const linked = new TaskSet("p");
  linked.merge({ name: "make", input: "raw/other", output: "link/other", run });
  rig.write("link/other");
  rig.store.receipts.set("link/other", { ...receipt(facts("link/other")), key: "link/other" });
  assert.deepEqual(
    judged(rig, rig.plan(linked), (one) => one),
    { "link/other": "source" },
  );
});

test("what a job made goes however short it was, and whatever time it gave the file", async () => {
  const rig = await done(letters(), "a.txt", "b.txt");
  const startedAt = Number(rig.disk.nowNs / 1_000_000n) + 30_000;
  assert.deepEqual(
    judged(rig, rig.plan(letters()), (receipt) => ({ ...ran(receipt), startedAt })),
    { "a.copy": "goes", "b.copy": "goes", all: "goes" },
  );
});

test("what was there before anything was recorded stays, though its job wrote over it, then and later", async () => {
  const rig = await done(letters(), "a.txt", "b.txt", "a.copy");
  const stays = { "a.copy": "older", "b.copy": "goes", all: "goes" };
  assert.deepEqual(judged(rig, rig.plan(letters())), stays);
  await rig.complete(letters(), { forced: ["copy"] });
  assert.deepEqual(judged(rig, rig.plan(letters())), stays);
});

test("a file is ours in the second run as it was in the first, and at time stamps as well", async () => {
  const rig = await done(letters(), "a.txt", "b.txt");
  rig.write("a.txt");
  await rig.complete(letters());
  await rig.complete(letters(), { forced: ["all"], check: "timestamps" });
  const startedAt = Number(rig.disk.nowNs / 1_000_000n) + 30_000;
  assert.deepEqual(
    judged(rig, rig.plan(letters()), (receipt) => ({ ...ran(receipt), startedAt })),
    { "a.copy": "goes", "b.copy": "goes", all: "goes" },
  );
});

test("a file of ours that another has changed since is ours when its job wrote it anew, by its time", async () => {
  const rig = await done(letters(), "a.txt", "b.txt");
  rig.write("a.copy");
  await rig.complete(letters());
  assert.equal(judged(rig, rig.plan(letters()))["a.copy"], "goes");
  const startedAt = Number(rig.disk.nowNs / 1_000_000n) + 30_000;
  const late = judged(rig, rig.plan(letters()), (receipt) => ({ ...ran(receipt), startedAt }));
  assert.deepEqual(late, { "a.copy": "older", "b.copy": "goes", all: "goes" });
});

test("what a job left that failed is ours when it was written anew, by its time", async () => {
  const rig = makeRig();
  rig.write("a.txt", "b.txt");
  const cut = await rig.cut(letters(), { cutAfter: 0, random: new Random(1) });
  assert.equal(cut, true);
  rig.write("a.copy", "b.copy");
  await rig.complete(letters());
  assert.deepEqual(judged(rig, rig.plan(letters())), { "a.copy": "goes", "b.copy": "goes", all: "goes" });
});

test("where a receipt is of an older version, an output that is not younger than its job stays", async () => {
  const rig = await done(letters(), "a.txt", "b.txt");
  const startedAt = Number(rig.disk.nowNs / 1_000_000n) + 30_000;
  assert.deepEqual(
    judged(rig, rig.plan(letters()), (receipt) => ({ ...ran(receipt), startedAt, before: undefined })),
    { "a.copy": "older", "b.copy": "older", all: "older" },
  );
});

test("there, a file of the millisecond in which its job began stays, for it may have been there; a later one goes", async () => {
  const rig = await done(letters(), "a.txt", "b.txt");
  const change = (startedAt: number) => (receipt: Receipt) => ({
    ...ran(receipt),
    startedAt,
    before: undefined,
  });
  const [made] = rig.disk.look(["a.copy"]);
  const writtenAt = Number((made?.mtimeNs ?? 0n) / 1_000_000n);
  assert.equal(judged(rig, rig.plan(letters()), change(writtenAt))["a.copy"], "older");
  assert.equal(judged(rig, rig.plan(letters()), change(writtenAt - 1))["a.copy"], "goes");
});

test("of the files of a pattern, those stay that were there before the job ran", async () => {
  const set = new TaskSet("p");
  set.split({ name: "cut", input: "a.txt", output: "*.part", run });
  const rig = makeRig();
  rig.write("a.txt", "mine.part");
  const before = Number(rig.disk.nowNs / 1_000_000n);
  rig.disk.nowNs += 60_000_000_000n;
  rig.write("1.part");
  const [mine, one] = rig.disk.look(["mine.part", "1.part"]);
  rig.store.receipts.set("*.part", {
    ...{ key: "*.part", task: "p::cut", finished: true, startedAt: before + 30_000, durationMs: 5, seen: "" },
    left: `1.part\0${one?.sizeBytes} ${one?.mtimeNs}\0mine.part\0${mine?.sizeBytes} ${mine?.mtimeNs}\0`,
    ...{ code: undefined, extras: undefined, attempt: 1, digests: undefined, before: undefined },
  });
  rig.write("late.part");
  assert.deepEqual(
    judged(rig, rig.plan(set), (receipt) => receipt),
    { "1.part": "goes", "mine.part": "older", "late.part": "unrecorded" },
  );
});
