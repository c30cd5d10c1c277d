// Makes the plan, task by task in the order of the graph, and makes a task's part of it anew when the tasks above it
// have run. Knows the disk and the ledger only through their ports.
import type { Problem } from "../model/error.ts";
import { inOrder, namesIn } from "../model/files.ts";
import type { Job } from "../model/job.ts";
import { isOpen, nameIn, problemIn, type Task } from "../model/task.ts";
import type { FileFacts, Reason, Verdict } from "../model/verdict.ts";
import type { Activity } from "./activity.ts";
import { expand, found } from "./expand/expand.ts";
import type { Fingerprints } from "./fingerprints.ts";
import { type CheckLevel, includes, judge } from "./freshness.ts";
import type { Graph } from "./graph.ts";
import { inputProblems, readsFiles, trulyMissing } from "./input-problems.ts";
import { hasPattern } from "./inputs.ts";
import { OwnChecks } from "./own-checks.ts";
import type { PlannedJob, PlannedTask } from "./plan.ts";
import type { Disk, Ledger, Receipt } from "./ports.ts";
import { durationOf, receiptKey } from "./receipt.ts";
import type { Sources } from "./sources.ts";
import { Writers } from "./writers.ts";

/** What planning needs. */
export interface PlannerSetting {
  /** The name of the pipeline that is planned. */
  readonly pipeline: string;
  readonly graph: Graph;
  readonly disk: Disk;
  readonly ledger: Ledger;
  readonly check: CheckLevel;
  readonly fingerprints: Fingerprints;
  /** Tasks whose jobs run whatever their state. */
  readonly forced: ReadonlySet<Task>;
  /** Tasks whose jobs do not run, whatever their state: the targets do not need them. */
  readonly leftAlone: ReadonlySet<Task>;
  /** Which tasks take part. */
  readonly activity: Activity;
  /** Whether files count as they are, though tasks above would make them anew. */
  readonly asItIs: boolean;
}

/** Plans tasks one at a time; a task may be planned again when what is above it has changed. */
export class Planner {
  readonly #setting: PlannerSetting;
  readonly #writers: Writers;
  /** Tasks that lack inputs because a task above them takes no part. */
  readonly #cutOff = new Set<Task>();
  readonly #planned = new Map<Task, PlannedTask>();
  /** For a task of which not all jobs are known, one that must run before they are. */
  readonly #awaited = new Map<Task, Task | undefined>();
  readonly #globbed = new Map<string, readonly string[]>();
  readonly #outputs = new Map<Task, readonly unknown[]>();

  constructor(setting: PlannerSetting) {
    this.#setting = setting;
    this.#writers = new Writers(setting.disk.directory);
  }

  /** Plans a task from the outputs of those above it, which must have been planned. */
  plan(task: Task): PlannedTask {
    this.#outputs.delete(task);
    const { isActive, problems } = this.#setting.activity.of(task);
    const above = this.#setting.graph.above.get(task) ?? [];
    if (!isActive || above.some((one) => this.#cutOff.has(one))) this.#cutOff.add(task);
    const planned = isActive ? this.#planJobs(task) : { ...withoutJobs(task), problems };
    this.#planned.set(task, planned);
    return planned;
  }

  #planJobs(task: Task): PlannedTask {
    const { graph, disk } = this.#setting;
    const expansion = expand(task, {
      directory: disk.directory,
      sources: graph.sources.get(task) as Sources,
      glob: (pattern) => this.#glob(pattern),
      outputsOf: (above) => this.outputsOf(above),
    });
    const awaited = this.#findAwaited(task);
    const complete = awaited === undefined;
    this.#awaited.set(task, awaited);
    const { jobs, problems } = this.#writers.claim(task, expansion.jobs);
    const checks = new OwnChecks(task);
    const judged = this.#judge(task, jobs, checks);
    const staleCount = judged.reduce((sum, { verdict }) => sum + (verdict.fresh ? 0 : 1), 0);
    // A function may need files for its rows that tasks above have still to make.
    const isEarly = !complete && typeof task.definition.rows === "function";
    const found = [...(isEarly ? [] : expansion.problems), ...problems, ...checks.problems];
    if (complete)
      found.push(...inputProblems(task, expansion, judged, disk.directory, this.#cutOff.has(task)));
    return {
      task,
      isActive: true,
      jobs: judged,
      staleCount,
      complete,
      unmatched: expansion.unmatched,
      problems: found,
    };
  }

  /** Plans a task again, after a task above it has run. */
  replan(task: Task): PlannedTask {
    this.#globbed.clear();
    this.#outputs.clear();
    return this.plan(task);
  }

  /** Notes that the jobs of a task have ended: its outputs are on disk and no longer awaited. */
  settle(task: Task): void {
    const planned = this.#planned.get(task);
    if (planned !== undefined) this.#planned.set(task, { ...planned, staleCount: 0, complete: true });
    this.#writers.settle(task);
  }

  /** The problems of a task, now that all tasks have been planned: a file that is missing may be made by a task below. */
  problemsOf(planned: PlannedTask): readonly Problem[] {
    const { pipeline, graph, disk } = this.#setting;
    const { task } = planned;
    const found = trulyMissing(planned, (file) => this.#writers.isWrittenByOther(task, file), disk.directory);
    const isLate = found.length < planned.problems.length;
    const unordered = this.#writers.unordered(task, graph);
    const late = unordered.map((one): Problem => (isLate ? { ...one, severity: "error" } : one));
    return [...found, ...late].map((one) => problemIn(pipeline, task, one));
  }

  /** The outputs of a task, one item for each that the next task sees, in the order of their names. */
  outputsOf(task: Task): readonly unknown[] {
    const known = this.#outputs.get(task);
    if (known !== undefined) return known;
    const jobs = this.#planned.get(task)?.jobs ?? [];
    const each = jobs.flatMap(({ job: { output } }) => (isOpen(task) ? this.#found(output) : [output]));
    const outputs = inOrder(each.filter((output) => output !== null && output !== undefined));
    this.#outputs.set(task, outputs);
    return outputs;
  }

  /** The files that the output patterns of a job match now, as items. */
  #found(output: unknown): unknown[] {
    const matching = found([output].flat(), { glob: (pattern) => this.#glob(pattern) });
    return (matching as unknown[]).flatMap((item): unknown[] =>
      Array.isArray(item) ? [item] : namesIn(item),
    );
  }

  /**
   * A task above that must run before all jobs of a task are known: it has still to make an unknown number of files, or
   * may make what a pattern or a function of this task finds.
   */
  #findAwaited(task: Task): Task | undefined {
    const looksForFiles =
      typeof task.definition.rows === "function" || hasPattern(this.#setting.graph.sources.get(task));
    if (!looksForFiles && !readsFiles(task)) return undefined;
    return this.#setting.graph.above.get(task)?.find((above) => {
      const planned = this.#planned.get(above);
      if (planned?.complete !== true) return true;
      return (isOpen(above) || looksForFiles) && planned.staleCount > 0;
    });
  }

  /** Judges jobs some at a time: what is looked at for some of them is forgotten before the next are looked at. */
  #judge(task: Task, jobs: readonly Job[], checks: OwnChecks): PlannedJob[] {
    const judged: PlannedJob[] = [];
    for (let first = 0; first < jobs.length; first += jobsAtOnce)
      judged.push(...this.#judgeSome(task, jobs.slice(first, first + jobsAtOnce), checks));
    return judged;
  }

  #judgeSome(task: Task, jobs: readonly Job[], checks: OwnChecks): PlannedJob[] {
    const { check, disk, ledger } = this.#setting;
    const sides = jobs.map((job) => this.#sidesOf(task, job));
    const names = sides.flatMap(({ toLookAt }) => toLookAt);
    const facts = look(disk, names, check === "timestamps");
    const receipts = includes(check, "history") ? recall(ledger, jobs, includes(check, "functions")) : [];
    return sides.map((side, i) => {
      const receipt = receipts[i];
      const verdict = this.#verdictOf(task, side, { facts, receipt, checks });
      this.#writers.mark(side.job, !verdict.fresh);
      return { job: side.job, verdict, outputs: side.outputs, lastMs: durationOf(receipt) };
    });
  }

  #sidesOf(task: Task, job: Job): Sides {
    const inputs = namesIn(job.input);
    const outputs = isOpen(task) ? found(job.output, { glob: (pattern) => this.#glob(pattern) }) : job.output;
    const outputNames = namesIn(outputs);
    const pending = this.#pendingReason(task, inputs);
    let toLookAt: readonly string[] = [...inputs, ...outputNames];
    // What is still to be made is not looked at; that what nobody makes is there can be said all the same.
    if (this.#setting.leftAlone.has(task)) toLookAt = [];
    else if (pending?.kind === "input-pending")
      toLookAt = inputs.filter((name) => this.#writers.pendingWriter(name) === undefined);
    else if (pending !== undefined) toLookAt = [];
    return { job, inputs, outputs, outputNames, pending, toLookAt };
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

  /** Why a job's inputs are not what they will be: one of them has still to be made. */
  #pendingReason(task: Task, inputs: readonly string[]): Reason | undefined {
    const { asItIs, pipeline } = this.#setting;
    if (asItIs) return undefined;
    for (const file of inputs) {
      const by = this.#writers.pendingWriter(file);
      if (by !== undefined && by.task !== task)
        return { kind: "input-pending", file, by: nameIn(pipeline, by.task) };
    }
    const awaited = this.#awaited.get(task);
    return awaited === undefined ? undefined : { kind: "inputs-unknown", task: nameIn(pipeline, awaited) };
  }

  #glob(pattern: string): readonly string[] {
    const known = this.#globbed.get(pattern);
    if (known !== undefined) return known;
    const names = this.#setting.disk.glob(pattern);
    this.#globbed.set(pattern, names);
    return names;
  }
}

/** How many jobs are judged at a time: facts of many files are much memory, and most of them are no news. */
const jobsAtOnce = 1_000;

/** What is known of jobs when they are judged. */
interface Known {
  readonly facts: ReadonlyMap<string, FileFacts | undefined>;
  readonly receipt: Receipt | undefined;
  readonly checks: OwnChecks;
}

/** The plan of a task that takes no part. */
function withoutJobs(task: Task): PlannedTask {
  return { task, isActive: false, jobs: [], staleCount: 0, complete: true, unmatched: [], problems: [] };
}

/** A job with the names of its files, and those of which facts are needed to judge it. */
interface Sides {
  readonly job: Job;
  readonly inputs: readonly string[];
  readonly outputs: unknown;
  readonly outputNames: readonly string[];
  readonly pending: Reason | undefined;
  readonly toLookAt: readonly string[];
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

function recall(ledger: Ledger, jobs: readonly Job[], withDigests: boolean): (Receipt | undefined)[] {
  return ledger.recall(
    jobs.map((job) => receiptKey(job) ?? ""),
    withDigests,
  );
}

function directoryVerdict(names: readonly string[], facts: readonly (FileFacts | undefined)[]): Verdict {
  const missing = names.filter((_, i) => facts[i]?.isDirectory !== true);
  const [first, ...more] = missing.map((file): Reason => ({ kind: "output-missing", file }));
  return first === undefined ? { fresh: true } : { fresh: false, reasons: [first, ...more] };
}
