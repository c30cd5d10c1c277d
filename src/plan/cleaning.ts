// Which files can be removed because jobs made them and can make them again: those that receipts prove to be as their job
// left them. Whatever is in doubt stays.
import { namesIn } from "../model/files.ts";
import type { Task } from "../model/task.ts";
import type { FileFacts } from "../model/verdict.ts";
import type { Plan, PlannedJob } from "../plan/plan.ts";
import { parseBefore } from "./before.ts";
import type { Receipt } from "./ports.ts";
import { differ, durationOf, ownIn, parseFacts, receiptKey } from "./receipt.ts";

/** Why a file stays. */
export type KeptWhy =
  /** No receipt tells that its job made it: the job never ran to its end, or the file was touched or recorded by hand. */
  | "unrecorded"
  /** It is not as its job left it. */
  | "changed"
  /** It was there before its job ran, or may have been. */
  | "older"
  /** It is an input that no other job makes. */
  | "source"
  /** It is a directory in which something is left. */
  | "not-empty"
  /** The system does not let it be removed. */
  | "refused";

/** A file that a job may have made. */
export interface Candidate {
  readonly file: string;
  readonly task: Task;
  /** The key of the job's receipt. */
  readonly key: string;
  /** What speaks against removing it, whatever it is now. */
  readonly doubt?: "unrecorded" | "older" | "source";
  /** What the job left; undefined of directories that it made, which only have to be empty. */
  readonly was?: FileFacts | undefined;
}

/** What is known beyond the plan. */
export interface CleaningWorld {
  recall(keys: readonly string[]): readonly (Receipt | undefined)[];
  /** Where a file truly is: the same for two names of one place. */
  placeOf(name: string): string;
}

/** The files of some jobs, in the order of the plan, each once. */
export function candidatesOf(
  plan: Plan,
  jobs: readonly PlannedJob[],
  { recall, placeOf }: CleaningWorld,
): Candidate[] {
  const sources = sourcesOf(plan, placeOf);
  const receipts = recall(jobs.map(({ job }) => receiptKey(job) ?? ""));
  const seen = new Set<string>();
  return jobs
    .flatMap((planned, i) => candidatesOfJob(planned, receipts[i]))
    .map((one): Candidate => (sources.has(placeOf(one.file)) ? { ...one, doubt: "source" } : one))
    .filter(({ file }) => !seen.has(file) && seen.add(file));
}

/** The places of files that jobs read and no other job makes: they may be all that there is. */
function sourcesOf({ tasks }: Plan, placeOf: (name: string) => string): ReadonlySet<string> {
  const jobs = tasks.flatMap((planned) => planned.jobs);
  const makers = new Map(jobs.flatMap((one) => namesIn(one.outputs).map((name) => [placeOf(name), one])));
  const sources = jobs.flatMap((one) =>
    namesIn(one.job.input)
      .map(placeOf)
      .filter((place) => [undefined, one].includes(makers.get(place))),
  );
  return new Set(sources);
}

function candidatesOfJob({ job, outputs }: PlannedJob, receipt: Receipt | undefined): Candidate[] {
  const about = { task: job.task, key: receiptKey(job) ?? "" };
  const names = namesIn(outputs);
  if (job.task.kind === "mkdir")
    return names.map((file) => ({ ...about, file, ...(receipt?.finished === true ? {} : unrecorded) }));
  if (receipt === undefined || durationOf(receipt) === undefined)
    return names.map((file) => ({ ...about, file, ...unrecorded }));
  const left = parseFacts(receipt.left);
  const isOld = oldIn(receipt);
  const recorded = [...left].map(([file, was]): Candidate => {
    const isKept = was !== undefined && !was.isDirectory && isOld(file, was);
    return { ...about, file, was, ...(isKept ? { doubt: "older" } : {}) };
  });
  const others = names.filter((file) => !left.has(file));
  return [...recorded, ...others.map((file): Candidate => ({ ...about, file, ...unrecorded }))];
}

const unrecorded = { doubt: "unrecorded" } as const;

/** Tells of the files that a job left which were there before it, or may have been. */
function oldIn(receipt: Receipt): (file: string, was: FileFacts) => boolean {
  const { before, left, startedAt } = receipt;
  // An atomic job knows of each file that a pattern matches whether it made it.
  const own = ownIn(left);
  if (own.size > 0) return (file) => !own.has(file);
  if (before === undefined) return (_, was) => isOlder(was, startedAt);
  const there = parseBefore(before);
  return (file, was) =>
    there.get(file) === "found" || (there.get(file) === "unsure" && isOlder(was, startedAt));
}

/**
 * Whether the job may have left a file as it was. Times of files lag behind the clock, by some milliseconds or more, so
 * what a job writes at once may count as older: in doubt, the file stays.
 */
function isOlder({ mtimeNs }: FileFacts, startedAt: number): boolean {
  // The start is known to the millisecond: what was written within it may have been before.
  return mtimeNs < BigInt(Math.floor(startedAt) + 1) * 1_000_000n;
}

/** Why a file stays that is as it is now; undefined if nothing speaks against removing it. */
export function whyKept({ doubt, was }: Candidate, is: FileFacts): KeptWhy | undefined {
  if (doubt !== undefined) return doubt;
  if (is.isDirectory && was?.isDirectory !== false) return undefined;
  return differ(was, is) ? "changed" : undefined;
}
