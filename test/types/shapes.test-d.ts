// Compiled, not run: the shapes of files reach the job function and the next task, and mistakes do not compile.
import { formatter, glob, Pipeline, regex, suffix } from "pipefish";

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

const lengths = pipeline.parallel({
  name: "lengths",
  params: [["one"]],
  run: async ({ params: [word] }) => ({ word, length: word.length }),
});

const summary = await pipeline.run({ targets: lengths });
for (const value of summary.results(lengths))
  same<typeof value, { word: string; length: number } | undefined>();
