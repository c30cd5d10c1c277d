// An executor without processes: a test holds jobs and ends them, each when and how it wants; or lets them be answered
// by chance, in an order that a seed decides. It keeps a record of what ran when.

import { checkFiles, missingInput } from "../../src/executors/run-job.ts";
import { isPattern, namesIn } from "../../src/model/files.ts";
import type { Job, JobFailure, Outcome } from "../../src/model/job.ts";
import type { FileFacts } from "../../src/model/verdict.ts";
import { lookAt } from "../../src/plan/look-at.ts";
import type { Assignment, Executor, StopMode } from "../../src/schedule/executor.ts";
import type { Random } from "./random.ts";
import type { TextDisk } from "./text-disk.ts";

/** What a job writes: files by name with their texts, or names only. */
export type Writes = Readonly<Record<string, string>> | readonly string[];

/** When a job ran, in steps: each start and each end is one. */
export interface Span {
  readonly name: string;
  readonly job: Job;
  readonly startStep: number;
  /** Undefined while it runs. */
  endStep: number | undefined;
  /** How it ended. */
  outcome: Outcome["kind"] | undefined;
}

/** Ends jobs in an order that chance decides. */
export interface Answering {
  readonly random: Random;
  /** Ends one job. The default finishes it. */
  answer?(held: HeldJob): void;
  /** After how many ended jobs nothing is answered any more, as if the process of the run had been killed. */
  readonly cutAfter?: number;
}

/** What a scripted executor needs. */
export interface Script {
  readonly disk: TextDisk;
  readonly slots: number;
  /** Without it, jobs wait for the test to end them. */
  readonly answering: Answering | undefined;
  /** Whether jobs go on when they are asked to stop. */
  readonly isDeaf: boolean;
  /** Is told of each start and end. */
  note(line: string): void;
}

/** The name by which tests know a job: its task, and its first output as it is declared or its parameters. */
export function jobName({ task, output, params }: Job): string {
  return `${task.name} ${namesIn(output)[0] ?? (params ?? []).join(" ")}`.trim();
}

/** A job that has been started, and runs until the test ends it. */
export class HeldJob {
  readonly name: string;
  readonly assignment: Assignment;
  readonly #disk: TextDisk;
  readonly #before: readonly (FileFacts | undefined)[];
  readonly #end: (outcome: Outcome) => void;

  constructor(assignment: Assignment, disk: TextDisk, end: (outcome: Outcome) => void) {
    this.name = jobName(assignment.job);
    this.assignment = assignment;
    this.#disk = disk;
    this.#end = end;
    const inputs = this.inputs;
    const facts = lookAt(disk, inputs, namesIn(assignment.job.output));
    this.#before = facts;
    const absent = inputs.find((_, i) => facts[i] === undefined);
    if (absent !== undefined) this.#failWith(missingInput(absent));
  }

  get job(): Job {
    return this.assignment.job;
  }

  /** The names of its inputs. */
  get inputs(): string[] {
    return namesIn(this.job.input);
  }

  /** The names of its outputs, as they are declared. */
  get outputs(): string[] {
    return namesIn(this.job.output);
  }

  /** Its function returns, having written these files; if none are given, all outputs that are no patterns. */
  finish(writes: Writes = this.outputs.filter((name) => !isPattern(name))): void {
    if (this.job.task.kind === "mkdir") {
      for (const name of this.outputs) this.#disk.makeDirectory(name);
      this.#end({ kind: "done", ...times, seen: "", left: "" });
      return;
    }
    this.write(writes);
    const isOpen = this.job.task.kind === "split" || this.job.task.kind === "subdivide";
    const request = { output: this.job.output, ...(isOpen ? { patterns: this.job.output } : {}) };
    const found = checkFiles(request, this.#disk, this.inputs, this.#before);
    if ("kind" in found) this.#failWith(found);
    else this.#end({ kind: "done", ...times, ...found });
  }

  /** Writes files and goes on running. */
  write(writes: Writes): void {
    const texts = Array.isArray(writes) ? writes.map((name): [string, string] => [name, this.name]) : writes;
    for (const [name, text] of Array.isArray(texts) ? texts : Object.entries(texts)) {
      this.#disk.write(name, text);
    }
  }

  /** Its function throws. */
  fail(message = "no good"): void {
    this.#failWith({ kind: "threw", message });
  }

  /** Its function throws `EndRun`. */
  endRun(reason: string): void {
    this.#end({ kind: "cancelled", ...times, endRun: reason });
  }

  /** It was stopped. */
  cancel(): void {
    this.#end({ kind: "cancelled", ...times });
  }

  #failWith(failure: JobFailure): void {
    this.#end({ kind: "failed", ...times, failure });
  }
}

const times = { startedAt: 1, durationMs: 1 };

/** Runs jobs as a test wants. */
export class ScriptedExecutor implements Executor {
  readonly slots: number;
  /** Every job that was started, in that order. */
  readonly spans: Span[] = [];
  /** How the executor was told to stop. */
  readonly stops: StopMode[] = [];
  /** Resolves when nothing is answered any more: see {@link Answering.cutAfter}. */
  readonly cut: Promise<void>;
  readonly #script: Script;
  readonly #held = new Map<number, HeldJob>();
  #isCut: () => void = () => undefined;
  #reserved = 0;
  #step = 0;
  #endedCount = 0;
  #isAnswering = false;

  constructor(script: Script) {
    this.slots = script.slots;
    this.#script = script;
    this.cut = new Promise((resolve) => {
      this.#isCut = resolve;
    });
  }

  /** The jobs that run, in the order in which they were started. */
  get running(): readonly HeldJob[] {
    return [...this.#held.values()];
  }

  /** The names of the jobs that were started, in that order. */
  get started(): readonly string[] {
    return this.spans.map(({ name }) => name);
  }

  reserve(): boolean {
    if (this.#reserved >= this.slots) return false;
    // An executor may say no when it pleases; while another job runs, the scheduler will ask again.
    if (this.#reserved > 0 && this.#script.answering?.random.oneIn(4)) return false;
    this.#reserved += 1;
    return true;
  }

  start(assignment: Assignment): Promise<Outcome> {
    const { job, id } = assignment;
    const span: Span = {
      name: jobName(job),
      job,
      startStep: this.#step++,
      endStep: undefined,
      outcome: undefined,
    };
    this.spans.push(span);
    this.#script.note(`start ${span.name}`);
    assignment.began();
    return new Promise((resolve) => {
      let isEnded = false;
      const held = new HeldJob(assignment, this.#script.disk, (outcome) => {
        if (isEnded) throw new Error(`the job '${span.name}' was ended twice`);
        isEnded = true;
        this.#ended(id, span, outcome.kind);
        resolve(outcome);
      });
      if (isEnded) return;
      this.#held.set(id, held);
      this.#keepAnswering();
    });
  }

  stop(mode: StopMode): void {
    this.stops.push(mode);
    if (mode === "kill" || !this.#script.isDeaf) for (const held of this.running) held.cancel();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #ended(id: number, span: Span, outcome: Outcome["kind"]): void {
    this.#held.delete(id);
    this.#reserved -= 1;
    this.#endedCount += 1;
    span.endStep = this.#step++;
    span.outcome = outcome;
    this.#script.note(`end ${span.name}`);
  }

  /** Ends jobs, one or a few at a time, until none is left. */
  #keepAnswering(): void {
    const { answering } = this.#script;
    if (answering === undefined || this.#isAnswering) return;
    this.#isAnswering = true;
    setImmediate(() => {
      this.#isAnswering = false;
      const { random, answer = (held: HeldJob) => held.finish(), cutAfter = Infinity } = answering;
      do {
        if (this.#endedCount >= cutAfter) return this.#isCut();
        if (this.#held.size > 0) answer(random.pick(this.running));
      } while (this.#held.size > 0 && random.oneIn(3));
      if (this.#held.size > 0) this.#keepAnswering();
    });
  }
}
