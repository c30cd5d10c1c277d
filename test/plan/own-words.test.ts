// What users say of a task beside its files: whether it takes part, whether its jobs are up to date, which rows it has.
import assert from "node:assert/strict";
import { test } from "node:test";
import { suffix } from "../../src/model/filter.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { makeRig, staleIn } from "../support/rig.ts";

const run = (): void => undefined;

test("a check of the user's own decides alone, and says why", async () => {
  const set = new TaskSet("p");
  const answers: Record<string, boolean | string> = { "a.o": true, "b.o": false, "c.o": "the index is old" };
  set.transform({
    name: "t",
    input: ["a.c", "b.c", "c.c"],
    filter: suffix(".c"),
    output: ".o",
    upToDate: ({ output }) => answers[String(output)] ?? false,
    run,
  });
  const rig = makeRig();
  rig.write("a.c", "b.c", "c.c");
  const [planned] = rig.plan(set).tasks;
  assert.deepEqual(
    planned?.jobs.map(({ verdict }) => (verdict.fresh ? [] : verdict.reasons)),
    [[], [{ kind: "own-check" }], [{ kind: "own-check", said: "the index is old" }]],
  );
  await rig.complete(set);
  assert.deepEqual(staleIn(rig.plan(set)), ["t b.o", "t c.o"]);
});
