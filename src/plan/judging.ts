// Judges the jobs of a task: gathers what is known of them, many at a time, and has it decided whether each must run.

import { someString } from "../model/files.ts";
import type { Job } from "../model/job.ts";
import type { Task } from "../model/task.ts";
import type { FileFacts, Reason, Verdict } from "../model/verdict.ts";
import { alike, renewedReceipt } from "./alike.ts";
import { beforeText } from "./before.ts";
import type { Digests } from "./digests.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { type CheckLevel, type Evidence, includes, judge } from "./freshness.ts";
import { fills, withTrees } from "./look-at.ts";
import type { OwnChecks } from "./own-checks.ts";
import type { PlannedJob } from "./plan.ts";
import type { Disk, Ledger, OngoingRun, Receipt } from "./ports.ts";
import { receiptKey } from "./receipt.ts";

/** What judging needs. */
export interface JudgingSetting {
  readonly disk: Disk;
  readonly ledger: Ledger;
  readonly check: CheckLevel;
  readonly fingerprints: Fingerprints;
  readonly digests: Digests;
  /** Tasks whose jobs run whatever their state. */
  readonly forced: ReadonlySet<Task>;
  /** Tasks whose jobs do not run, whatever their state: the targets do not need them. */
  readonly leftAlone: ReadonlySet<Task>;
}

/** A job with the names of its files, and those of which facts are needed to judge it. */
export interface Sides {
  readonly job: Job;
  readonly inputs: readonly string[];
  readonly outputs: unknown;
  readonly outputNames: readonly string[];
  /** Why its inputs are not what they will be, if they are not. */
  readonly pending: Reason | undefined;
  readonly toLookAt: readonly string[];
}

/**
 * How many jobs are judged at a time: facts of many files are much memory, and most of them are no news. With a thousand,
 * what is dead a moment later lives long enough for the garbage collector to keep it.
 */
const jobsAtOnce = 250;

/** Why a directory that a job of a task reads is not what it will be, if tasks above have still to write into it. */
export type PendingInto = (task: Task, directory: string) => Reason | undefined;

type FactsByName = ReadonlyMap<string, FileFacts | undefined>;

/** Decides about the jobs of tasks. */
export class Judging {
  readonly #setting: JudgingSetting;
  readonly #pendingInto: PendingInto;

  constructor(setting: JudgingSetting, pendingInto: PendingInto) {
    this.#setting = setting;
    this.#pendingInto = pendingInto;
  }

  /**
   * Judges jobs of a task, some at a time: what is looked at for some of them is forgotten before the next are looked at,
   * but for directories, which many jobs may have in common and which hold much.
   */
  judge(task: Task, jobs: readonly Job[], checks: OwnChecks, sidesOf: (job: Job) => Sides): PlannedJob[] {
    const trees = new Trees(this.#setting.disk);
    const judged: PlannedJob[] = [];
    for (let first = 0; first < jobs.length; first += jobsAtOnce) {
      const sides = jobs.slice(first, first + jobsAtOnce).map(sidesOf);
      judged.push(...this.#judgeSome(task, sides, checks, trees));
    }
    return judged;
  }

  #judgeSome(task: Task, sides: readonly Sides[], checks: OwnChecks, trees: Trees): PlannedJob[] {
    const { check, disk, ledger, digests } = this.#setting;
    const names = sides.flatMap(({ toLookAt }) => toLookAt);
    const facts = look(disk, names, check === "timestamps");
    const receipts = includes(check, "history") ? recall(ledger, sides, includes(check, "functions")) : [];
    // Asked once for all: of many jobs the end may not be recorded, for they failed.
    const isCut = receipts.some((receipt) => receipt?.finished === false);
    const ongoing = isCut ? ledger.ongoingRun() : undefined;
    const known = sides.map(
      (side, i) =>
        this.#decided(task, side, facts, checks) ??
        this.#evidence(side, facts, { trees, receipt: receipts[i], ongoing }),
    );
    const proofs = check === "contents" ? alike(known.filter(isEvidence), digests) : nothing;
    return sides.map((side, i): PlannedJob => {
      const { job, outputs, pending } = side;
      const { verdict, renewed } = this.#verdict(known[i] as Verdict | Evidence, proofs);
      // A job that was recorded without being run took no time.
      const lastMs = receipts[i]?.durationMs || undefined;
      if (verdict.fresh && !this.#setting.forced.has(task))
        return { job, outputs, verdict, lastMs, ...(renewed === undefined ? {} : { renewed }) };
      const decided = verdict.fresh ? stale({ kind: "forced" }) : verdict;
      if (pending !== undefined) return { job, outputs, verdict: decided, lastMs };
      return { job, outputs, verdict: decided, lastMs, before: this.#before(side, facts, receipts[i]) };
    });
  }

  /** What is decided without a look at receipts. */
  #decided(task: Task, side: Sides, facts: FactsByName, checks: OwnChecks): Verdict | undefined {
    const { job, inputs, outputs, outputNames, toLookAt } = side;
    if (this.#setting.leftAlone.has(task)) return { fresh: true, isLeftAlone: true };
    const into = this.#awaitedDirectory(task, side, facts);
    const pending = side.pending ?? into;
    if (pending !== undefined) {
      const looked = side.pending === undefined ? inputs : toLookAt;
      const absent = looked.filter((name) => facts.get(name) === undefined);
      return stale(pending, ...absent.map((file): Reason => ({ kind: "input-missing", file })));
    }
    const own = checks.verdictOf(job, outputs);
    return own ?? (task.kind === "mkdir" ? directoryVerdict(outputNames, facts) : undefined);
  }

  /** Directories into which the job itself writes count by being there, whoever else does. */
  #awaitedDirectory(task: Task, { job, inputs, outputNames }: Sides, facts: FactsByName): Reason | undefined {
    const directories = inputs.filter((name) => facts.get(name)?.isDirectory);
    if (directories.length === 0) return undefined;
    const isFilled = fills(this.#setting.disk.directory, [job.output, outputNames]);
    for (const name of directories) {
      const awaited = isFilled(name) ? undefined : this.#pendingInto(task, name);
      if (awaited !== undefined) return awaited;
    }
    return undefined;
  }

  #evidence(
    { job, inputs, outputNames }: Sides,
    facts: FactsByName,
    {
      trees,
      receipt,
      ongoing,
    }: {
      readonly trees: Trees;
      readonly receipt: Receipt | undefined;
      readonly ongoing: OngoingRun | undefined;
    },
  ): Evidence {
    const { check, fingerprints } = this.#setting;
    const read = inputs.map((name) => facts.get(name));
    const made = outputNames.map((name) => facts.get(name));
    return {
      inputs,
      inputFacts: withTrees(trees, inputs, read, [job.output, outputNames]),
      outputs: outputNames,
      // By time stamps alone, a directory is not the newer for what others put into it.
      outputFacts: check === "timestamps" ? made : withTrees(trees, outputNames, made, []),
      receipt,
      ongoing,
      declaresOutputs: someString(job.output, () => true),
      changes: fingerprints.changes(job, receipt, check),
    };
  }

  /** Which outputs are there before a job that must run. By time stamps alone its receipt was not needed until now. */
  #before({ job, outputNames: outputs }: Sides, facts: FactsByName, known: Receipt | undefined): string {
    const { check, ledger } = this.#setting;
    const outputFacts = outputs.map((name) => facts.get(name));
    const isUnread = check === "timestamps" && outputFacts.some((fact) => fact !== undefined);
    const receipt = isUnread ? ledger.recall([receiptKey(job) ?? ""])[0] : known;
    return beforeText({ outputs, outputFacts, receipt });
  }

  #verdict(
    known: Verdict | Evidence,
    proofs: ReadonlyMap<Evidence, Evidence>,
  ): Pick<PlannedJob, "verdict" | "renewed"> {
    if (!isEvidence(known)) return { verdict: known };
    const proof = proofs.get(known);
    const verdict = judge(proof ?? known, this.#setting.check);
    const { receipt } = known;
    if (proof === undefined || receipt === undefined || !verdict.fresh) return { verdict };
    return { verdict, renewed: renewedReceipt(receipt, known, proof) };
  }
}

const nothing: ReadonlyMap<Evidence, Evidence> = new Map();

function isEvidence(known: Verdict | Evidence): known is Evidence {
  return !("fresh" in known);
}

function stale(reason: Reason, ...more: readonly Reason[]): Verdict {
  return { fresh: false, reasons: [reason, ...more] };
}

/** Looks into each directory once, however many jobs have to do with it. */
class Trees {
  readonly directory: string;
  readonly #disk: Disk;
  readonly #known = new Map<string, FileFacts | undefined>();

  constructor(disk: Disk) {
    this.#disk = disk;
    this.directory = disk.directory;
  }

  lookInto(name: string): FileFacts | undefined {
    if (!this.#known.has(name)) this.#known.set(name, this.#disk.lookInto(name));
    return this.#known.get(name);
  }
}

/** Facts by name. By time stamps alone, a file that has two names must not be compared with itself. */
function look(disk: Disk, names: readonly string[], withIdentity: boolean): FactsByName {
  const found = new Map<string, FileFacts | undefined>();
  for (const name of names) found.set(name, undefined);
  const each = [...found.keys()];
  const facts = disk.look(each, withIdentity);
  for (let i = 0; i < each.length; i += 1) found.set(each[i] ?? "", facts[i]);
  return found;
}

function recall(ledger: Ledger, sides: readonly Sides[], withDigests: boolean): (Receipt | undefined)[] {
  return ledger.recall(
    sides.map(({ job }) => receiptKey(job) ?? ""),
    withDigests,
  );
}

function directoryVerdict(names: readonly string[], facts: FactsByName): Verdict {
  const missing = names.filter((name) => facts.get(name)?.isDirectory !== true);
  const [first, ...more] = missing.map((file): Reason => ({ kind: "output-missing", file }));
  return first === undefined ? { fresh: true } : { fresh: false, reasons: [first, ...more] };
}
