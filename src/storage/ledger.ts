// The ledger in a file. Nothing is opened before something is asked, and nothing is made before something is written: a
// plan leaves no trace. Every write is a transaction of its own and is there when the method returns.
import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, resolve } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Fingerprint, Part } from "../plan/fingerprint.ts";
import type { Ledger, Receipt, RunInfo } from "../plan/ports.ts";
import { guarded, type Holder, inUse } from "./history-error.ts";
import { HistoryFile, type Journal } from "./history-file.ts";
import { prepareRecall, recallInto } from "./recall.ts";
import { RunLock } from "./run-lock.ts";
import { hasFingerprints, inTransaction } from "./schema.ts";

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
  ): void {
    if (started.length + finished.length === 0) return;
    this.#write((db) => {
      const run = [...this.#runs].at(-1) ?? null;
      this.#writes ??= { save: db.prepare(saveText), keep: db.prepare(keepText), find: db.prepare(findText) };
      const { save, ...keeping } = this.#writes;
      inTransaction(db, () => {
        for (const fingerprint of fingerprints) this.#keep(keeping, fingerprint);
        for (const receipt of started) this.#save(save, receipt, 0, run);
        for (const receipt of finished) this.#save(save, receipt, 1, run);
      });
    });
  }

  #keep({ keep, find }: Omit<Writes, "save">, { digest, parts }: Fingerprint): void {
    if (this.#kept.has(digest)) return;
    if (keep.run(digest, JSON.stringify(parts)).changes > 0) this.#hasNew = true;
    this.#kept.set(digest, Number(find.get(digest)?.["id"]));
  }

  #save(save: StatementSync, receipt: Receipt, finished: 0 | 1, run: number | null): void {
    const { key, task, startedAt, durationMs, seen, left, attempt, digests = null } = receipt;
    const numbers = [receipt.code, receipt.extras].map((digest) => this.#kept.get(digest ?? "") ?? null);
    save.run(key, task, finished, startedAt, durationMs, seen, left, run, ...numbers, attempt, digests);
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

  partsOf(digest: string): readonly Part[] | undefined {
    return guarded(this.#file, () => {
      const db = this.#history.forReading();
      if (db === undefined || !hasFingerprints(db)) return undefined;
      const row = db.prepare("SELECT parts FROM fingerprints WHERE digest = ?").get(digest);
      return row === undefined ? undefined : (JSON.parse(String(row["parts"])) as readonly Part[]);
    });
  }

  beginRun({ pipeline, startedAt }: RunInfo): number {
    return this.#write((db) => {
      const insert = db.prepare("INSERT INTO runs (pipeline, started_at, pid, host) VALUES (?, ?, ?, ?)");
      const run = Number(insert.run(pipeline, startedAt, process.pid, hostname()).lastInsertRowid);
      this.#runs.add(run);
      return run;
    });
  }

  endRun(run: number, outcome: "done" | "failed" | "interrupted", endedAt: number): void {
    this.#write((db) => {
      db.prepare("UPDATE runs SET ended_at = ?, outcome = ? WHERE id = ?").run(endedAt, outcome, run);
      if (this.#hasNew) db.exec(dropUnused);
      this.#hasNew = false;
      this.#kept.clear();
      this.#runs.delete(run);
    });
  }

  close(): void {
    this.#runs.clear();
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
        if (this.#runs.size === 0) this.#lock.release();
      }
    });
  }

  #takeLock(): void {
    mkdirSync(dirname(this.#file), { recursive: true });
    if (!this.#lock.acquire()) throw inUse(this.#file, this.#holder());
    this.#history.prepare();
    // It may have been of an older form.
    this.#recalls.clear();
  }

  /** Who has the lock, to judge by the last run that began and has not ended. */
  #holder(): Holder | undefined {
    const row = this.#history
      .forReading()
      ?.prepare("SELECT pid, host, started_at FROM runs WHERE ended_at IS NULL ORDER BY id DESC LIMIT 1")
      .get();
    if (row === undefined) return undefined;
    const holder = {
      pid: Number(row["pid"]),
      host: String(row["host"]),
      startedAt: Number(row["started_at"]),
    };
    // A run that was killed has not ended either; the one that has the lock is about to write its row.
    return holder.host === hostname() && !isAlive(holder.pid) ? undefined : holder;
  }
}

const saveText = "INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

// A job that was started in the meantime is another story.
const renewText =
  'UPDATE receipts SET seen = ?, "left" = ?, digests = ? WHERE key = ? AND started_at = ? AND finished = 1';

const keepText = "INSERT OR IGNORE INTO fingerprints (digest, parts) VALUES (?, ?)";

const findText = "SELECT id FROM fingerprints WHERE digest = ?";

const dropUnused = `
  DELETE FROM fingerprints WHERE id NOT IN (
    SELECT code FROM receipts WHERE code IS NOT NULL UNION SELECT extras FROM receipts WHERE extras IS NOT NULL)`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // The process of another user may not be asked, and is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
