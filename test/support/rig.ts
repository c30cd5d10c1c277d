// A whole run without processes and files: a pipeline is planned and scheduled over a disk and a ledger in memory and an
// executor that the test holds and releases. The parts are put together as src/run.ts does it. Whatever
// a test is about, what must hold for every run is checked at the end of each.
import { Digesting } from "../../src/executors/digesting.ts";
import type { Resources } from "../../src/model/definition.ts";
import { PipelineError } from "../../src/model/error.ts";
import type { RunEvent, RunSummary } from "../../src/model/event.ts";
import type { Job } from "../../src/model/job.ts";
import type { TaskSet } from "../../src/model/task-set.ts";
import { type LookedOver, lookOver, type Question } from "../../src/plan/look-over.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { JobOrder } from "../../src/schedule/job-order.ts";
import { longestPath, type Weigh } from "../../src/schedule/longest-path.ts";
import { Scheduler } from "../../src/schedule/scheduler.ts";
import type { OnError, ResultStore } from "../../src/schedule/setting.ts";
import { MemoryCode } from "./memory-code.ts";
import { MemoryContents } from "./memory-contents.ts";
import { MemoryLedger, MemoryStore } from "./memory-ledger.ts";
import { Random } from "./random.ts";
import { assertSound } from "./run-checks.ts";
import { type Answering, type HeldJob, jobName, ScriptedExecutor } from "./scripted-executor.ts";
import { TextDisk } from "./text-disk.ts";

/** What may be said of a rig; all of it may be left out. */
export interface RigSetting {
  /** How many jobs run at once: 4. */
  readonly slots?: number;
  /** The disk and the history of another rig, to go on with. */
  readonly disk?: TextDisk;
  readonly store?: MemoryStore;
  /** Whether running jobs go on when they are asked to stop. */
  readonly isDeaf?: boolean;
}

/** What may be said of a run. */
export interface RigOptions extends Question {
  readonly onError?: OnError;
  readonly order?: JobOrder;
  readonly resources?: Resources;
  /** Which of the jobs that could start does: that of the longest path; where jobs are answered by chance, any. */
  readonly weigh?: Weigh | undefined;
  readonly signal?: AbortSignal;
  readonly killed?: AbortSignal;
  /** Is told of each event, as a reporter is. */
  onEvent?(event: RunEvent): void;
}

/**
 * Decides the order in which jobs start and are answered where a test does not: another one each time, so that a test which holds by
 * luck does not do so for long. The seed is told when a test has failed.
 */
const seed = Number(process.env["PIPEFISH_SEED"] ?? Date.now() % 1_000_000);
process.once("exit", (code) => {
  if (code !== 0)
    process.stderr.write(`jobs started and were answered in the order of PIPEFISH_SEED=${seed}\n`);
});

/** Makes a rig: `slots` jobs at once over an empty disk and an empty history, unless others are given. */
export function makeRig(setting: RigSetting = {}): Rig {
  return new Rig(setting);
}

/** Plans and runs pipelines, as often as a test likes, over one disk and one history. */
export class Rig {
  readonly disk: TextDisk;
  readonly store: MemoryStore;
  readonly contents: MemoryContents;
  readonly code = new MemoryCode();
  /** The executor of the run that was started last. */
  executor: ScriptedExecutor;
  /** What happened in the run that was started last. */
  events: RunEvent[] = [];
  /** Writes to the ledger, and jobs as they start and end, in the run that was started last. */
  journal: string[] = [];
  /** The tasks that were planned again in the run that was started last. */
  replanned: string[] = [];
  readonly #setting: RigSetting;
  #ending: Promise<RunSummary> | undefined;

  constructor(setting: RigSetting) {
    this.#setting = setting;
    this.disk = setting.disk ?? new TextDisk();
    this.contents = new MemoryContents(this.disk);
    this.store = setting.store ?? new MemoryStore();
    this.executor = this.#open(undefined);
  }

  /** Writes files, each a tick later than the one before. */
  write(...names: readonly string[]): void {
    for (const name of names) this.disk.write(name, `${name} as it was given`);
  }

  /** The names of the jobs that run, in the order in which they were started. */
  get running(): string[] {
    return this.executor.running.map(({ name }) => name);
  }

  /** Says what would run. */
  plan(pipeline: TaskSet, options: RigOptions = {}): Plan {
    const { survey: found, graph, forced } = this.#prepare(pipeline, options);
    const { tasks, problems } = found;
    return {
      pipeline: pipeline.name,
      check: options.check ?? "history",
      tasks,
      targets: graph.targets,
      forced,
      problems,
    };
  }

  /** Starts a run, whose jobs the test ends. Rejects with the mistakes, if the plan has any, before anything ran. */
  run(pipeline: TaskSet, options: RigOptions = {}): Promise<RunSummary> {
    this.#ending = this.#start(pipeline, options, undefined);
    // A test that never comes to await it has failed by then, and says why.
    this.#ending.catch(() => undefined);
    return this.#ending;
  }

  /** Runs a pipeline to its end, each job answered in the order that chance decides, and says which jobs ran. */
  async complete(
    pipeline: TaskSet,
    options: RigOptions & Partial<Answering> = {},
  ): Promise<{ readonly summary: RunSummary; readonly ran: readonly string[] }> {
    const { random = new Random(seed), ...rest } = options;
    const summary = await this.#start(pipeline, options, { ...rest, random });
    return { summary, ran: [...this.executor.started].sort() };
  }

  /**
   * Runs a pipeline until `cutAfter` of its jobs have ended, and leaves it there, as if its process had been killed: what
   * it holds is released, and nothing of it is heard of again. False if the run came to its end before.
   */
  async cut(pipeline: TaskSet, options: RigOptions & Answering): Promise<boolean> {
    const ending = this.#start(pipeline, options, options).then(() => false);
    const cut = this.executor.cut.then(() => true);
    const isCut = await Promise.race([ending, cut]);
    this.store.holder?.close();
    return isCut;
  }

  /** Waits until all that can happen by itself has happened; returns the running job of that name. */
  async started(name: string): Promise<HeldJob> {
    await this.quiet();
    const held = this.executor.running.find((one) => one.name === name);
    if (held !== undefined) return held;
    const list = (names: readonly string[]): string => names.join(", ") || "none";
    throw new Error(
      `the job '${name}' does not run. Running: ${list(this.running)}. Started so far: ${list(this.executor.started)}`,
    );
  }

  /** Waits until all that can happen by itself has happened. Nothing in a rig takes time. */
  async quiet(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  #open(answering: Answering | undefined): ScriptedExecutor {
    const { slots = 4, isDeaf = false } = this.#setting;
    const note = (line: string): void => void this.journal.push(line);
    return new ScriptedExecutor({ disk: this.disk, slots, answering, isDeaf, note });
  }

  #prepare(pipeline: TaskSet, options: RigOptions): LookedOver & { readonly ledger: MemoryLedger } {
    const ledger = new NotedLedger(this.store, (line) => void this.journal.push(line));
    const { disk, code, contents } = this;
    return { ledger, ...lookOver(pipeline, options, { disk, code, ledger, contents }) };
  }

  async #start(
    pipeline: TaskSet,
    options: RigOptions,
    answering: Answering | undefined,
  ): Promise<RunSummary> {
    [this.events, this.journal, this.replanned] = [[], [], []];
    this.contents.pause = answering === undefined ? nothing : seldomQuick(answering.random);
    this.executor = this.#open(answering);
    const prepared = this.#prepare(pipeline, options);
    const { ledger, survey: found } = prepared;
    try {
      const errors = found.problems.filter(({ severity }) => severity === "error");
      if (errors.length > 0) throw new PipelineError(errors);
      const hasWork = found.tasks.some(({ staleCount, complete }) => staleCount > 0 || !complete);
      const run = hasWork ? ledger.beginRun({ pipeline: pipeline.name, startedAt: 0 }) : undefined;
      const { weigh = answering && shuffled(answering.random) } = options;
      const summary = await this.#schedule(pipeline, prepared, { ...options, weigh });
      const outcome = summary.ok ? "done" : summary.interrupted ? "interrupted" : "failed";
      if (run !== undefined) ledger.endRun(run, outcome, 0);
      assertSound({
        summary,
        graph: prepared.graph,
        spans: this.executor.spans,
        slots: this.executor.slots,
        order: options.order ?? "task",
        resources: options.resources ?? {},
        events: this.events,
      });
      return summary;
    } finally {
      ledger.close();
    }
  }

  #schedule(
    pipeline: TaskSet,
    prepared: LookedOver & { readonly ledger: MemoryLedger },
    options: RigOptions,
  ): Promise<RunSummary> {
    const { ledger, graph, owing, fingerprints, digests, planner, survey: found } = prepared;
    const { executor, events } = this;
    const { slots } = executor;
    const { order = "task" } = options;
    const scheduler = new Scheduler({
      pipeline: pipeline.name,
      graph,
      planned: found.tasks,
      warnings: found.problems,
      replan: (task) => {
        this.replanned.push(task.name);
        return planner.replan(task);
      },
      digests,
      planner,
      owing,
      order,
      weigh: options.weigh ?? longestPath({ graph, planned: found.tasks, planner, order, slots }),
      resources: options.resources ?? {},
      makeDirectory: (name) => this.disk.makeDirectory(name),
      touch: (name) => this.disk.touch(name),
      executor: options.check === "contents" ? new Digesting(executor, digests) : executor,
      ledger,
      fingerprints,
      results: memoryResults(),
      onError: options.onError ?? "finish",
      concludes: true,
      again: () => undefined,
      signal: options.signal ?? new AbortController().signal,
      killed: options.killed ?? new AbortController().signal,
      emit: (event) => {
        events.push(event);
        options.onEvent?.(event);
      },
      startedAt: 0,
      now: () => 0,
      after: (_ms, action) => {
        let isOff = false;
        queueMicrotask(() => isOff || action());
        return () => {
          isOff = true;
        };
      },
    });
    return scheduler.run();
  }
}

const nothing = (): Promise<void> => Promise.resolve();

/** Has reading files take as long as some jobs. */
function seldomQuick(random: Random): () => Promise<void> {
  return async () => {
    for (let turn = random.below(4); turn > 0; turn -= 1)
      await new Promise<void>((resolve) => setImmediate(resolve));
  };
}

/** Has any of the jobs that could start go first, to show that nothing depends on which it is. */
function shuffled(random: Random): Weigh {
  return () => random.below(1_000_000);
}

function memoryResults(): ResultStore {
  const kept = new Map<Job, Uint8Array>();
  return { keep: (job, bytes) => void kept.set(job, bytes), read: (job) => kept.get(job) };
}

/** Notes what is written, by the names of files: a start mark voids a receipt. */
class NotedLedger extends MemoryLedger {
  readonly #note: (line: string) => void;

  constructor(store: MemoryStore, note: (line: string) => void) {
    super(store);
    this.#note = note;
  }

  override record(...given: Parameters<MemoryLedger["record"]>): void {
    super.record(...given);
    const [started, finished] = given;
    for (const { key } of finished) this.#note(`receipt ${key}`);
    for (const { key } of started) this.#note(`mark ${key}`);
  }
}

/** The names of the jobs that a plan would run, in order; all of them, or those of one task. */
export function staleIn(plan: Plan, task?: string): string[] {
  return plan.tasks
    .filter((planned) => task === undefined || planned.task.name === task)
    .flatMap(({ jobs }) => jobs.filter(({ verdict }) => !verdict.fresh).map(({ job }) => jobName(job)));
}
