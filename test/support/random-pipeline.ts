// Small pipelines as random search makes them, and what happens to their files; and what their jobs do on a disk in memory.
import { createHash } from "node:crypto";
import fc from "fast-check";
import type { Resources } from "../../src/model/definition.ts";
import { namesIn } from "../../src/model/files.ts";
import type { Job } from "../../src/model/job.ts";
import { type JobOrder, jobOrders } from "../../src/schedule/job-order.ts";
import { type From, isOpen, type Step } from "./random-steps.ts";
import type { HeldJob } from "./scripted-executor.ts";
import type { TextDisk } from "./text-disk.ts";

/** Something that happens to the files between two runs, or to what a step makes. */
export type Edit =
  | { readonly kind: "write"; readonly source: string; readonly text: string }
  /** Restoring brings back what was there before the last change, with its time, as from a backup. */
  | { readonly kind: "touch" | "remove" | "restore"; readonly source: string }
  | { readonly kind: "touch reference" }
  | { readonly kind: "write made" | "touch made" | "remove made"; readonly nth: number }
  | { readonly kind: "code" | "extras"; readonly step: string; readonly version: number }
  | { readonly kind: "count"; readonly step: string; readonly count: number };

/** The levels of `check` in which receipts decide. */
export type Level = "history" | "functions" | "params" | "contents";

/** Edits, and then a run. */
export interface Round {
  readonly check: Level;
  readonly edits: readonly Edit[];
  readonly targets: readonly string[] | undefined;
  readonly forced: readonly string[];
  readonly order: JobOrder;
  readonly seed: number;
}

/** A pipeline and what happens to it. */
export interface Story {
  readonly steps: readonly Step[];
  readonly rounds: readonly Round[];
  readonly slots: number;
}

/** What stories may have. */
export interface StoryOptions {
  /** Jobs that leave outputs alone which are there, in long chains in which little else happens. */
  readonly lazy?: boolean;
  /** The fewest files that a step makes whose files are not known before. */
  readonly leastParts?: number;
  /** All jobs are known before the first has run. */
  readonly known?: boolean;
  /** Runs with forced tasks: a run that is taken up again must not force once more what is done. */
  readonly forced?: boolean;
  /** The levels at which runs are: `history`. */
  readonly levels?: readonly Level[];
}

/** How much there is of what jobs take: amounts need not be whole. */
export const totals: Resources = { cpus: 3, scratch: 0.3 };

/** The files at the top; the first of them are there from the start. */
const sources = ["a1.s", "a2.s", "b1.s", "b2.s", "c.s"];
export const given: readonly string[] = ["ref.r", ...sources.slice(0, 3)];

const source = fc.constantFrom(...sources);

/** Random things that may happen to files at any time. */
export const fileEdits: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant("write" as const), source, text: fc.constantFrom("one", "two", "three") }),
  fc.record({ kind: fc.constantFrom("touch" as const, "remove" as const), source }),
  fc.record({ kind: fc.constant("touch reference" as const) }),
  fc.record({
    kind: fc.constantFrom("write made" as const, "touch made" as const, "remove made" as const),
    nth: fc.nat({ max: 40 }),
  }),
);

/** Random stories. */
export function stories({
  lazy = false,
  known = false,
  leastParts = 0,
  forced = true,
  levels = ["history"],
}: StoryOptions = {}): fc.Arbitrary<Story> {
  const isPattern = lazy || known ? fc.constant(false) : fc.boolean();
  const from = fc.uniqueArray(fc.record({ back: fc.nat({ max: lazy ? 1 : 5 }), isPattern }), {
    selector: ({ back }) => back,
    minLength: 1,
    maxLength: lazy ? 2 : 3,
  });
  // Without a size, arrays are as short as a quick look allows: most pipelines would have two steps.
  const steps = fc.array(
    fc.record({
      kind: fc.constantFrom<Step["kind"]>(
        ...(["transform", "transform", "merge", "collate"] as const),
        ...(lazy ? [] : (["originate", "parallel"] as const)),
        ...(lazy || known ? [] : (["split", "subdivide"] as const)),
      ),
      from,
      isPair: fc.boolean(),
      hasReference: fc.boolean(),
      isLazy: lazy ? fc.boolean() : fc.constant(false),
      isCoarse: fc.boolean(),
      limit: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined, freq: 3 }),
      resources: fc.record({ cpus: fc.nat({ max: 3 }), scratch: fc.constantFrom(0, 0, 0.1, 0.2) }),
    }),
    { minLength: 2, maxLength: 7, size: "max" },
  );
  return steps
    .map((raw) =>
      raw.map((step, index): Step => ({ ...step, name: `t${index}`, from: linked(step.from, index) })),
    )
    .chain((made) =>
      fc.record({
        steps: fc.constant(made),
        rounds: fc.array(rounds(made, { lazy, known, leastParts, forced, levels }), {
          minLength: 2,
          maxLength: levels.length > 1 ? 5 : 3,
          size: "max",
        }),
        slots: fc.integer({ min: 1, max: 4 }),
      }),
    );
}

/** Reads numbers as steps so far before number `index`; where there is none, as the sources. */
function linked(from: readonly { back: number; isPattern: boolean }[], index: number): From[] {
  const before = from.filter(({ back }) => back < index);
  const links = before.map(({ back, isPattern }): From => ({ step: `t${index - 1 - back}`, isPattern }));
  return before.length < from.length ? ["sources", ...links] : links;
}

function rounds(
  steps: readonly Step[],
  { lazy, leastParts, forced, levels }: Required<StoryOptions>,
): fc.Arbitrary<Round> {
  const step = fc.constantFrom(...steps.map(({ name }) => name));
  const count = fc.record({
    kind: fc.constant("count" as const),
    step,
    count: fc.integer({ min: leastParts, max: 3 }),
  });
  const change = fc.record({
    kind: fc.constantFrom("code" as const, "extras" as const),
    step,
    version: fc.nat({ max: 2 }),
  });
  // Not while a run goes on: a change that is taken back, time and all, cannot be seen.
  const restoring = fc.record({ kind: fc.constant("restore" as const), source });
  const edit = fc.oneof(
    { arbitrary: fileEdits, weight: 4 },
    { arbitrary: restoring, weight: 1 },
    { arbitrary: count, weight: 1 },
    { arbitrary: change, weight: levels.length > 1 ? 1 : 0 },
  );
  const some = fc.uniqueArray(step, { minLength: 1, maxLength: 2 });
  const seldom = <T>(usual: T, weight = 3): fc.Arbitrary<T | string[]> =>
    fc.oneof({ arbitrary: fc.constant(usual), weight }, { arbitrary: some, weight: 1 });
  return fc.record({
    check: fc.constantFrom(...levels),
    edits: fc.array(edit, { maxLength: lazy ? 1 : 4, size: "max" }),
    targets: seldom(undefined),
    forced: forced ? seldom([], lazy ? 1 : 3) : fc.constant([]),
    order: fc.constantFrom(...jobOrders),
    seed: fc.nat({ max: 1_000_000 }),
  });
}

/** What steps do, beside what their story says; edits change it. */
export class Circumstances {
  /** How many files each job of a step makes, where that is not known before. */
  readonly counts = new Map<string, number>();
  readonly code = new Map<string, number>();
  readonly extras = new Map<string, number>();

  /** Takes note of an edit that is not of a file. */
  edit(change: Edit): void {
    if (change.kind === "count") this.counts.set(change.step, change.count);
    else if (change.kind === "code") this.code.set(change.step, change.version);
    else if (change.kind === "extras") this.extras.set(change.step, change.version);
  }

  /** What a job of a step writes into a file. */
  textOf(name: string, step: Step, texts: readonly unknown[]): string {
    const from = [this.code.get(step.name), this.extras.get(step.name), step.isCoarse ? texts.length : texts];
    return createHash("sha1")
      .update(JSON.stringify([name, ...from]))
      .digest("hex");
  }
}

/** A place with files that may be edited. */
export interface Editable {
  write(name: string, text: string): void;
  touch(name: string): void;
  remove(name: string): void;
  /** Gives a file what it had before it was written last, time and all. */
  restore(name: string): void;
  has(name: string): boolean;
  /** All files with their texts. */
  readonly files: Readonly<Record<string, string>>;
}

/** Makes an edit on a disk. */
export function edit(disk: Editable, change: Edit): void {
  if (change.kind === "write") disk.write(change.source, change.text);
  else if (change.kind === "touch") disk.touch(change.source);
  else if (change.kind === "remove" && disk.has(change.source)) disk.remove(change.source);
  else if (change.kind === "restore") disk.restore(change.source);
  else if (change.kind === "touch reference") disk.write("ref.r", "reference");
  if (!("nth" in change)) return;
  const name = nthMade(Object.keys(disk.files), change.nth);
  if (name === undefined) return;
  if (change.kind === "write made") disk.write(name, "made by hand");
  else if (change.kind === "touch made") disk.touch(name);
  else disk.remove(name);
}

/** The file of that number among those that steps made. */
export function nthMade(files: readonly string[], nth: number): string | undefined {
  const made = files.filter((name) => !name.endsWith(".s") && name !== "ref.r").sort();
  return made.length === 0 ? undefined : made[nth % made.length];
}

/** Does what a job of a step does: what it writes depends on its inputs alone. */
export function perform(
  held: HeldJob,
  disk: TextDisk,
  steps: readonly Step[],
  circumstances: Circumstances,
  texts: readonly unknown[] = textsOf(held.job, disk),
): void {
  const step = steps.find(({ name }) => name === held.job.task.name);
  if (step === undefined) throw new Error(`no step '${held.job.task.name}'`);
  if (isOpen(step)) for (const old of namesIn(held.assignment.output)) if (disk.has(old)) disk.remove(old);
  const names = outputNames(held, step, circumstances.counts.get(step.name) ?? 2);
  const writes = names.filter((name) => !step.isLazy || !disk.has(name));
  held.finish(Object.fromEntries(writes.map((name) => [name, circumstances.textOf(name, step, texts)])));
}

/** What a job reads, as it is now. */
export function textsOf({ input }: Job, disk: TextDisk): readonly unknown[] {
  return namesIn(input).map((name) => disk.read(name));
}

/** Leaves some of a job's outputs half-written. */
export function performHalf(held: HeldJob, steps: readonly Step[], oneOutOf: (n: number) => boolean): void {
  const step = steps.find(({ name }) => name === held.job.task.name);
  if (step === undefined) return;
  const names = outputNames(held, step, 3).filter(() => oneOutOf(2));
  held.write(Object.fromEntries(names.map((name) => [name, "half"])));
}

function outputNames(held: HeldJob, step: Step, count: number): string[] {
  if (!isOpen(step)) return held.outputs;
  const [pattern = ""] = held.outputs;
  return Array.from({ length: count }, (_, i) => pattern.replace("?", String(i)));
}
