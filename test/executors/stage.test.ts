// Outputs that appear all at once, on the real disk.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { isOneStep, putInPlace } from "../../src/executors/put-in-place.ts";
import { checkFiles } from "../../src/executors/run-job.ts";
import { Stages } from "../../src/executors/stage.ts";
import { type Move, noted, sweepStages } from "../../src/executors/stage-journal.ts";
import { handedOutputs, type Staged } from "../../src/executors/stage-names.ts";
import { namesIn } from "../../src/model/files.ts";
import type { Outcome } from "../../src/model/job.ts";
import { parseFacts } from "../../src/plan/receipt.ts";
import { openDisk } from "../../src/storage/disk.ts";

/** A directory, with hands to see and change what is in it. */
class World {
  readonly directory = mkdtempSync(join(tmpdir(), "pipefish-stage-"));
  readonly disk = openDisk(this.directory);

  constructor(context: TestContext) {
    context.after(() => rmSync(this.directory, { recursive: true, force: true }));
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), text);
    }
  }

  /** All files with their texts; directories with nothing in them have none. */
  get files(): Readonly<Record<string, string>> {
    const names = readdirSync(this.directory, { recursive: true }).map(String);
    const files = names.filter((name) => statSync(this.path(name)).isFile());
    return Object.fromEntries(files.sort().map((name) => [name, readFileSync(this.path(name), "utf8")]));
  }

  stages(history?: string): Stages {
    return new Stages(this.disk, this.path(".stages"), history);
  }

  sweep(): void {
    sweepStages(this.path(".stages"));
  }

  /** Runs a job that does something with the names that it receives, and is then looked at as jobs are. */
  run(
    job: Staged,
    act: (output: string[]) => void,
    inputs: readonly string[] = [],
    earlier = "",
  ): Promise<Outcome> {
    const before = this.disk.look(inputs);
    return this.stages().run(
      job,
      async (stage) => {
        const staged = { ...job, stage };
        act(namesIn(handedOutputs(staged)));
        const found = checkFiles(staged, this.disk, inputs, before);
        const times = { startedAt: 1, durationMs: 2 };
        return "kind" in found
          ? { kind: "failed", ...times, failure: found }
          : { kind: "done", ...times, ...found };
      },
      earlier,
    );
  }
}

function failureOf(outcome: Outcome): string {
  assert.equal(outcome.kind, "failed");
  return outcome.kind === "failed" ? outcome.failure.message : "";
}

test("outputs appear when the job has ended well, and not before", async (t) => {
  const world = new World(t);
  world.write({ "d/a": "old" });
  const outcome = await world.run({ output: ["d/a", "b"] }, ([a = "", b = ""]) => {
    world.write({ [a]: "new a", [b]: "new b" });
    assert.equal(readFileSync(world.path("d/a"), "utf8"), "old");
    assert.equal(existsSync(world.path("b")), false);
  });
  assert.equal(outcome.kind, "done");
  assert.deepEqual(world.files, { "d/a": "new a", b: "new b" });
  assert.deepEqual(readdirSync(world.path("d")), ["a"], "nothing else is left");
});

test("the receipt tells of the files under the names that they have", async (t) => {
  const world = new World(t);
  const outcome = await world.run({ output: ["d/a", "store/"] }, ([a = "", store = ""]) =>
    world.write({ [a]: "text", [`${store}x`]: "x" }),
  );
  assert.ok(outcome.kind === "done");
  const [a, store] = ["d/a", "store/"].map((name) => world.disk.lookInto(name));
  assert.deepEqual(Object.fromEntries(parseFacts(outcome.left)), { "d/a": a, "store/": store });
});

test("a job that leaves out one of its outputs leaves none, and what was there stays", async (t) => {
  const world = new World(t);
  world.write({ a: "old a", b: "old b" });
  const outcome = await world.run({ output: ["a", "b"] }, ([a = ""]) => world.write({ [a]: "new" }));
  assert.equal(failureOf(outcome), "it ended without making 'b'");
  assert.deepEqual(world.files, { a: "old a", b: "old b" });
});

test("names that tools derive come along", async (t) => {
  const world = new World(t);
  await world.run({ output: "d/a.bam" }, ([bam = ""]) =>
    world.write({ [bam]: "bam", [`${bam}.bai`]: "index" }),
  );
  assert.deepEqual(world.files, { "d/a.bam": "bam", "d/a.bam.bai": "index" });
});

test("a pattern is what the job made; files of its earlier run go, those of others and changed ones stay", async (t) => {
  const world = new World(t);
  const job = { output: [], patterns: "p/*.part" };
  const first = await world.run(job, ([pattern = ""]) => {
    for (const part of ["1", "2", "4"]) world.write({ [pattern.replace("*", part)]: "old" });
  });
  assert.ok(first.kind === "done");
  world.write({ "p/4.part": "changed by hand", "p/mine.part": "mine", "p/other": "other" });
  const again = { ...job, output: world.disk.glob("p/*.part") };
  const act = ([pattern = ""]: string[]): void =>
    world.write({ [pattern.replace("*", "2")]: "new", [pattern.replace("*", "3")]: "new" });
  const second = await world.run(again, act, [], first.left);
  assert.ok(second.kind === "done");
  const kept = { "p/4.part": "changed by hand", "p/mine.part": "mine", "p/other": "other" };
  assert.deepEqual(world.files, { "p/2.part": "new", "p/3.part": "new", ...kept });
  assert.deepEqual([...parseFacts(second.left).keys()].sort(), world.disk.glob("p/*.part"));

  // What a receipt tells of, and the job did not make, is no more the job's by that.
  const third = { ...job, output: world.disk.glob("p/*.part") };
  await world.run(
    third,
    ([pattern = ""]) => world.write({ [pattern.replace("*", "2")]: "n" }),
    [],
    second.left,
  );
  assert.deepEqual(world.files, { "p/2.part": "n", ...kept });
});

test("directories that patterns find are made where they are missing, and joined where they are not", async (t) => {
  const world = new World(t);
  world.write({ "p/a/keep": "kept" });
  await world.run({ output: [], patterns: "p/*/x" }, ([pattern = ""]) =>
    world.write({ [pattern.replace("*", "a")]: "x", [pattern.replace("*", "b")]: "x" }),
  );
  assert.deepEqual(world.files, { "p/a/keep": "kept", "p/a/x": "x", "p/b/x": "x" });
});

test("a directory that is an output takes the place of the old one", async (t) => {
  const world = new World(t);
  world.write({ "store/old": "old" });
  await world.run({ output: "store" }, ([store = ""]) => world.write({ [`${store}/new`]: "new" }));
  assert.deepEqual(world.files, { "store/new": "new" });
});

test("a link in the place of an output is replaced, and what it leads to stays", async (t) => {
  const world = new World(t);
  world.write({ original: "original" });
  symlinkSync("original", world.path("a"));
  await world.run({ output: "a" }, ([a = ""]) => world.write({ [a]: "new" }));
  assert.deepEqual(world.files, { a: "new", original: "original" });
});

test("when one of them cannot be put in place, all is as it was", (t) => {
  const world = new World(t);
  world.write({ a: "old a", "store/x": "old x", "new/a": "new a", "new/store/y": "new y", "new/c": "new c" });
  mkdirSync(world.path("attic"));
  const before = world.files;
  const moves = ["a", "store", "c", "missing"].map((name) => ({
    from: world.path(`new/${name}`),
    to: world.path(name),
  }));
  let count = 0;
  const attic = (): string => world.path(`attic/${++count}`);
  assert.throws(() => putInPlace(moves, attic), { code: "ENOENT" });
  assert.deepEqual(world.files, before);
  putInPlace(moves.slice(0, 3), attic);
  const { "attic/5": _, "attic/6/x": __, ...after } = world.files;
  assert.deepEqual(after, { a: "new a", "store/y": "new y", c: "new c" });
});

test("one file takes the place of another in one step, and a directory that of one in two", (t) => {
  const world = new World(t);
  world.write({
    a: "old a",
    "store/x": "old x",
    "new/a": "new a",
    "new/store/y": "new y",
    "new/none/z": "z",
  });
  const move = (name: string, to = name): Move => ({ from: world.path(`new/${name}`), to: world.path(to) });
  assert.equal(isOneStep([move("a")]), true);
  assert.equal(isOneStep([move("none")]), true);
  assert.equal(isOneStep([move("store")]), false);
  assert.equal(isOneStep([move("a", "store")]), false);
  assert.equal(isOneStep([move("store", "a")]), false);
  assert.equal(isOneStep([move("a"), move("none")]), false);
  const noAttic = (): string => world.path("there/is/none");
  putInPlace([move("a")], noAttic);
  assert.equal(world.files["a"], "new a");
});

test("a job whose outputs have no room to be made in does not begin", async (t) => {
  const world = new World(t);
  world.write({ d: "a file" });
  const outcome = await world.run({ output: "d/a" }, () => assert.fail("it began"));
  assert.match(failureOf(outcome), /^the directory in which its outputs are made cannot be made: /);
  assert.deepEqual(world.files, { d: "a file" });
});

/** A process that has ended. */
function pastProcess(): number {
  return spawnSync("true").pid;
}

/** What is left of a run that was killed: a stage, and the note about it. */
function leftBehind(world: World, pid: number, more: object = {}): void {
  world.write({
    "d/.pipefish-tmp-1/a": "new a",
    "d/.pipefish-tmp-1/b": "new b",
    "d/a": "old a",
    "d/b": "old b",
  });
  leftBehindNote(world, more, pid);
}

function leftBehindNote(world: World, more: object, pid = pastProcess()): void {
  const entry = { host: hostname(), directories: [world.path("d/.pipefish-tmp-1")], ...more };
  world.write({ [`.stages/${pid}-1.json`]: JSON.stringify(entry) });
}

const old = { "d/a": "old a", "d/b": "old b" };

test("what a run that was killed has left is removed by the next", (t) => {
  const world = new World(t);
  leftBehind(world, pastProcess());
  world.write({
    "d/.pipefish-tmp-2/a": "not known to be ours",
    [`.stages/${pastProcess()}-2.json.new`]: "{",
  });
  world.sweep();
  assert.deepEqual(world.files, { ...old, "d/.pipefish-tmp-2/a": "not known to be ours" });
});

/** What a run noted that was about to put `a` and `b` in place, and something that is there no more; then it was killed. */
function begun(world: World): void {
  leftBehind(world, pastProcess());
  const moves = ["a", "b", "gone"].map((name) =>
    noted({ from: world.path(`d/.pipefish-tmp-1/${name}`), to: world.path(`d/${name}`) }),
  );
  // The note of before is of a process that has ended as well.
  rmSync(world.path(".stages"), { recursive: true });
  leftBehindNote(world, { moves });
}

test("what a run that was killed was about to put in place is put there by the next", (t) => {
  const world = new World(t);
  begun(world);
  world.sweep();
  assert.deepEqual(world.files, { "d/a": "new a", "d/b": "new b" });
});

test("it goes on where it was: what has been moved is, and a directory may have been taken out of the way", (t) => {
  const world = new World(t);
  begun(world);
  renameSync(world.path("d/.pipefish-tmp-1/a"), world.path("d/a"));
  rmSync(world.path("d/b"));
  world.sweep();
  assert.deepEqual(world.files, { "d/a": "new a", "d/b": "new b" });
});

test("what somebody has put in the place since is not overwritten, and nothing else is moved", (t) => {
  const world = new World(t);
  begun(world);
  world.write({ "d/b": "of the user" });
  world.sweep();
  assert.deepEqual(world.files, { "d/a": "old a", "d/b": "of the user" });
});

test("what was to be taken away stays if somebody has put another in its place since", (t) => {
  const world = new World(t);
  leftBehind(world, pastProcess());
  const away = noted({ from: world.path("d/b"), to: world.path("d/.pipefish-tmp-1/old-0") });
  rmSync(world.path(".stages"), { recursive: true });
  leftBehindNote(world, { moves: [away] });
  world.write({ "d/b": "of the user" });
  world.sweep();
  assert.deepEqual(world.files, { "d/a": "old a", "d/b": "of the user" });
});

test("what belongs to a run that goes on, or to one of another machine, is left alone", (t) => {
  for (const [pid, more] of [
    [process.pid, {}],
    [pastProcess(), { host: "elsewhere" }],
  ] as const) {
    const world = new World(t);
    leftBehind(world, pid, more);
    const before = world.files;
    world.sweep();
    assert.deepEqual(world.files, before);
  }
});

test("what a run of another machine has left is removed by the one that has the lock of its history", async (t) => {
  const world = new World(t);
  leftBehind(world, pastProcess(), { host: "elsewhere", history: "/the/history" });
  const unlike = world.stages("/another/history");
  await unlike.run({ output: [] }, () => assert.fail("no job")).catch(() => undefined);
  assert.ok(existsSync(world.path("d/.pipefish-tmp-1/a")));
  const alike = world.stages("/the/history");
  await alike.run({ output: [] }, () => assert.fail("no job")).catch(() => undefined);
  assert.deepEqual(world.files, old);
});

test("what a run has left that had the number of a process which goes on, be it this one, is removed with the lock of its history", async (t) => {
  const world = new World(t);
  leftBehind(world, process.pid, { history: "/the/history" });
  const next = world.stages("/the/history");
  await next.run({ output: [] }, () => assert.fail("no job")).catch(() => undefined);
  assert.deepEqual(world.files, old);
});

test("two runs of one process in one directory keep their notes apart", async (t) => {
  const world = new World(t);
  const ending = { kind: "cancelled", startedAt: 1, durationMs: 2 } as const;
  const notes = (): number => readdirSync(world.path(".stages")).length;
  const first = Promise.withResolvers<Outcome>();
  const whole = world.stages("/one").run({ output: "d/a" }, () => first.promise);
  await world.stages("/other").run({ output: "d/b" }, () => {
    assert.equal(notes(), 2);
    return Promise.resolve(ending);
  });
  assert.equal(notes(), 1);
  first.resolve(ending);
  await whole;
  assert.equal(notes(), 0);
});

test("a note that cannot be read is removed, and nothing else", (t) => {
  const world = new World(t);
  leftBehind(world, pastProcess());
  const name = `.stages/${pastProcess()}-7.json`;
  world.write({ [name]: "half of a no" });
  world.sweep();
  assert.deepEqual(world.files, old);
});

test("an input that is an output too is recorded as the job made it", async (t) => {
  const world = new World(t);
  world.write({ a: "old", other: "other" });
  const outcome = await world.run({ output: "a" }, ([a = ""]) => world.write({ [a]: "newer" }), [
    "a",
    "other",
  ]);
  assert.ok(outcome.kind === "done");
  const [a, other] = world.disk.look(["a", "other"]);
  assert.deepEqual(Object.fromEntries(parseFacts(outcome.seen)), { a, other });
});
