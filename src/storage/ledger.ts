// The ledger in a file. Nothing is opened before something is asked, and nothing is made before something is written: a
// plan leaves no trace. Every write is a transaction of its own and is there when the method returns.
import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, resolve } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { JobCounts } from "../model/event.ts";
import type { PastJob, PastRun, RunOutcome } from "../model/past.ts";
import type { Fingerprint, Part } from "../plan/fingerprint.ts";
import type { JobRecord, Ledger, OngoingRun, Receipt, RunInfo } from "../plan/ports.ts";
import { guarded, inUse } from "./history-error.ts";
import { HistoryFile, type Journal } from "./history-file.ts";
import { holderIn } from "./holder.ts";
import { insertRecord, insertRun, readJobs, readRuns, recordValues, updateRun } from "./past.ts";
import { prepareRecall, recallInto } from "./recall.ts";
import { RunLock } from "./run-lock.ts";
import { hasTable, inTransaction } from "./schema.ts";

/** How to open a ledger. */
export interface LedgerOptions {
  /** Only to read: whatever would write is refused. */
  readonly readOnly?: boolean;
  /** The journal mode, where it is not to be chosen by the file system. */
  readonly journal?: Journal;
}

/**
 * Opens the ledger that is kept in a file, whether or not there is one yet.
 *
 * Every method throws a `PipelineError` with one problem: `history-too-new`, `history-corrupt`, `history-unusable`; those
 * that write, `history-in-use` while another process has a run on the same file.
 */
export function openLedger(file: string, options: LedgerOptions = {}): Ledger {
  return new SqliteLedger(file, options);
}

interface Writes {
  readonly save: StatementSync;
  readonly keep: StatementSync;
  readonly find: StatementSync;
  readonly note: StatementSync;
}

class SqliteLedger implements Ledger {
  readonly #file: string;
  readonly #isReadOnly: boolean;
  readonly #history: HistoryFile;
  readonly #lock: RunLock;
  readonly #runs = new Set<number>();
  /** The numbers of fingerprints in the file, as far as this run was told of them, by their digests. */
  readonly #kept = new Map<string, number>();
  /** Some of them were not there before, and others may be of no use now. */
  #hasNew = false;
  /** How many jobs are recorded of the run. */
  #records = 0;
  /** No run goes on, and none may begin. */
  #isHeld = false;
  /** With digests, and without. */
  readonly #recalls = new Map<boolean, StatementSync>();
  #writes: Writes | undefined;

  constructor(file: string, { readOnly = false, journal }: LedgerOptions) {
    // Absolute: the program may go to another directory, and SQLite has meanings of its own for some relative names.
    this.#file = resolve(file);
    this.#isReadOnly = readOnly;
    this.#history = new HistoryFile(this.#file, journal);
    this.#lock = new RunLock(this.#file);
  }

  recall(keys: readonly string[], withDigests = false): (Receipt | undefined)[] {
    return guarded(this.#file, () => {
      const db = this.#history.forReading();
      const found = new Array<Receipt | undefined>(keys.length).fill(undefined);
      if (db === undefined) return found;
      const recall = this.#recalls.get(withDigests) ?? prepareRecall(db, withDigests);
      this.#recalls.set(withDigests, recall);
      recallInto(found, keys, recall);
      return found;
    });
  }

  record(
    started: readonly Receipt[],
    finished: readonly Receipt[],
    fingerprints: readonly Fingerprint[] = [],
    jobs: readonly JobRecord[] = [],
  ): void {
    if (started.length + finished.length + jobs.length === 0) return;
    this.#write((db) => {
      const run = [...this.#runs].at(-1) ?? null;
      this.#writes ??= prepareWrites(db);
      const { save, note, ...keeping } = this.#writes;
      inTransaction(db, () => {
        for (const fingerprint of fingerprints) this.#keep(keeping, fingerprint);
        for (const receipt of started) this.#save(save, receipt, 0, run);
        for (const receipt of finished) this.#save(save, receipt, 1, run);
        if (run !== null) this.#note(note, run, jobs);
      });
    });
  }

  forget(keys: readonly string[]): void {
    if (keys.length === 0) return;
    this.#write((db) => {
      const remove = db.prepare("DELETE FROM receipts WHERE key = ?");
      inTransaction(db, () => {
        for (const key of keys) remove.run(key);
        db.exec(dropUnused);
      });
    });
  }

  #keep({ keep, find }: Pick<Writes, "keep" | "find">, { digest, parts }: Fingerprint): void {
    if (this.#kept.has(digest)) return;
    if (keep.run(digest, JSON.stringify(parts)).changes > 0) this.#hasNew = true;
    this.#kept.set(digest, Number(find.get(digest)?.["id"]));
  }

  #save(save: StatementSync, receipt: Receipt, finished: 0 | 1, run: number | null): void {
    const { key, task, startedAt, durationMs, seen, left, attempt, digests = null, before = null } = receipt;
    const numbers = [receipt.code, receipt.extras].map((digest) => this.#kept.get(digest ?? "") ?? null);
    save.run(
      key,
      task,
      finished,
      startedAt,
      durationMs,
      seen,
      left,
      run,
      ...numbers,
      attempt,
      digests,
      before,
    );
  }

  renew(receipts: readonly Receipt[]): void {
    if (receipts.length === 0) return;
    this.#write((db) => {
      const renew = db.prepare(renewText);
      inTransaction(db, () => {
        for (const { seen, left, digests = null, key, startedAt } of receipts)
          renew.run(seen, left, digests, key, startedAt);
      });
    });
  }

  #note(note: StatementSync, run: number, jobs: readonly JobRecord[]): void {
    for (const job of jobs) {
      this.#records += 1;
      note.run(...recordValues(run, this.#records, job));
    }
  }

  partsOf(digest: string): readonly Part[] | undefined {
    return guarded(this.#file, () => {
      const db = this.#history.forReading();
      if (db === undefined || !hasTable(db, "fingerprints")) return undefined;
      const row = db.prepare("SELECT parts FROM fingerprints WHERE digest = ?").get(digest);
      return row === undefined ? undefined : (JSON.parse(String(row["parts"])) as readonly Part[]);
    });
  }

  beginRun(info: RunInfo): number {
    return this.#write((db) => {
      const run = insertRun(db, info, hostname());
      this.#runs.add(run);
      this.#records = 0;
      return run;
    });
  }

  endRun(run: number, outcome: RunOutcome, endedAt: number, jobs?: JobCounts): void {
    this.#write((db) => {
      updateRun(db, run, { outcome, endedAt, jobs, records: this.#records });
      if (this.#hasNew) db.exec(dropUnused);
      this.#hasNew = false;
      this.#kept.clear();
      this.#runs.delete(run);
    });
  }

  hold(): void {
    this.#write(() => {
      this.#isHeld = true;
    });
  }

  pastRuns(pipeline: string): PastRun[] {
    return this.#read((db) => readRuns(db, pipeline));
  }

  pastJobs(run: number): PastJob[] {
    return this.#read((db) => readJobs(db, run));
  }

  #read<T>(action: (db: DatabaseSync) => T[]): T[] {
    return guarded(this.#file, () => {
      const db = this.#history.forReading();
      return db === undefined ? [] : action(db);
    });
  }

  ongoingRun(): OngoingRun | undefined {
    return guarded(this.#file, () => {
      const db = this.#lock.isHeld ? undefined : this.#history.forReading();
      const holder = db === undefined ? undefined : holderIn(db);
      return holder?.pid === process.pid ? undefined : holder;
    });
  }

  close(): void {
    this.#runs.clear();
    this.#isHeld = false;
    this.#recalls.clear();
    this.#writes = undefined;
    this.#history.close();
    this.#lock.release();
  }

  /** Writes under the lock: taken when a run begins and kept until it ends; outside a run, for this one time. */
  #write<T>(action: (db: DatabaseSync) => T): T {
    if (this.#isReadOnly)
      throw new Error("a ledger opened for reading was told to write [this is a bug in pipefish]");
    return guarded(this.#file, () => {
      try {
        if (!this.#lock.isHeld) this.#takeLock();
        return action(this.#history.inPlace());
      } finally {
        if (this.#runs.size === 0 && !this.#isHeld) this.#lock.release();
      }
    });
  }

  #takeLock(): void {
    mkdirSync(dirname(this.#file), { recursive: true });
    if (!this.#lock.acquire()) {
      const db = this.#history.forReading();
      throw inUse(this.#file, db === undefined ? undefined : holderIn(db));
    }
    this.#history.prepare();
    // It may have been of an older form.
    this.#recalls.clear();
  }
}

const saveText = "INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

// A job that was started in the meantime is another story.
const renewText =
  'UPDATE receipts SET seen = ?, "left" = ?, digests = ? WHERE key = ? AND started_at = ? AND finished = 1';

const keepText = "INSERT OR IGNORE INTO fingerprints (digest, parts) VALUES (?, ?)";

const findText = "SELECT id FROM fingerprints WHERE digest = ?";

function prepareWrites(db: DatabaseSync): Writes {
  return {
    save: db.prepare(saveText),
    keep: db.prepare(keepText),
    find: db.prepare(findText),
    note: db.prepare(insertRecord),
  };
}

const dropUnused = `
  DELETE FROM fingerprints WHERE id NOT IN (
    SELECT code FROM receipts WHERE code IS NOT NULL UNION SELECT extras FROM receipts WHERE extras IS NOT NULL)`;
