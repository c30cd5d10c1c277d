// Judges the jobs of a task: gathers what is known of them, many at a time, and has it decided whether each must run.
import { namesIn } from "../model/files.ts";
import type { Job } from "../model/job.ts";
import type { Task } from "../model/task.ts";
import type { FileFacts, Reason, Verdict } from "../model/verdict.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { type CheckLevel, includes, judge } from "./freshness.ts";
import type { OwnChecks } from "./own-checks.ts";
import type { PlannedJob } from "./plan.ts";
import type { Disk, Ledger, Receipt } from "./ports.ts";
import { receiptKey } from "./receipt.ts";

/** What judging needs. */
export interface JudgingSetting {
  readonly disk: Disk;
  readonly ledger: Ledger;
  readonly check: CheckLevel;
  readonly fingerprints: Fingerprints;
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

/** What is known of jobs when they are judged. */
interface Known {
  readonly facts: ReadonlyMap<string, FileFacts | undefined>;
  readonly receipt: Receipt | undefined;
  readonly checks: OwnChecks;
}

/** Judges jobs. */
export class Judging {
  readonly #setting: JudgingSetting;

  constructor(setting: JudgingSetting) {
    this.#setting = setting;
  }

  /** Decides about some jobs of a task. */
  judge(task: Task, sides: readonly Sides[], checks: OwnChecks): PlannedJob[] {
    const { check, disk, ledger } = this.#setting;
    const names = sides.flatMap(({ toLookAt }) => toLookAt);
    const facts = look(disk, names, check === "timestamps");
    const receipts = includes(check, "history") ? recall(ledger, sides, includes(check, "functions")) : [];
    return sides.map((side, i) => {
      const verdict = this.#verdictOf(task, side, { facts, receipt: receipts[i], checks });
      // A job that was recorded without being run took no time.
      const lastMs = receipts[i]?.durationMs || undefined;
      return { job: side.job, verdict, outputs: side.outputs, lastMs };
    });
  }

  #verdictOf(task: Task, side: Sides, { facts, receipt, checks }: Known): Verdict {
    const { check, fingerprints, forced, leftAlone } = this.#setting;
    const { job, inputs, outputNames, pending, toLookAt } = side;
    if (leftAlone.has(task)) return { fresh: true, isLeftAlone: true };
    if (pending !== undefined) {
      const absent = toLookAt.filter((name) => facts.get(name) === undefined);
      return stale(pending, ...absent.map((file): Reason => ({ kind: "input-missing", file })));
    }
    const outputFacts = outputNames.map((name) => facts.get(name));
    const evidence = {
      inputs,
      inputFacts: inputs.map((name) => facts.get(name)),
      outputs: outputNames,
      outputFacts,
      receipt,
      declaresOutputs: namesIn(job.output).length > 0,
      changes: fingerprints.changes(job, receipt, check),
    };
    const verdict =
      checks.verdictOf(job, side.outputs) ??
      (task.kind === "mkdir" ? directoryVerdict(outputNames, outputFacts) : judge(evidence, check));
    return verdict.fresh && forced.has(task) ? stale({ kind: "forced" }) : verdict;
  }
}

function stale(reason: Reason, ...more: readonly Reason[]): Verdict {
  return { fresh: false, reasons: [reason, ...more] };
}

/** Facts by name. By time stamps alone, a file that has two names must not be compared with itself. */
function look(
  disk: Disk,
  names: readonly string[],
  withIdentity: boolean,
): Map<string, FileFacts | undefined> {
  const each = [...new Set(names)];
  const facts = disk.look(each, withIdentity);
  return new Map(each.map((name, i) => [name, facts[i]]));
}

function recall(ledger: Ledger, sides: readonly Sides[], withDigests: boolean): (Receipt | undefined)[] {
  return ledger.recall(
    sides.map(({ job }) => receiptKey(job) ?? ""),
    withDigests,
  );
}

function directoryVerdict(names: readonly string[], facts: readonly (FileFacts | undefined)[]): Verdict {
  const missing = names.filter((_, i) => facts[i]?.isDirectory !== true);
  const [first, ...more] = missing.map((file): Reason => ({ kind: "output-missing", file }));
  return first === undefined ? { fresh: true } : { fresh: false, reasons: [first, ...more] };
}
