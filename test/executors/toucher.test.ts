// Outputs that are touched in place of running jobs, on the real disk.
import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Toucher } from "../../src/executors/toucher.ts";
import { suffix } from "../../src/model/filter.ts";
import type { Outcome } from "../../src/model/job.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { lookOver } from "../../src/plan/look-over.ts";
import type { Disk } from "../../src/plan/ports.ts";
import { openContents } from "../../src/storage/contents.ts";
import { openDisk } from "../../src/storage/disk.ts";
import { openForgetfulLedger } from "../../src/storage/forgetful-ledger.ts";
import { MemoryCode } from "../support/memory-code.ts";

const run = (): never => {
  throw new Error("nothing is run");
};

/** A directory, with files from long ago. */
function world(
  context: TestContext,
  ...files: readonly string[]
): { disk: Disk; path(name: string): string } {
  const directory = mkdtempSync(join(tmpdir(), "pipefish-touch-"));
  context.after(() => rmSync(directory, { recursive: true }));
  const path = (name: string): string => join(directory, name);
  for (const name of files) {
    writeFileSync(path(name), name);
    utimesSync(path(name), 1_000_000, 1_000_000);
  }
  return { disk: openDisk(directory), path };
}

/** Touches what the jobs of a pipeline make, task by task. */
async function touchAll(set: TaskSet, disk: Disk): Promise<Outcome[]> {
  const toucher = new Toucher(disk);
  const { graph, planner } = lookOver(
    set,
    {},
    {
      disk,
      code: new MemoryCode(),
      ledger: openForgetfulLedger(),
      contents: openContents(disk.directory, "no thread is needed"),
    },
  );
  const outcomes: Outcome[] = [];
  for (const task of graph.order) {
    for (const { job, outputs } of planner.replan(task).jobs) {
      assert.equal(toucher.reserve(), true);
      const told = { began: () => undefined, logged: () => undefined };
      outcomes.push(await toucher.start({ id: 1, job, output: outputs, attempt: 1, earlier: "", ...told }));
    }
  }
  return outcomes;
}

function isOld(disk: Disk, name: string): boolean {
  return disk.look([name])[0]?.mtimeNs === 1_000_000_000_000_000n;
}

test("outputs of every kind are made empty, or get the time of now and keep what is in them", async (t) => {
  const { disk, path } = world(t, "a.x", "b.y", "1.part");
  const set = new TaskSet("p");
  const make = set.originate({ name: "make", output: ["a.x", ["b.x", { k: "c.x" }]], run });
  set.transform({ name: "each", input: make, filter: suffix(".x"), output: ".y", run });
  set.split({ name: "parts", input: make, output: ["*.part", "parts.done"], run });
  set.parallel({ name: "row", params: [[1]], run });
  set.files({ name: "rows", params: [[make, { z: "z" }]], run });
  set.mkdir({ name: "directory", output: "d/e" });
  set.transform({ name: "line", input: "a.x", filter: suffix(".x"), output: ".line", command: "false" });
  const outcomes = await touchAll(set, disk);
  assert.ok(outcomes.every(({ kind }) => kind === "done"));
  const made = ["a.x", "b.x", "c.x", "a.y", "b.y", "1.part", "parts.done", "z", "a.line"];
  assert.deepEqual(
    made.filter((name) => disk.look([name])[0] === undefined || isOld(disk, name)),
    [],
  );
  assert.equal(disk.look(["d/e"])[0]?.isDirectory, true);
  assert.deepEqual([readFileSync(path("a.x"), "utf8"), readFileSync(path("b.x"), "utf8")], ["a.x", ""]);
});

test("outputs are newer than what they are made of, however fast it goes", async (t) => {
  const { disk } = world(t);
  const set = new TaskSet("p");
  let above = set.originate({ name: "make", output: Array.from({ length: 20 }, (_, i) => `${i}.0`), run });
  for (const n of [1, 2, 3])
    above = set.transform({ name: `t${n}`, input: above, filter: suffix(`.${n - 1}`), output: `.${n}`, run });
  await touchAll(set, disk);
  const { survey } = lookOver(
    set,
    { check: "timestamps" },
    {
      disk,
      code: new MemoryCode(),
      ledger: openForgetfulLedger(),
      contents: openContents(disk.directory, "no thread is needed"),
    },
  );
  assert.deepEqual(
    survey.tasks.map(({ staleCount }) => staleCount),
    [0, 0, 0, 0],
  );
});

test("an output that is a link to an input is left alone; one that is a link to another file is not", async (t) => {
  const { disk, path } = world(t, "a.x", "other");
  symlinkSync("a.x", path("a.own"));
  symlinkSync("other", path("a.other"));
  const set = new TaskSet("p");
  set.transform({ name: "t", input: "a.x", filter: suffix(".x"), output: [".own", ".other", ".x"], run });
  const [outcome] = await touchAll(set, disk);
  assert.equal(outcome?.kind, "done");
  assert.deepEqual(
    ["a.x", "a.own", "a.other"].map((name) => isOld(disk, name)),
    [true, true, false],
  );
});

test("a link that leads nowhere leads to a file then", async (t) => {
  const { disk, path } = world(t);
  symlinkSync("there", path("link"));
  const set = new TaskSet("p");
  set.originate({ name: "make", output: "link", run });
  assert.equal((await touchAll(set, disk))[0]?.kind, "done");
  assert.equal(readFileSync(path("there"), "utf8"), "");
});

test("a missing directory fails the job, and the hint says what makes it", async (t) => {
  const { disk } = world(t);
  const set = new TaskSet("p");
  set.originate({ name: "make", output: "d/a", run });
  const [outcome] = await touchAll(set, disk);
  assert.ok(outcome?.kind === "failed");
  assert.match(outcome.failure.message, /^an output cannot be touched: ENOENT/);
  assert.match(outcome.failure.hint ?? "", /'mkdir'/);
});

test("an input that is not there fails the job, unless the task has a check of its own", async (t) => {
  const { disk } = world(t);
  const set = new TaskSet("p");
  const options = { input: "gone.x", filter: suffix(".x"), run };
  set.transform({ name: "t", ...options, output: ".y" });
  set.transform({ name: "own", ...options, output: ".z", upToDate: () => false });
  const [failed, done] = await touchAll(set, disk);
  assert.ok(failed?.kind === "failed");
  assert.equal(failed.failure.kind, "missing-input");
  assert.equal(done?.kind, "done");
  assert.deepEqual(
    disk.look(["gone.y", "gone.z"]).map((facts) => facts !== undefined),
    [false, true],
  );
});

test("a job with patterns that find nothing is done, and leaves no receipt: nobody knows what it would make", async (t) => {
  const { disk } = world(t, "in");
  const set = new TaskSet("p");
  set.split({ name: "parts", input: "in", output: "*.part", run });
  const [outcome] = await touchAll(set, disk);
  assert.ok(outcome?.kind === "done");
  assert.equal(outcome.isUnrecorded, true);
});

test("a directory that is a file fails the job", async (t) => {
  const { disk, path } = world(t, "d");
  mkdirSync(path("e"));
  const set = new TaskSet("p");
  set.mkdir({ name: "directories", output: ["e", "d"] });
  const [there, failed] = await touchAll(set, disk);
  assert.equal(there?.kind, "done");
  assert.ok(failed?.kind === "failed");
  assert.match(failed.failure.message, /^the directory 'd' cannot be made/);
});
