// A ledger in memory. Two of them that share a store are to each other what two processes with one history file are.
import { PipelineError, problem } from "../../src/model/error.ts";
import type { JobCounts } from "../../src/model/event.ts";
import type { PastJob, PastRun, RunOutcome } from "../../src/model/past.ts";
import type { Fingerprint, Part } from "../../src/plan/fingerprint.ts";
import { pastJob } from "../../src/plan/job-id.ts";
import type { JobRecord, Ledger, OngoingRun, Receipt, RunInfo } from "../../src/plan/ports.ts";

/** How a run ended, as the ledger knows it. */
export interface RunRow extends RunInfo {
  readonly id: number;
  outcome?: RunOutcome;
  endedAt?: number;
  counts?: JobCounts;
  /** Its jobs that have ended, and the receipts of those that have not. */
  readonly jobs: JobRecord[];
  readonly marks: Map<string, Receipt>;
}

/** What stays when a ledger is closed. */
export class MemoryStore {
  readonly receipts = new Map<string, Receipt>();
  readonly parts = new Map<string, readonly Part[]>();
  readonly runs: RunRow[] = [];
  holder: MemoryLedger | undefined;
}

/** Remembers receipts for as long as its store lives. */
export class MemoryLedger implements Ledger {
  /** What is remembered, for tests to look at. */
  readonly store: MemoryStore;
  readonly #isReadOnly: boolean;
  readonly #open = new Set<number>();

  constructor(
    store: MemoryStore = new MemoryStore(),
    { readOnly = false }: { readonly readOnly?: boolean } = {},
  ) {
    this.store = store;
    this.#isReadOnly = readOnly;
  }

  recall(keys: readonly string[], withDigests = false): (Receipt | undefined)[] {
    return keys.map((key) => {
      const receipt = this.store.receipts.get(key);
      return withDigests || receipt === undefined
        ? receipt
        : { ...receipt, code: undefined, extras: undefined, digests: undefined };
    });
  }

  record(
    started: readonly Receipt[],
    finished: readonly Receipt[],
    fingerprints: readonly Fingerprint[] = [],
    jobs: readonly JobRecord[] = [],
  ): void {
    this.#assertWritable();
    const going = this.store.runs.find(({ id }) => this.#open.has(id));
    for (const receipt of started) this.store.receipts.set(receipt.key, { ...receipt, finished: false });
    for (const receipt of started) going?.marks.set(receipt.key, receipt);
    for (const receipt of finished) this.store.receipts.set(receipt.key, { ...receipt, finished: true });
    for (const { key } of finished) going?.marks.delete(key);
    for (const { digest, parts } of fingerprints) this.store.parts.set(digest, parts);
    going?.jobs.push(...jobs);
  }

  forget(keys: readonly string[]): void {
    this.#assertWritable();
    for (const key of keys) this.store.receipts.delete(key);
  }

  renew(receipts: readonly Receipt[]): void {
    this.#assertWritable();
    for (const { key, startedAt, seen, left, digests } of receipts) {
      const known = this.store.receipts.get(key);
      if (known?.finished === true && known.startedAt === startedAt)
        this.store.receipts.set(key, { ...known, seen, left, digests });
    }
  }

  partsOf(digest: string): readonly Part[] | undefined {
    return this.store.parts.get(digest);
  }

  beginRun(run: RunInfo): number {
    this.#assertWritable();
    const id = this.store.runs.length + 1;
    this.store.runs.push({ ...run, id, jobs: [], marks: new Map() });
    this.store.holder = this;
    this.#open.add(id);
    return id;
  }

  endRun(run: number, outcome: RunOutcome, endedAt: number, counts?: JobCounts): void {
    this.#assertWritable();
    const row = this.store.runs.find(({ id }) => id === run);
    if (row !== undefined) Object.assign(row, { outcome, endedAt, counts });
    this.#open.delete(run);
    if (this.#open.size === 0) this.store.holder = undefined;
  }

  hold(): void {
    this.#assertWritable();
    this.store.holder = this;
  }

  pastRuns(pipeline: string): PastRun[] {
    const { holder } = this.store;
    const going = holder === undefined ? new Set() : holder.#open;
    return this.store.runs
      .filter((run) => run.pipeline === pipeline)
      .map(
        ({ id, kind = "run", startedAt, endedAt, outcome, counts }): PastRun => ({
          ...{ run: id, pipeline, kind, startedAt },
          ...(endedAt === undefined ? {} : { endedAt }),
          outcome: outcome ?? (going.has(id) ? "running" : "killed"),
          ...(counts === undefined ? {} : { jobs: counts }),
        }),
      )
      .reverse();
  }

  pastJobs(run: number): PastJob[] {
    const row = this.store.runs.find(({ id }) => id === run);
    if (row === undefined) return [];
    const ended = new Set(row.jobs.map(({ key }) => key));
    const marks =
      row.outcome === undefined ? [...row.marks.values()].filter(({ key }) => !ended.has(key)) : [];
    const unfinished = { outcome: "unfinished", attempt: 1 } as const;
    return [
      ...row.jobs.map(pastJob),
      ...marks.map(({ key, task, startedAt }) => pastJob({ key, task, startedAt, ...unfinished })),
    ];
  }

  ongoingRun(): OngoingRun | undefined {
    const { holder, runs } = this.store;
    const startedAt = runs.at(-1)?.startedAt;
    if (holder === undefined || holder === this || startedAt === undefined) return undefined;
    return { pid: 1, host: "elsewhere", startedAt };
  }

  close(): void {
    this.#open.clear();
    if (this.store.holder === this) this.store.holder = undefined;
  }

  #assertWritable(): void {
    if (this.#isReadOnly) throw new Error("a ledger opened for reading was told to write");
    const { holder } = this.store;
    if (holder === undefined || holder === this) return;
    throw new PipelineError([problem("history-in-use", "another run uses the history")]);
  }
}
