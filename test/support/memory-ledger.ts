// A ledger in memory. Two of them that share a store are to each other what two processes with one history file are.
import { PipelineError, problem } from "../../src/model/error.ts";
import type { Fingerprint, Part } from "../../src/plan/fingerprint.ts";
import type { Ledger, Receipt, RunInfo } from "../../src/plan/ports.ts";

/** How a run ended, as the ledger knows it. */
export interface RunRow extends RunInfo {
  readonly id: number;
  outcome?: "done" | "failed" | "interrupted";
  endedAt?: number;
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
  ): void {
    this.#assertWritable();
    for (const receipt of started) this.store.receipts.set(receipt.key, { ...receipt, finished: false });
    for (const receipt of finished) this.store.receipts.set(receipt.key, { ...receipt, finished: true });
    for (const { digest, parts } of fingerprints) this.store.parts.set(digest, parts);
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
    this.store.runs.push({ ...run, id });
    this.store.holder = this;
    this.#open.add(id);
    return id;
  }

  endRun(run: number, outcome: "done" | "failed" | "interrupted", endedAt: number): void {
    this.#assertWritable();
    const row = this.store.runs.find(({ id }) => id === run);
    if (row !== undefined) Object.assign(row, { outcome, endedAt });
    this.#open.delete(run);
    if (this.#open.size === 0) this.store.holder = undefined;
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
