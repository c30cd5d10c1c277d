// Makes the plan, task by task in the order of the graph, and makes a task's part of it anew when the tasks above it
// have run. Knows the disk and the ledger only through their ports.
import type { Problem } from "../model/error.ts";
import { inOrder, namesIn } from "../model/files.ts";
import type { Job } from "../model/job.ts";
import { isOpen, nameIn, problemIn, type Task } from "../model/task.ts";
import type { Reason } from "../model/verdict.ts";
import type { Activity } from "./activity.ts";
import { expand, found } from "./expand/expand.ts";
import type { Graph } from "./graph.ts";
import { inputProblems, readsFiles, trulyMissing } from "./input-problems.ts";
import { looksForFiles } from "./inputs.ts";
import { Judging, type JudgingSetting, type Sides } from "./judging.ts";
import { Overlaps } from "./overlaps.ts";
import { OwnChecks } from "./own-checks.ts";
import type { PlannedJob, PlannedTask } from "./plan.ts";
import type { Sources } from "./sources.ts";
import { Writers } from "./writers.ts";

/** What planning needs. */
export interface PlannerSetting extends JudgingSetting {
  /** The name of the pipeline that is planned. */
  readonly pipeline: string;
  readonly graph: Graph;
  /** Which tasks take part. */
  readonly activity: Activity;
  /** Whether files count as they are, though tasks above would make them anew. */
  readonly asItIs: boolean;
}

/** Plans tasks one at a time; a task may be planned again when what is above it has changed. */
export class Planner {
  readonly #setting: PlannerSetting;
  readonly #writers: Writers;
  readonly #overlaps: Overlaps;
  readonly #judging: Judging;
  /** Tasks that lack inputs because a task above them takes no part. */
  readonly #cutOff = new Set<Task>();
  readonly #planned = new Map<Task, PlannedTask>();
  /** For a task of which not all jobs are known, one that must run before they are. */
  readonly #awaited = new Map<Task, Task | undefined>();
  readonly #globbed = new Map<string, readonly string[]>();
  readonly #outputs = new Map<Task, readonly unknown[]>();
  /** Tasks that read directories into which tasks above have still to write. */
  readonly #awaitingAll = new Set<Task>();

  constructor(setting: PlannerSetting) {
    this.#setting = setting;
    this.#writers = new Writers(setting.disk.directory);
    this.#overlaps = new Overlaps(setting.disk.directory);
    this.#judging = new Judging(setting, (task, name) => this.#pendingInto(task, name));
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
      ...(this.#awaitingAll.has(task) ? { awaitsAll: true } : {}),
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

  /** Judges jobs of a task again: those that write their inputs have ended. */
  judge(task: Task, jobs: readonly Job[]): readonly PlannedJob[] {
    this.#globbed.clear();
    return this.#judge(task, jobs, new OwnChecks(task));
  }

  /** The jobs that have still to run and write inputs of a job. */
  needsOf({ task, input }: Job): Job[] {
    return [...new Set(namesIn(input).flatMap((file) => this.#writers.pendingWriter(task, file) ?? []))];
  }

  /** Notes that a job has ended well: its outputs are on disk and no longer awaited. */
  settleJob(job: Job): void {
    this.#writers.mark(job, false);
  }

  /** Notes that all jobs of a task have; returns what can be seen to be wrong only now. */
  settle(task: Task): readonly Problem[] {
    const planned = this.#planned.get(task);
    if (planned === undefined) return [];
    this.#planned.set(task, { ...planned, staleCount: 0, complete: true });
    if (planned.staleCount === 0) return [];
    this.#globbed.clear();
    return this.#overlapsOf(planned);
  }

  #overlapsOf({ task, jobs }: PlannedTask): Problem[] {
    if (!isOpen(task)) return [];
    const filesOf = ({ output }: Job): string[] =>
      namesIn(found(output, { glob: (pattern) => this.#glob(pattern) }));
    return this.#overlaps.note(
      task,
      jobs.map(({ job }) => job),
      filesOf,
    );
  }

  /** The problems of a task, now that all tasks have been planned: a file that is missing may be made by a task below. */
  problemsOf(planned: PlannedTask): readonly Problem[] {
    const { pipeline, graph, disk } = this.#setting;
    const { task } = planned;
    const found = trulyMissing(planned, (file) => this.#writers.isWrittenByOther(task, file), disk.directory);
    const isLate = found.length < planned.problems.length;
    const unordered = this.#writers.unordered(task, graph);
    const late = unordered.map((one): Problem => (isLate ? { ...one, severity: "error" } : one));
    return [...found, ...late, ...this.#overlapsOf(planned)].map((one) => problemIn(pipeline, task, one));
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
    const { graph } = this.#setting;
    const isLooking = looksForFiles(task, graph.sources.get(task));
    if (!isLooking && !readsFiles(task)) return undefined;
    return graph.above.get(task)?.find((above) => {
      const planned = this.#planned.get(above);
      if (planned?.complete !== true) return true;
      return (isOpen(above) || isLooking) && planned.staleCount > 0;
    });
  }

  #judge(task: Task, jobs: readonly Job[], checks: OwnChecks): PlannedJob[] {
    const judged = this.#judging.judge(task, jobs, checks, (job) => this.#sidesOf(task, job));
    for (const { job, verdict } of judged) this.#writers.mark(job, !verdict.fresh);
    return judged;
  }

  #sidesOf(task: Task, job: Job): Sides {
    const inputs = namesIn(job.input);
    const outputs = isOpen(task) ? found(job.output, { glob: (pattern) => this.#glob(pattern) }) : job.output;
    const outputNames = namesIn(outputs);
    const pending = this.#pendingReason(task, inputs);
    let toLookAt: readonly string[] = inputs.concat(outputNames);
    // What is still to be made is not looked at; that what nobody makes is there can be said all the same.
    if (this.#setting.leftAlone.has(task)) toLookAt = [];
    else if (pending?.kind === "input-pending")
      toLookAt = inputs.filter((name) => !this.#isPending(task, name));
    else if (pending !== undefined) toLookAt = [];
    return { job, inputs, outputs, outputNames, pending, toLookAt };
  }

  #isPending(task: Task, name: string): boolean {
    const by = this.#writers.pendingWriter(task, name);
    // A directory that is not there cannot be looked at; who will write into it is known all the same.
    if (by?.task.kind === "mkdir") this.#pendingInto(task, name);
    return by !== undefined;
  }

  /** Why a job's inputs are not what they will be: one of them has still to be made. */
  #pendingReason(task: Task, inputs: readonly string[]): Reason | undefined {
    const { asItIs, pipeline } = this.#setting;
    if (asItIs) return undefined;
    for (const file of inputs) {
      const by = this.#writers.pendingWriter(task, file);
      if (by !== undefined) return { kind: "input-pending", file, by: nameIn(pipeline, by.task) };
    }
    const awaited = this.#awaited.get(task);
    return awaited === undefined ? undefined : { kind: "inputs-unknown", task: nameIn(pipeline, awaited) };
  }

  #pendingInto(task: Task, file: string): Reason | undefined {
    const { asItIs, graph, pipeline } = this.#setting;
    const by = asItIs ? undefined : this.#writers.pendingInto(task, file, graph);
    if (by === undefined) return undefined;
    this.#awaitingAll.add(task);
    return { kind: "input-pending", file, by: nameIn(pipeline, by.task) };
  }

  #glob(pattern: string): readonly string[] {
    const known = this.#globbed.get(pattern);
    if (known !== undefined) return known;
    const names = this.#setting.disk.glob(pattern);
    this.#globbed.set(pattern, names);
    return names;
  }
}

/** The plan of a task that takes no part. */
function withoutJobs(task: Task): PlannedTask {
  return { task, isActive: false, jobs: [], staleCount: 0, complete: true, unmatched: [], problems: [] };
}
