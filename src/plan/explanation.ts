// What is known of a file, a job or a task that somebody asks about: who makes the file and who reads it, what decided
// about the job, and all that was compared, also where it was found equal. Data; report/ puts it in words.
import { join, resolve } from "node:path";
import { isPattern, namesIn } from "../model/files.ts";
import { isOpen, nameIn } from "../model/task.ts";
import type { FileFacts } from "../model/verdict.ts";
import type { Part } from "./fingerprint.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { includes } from "./freshness.ts";
import { findJobs, jobId } from "./job-id.ts";
import { fills, lookAt } from "./look-at.ts";
import type { Plan, PlannedJob, PlannedTask } from "./plan.ts";
import type { Disk, Ledger, Receipt } from "./ports.ts";
import { differ, parseFacts, receiptKey } from "./receipt.ts";

/** What was found of what somebody asked about. */
export interface Explanation {
  readonly plan: Plan;
  /** Absolute path of the directory of the run. */
  readonly directory: string;
  /** The file that was asked about, as it was written; left out when a job or a task was. */
  readonly file?: string;
  /** The task that was asked about, when it has several jobs or none. */
  readonly task?: PlannedTask;
  /** The jobs that make the file, or the one that was asked about. */
  readonly jobs: readonly ExplainedJob[];
  /** The jobs that read the file. */
  readonly readers: readonly PlannedJob[];
}

/** A job, with what it was compared with. */
export interface ExplainedJob {
  readonly planned: PlannedJob;
  /** Its name on the command line. */
  readonly id: string;
  /** When it last ran to its end; left out where that is not recorded. */
  readonly lastRun?: { readonly startedAt: number; readonly durationMs: number };
  readonly inputs: readonly ComparedFile[];
  readonly outputs: readonly ComparedFile[];
  /** What its code is made of, where the level of `check` asks for it and it is as it was. */
  readonly code?: readonly Part[];
  /** Its extras, on the same conditions. */
  readonly extras?: readonly Part[];
}

/** A file of a job as its receipt has it, and as it is. */
export interface ComparedFile {
  readonly file: string;
  readonly was?: FileFacts;
  readonly is?: FileFacts;
  /** Both are known and do not differ. */
  readonly isAsItWas: boolean;
}

/** With what a plan is explained. */
export interface ExplanationWorld {
  readonly disk: Pick<Disk, "directory" | "look" | "lookInto">;
  readonly ledger: Pick<Ledger, "recall">;
  readonly fingerprints: Fingerprints;
}

/**
 * Finds what a word is about: a file that a job makes or reads, the id of a job, or a task. Undefined when it is about
 * nothing.
 *
 * @param word files relative to the directory of the run or absolute
 */
export function explanationOf(plan: Plan, word: string, world: ExplanationWorld): Explanation | undefined {
  const { directory } = world.disk;
  const path = resolve(directory, word);
  const all = plan.tasks.flatMap(({ jobs }) => jobs);
  const makers = all.filter((job) => makes(job, path, directory));
  const readers = all.filter((job) => reads(job, path, world.disk));
  const explained = (jobs: readonly PlannedJob[]): ExplainedJob[] =>
    jobs.map((one) => explainedJob(one, plan, world));
  const found = { plan, directory };
  if (makers.length + readers.length > 0) return { ...found, file: word, jobs: explained(makers), readers };
  const jobs = findJobs(plan.tasks, word, directory);
  const task = plan.tasks.find((one) => [one.task.fullName, nameIn(plan.pipeline, one.task)].includes(word));
  if (jobs.length === 1) return { ...found, jobs: explained(jobs), readers: [] };
  return task === undefined ? undefined : { ...found, task, jobs: [], readers: [] };
}

function has(names: readonly string[], path: string, directory: string): boolean {
  return names.some((name) => resolve(directory, name) === path);
}

/** Whether a job reads a file: by name, or with a directory in which it is. */
function reads(
  { job, outputs }: PlannedJob,
  path: string,
  { directory, look }: ExplanationWorld["disk"],
): boolean {
  const names = namesIn(job.input);
  if (has(names, path, directory)) return true;
  const above = names.filter((name) => path.startsWith(join(resolve(directory, name), "/")));
  if (above.length === 0 || look([path])[0] === undefined) return false;
  const isFilled = fills(directory, [job.output, outputs]);
  return above.some((name) => !isFilled(name));
}

/** Whether a job makes a file: by name, by a pattern of an open task that the file matches, or as one that it is known to have made. */
export function makes({ job, outputs }: PlannedJob, path: string, directory: string): boolean {
  const declared = namesIn(job.output);
  return (
    has(declared, path, directory) ||
    has(namesIn(outputs), path, directory) ||
    (isOpen(job.task) && declared.some((name) => isPattern(name) && matches(path, resolve(directory, name))))
  );
}

function matches(path: string, pattern: string): boolean {
  const source = pattern.replace(/\*\*\/?|[*?]|\[[^\]]*\]|[\\^$.|+(){}[\]]/g, (part) => {
    if (part.startsWith("**")) return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    return part.length > 1 ? part : `\\${part}`;
  });
  return new RegExp(`^${source}$`).test(path);
}

function explainedJob(planned: PlannedJob, plan: Plan, world: ExplanationWorld): ExplainedJob {
  const { job, outputs } = planned;
  const [receipt] = world.ledger.recall([receiptKey(job) ?? ""], true);
  const done = receipt?.finished === true ? receipt : undefined;
  const [reads, makesNow] = [namesIn(job.input), namesIn(outputs)];
  const inputFacts = lookAt(world.disk, reads, [job.output, makesNow]);
  const outputFacts = lookAt(world.disk, makesNow, []);
  return {
    planned,
    id: jobId(job),
    ...(done === undefined ? {} : { lastRun: { startedAt: done.startedAt, durationMs: done.durationMs } }),
    inputs: compared(reads, inputFacts, done?.seen),
    outputs: compared(makesNow, outputFacts, done?.left),
    ...equalParts(planned, plan, done, world.fingerprints),
  };
}

function compared(
  names: readonly string[],
  facts: readonly (FileFacts | undefined)[],
  recorded: string | undefined,
): ComparedFile[] {
  const before = recorded === undefined ? undefined : parseFacts(recorded);
  return names.map((file, i) => {
    const [was, is] = [before?.get(file), facts[i]];
    const isAsItWas = was !== undefined && !differ(was, is);
    return { file, ...(was === undefined ? {} : { was }), ...(is === undefined ? {} : { is }), isAsItWas };
  });
}

/** What was asked for beside files and found equal. */
function equalParts(
  { job }: PlannedJob,
  { check }: Plan,
  receipt: Receipt | undefined,
  fingerprints: Fingerprints,
): Pick<ExplainedJob, "code" | "extras"> {
  if (receipt === undefined || !includes(check, "functions")) return {};
  const { code, extras } = fingerprints.of(job);
  return {
    ...(code.digest === receipt.code ? { code: code.parts } : {}),
    ...(includes(check, "params") && extras.digest === receipt.extras ? { extras: extras.parts } : {}),
  };
}
