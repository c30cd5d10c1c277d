// Removes what jobs made and receipts prove to be as they left it, and forgets these jobs. The files go first: whoever is
// killed in between leaves receipts of files that are gone, and the jobs run again.
import { readdirSync, realpathSync, rmdirSync, unlinkSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { openHistory } from "./history.ts";
import { PipelineError } from "./model/error.ts";
import type { Job } from "./model/job.ts";
import type { TaskSet } from "./model/task-set.ts";
import type { FileFacts } from "./model/verdict.ts";
import { unknownJob } from "./one-job.ts";
import { checkOptions } from "./option-checks.ts";
import { type Candidate, candidatesOf, type KeptWhy, whyKept } from "./plan/cleaning.ts";
import { findJobs } from "./plan/job-id.ts";
import type { Plan, PlannedJob } from "./plan/plan.ts";
import type { Ledger } from "./plan/ports.ts";
import { receiptKey } from "./plan/receipt.ts";
import { planPipeline } from "./planning.ts";
import type { PlanOptions } from "./run-options.ts";
import { openDisk } from "./storage/disk.ts";
import { workingDirectory } from "./working-directory.ts";

/** Whose files, or receipts. */
export interface ForgetOptions extends Pick<PlanOptions, "historyFile" | "pipelines" | "runtimeData"> {
  /**
   * Jobs, by their id or a file that they make, and tasks, by their name.
   * @defaultValue all jobs of the pipeline
   */
  readonly jobs?: string | readonly string[];
}

/** What to clean, and whether to do it. */
export interface CleanOptions extends ForgetOptions {
  /** Only says what would be removed. @defaultValue true */
  readonly dryRun?: boolean;
}

/** What was removed, or would be, and what stays. */
export interface Cleaning {
  readonly pipeline: string;
  readonly isDryRun: boolean;
  readonly removed: readonly RemovedFile[];
  readonly kept: readonly KeptFile[];
}

/** A file that was removed, or would be. */
export interface RemovedFile {
  readonly file: string;
  /** The full name of the task whose job made it. */
  readonly task: string;
  readonly sizeBytes: number;
  readonly isDirectory: boolean;
}

/** A file that stays. */
export interface KeptFile {
  readonly file: string;
  /** The full name of the task of which it is an output. */
  readonly task: string;
  readonly why: KeptWhy;
}

/** Removes the files of jobs, or says which it would remove. */
export function cleanPipeline(pipeline: TaskSet, given: CleanOptions): Cleaning {
  checkOptions(given, "clean");
  const { dryRun: isDryRun = true, ...options } = given;
  const ledger = openHistory(options);
  try {
    // Nobody may run jobs while their files are removed.
    if (!isDryRun) ledger.hold();
    const { plan, jobs } = jobsOf(pipeline, options);
    const { placeOf } = new Places();
    const candidates = candidatesOf(plan, jobs, { recall: (keys) => ledger.recall(keys), placeOf });
    const sweep = new Sweep(isDryRun, placeOf);
    for (const one of candidates) sweep.take(one);
    sweep.takeDirectories();
    if (!isDryRun) ledger.forget(sweep.goneKeys(candidates));
    return { pipeline: pipeline.name, isDryRun, removed: sweep.removed, kept: sweep.kept };
  } finally {
    ledger.close();
  }
}

/** Forgets that jobs ran; returns those of which anything was recorded. */
export function forgetJobs(pipeline: TaskSet, options: ForgetOptions): readonly Job[] {
  checkOptions(options, "forget");
  const ledger = openHistory(options);
  try {
    ledger.hold();
    return forgetIn(ledger, jobsOf(pipeline, options).jobs);
  } finally {
    ledger.close();
  }
}

function forgetIn(ledger: Ledger, jobs: readonly PlannedJob[]): Job[] {
  const keys = jobs.map(({ job }) => receiptKey(job) ?? "");
  const receipts = ledger.recall(keys);
  ledger.forget(keys.filter((_, i) => receipts[i] !== undefined));
  return jobs.flatMap(({ job }, i) => (receipts[i] === undefined ? [] : [job]));
}

/** The jobs that are meant, and the plan that they are in. */
function jobsOf(
  pipeline: TaskSet,
  { jobs: words, ...options }: ForgetOptions,
): { readonly plan: Plan; readonly jobs: readonly PlannedJob[] } {
  const plan = planPipeline(pipeline, { ...options, targets: pipeline, check: "history" });
  // What is missing does not matter; where definitions are wrong, nobody knows whose a file is.
  const errors = plan.problems.filter(
    ({ code, severity }) => severity === "error" && code !== "missing-input",
  );
  if (errors.length > 0) throw new PipelineError(errors);
  if (words === undefined) {
    const own = plan.tasks.filter(({ task }) => task.pipeline === pipeline);
    return { plan, jobs: own.flatMap(({ jobs }) => jobs) };
  }
  const found = [words].flat().flatMap((word) => {
    const meant = findJobs(plan.tasks, word, workingDirectory());
    if (meant.length === 0) throw unknownJob(word);
    return meant;
  });
  return { plan, jobs: [...new Set(found)] };
}

/** Where files truly are: links in the way are followed, and a link itself is not. */
class Places {
  readonly #directories = new Map<string, string>();

  readonly placeOf = (name: string): string => {
    const path = resolve(name);
    return join(this.#directoryOf(dirname(path)), basename(path));
  };

  #directoryOf(path: string): string {
    const known = this.#directories.get(path);
    if (known !== undefined) return known;
    let real = path;
    try {
      real = realpathSync(path);
    } catch {
      // What is in a directory that is not there is not there either.
    }
    this.#directories.set(path, real);
    return real;
  }
}

/** Goes through the candidates one by one: each is looked at just before it goes. */
class Sweep {
  readonly removed: RemovedFile[] = [];
  readonly kept: KeptFile[] = [];
  readonly #disk = openDisk(workingDirectory());
  readonly #isDryRun: boolean;
  readonly #placeOf: (name: string) => string;
  /** Places where nothing is left, or would be. */
  readonly #gone = new Set<string>();
  readonly #directories: (readonly [Candidate, FileFacts])[] = [];

  constructor(isDryRun: boolean, placeOf: (name: string) => string) {
    this.#isDryRun = isDryRun;
    this.#placeOf = placeOf;
  }

  take(one: Candidate): void {
    const [facts] = this.#disk.look([one.file]);
    if (facts === undefined) return;
    const why = whyKept(one, facts);
    if (why !== undefined) this.#keep(one, why);
    else if (facts.isDirectory) this.#directories.push([one, facts]);
    else this.#remove(one, facts, unlinkSync);
  }

  /** Directories go when all is gone that was in them, those further down first. */
  takeDirectories(): void {
    const deepestFirst = this.#directories.toSorted(
      ([a], [b]) => this.#placeOf(b.file).length - this.#placeOf(a.file).length,
    );
    for (const [one, facts] of deepestFirst) {
      if (this.#isEmptied(one.file)) this.#remove(one, facts, rmdirSync);
      else this.#keep(one, "not-empty");
    }
  }

  #isEmptied(directory: string): boolean {
    try {
      return readdirSync(directory).every((name) => this.#gone.has(this.#placeOf(join(directory, name))));
    } catch {
      return false;
    }
  }

  /** The keys of jobs of which a file is gone now. */
  goneKeys(candidates: readonly Candidate[]): string[] {
    const facts = this.#disk.look(candidates.map(({ file }) => file));
    return [...new Set(candidates.filter((_, i) => facts[i] === undefined).map(({ key }) => key))];
  }

  #remove(one: Candidate, { sizeBytes, isDirectory }: FileFacts, remove: (path: string) => void): void {
    try {
      if (!this.#isDryRun) remove(one.file);
    } catch {
      this.#keep(one, "refused");
      return;
    }
    this.#gone.add(this.#placeOf(one.file));
    this.removed.push({ file: one.file, task: one.task.fullName, sizeBytes, isDirectory });
  }

  #keep({ file, task }: Candidate, why: KeptWhy): void {
    this.kept.push({ file, task: task.fullName, why });
  }
}
