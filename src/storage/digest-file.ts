// Reads a file, or a directory with all that is in it, and makes a digest of what it finds.
import { createHash, type Hash } from "node:crypto";
import { closeSync, type Dirent, fstatSync, openSync, readlinkSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import type { FileFacts } from "../model/verdict.ts";
import { differ } from "../plan/receipt.ts";
import { entriesIn, treeOf } from "./tree.ts";

/** As many characters as make two alike by chance unthinkable. */
const digestLength = 16;
const bufferBytes = 1024 * 1024;
let buffer: Buffer | undefined;

/**
 * The facts of a file with the digest of what is in it. Undefined where there is nothing, where it cannot be read or is of
 * another kind, and where it changed meanwhile; or is larger than `mostBytes`, or a directory, if there is such a limit.
 */
export function readFacts(path: string, mostBytes: number = Number.POSITIVE_INFINITY): FileFacts | undefined {
  try {
    const before = factsOf(path);
    const isLarge = before === undefined || before.sizeBytes > mostBytes;
    if (isLarge || (before.isDirectory && mostBytes < Number.POSITIVE_INFINITY)) return undefined;
    const digest = before.isDirectory ? digestOfDirectory(path) : digestOfFile(path);
    const after = factsOf(path);
    return differ(before, after) ? undefined : { ...before, digest };
  } catch {
    // Whoever asks can do without.
    return undefined;
  }
}

/** What a look at it tells; undefined for what is neither file nor directory, whose reading may never end. */
function factsOf(path: string): FileFacts | undefined {
  const stats = statSync(path, { bigint: true });
  if (!stats.isFile() && !stats.isDirectory()) return undefined;
  const facts = { sizeBytes: Number(stats.size), mtimeNs: stats.mtimeNs, isDirectory: stats.isDirectory() };
  return facts.isDirectory ? { ...facts, ...treeOf(path, facts.mtimeNs) } : facts;
}

function digestOfFile(path: string): string {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  try {
    if (!fstatSync(file).isFile()) throw new Error("it is a file no more");
    buffer ??= Buffer.allocUnsafeSlow(bufferBytes);
    for (let length = -1; length !== 0; ) {
      length = readSync(file, buffer, 0, bufferBytes, null);
      hash.update(buffer.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
  return ended(hash);
}

/** Of a directory counts what has which name, through all levels; links in it are not followed. */
function digestOfDirectory(path: string): string {
  const hash = createHash("sha256");
  for (const entry of entriesIn(path))
    hash.update(`${entry.name}\0${digestOfEntry(entry, join(path, entry.name))}\0`);
  return ended(hash);
}

function digestOfEntry(entry: Dirent, path: string): string {
  if (entry.isDirectory()) return `directory ${digestOfDirectory(path)}`;
  if (entry.isFile()) return `file ${digestOfFile(path)}`;
  return entry.isSymbolicLink() ? `link ${readlinkSync(path)}` : "other";
}

function ended(hash: Hash): string {
  return hash.digest("base64url").slice(0, digestLength);
}
