// Reads receipts from the history, by key, whatever the version of the file.
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { Receipt } from "../plan/ports.ts";
import { hasColumn, hasTable } from "./schema.ts";

// Each key is looked up on its own, in one statement: its cost goes with the number of keys and not with that of all
// receipts, and is less than that of a scan even when everything is wanted. The keys go there as one text.
const recallText = `
  SELECT wanted.key, task, finished, started_at, duration_ms, seen, "left", {attempt}, {code}, {extras}, {digests}, {before}
  FROM json_each(?) AS wanted CROSS JOIN receipts ON receipts.key = wanted.value`;

// How many keys are looked up in one statement. With 100,000 at once a key takes three times as long, and much memory.
const keysAtOnce = 2_000;

/** Makes ready the statement for {@link recallInto}; what a file of an older version lacks is nothing. */
export function prepareRecall(db: DatabaseSync, withDigests: boolean): StatementSync {
  const isWide = hasColumn(db, "digests");
  const digestOf = (column: string): string =>
    withDigests && hasTable(db, "fingerprints")
      ? `(SELECT digest FROM fingerprints WHERE id = ${column})`
      : "NULL";
  const text = recallText
    .replace("{attempt}", isWide ? "attempt" : "1")
    .replace("{code}", digestOf("code"))
    .replace("{extras}", digestOf("extras"))
    .replace("{digests}", withDigests && isWide ? "digests" : "NULL")
    .replace("{before}", !hasColumn(db, "before") ? "NULL" : readsNul(db) ? "before" : "CAST(before AS BLOB)")
    // Facts are parted by NUL, at which Node 22 cuts off texts that it reads. It reads bytes whole.
    .replace('seen, "left"', readsNul(db) ? "$&" : 'CAST(seen AS BLOB), CAST("left" AS BLOB)');
  const recall = db.prepare(text);
  recall.setReturnArrays(true);
  return recall;
}

/** Puts the receipts of some keys where these stand. */
export function recallInto(
  found: (Receipt | undefined)[],
  keys: readonly string[],
  recall: StatementSync,
): void {
  for (let first = 0; first < keys.length; first += keysAtOnce) {
    const wanted = JSON.stringify(keys.slice(first, first + keysAtOnce));
    // With setReturnArrays a row is an array, which its declared type does not say.
    readInto(found, keys, first, recall.all(wanted) as unknown as SQLOutputValue[][]);
  }
}

function readsNul(db: DatabaseSync): boolean {
  return db.prepare("SELECT 'a' || char(0) AS probe").get()?.["probe"] === "a\0";
}

function textOf(value: SQLOutputValue | undefined): string {
  if (!(value instanceof Uint8Array)) return String(value);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString();
}

function orNothing(value: SQLOutputValue | undefined): string | undefined {
  return value === null || value === undefined ? undefined : textOf(value);
}

/**
 * The first value of a row is where in the slice its receipt stands. Values are taken by their numbers: a row that is
 * taken apart as a whole costs as much again as reading it from the file.
 */
function readInto(
  found: (Receipt | undefined)[],
  keys: readonly string[],
  first: number,
  rows: readonly (readonly SQLOutputValue[])[],
): void {
  // One text for all receipts of a task, and not a copy for each.
  const task = new Repeated();
  const code = new Repeated();
  const extras = new Repeated();
  for (const row of rows) {
    const at = first + Number(row[0]);
    found[at] = {
      key: keys[at] ?? "",
      task: task.textOf(row[1]) ?? "",
      finished: row[2] === 1,
      startedAt: Number(row[3]),
      durationMs: Number(row[4]),
      seen: textOf(row[5]),
      left: textOf(row[6]),
      attempt: Number(row[7]),
      code: code.textOf(row[8]),
      extras: extras.textOf(row[9]),
      digests: orNothing(row[10]),
      before: orNothing(row[11]),
    };
  }
}

/** A column in which one text often stands many times in turn. */
class Repeated {
  #last: string | undefined;

  textOf(value: SQLOutputValue | undefined): string | undefined {
    if (value !== (this.#last ?? null)) this.#last = orNothing(value);
    return this.#last;
  }
}
