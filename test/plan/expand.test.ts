// What jobs a task makes of its inputs: a test for each kind and for each shape that an input may have.
import assert from "node:assert/strict";
import { test } from "node:test";
import { regex, suffix } from "../../src/model/filter.ts";
import { formatter } from "../../src/model/formatter.ts";
import { glob } from "../../src/model/input.ts";
import { Task } from "../../src/model/task.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import type { Expansion } from "../../src/plan/expand/expansion.ts";
import { type Around, expanded as expandedIn, jobs as jobsIn } from "../support/expanded.ts";

const run = (): void => undefined;

const txt: Around = { files: { "*.txt": ["a.txt", "b.txt"], "*.none": [] } };
const expanded = (task: Task, around: Around = txt): Expansion => expandedIn(task, around);
const jobs = (task: Task, around: Around = txt): unknown[] => jobsIn(task, around);

function set(): TaskSet {
  return new TaskSet("p");
}

// A test for each kind.

test("originate: one job for each output, in the order given, from nothing", () => {
  const task = set().originate({
    name: "t",
    output: ["b", ["a", "c"], { k: "d" }],
    extras: { at: "$1 {x}" },
    run,
  });
  const extras = { at: "$1 {x}" };
  assert.deepEqual(jobs(task), [
    [null, "b", extras],
    [null, ["a", "c"], extras],
    [null, { k: "d" }, extras],
  ]);
});

test("originate: a single name is one job, and so is a record", () => {
  assert.deepEqual(jobs(set().originate({ name: "t", output: "a", run })), [[null, "a"]]);
  const output = { one: "a", two: "b" };
  assert.deepEqual(jobs(set().originate({ name: "t", output, run })), [[null, output]]);
});

test("transform: one job for each input that matches, in the order of the names", () => {
  const input = ["b.txt", "B.txt", "c.md", "a.txt"];
  const task = set().transform({ name: "t", input, filter: suffix(".txt"), output: ".o", run });
  assert.deepEqual(jobs(task), [
    ["B.txt", "B.o"],
    ["a.txt", "a.o"],
    ["b.txt", "b.o"],
  ]);
});

test("transform: jobs are numbered from 0, and what made none is named with the reason", () => {
  const task = set().transform({
    name: "t",
    input: ["c.md", "*.txt"],
    filter: suffix(".txt"),
    output: ".o",
    run,
  });
  const found = expanded(task);
  assert.deepEqual(
    found.jobs.map(({ index, task: of, params }) => [index, of, params]),
    [
      [0, task, undefined],
      [1, task, undefined],
    ],
  );
  assert.equal(found.itemCount, 3);
  assert.deepEqual(found.unmatched, [{ input: "c.md", why: 'does not match suffix(".txt")' }]);
});

test("split: one job from all inputs; its output patterns stay as they are", () => {
  const task = set().split({ name: "t", input: "*.txt", output: ["*.part", "log"], run });
  assert.deepEqual(jobs(task), [
    [
      ["a.txt", "b.txt"],
      ["*.part", "log"],
    ],
  ]);
});

test("split: a single input still comes in an array", () => {
  assert.deepEqual(jobs(set().split({ name: "t", input: "x", output: "*.part", run })), [[["x"], "*.part"]]);
});

test("subdivide: one job for each input that matches; its output patterns are filled in and not looked up", () => {
  const task = set().subdivide({
    name: "t",
    input: "*.txt",
    filter: suffix(".txt"),
    output: [".*.part", "$1.log"],
    extras: { stem: "$1" },
    run,
  });
  assert.deepEqual(jobs(task), [
    ["a.txt", ["a.*.part", "a.log"], { stem: "a" }],
    ["b.txt", ["b.*.part", "b.log"], { stem: "b" }],
  ]);
});

test("merge: one job from all inputs to one output, in the order given", () => {
  const task = set().merge({ name: "t", input: ["z", "*.txt", "y"], output: { sum: "o" }, run });
  assert.deepEqual(jobs(task), [[["z", "a.txt", "b.txt", "y"], { sum: "o" }]]);
});

test("merge: nothing to merge is one job with an empty array", () => {
  const task = set().merge({ name: "t", input: "*.none", output: "o", run });
  assert.deepEqual(jobs(task), [[[], "o"]]);
  assert.equal(expanded(task).itemCount, 0);
});

test("merge and split leave templates in outputs and extras alone: they have no filter", () => {
  const extras = { text: "$1 {path[0]}" };
  assert.deepEqual(jobs(set().merge({ name: "t", input: "a", output: "$1.{x}", extras, run })), [
    [["a"], "$1.{x}", extras],
  ]);
});

test("collate: one job for each distinct output, by the order of the outputs; inputs of one come together", () => {
  const input = ["s2.L1", "s1.L2", "readme", "s1.L1"];
  const task = set().collate({ name: "t", input, filter: regex(/^(s\d)\.L\d$/), output: "$1.all", run });
  assert.deepEqual(jobs(task), [
    [["s1.L1", "s1.L2"], "s1.all"],
    [["s2.L1"], "s2.all"],
  ]);
  assert.deepEqual(
    expanded(task).unmatched.map(({ input: item }) => item),
    ["readme"],
  );
});

test("collate: the same output with other extras is another job", () => {
  const task = set().collate({
    name: "t",
    input: ["a1", "a2", "a1x"],
    filter: regex(/^(a)(\d)x?$/),
    output: "$1",
    extras: { n: "$2", always: 1 },
    run,
  });
  assert.deepEqual(jobs(task), [
    [["a1", "a1x"], "a", { n: "1", always: 1 }],
    [["a2"], "a", { n: "2", always: 1 }],
  ]);
});

test("collate: outputs that are records are told apart by their names", () => {
  const filter = regex(/^(\w)\d$/);
  const output = { bam: "$1.bam", index: ["$1.bai"] };
  const task = set().collate({ name: "t", input: ["b1", "a2", "a1"], filter, output, run });
  assert.deepEqual(jobs(task), [
    [["a1", "a2"], { bam: "a.bam", index: ["a.bai"] }],
    [["b1"], { bam: "b.bam", index: ["b.bai"] }],
  ]);
});

test("collate: each member of a group has its added inputs", () => {
  const filter = regex(/^(\w)(\d)$/);
  const task = set().collate({
    name: "t",
    input: ["a1", "a2"],
    filter,
    output: "$1",
    addInputs: ["$2.x", "y"],
    run,
  });
  const anchored = [
    ["a1", "1.x", "y"],
    ["a2", "2.x", "y"],
  ];
  assert.deepEqual(jobs(task), [[anchored, "a"]]);
});

test("collate: members that came out the same are one", () => {
  const filter = regex(/^(\w)\d$/);
  const one = set().collate({ name: "t", input: ["a1", "a1", "a2"], filter, output: "$1", run });
  assert.deepEqual(jobs(one), [[["a1", "a2"], "a"]]);
  const replaced = set().collate({
    name: "t",
    input: ["a1", "a2"],
    filter,
    output: "$1",
    replaceInputs: "$1.x",
    run,
  });
  assert.deepEqual(jobs(replaced), [[["a.x"], "a"]]);
});

test("parallel: one job for each row, without files, rows that are the same included", () => {
  const task = set().parallel({ name: "t", params: [[1, "x"], [], [1, "x"]], run });
  const found = expanded(task).jobs;
  assert.deepEqual(
    found.map(({ input, output, extras, params }) => [input, output, extras, params]),
    [
      [null, null, undefined, [1, "x"]],
      [null, null, undefined, []],
      [null, null, undefined, [1, "x"]],
    ],
  );
});

test("mkdir: one job for each directory", () => {
  assert.deepEqual(jobs(set().mkdir({ name: "t", output: ["x", "x/y"] })), [
    [null, "x"],
    [null, "x/y"],
  ]);
  assert.deepEqual(jobs(set().mkdir({ name: "t", output: "x" })), [[null, "x"]]);
});

// What input may be: at the top level, what stands for many is many items; inside an item it is a part of it.

test("names, patterns and tasks at the top level are items one after the other", () => {
  const p = set();
  const above = p.originate({ name: "above", output: "x", run });
  const input = ["z.md", "*.txt", above, glob("*.t?t"), "c.md"] as const;
  const task = p.merge({ name: "t", input, output: "o", run });
  const around = {
    files: { ...txt.files, "*.t?t": ["c.tat"] },
    outputs: new Map<Task, unknown[]>([[above, ["x", ["y1", "y2"], { k: "w" }]]]),
  };
  assert.deepEqual(jobs(task, around), [
    [["z.md", "a.txt", "b.txt", "x", ["y1", "y2"], { k: "w" }, "c.tat", "c.md"], "o"],
  ]);
});

test("a task alone as input is one item for each of its outputs, in their shape", () => {
  const p = set();
  const above = p.originate({ name: "above", output: "x", run });
  const task = p.transform({ name: "t", input: above, filter: suffix(".1"), output: ".o", run });
  const outputs = new Map<Task, unknown[]>([[above, ["b.1", ["a.1", "a.2"], { k: "c.1", n: 1 }]]]);
  assert.deepEqual(jobs(task, { outputs }), [
    [["a.1", "a.2"], "a.o"],
    ["b.1", "b.o"],
    [{ k: "c.1", n: 1 }, "c.o"],
  ]);
});

test("an array inside an array is one item, into which patterns and tasks are spliced", () => {
  const p = set();
  const above = p.originate({ name: "above", output: "x", run });
  const outputs = new Map<Task, unknown[]>([[above, ["x", ["y"]]]]);
  const input = [["*.txt", "c.md", [above, "d"]], ["e"]];
  const task = p.merge({ name: "t", input, output: "o", run });
  assert.deepEqual(jobs(task, { ...txt, outputs }), [
    [[["a.txt", "b.txt", "c.md", ["x", ["y"], "d"]], ["e"]], "o"],
  ]);
});

test("a record is one item, in which a pattern or a task is an array under its key", () => {
  const p = set();
  const above = p.originate({ name: "above", output: "x", run });
  const outputs = new Map<Task, unknown[]>([[above, ["x"]]]);
  const input = { texts: "*.txt", more: glob("*.none"), one: "c.md", above, deep: { n: 1, off: null } };
  const task = p.merge({ name: "t", input, output: "o", run });
  assert.deepEqual(jobs(task, { ...txt, outputs }), [
    [
      [
        {
          texts: ["a.txt", "b.txt"],
          more: [],
          one: "c.md",
          above: ["x"],
          deep: { n: 1, off: null },
        },
      ],
      "o",
    ],
  ]);
});

test("a filter looks at the first name of an item, however deep it stands", () => {
  const input = [[["x.1", "y"], "z"], { n: 7, first: { deep: "w.1" }, last: "v" }];
  const task = set().transform({ name: "t", input, filter: suffix(".1"), output: ".o", run });
  assert.deepEqual(jobs(task), [
    [[["x.1", "y"], "z"], "x.o"],
    [{ n: 7, first: { deep: "w.1" }, last: "v" }, "w.o"],
  ]);
});

test("an item without a name makes no job and is no item", () => {
  const input = [1, [true, null], {}, [], "a.txt"];
  const task = set().transform({ name: "t", input, filter: suffix(".txt"), output: ".o", run });
  const found = expanded(task);
  assert.deepEqual(
    found.jobs.map(({ input: item }) => item),
    ["a.txt"],
  );
  assert.equal(found.itemCount, 1);
  assert.deepEqual(found.unmatched, []);
});

test("null as input is no item", () => {
  const task = set().transform({ name: "t", input: null, filter: suffix(""), output: ".o", run });
  assert.deepEqual(jobs(task), []);
});

test("a pattern that matches nothing is no item", () => {
  const task = set().transform({ name: "t", input: "*.none", filter: suffix(""), output: ".o", run });
  assert.deepEqual(jobs(task), []);
  assert.equal(expanded(task).itemCount, 0);
});

// addInputs and replaceInputs

test("addInputs: the item comes first, then what was added, filled in and looked up", () => {
  const p = set();
  const above = p.originate({ name: "above", output: "x", run });
  const outputs = new Map<Task, unknown[]>([[above, ["x", ["y1", "y2"]]]]);
  const task = p.transform({
    name: "t",
    input: "in/a.fq",
    filter: suffix(".fq"),
    output: ".o",
    addInputs: ["ref.fa", "$1.tsv", above, "*.txt", glob("$1.*"), [above, "z"], { key: "$&.k" }],
    run,
  });
  const files = { ...txt.files, "in/a.*": ["in/a.1"] };
  const input = [
    "in/a.fq",
    "ref.fa",
    "in/a.tsv",
    "x",
    ["y1", "y2"],
    "a.txt",
    "b.txt",
    "in/a.1",
    ["x", ["y1", "y2"], "z"],
    { key: "in/a.fq.k" },
  ];
  assert.deepEqual(jobs(task, { files, outputs }), [[input, "in/a.o"]]);
});

test("addInputs: an item of several files stays one, and the filter matches it alone", () => {
  const input = [["a.1", "a.2"]];
  const task = set().transform({
    name: "t",
    input,
    filter: formatter(/1$/, /2$/),
    output: "{basename[1]}.o",
    addInputs: ["z"],
    run,
  });
  assert.deepEqual(jobs(task), [[[["a.1", "a.2"], "z"], "a.o"]]);
});

test("an empty addInputs changes nothing", () => {
  const task = set().transform({
    name: "t",
    input: "a.c",
    filter: suffix(".c"),
    output: ".o",
    addInputs: [],
    run,
  });
  assert.deepEqual(jobs(task), [["a.c", "a.o"]]);
});

test("replaceInputs: the job gets that value in place of the item, in its shape", () => {
  const p = set();
  const above = p.originate({ name: "above", output: "x", run });
  const outputs = new Map<Task, unknown[]>([[above, ["x"]]]);
  const transformOf = (replaceInputs: string | typeof above | readonly (string | typeof above)[]): Task =>
    set().transform({ name: "t", input: "a.c", filter: suffix(".c"), output: ".o", replaceInputs, run });
  assert.deepEqual(jobs(transformOf("$1.h")), [["a.h", "a.o"]]);
  assert.deepEqual(jobs(transformOf("*.txt")), [[["a.txt", "b.txt"], "a.o"]]);
  assert.deepEqual(jobs(transformOf(above), { outputs }), [[["x"], "a.o"]]);
  assert.deepEqual(jobs(transformOf(["$1.h", above, "*.txt"]), { ...txt, outputs }), [
    [["a.h", "x", "a.txt", "b.txt"], "a.o"],
  ]);
  const record = set().transform({
    name: "t",
    input: "a.c",
    filter: suffix(".c"),
    output: ".o",
    replaceInputs: { head: "$1.h", texts: "*.txt", n: 1 },
    run,
  });
  assert.deepEqual(jobs(record), [[{ head: "a.h", texts: ["a.txt", "b.txt"], n: 1 }, "a.o"]]);
});

// Outputs and extras

test("outputs keep their shape, and what is no name is handed through", () => {
  const output = { one: ".1", two: [".2", { three: ".3" }], n: 1, off: null, yes: true };
  const task = set().transform({ name: "t", input: "a.c", filter: suffix(".c"), output, run });
  assert.deepEqual(jobs(task), [
    ["a.c", { one: "a.1", two: ["a.2", { three: "a.3" }], n: 1, off: null, yes: true }],
  ]);
});

test("the texts in extras are filled in, however deep; keys and other values are not", () => {
  const when = new Date(5);
  const extras = { $1: ["$1", { deep: "<$&>" }], plain: ".o", n: 1, when, not: undefined };
  const task = set().transform({ name: "t", input: "a.c", filter: suffix(".c"), output: ".o", extras, run });
  const found = expanded(task).jobs[0]?.extras as typeof extras;
  assert.deepEqual(found, { $1: ["a", { deep: "<a.c>" }], plain: ".o", n: 1, when, not: undefined });
  assert.equal(found.when, when);
});

test("extras that hold themselves arrive holding themselves, where a filter fills in texts too", () => {
  interface Node {
    readonly text: string;
    self?: Node;
  }
  const extras: Node = { text: "$1" };
  extras.self = extras;
  const task = set().transform({ name: "t", input: "a.c", filter: suffix(".c"), output: ".o", run });
  const circular = new Task(task.pipeline, { ...task.definition, extras });
  const [job] = expanded(circular).jobs;
  const found = job?.extras as Node;
  assert.equal(found.text, "a");
  assert.equal(found.self, found);
});

test("collate: extras that hold themselves are no trouble", () => {
  const extras: unknown[] = [];
  extras.push(extras, "$1");
  const task = set().collate({
    name: "t",
    input: ["a1", "a2"],
    filter: regex(/^(a)\d$/),
    output: "$1",
    run,
  });
  const circular = new Task(task.pipeline, { ...task.definition, extras });
  assert.deepEqual(
    expanded(circular).jobs.map(({ input }) => input),
    [["a1", "a2"]],
  );
});

test("a part that stands twice in extras is one part still, where a filter fills in texts too", () => {
  const shared = { text: "$1" };
  const extras = { one: shared, two: shared };
  const task = set().transform({ name: "t", input: "a.c", filter: suffix(".c"), output: ".o", extras, run });
  const found = expanded(task).jobs[0]?.extras as typeof extras;
  assert.deepEqual(found, { one: { text: "a" }, two: { text: "a" } });
  assert.equal(found.one, found.two);
});

test("extras of a record without a prototype arrive without one, where a filter fills in texts too", () => {
  const extras = { bare: Object.assign(Object.create(null) as object, { text: "$1" }) };
  const task = set().transform({ name: "t", input: "a.c", filter: suffix(".c"), output: ".o", extras, run });
  const found = expanded(task).jobs[0]?.extras as typeof extras;
  assert.equal(Object.getPrototypeOf(found.bare), null);
});

test("outputDir replaces the directory of what suffix makes", () => {
  const common = { name: "t", input: "in/a.c", filter: suffix(".c"), outputDir: "out", run };
  const task = set().transform({ ...common, output: [".o", "$1.x"], extras: { stem: "$1" } });
  assert.deepEqual(jobs(task), [["in/a.c", ["out/a.o", "out/a.x"], { stem: "out/a" }]]);
});

// What is wrong

const withTemplate: readonly [name: string, where: object, message: RegExp][] = [
  ["output", { output: "$2.o" }, /^'\$2' in '\$2\.o' refers to a group that the pattern does not have$/],
  ["extras", { extras: { deep: ["$<x>"] } }, /^'\$<x>' in '\$<x>' refers to a group/],
  ["addInputs", { addInputs: ["b", "$3"] }, /^'\$3' in '\$3' refers to a group/],
  ["replaceInputs", { replaceInputs: glob("$3*") }, /^'\$3' in '\$3\*' refers to a group/],
];

for (const [name, where, message] of withTemplate) {
  test(`a template in ${name} that is wrong whatever the input is one mistake of the task, and it has no job`, () => {
    const p = set();
    const options = { name: "t", input: ["a.c", "b.c"], filter: regex(/^(.)\.c$/), output: "$1.o", run };
    const { jobs: made, problems } = expanded(p.transform({ ...options, ...where }));
    assert.deepEqual(made, []);
    const [found, ...more] = problems;
    assert.deepEqual(more, []);
    assert.equal(found?.code, "bad-template");
    assert.equal(found.severity, "error");
    assert.equal(found.task, "t");
    assert.match(found.message, message);
    assert.match(found.at?.file ?? "", /expand\.test\.ts$/);
    assert.match(found.hint ?? "", /^a template has \$1/);
  });
}

test("a group that the pattern does not have is a mistake also where no name matches", () => {
  for (const filter of [suffix(".x"), regex(/(x)$/)]) {
    const { problems } = expanded(
      set().transform({ name: "t", input: ["a.c"], filter, output: "$2.o", run }),
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["bad-template"],
    );
    assert.deepEqual(
      expanded(set().transform({ name: "t", input: ["a.c"], filter, output: "$1.o", run })).problems,
      [],
    );
  }
});

test("a brace that is not closed is a mistake, and an item that lacks the field makes no job", () => {
  const transformTo = (output: string): Expansion =>
    expanded(
      set().transform({ name: "t", input: [["a.c", "b.h"], "c.c"], filter: formatter(), output, run }),
    );
  assert.deepEqual(
    transformTo("{path[0]").problems.map(({ code }) => code),
    ["bad-template"],
  );
  const { jobs: made, unmatched, problems } = transformTo("{basename[1]}.o");
  assert.deepEqual(
    made.map(({ output }) => output),
    ["b.o"],
  );
  assert.deepEqual(unmatched, [{ input: "c.c", why: "{basename[1]} has no value" }]);
  assert.deepEqual(problems, []);
});
