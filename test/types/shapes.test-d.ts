// Compiled, not run: the shapes of files reach the job function and the next task, and mistakes do not compile.
import { formatter, glob, outputFrom, Pipeline, regex, runtimeParameter, suffix, touchFile } from "pipefish";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._proof: Equal<A, B> extends true ? [] : [never]): void {}

const pipeline = new Pipeline("types");

const reads = pipeline.originate({
  name: "reads",
  output: ["a.fastq", "b.fastq"],
  run: ({ output }) => same<typeof output, string>(),
});

const align = pipeline.transform({
  name: "align",
  input: reads,
  filter: suffix(".fastq"),
  output: { bam: ".bam", index: ".bam.bai" },
  extras: { minQuality: 20, names: ["x"] },
  run: ({ input, output, extras }) => {
    same<typeof input, string>();
    same<typeof output, { readonly bam: string; readonly index: string }>();
    same<typeof extras, { minQuality: number; names: string[] }>();
    // @ts-expect-error a wrong key of an output record
    void output.bem;
    // @ts-expect-error a wrong key of extras
    void extras.maxQuality;
  },
});

pipeline.merge({
  name: "report",
  input: align,
  output: "report.html",
  run: ({ input, output }) => {
    same<typeof input, readonly { readonly bam: string; readonly index: string }[]>();
    same<typeof output, string>();
  },
});

pipeline.transform({
  name: "mixture",
  input: [align, "one.bam", glob("more/*.bam")],
  filter: formatter(),
  output: ["{basename[0]}.x", "{basename[0]}.y"],
  run: ({ input, output }) => {
    same<typeof input, string | { readonly bam: string; readonly index: string }>();
    same<typeof output, readonly [string, string]>();
  },
});

pipeline.transform({
  name: "pairs",
  input: [
    ["a.1", "b.1"],
    ["c.1", "d.1"],
  ],
  filter: suffix(".1"),
  output: ".2",
  addInputs: ["reference.fa", reads],
  run: ({ input }) => same<typeof input, readonly [readonly [string, string], string, ...string[]]>(),
});

pipeline.transform({
  name: "replaced",
  input: "*.c",
  filter: suffix(".c"),
  output: ".o",
  replaceInputs: { source: "$1.c", headers: "*.h", reads },
  run: ({ input }) =>
    same<
      typeof input,
      { readonly source: string; readonly headers: readonly string[]; readonly reads: readonly string[] }
    >(),
});

const chunks = pipeline.split({
  name: "chunks",
  input: align,
  output: { parts: "*.part", done: "split.done" },
  run: ({ input, output }) => {
    same<typeof input, readonly { readonly bam: string; readonly index: string }[]>();
    same<typeof output, { readonly parts: readonly string[]; readonly done: readonly string[] }>();
  },
});

const groups = pipeline.collate({
  name: "groups",
  input: chunks,
  filter: regex(/(.)\.part$/),
  output: ["$1.sum", "$1.log"],
  run: ({ input, output }) => {
    same<typeof input, readonly string[]>();
    same<typeof output, readonly [string, string]>();
    return Promise.resolve(output.length);
  },
});
same<typeof groups, import("pipefish").Task<readonly [string, string], 2>>();

const squares = pipeline.parallel({
  name: "squares",
  params: [
    [1, "one"],
    [2, "two"],
  ],
  run: ({ params: [n, word] }) => {
    same<typeof n, number>();
    same<typeof word, string>();
    return n * n;
  },
});
same<typeof squares, import("pipefish").Task<never, number>>();

pipeline.parallel({
  name: "squares of a generator",
  params: () => [1, 2].map((n) => [n, `${n}`]),
  run: ({ params: [n, word] }) => {
    same<typeof n, number>();
    same<typeof word, string>();
  },
});

const lanes = pipeline.files({
  name: "lanes",
  params: () =>
    ["a", "b"].map((lane) => [
      { sheet: "lanes.tsv" },
      { r1: `${lane}.1`, r2: `${lane}.2` },
      { lane, depth: 3 },
    ]),
  run: ({ input, output, extras: [extra] }) => {
    same<typeof input, { readonly sheet: string }>();
    same<typeof output, { readonly r1: string; readonly r2: string }>();
    same<typeof extra, { lane: string; depth: number }>();
  },
});

pipeline.files({
  name: "rows",
  params: [
    ["a", "b", 1],
    ["c", "d", 2],
  ],
  run: ({ input, output, extras: [n] }) => {
    same<typeof input, string>();
    same<typeof output, string>();
    same<typeof n, number>();
  },
});

pipeline.product({
  name: "each with each",
  inputs: [
    { input: lanes, filter: formatter() },
    { input: "*.bed", filter: formatter() },
  ],
  addInputs: [{ reads }],
  output: "{basename[0][r1]}.{basename[1][0]}",
  run: ({ input: [[lane, region], added] }) => {
    same<typeof lane, { readonly r1: string; readonly r2: string }>();
    same<typeof region, string>();
    same<typeof added, { readonly reads: readonly string[] }>();
  },
});

pipeline.combinations({
  name: "pairs",
  input: lanes,
  filter: formatter(),
  tupleSize: 2,
  output: "{basename[0][0]}-{basename[1][0]}",
  run: ({ input: [left, right] }) => {
    same<typeof left, { readonly r1: string; readonly r2: string }>();
    same<typeof right, { readonly r1: string; readonly r2: string }>();
  },
});

pipeline.merge({
  name: "of tasks by name",
  input: { texts: outputFrom("later"), bams: outputFrom<{ bam: string }>("align") },
  output: "x",
  run: ({ input: [{ texts, bams }] }) => {
    same<typeof texts, readonly string[]>();
    same<typeof bams, readonly { bam: string }[]>();
  },
});

pipeline.merge({ name: "call", input: reads, output: "x", command: "cat {input} > {output}" });

// @ts-expect-error neither run nor command
pipeline.merge({ name: "idle", input: reads, output: "x" });

// @ts-expect-error both run and command
pipeline.merge({ name: "both", input: reads, output: "x", command: "true", run: () => 1 });

// @ts-expect-error a missing required option
pipeline.transform({ name: "no filter", input: reads, output: ".x", run: () => 1 });

pipeline.transform({
  name: "misspelled",
  input: reads,
  filter: suffix(".a"),
  output: ".b",
  // @ts-expect-error a misspelled option
  jobLimit: 3,
  run: () => 1,
});

pipeline.transform({
  name: "function in extras",
  input: reads,
  filter: suffix(".a"),
  output: ".b",
  // @ts-expect-error a function cannot cross to another process
  extras: { options: { callback: () => 1 } },
  run: () => 1,
});

// @ts-expect-error a function cannot cross to another process
pipeline.parallel({ name: "function in params", params: [[() => 1]], run: () => 1 });

pipeline.collate({
  name: "suffix in collate",
  input: reads,
  // @ts-expect-error a suffix brings nothing together
  filter: suffix(".a"),
  output: ".b",
  run: () => 1,
});

// @ts-expect-error an unknown option of a run
void pipeline.run({ multiproces: 3 });

const tuple = pipeline.combinations({
  name: "tuple",
  input: [align, "more.bam"],
  filter: formatter(),
  tupleSize: 3,
  output: { joined: "{basename[0][0]}.joined" },
  run: ({ input, output }) => {
    type Item = string | { readonly bam: string; readonly index: string };
    same<typeof input, readonly [Item, Item, Item]>();
    same<typeof output, { readonly joined: string }>();
  },
});

const size: number = 2;
pipeline.permutations({
  name: "a size that is not known",
  input: reads,
  filter: formatter(),
  tupleSize: size,
  output: "x",
  addInputs: [tuple],
  run: ({ input }) => same<typeof input, readonly [readonly string[], ...{ readonly joined: string }[]]>(),
});

pipeline.product({
  name: "product",
  inputs: [
    { input: align, filter: formatter() },
    { input: "*.fa", filter: formatter() },
    { input: [["a", "b"]], filter: formatter() },
  ],
  output: "x",
  run: ({ input }) =>
    same<
      typeof input,
      readonly [{ readonly bam: string; readonly index: string }, string, readonly [string, string]]
    >(),
});

pipeline.product({
  name: "another filter in a product",
  // @ts-expect-error a product takes formatter() only
  inputs: [{ input: align, filter: suffix(".a") }],
  output: "x",
  run: () => 1,
});

const rows = pipeline.files({
  name: "rows",
  params: [
    ["a", ["b", "c"], 1, "x"],
    [["a", reads, "*.x"], { k: "d" }, 2, "y"],
  ],
  run: ({ input, output, extras: [n, word] }) => {
    same<typeof input, string | readonly [string, ...string[]]>();
    same<typeof output, readonly [string, string] | { readonly k: string }>();
    same<typeof n, number>();
    same<typeof word, string>();
  },
});
same<typeof rows, import("pipefish").Task<readonly [string, string] | { readonly k: string }, void>>();

const generated = pipeline.files({
  name: "generated",
  params: function* () {
    for (const n of [1, 2]) yield [null, { part: `${n}.o` }, n] as const;
  },
  run: ({ input, output, extras: [n] }) => {
    same<typeof input, null>();
    same<typeof output, { readonly part: string }>();
    same<typeof n, number>();
  },
});

pipeline.transform({
  name: "below what is generated",
  input: generated,
  filter: formatter(),
  output: "x",
  run: ({ input }) => same<typeof input, { readonly part: string }>(),
});

pipeline.parallel({
  name: "generated parameters",
  params: () => [1, 2].map((n) => [n, `${n}`] as const),
  run: ({ params: [n, word] }) => {
    same<typeof n, number>();
    same<typeof word, string>();
  },
});

pipeline.parallel({
  name: "a function among generated parameters",
  // @ts-expect-error a function cannot cross to another process
  params: () => [[() => 1] as const],
  run: () => 1,
});

pipeline.merge({
  name: "by names",
  input: [outputFrom("reads"), outputFrom<{ bam: string }>("align", "variants::align")],
  output: "x",
  run: ({ input }) => same<typeof input, readonly (string | { bam: string })[]>(),
});

pipeline.transform({
  name: "given at run time",
  input: runtimeParameter<readonly string[]>("samples"),
  filter: formatter(),
  output: "x",
  run: ({ input }) => same<typeof input, string>(),
});

pipeline.merge({
  name: "a pipeline as input",
  input: new Pipeline("other"),
  output: "x",
  run: ({ input }) => same<typeof input, readonly unknown[]>(),
});

pipeline.mkdir({ name: "directories", output: ["a", "b"], follows: ["reads", align, new Pipeline("more")] });
pipeline.mkdir({ name: "named after", input: reads, filter: suffix(".fastq"), output: ".d", outputDir: "d" });
// @ts-expect-error a filter, and nothing that it could match
pipeline.mkdir({ name: "half", filter: suffix(".fastq"), output: ".d" });

tuple.setInput({ input: [reads, glob("*.x")] });
pipeline.setInput({ input: reads, input2: "x" });
// @ts-expect-error inputs are called input, input2, input3...
tuple.setInput({ inputs: reads });
// @ts-expect-error an output is made of names
tuple.setOutput({ output: () => "x" });

const clone = pipeline.clone("clone");
same<typeof clone, Pipeline>();

pipeline.originate({
  name: "what is said of a task",
  output: "x",
  activeIf: [true, () => false],
  upToDate: ({ output }) => String(output) === "x" || "it is not x",
  postTask: [touchFile("a", "b"), async () => undefined],
  jobsLimit: { count: 1, name: "shared" },
  resources: { cpus: 2, gpu: 0.5 },
  run: () => 1,
});
pipeline.originate({
  name: "an amount in words",
  output: "x",
  // @ts-expect-error amounts are numbers
  resources: { memoryMB: "4 GB" },
  run: () => 1,
});
pipeline.originate({
  name: "an answer that comes later",
  output: "x",
  // @ts-expect-error a condition answers at once
  activeIf: async () => true,
  run: () => 1,
});

const lengths = pipeline.parallel({
  name: "lengths",
  params: [["one"]],
  run: async ({ params: [word] }) => ({ word, length: word.length }),
});

const summary = await pipeline.run({ targets: lengths });
for (const value of summary.results(lengths))
  same<typeof value, { word: string; length: number } | undefined>();

pipeline.originate({
  name: "a result that cannot be sent",
  output: "x",
  // @ts-expect-error: $ is a function
  run: () => () => 1,
});
pipeline.parallel({
  name: "a promised result that cannot be sent",
  params: [[1]],
  // @ts-expect-error: $.later is a promise
  run: async ({ params: [n] }) => ({ later: Promise.resolve(n) }),
});
const kinds = pipeline.parallel({
  name: "results of several kinds",
  params: [[1]],
  run: ({ params: [n] }) => (n > 1 ? { n } : n === 1 ? undefined : Promise.resolve(new Date())),
});
for (const value of (await pipeline.run({ targets: kinds })).results(kinds))
  same<typeof value, { n: number } | Date | undefined>();
