// The look over a whole pipeline before anything runs: all that is wrong is told at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "../../src/marshal/encode.ts";
import { PipelineError, type Problem } from "../../src/model/error.ts";
import { regex, suffix } from "../../src/model/filter.ts";
import { formatter } from "../../src/model/formatter.ts";
import type { Task } from "../../src/model/task.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { sendingProblems } from "../../src/plan/sending.ts";
import { makeRig } from "../support/rig.ts";

const run = (): void => undefined;

function planOf(define: (set: TaskSet) => unknown, files: readonly string[] = []): Plan {
  const set = new TaskSet("p");
  define(set);
  const rig = makeRig();
  rig.write(...files);
  return rig.plan(set);
}

function codes(plan: Plan): string[] {
  return plan.problems.map(({ code, task }) => `${code} ${task}`);
}

function names(plan: Plan): string[] {
  return plan.tasks.map(({ task }) => task.name);
}

/** Defines a task by options at which no compiler has looked. */
function define(
  set: TaskSet,
  kind: "originate" | "transform" | "merge" | "parallel" | "product",
  options: object,
): Task {
  const method: unknown = set[kind];
  return (method as (options: object) => Task).call(set, options);
}

test("mistakes of every sort are told at once, each with its task and its place", () => {
  const plan = planOf(
    (set) => {
      set.merge({ name: "absent", input: "x", output: "o", run });
      define(set, "transform", { name: "misspelled", inptu: "x", filter: suffix(".c"), output: ".o", run });
      set.merge({ name: "unknown", input: null, output: "u", follows: "abesnt", run });
      define(set, "originate", { name: "unsendable", output: "s", extras: { f: () => 1 }, run });
      set.transform({ name: "pattern", input: "*.c", filter: formatter("(a"), output: ".o", run });
      set.transform({ name: "template", input: "*.c", filter: regex(/^a/), output: "$1", run });
      set.originate({ name: "twice", output: ["same"], run });
      set.originate({ name: "again", output: ["same"], run });
    },
    ["a.c"],
  );
  assert.deepEqual(codes(plan).sort(), [
    "bad-pattern pattern",
    "bad-template template",
    "duplicate-output undefined",
    "missing-input absent",
    "missing-option misspelled",
    "unknown-option misspelled",
    "unknown-task unknown",
    "unsendable unsendable",
  ]);
  for (const { at, severity } of plan.problems) {
    assert.equal(severity, "error");
    assert.match(at?.file ?? "", /survey\.test\.ts$/);
  }
});

test("a run with mistakes rejects with all of them before anything ran", async () => {
  const set = new TaskSet("p");
  set.originate({ name: "fine", output: "a", run });
  set.merge({ name: "absent", input: "x", output: "o", run });
  set.merge({ name: "lost", input: "y", output: "p", run });
  const rig = makeRig();
  await assert.rejects(rig.run(set), (error) => {
    assert.ok(error instanceof PipelineError);
    assert.deepEqual(
      error.problems.map(({ code, task }) => [code, task]),
      [
        ["missing-input", "absent"],
        ["missing-input", "lost"],
      ],
    );
    return true;
  });
  assert.deepEqual(rig.executor.started, []);
  assert.deepEqual(rig.journal, []);
  assert.deepEqual(rig.events, []);
  assert.equal(rig.store.runs.length, 0);
});

test("a run goes on when there are warnings only, and its summary has them", async () => {
  const set = new TaskSet("p");
  set.merge({ name: "empty", input: "*.x", output: "o", run });
  const { summary } = await makeRig().complete(set);
  assert.equal(summary.ok, true);
  assert.deepEqual(
    summary.warnings.map(({ code }) => code),
    ["no-input"],
  );
});

test("a task that is wrong in itself is not planned, nor are those below; those beside are", () => {
  const plan = planOf((set) => {
    const wrong = define(set, "originate", { name: "wrong", output: "w", extras: { f: run }, run });
    const below = set.transform({ name: "below", input: wrong, filter: suffix("w"), output: "b", run });
    set.merge({ name: "far below", input: "*", output: "f", follows: below, run });
    const beside = set.originate({ name: "beside", output: "x", run });
    set.merge({ name: "below beside", input: beside, output: "y", run });
    set.merge({ name: "absent", input: "z", output: "a", run });
  });
  assert.deepEqual(codes(plan), ["unsendable wrong", "missing-input absent"]);
  assert.deepEqual(names(plan), ["beside", "below beside", "absent"]);
});

test("a task with a wrong definition is not planned: what it lacks is told once", () => {
  const plan = planOf((set) => {
    const wrong = define(set, "transform", { name: "wrong", input: "*.c", output: ".o", run });
    set.merge({ name: "below", input: wrong, output: "f", run });
  });
  assert.deepEqual(codes(plan), ["missing-option wrong"]);
  assert.deepEqual(names(plan), []);
});

test("an input of a product that was left out is told, and not taken for none", () => {
  const plan = planOf((set) => {
    const filter = formatter();
    const inputs = [{ input: "a", filter }, { filter }];
    define(set, "product", { name: "wrong", inputs, output: "{basename[0][0]}.o", run });
  });
  assert.deepEqual(
    plan.problems.map(({ message }) => message),
    ["product needs the option 'inputs[1].input'"],
  );
});

test("a task whose inputs are wrong is planned, and so are those below", () => {
  const plan = planOf((set) => {
    const absent = set.merge({ name: "absent", input: "x", output: "o", run });
    const filter = suffix(".c");
    set.transform({ name: "below", input: absent, filter, output: "p", run });
    set.merge({ name: "far below", input: "z", output: "q", follows: "below", run });
  });
  assert.deepEqual(codes(plan), ["missing-input absent", "no-match below", "missing-input far below"]);
  assert.deepEqual(names(plan), ["absent", "below", "far below"]);
});

test("a task whose template is wrong is not blamed a second time for the want of inputs below", () => {
  const plan = planOf(
    (set) => {
      const wrong = set.transform({ name: "wrong", input: "*.c", filter: regex(/^a/), output: "$1", run });
      set.merge({ name: "below", input: wrong, output: "o", run });
    },
    ["a.c"],
  );
  assert.deepEqual(codes(plan), ["bad-template wrong"]);
});

test("with a cycle nothing is planned, and what is wrong in the tasks themselves is told still", () => {
  const plan = planOf((set) => {
    set.parallel({ name: "a", params: [[1]], follows: "b", run });
    set.parallel({ name: "b", params: [[1]], follows: "a", run });
    define(set, "originate", { name: "c", output: "c", extras: [Symbol("s")], run });
    set.merge({ name: "d", input: "x", output: "d", run });
  });
  assert.deepEqual(codes(plan), ["cycle undefined", "unsendable c"]);
  assert.deepEqual(names(plan), []);
});

test("a mistake in a task of one pipeline does not hide one in a task of that name in another", () => {
  const first = new TaskSet("first");
  const made = define(first, "originate", { name: "make", output: "a", extras: run, run });
  const second = new TaskSet("second");
  second.merge({ name: "make", input: "missing", output: "b", run });
  second.merge({ name: "below", input: made, output: "c", run });
  assert.deepEqual(codes(makeRig().plan(second)).sort(), ["missing-input make", "unsendable first::make"]);
});

// What can cross to a job's process

test("unsendable: what cannot cross is named by its path, with its task, its place and a hint", () => {
  const { problems } = planOf((set) => {
    const extras = { opts: { list: [1, { callback: run }] } };
    define(set, "merge", { name: "m", input: null, output: "o", extras, run });
  });
  const [found, ...more] = problems;
  assert.deepEqual(more, []);
  assert.equal(found?.code, "unsendable");
  assert.equal(found.severity, "error");
  assert.equal(
    found.message,
    "extras.opts.list[1].callback is a function, which cannot be sent to a job's process",
  );
  assert.equal(found.task, "m");
  assert.ok((found.hint ?? "") !== "");
  assert.match(found.at?.file ?? "", /survey\.test\.ts$/);
});

test("unsendable: the first row of parameters that cannot cross is told, and no other of the task", () => {
  const params = [[1], [2, new WeakMap()], [run]];
  const { problems } = planOf((set) => define(set, "parallel", { name: "t", params, run }));
  assert.deepEqual(
    problems.map(({ message }) => message.replace(/ is .*/, "")),
    ["params[1][1]"],
  );
});

test("what can cross is no problem, however odd", () => {
  const extras = { map: new Map([[1n, new Set([-0, Number.NaN])]]), when: new Date(0), not: undefined };
  const { problems } = planOf((set) => set.merge({ name: "m", input: null, output: "o", extras, run }));
  assert.deepEqual(problems, []);
});

test("large-value: extras above one MiB are warned of, with the path and size of the largest part", () => {
  const extras = { model: { small: Buffer.alloc(2 ** 20), weights: Buffer.alloc(3 * 2 ** 20) } };
  const { problems, tasks } = planOf((set) =>
    set.merge({ name: "m", input: null, output: "o", extras, run }),
  );
  const [found, ...more] = problems;
  assert.deepEqual(more, []);
  assert.equal(found?.code, "large-value");
  assert.equal(found.severity, "warning");
  assert.match(found.message, /^every job is sent 4\.0 MiB$/);
  assert.equal(found.facts.length, 1);
  assert.equal(found.facts[0]?.[0], "largest");
  assert.match(found.facts[0][1], /^extras\.model\.weights\b.*, 3\.0 MiB$/);
  assert.equal(tasks.length, 1, "the task is planned all the same");
});

test("large-value: one MiB and no byte more is no problem", () => {
  assert.equal(encode("x".repeat(largestSilent()), "extras").byteLength, 2 ** 20);
});

/** The length of the longest text that is not warned of. */
function largestSilent(): number {
  let [silent, told] = [0, 2 ** 21];
  while (told - silent > 1) {
    const middle = Math.floor((silent + told) / 2);
    const found: readonly Problem[] = sendingProblems("x".repeat(middle), "extras", {});
    if (found.length === 0) silent = middle;
    else told = middle;
  }
  return silent;
}

test("large-value: many large rows of parameters are warned of once", () => {
  const params = Array.from({ length: 3 }, () => [Buffer.alloc(2 ** 21)]);
  const { problems } = planOf((set) => set.parallel({ name: "t", params, run }));
  assert.deepEqual(
    problems.map(({ code, facts }) => [code, facts[0]?.[1].replace(/\].*/, "]")]),
    [["large-value", "params[0]"]],
  );
});

test("a row that cannot be sent is told though one before it is large", () => {
  const params = [[Buffer.alloc(2 ** 21)], [() => undefined]];
  const { problems } = planOf((set) => set.parallel({ name: "t", params: params as never, run }));
  assert.deepEqual(
    problems.map(({ code }) => code),
    ["large-value", "unsendable"],
  );
});
