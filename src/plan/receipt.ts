// Receipts as text. The facts of a list of files are one string, so that "nothing changed" is one comparison of two
// strings, however many files there are; only a difference is ever taken apart.
import { namesIn } from "../model/files.ts";
import type { Job } from "../model/job.ts";
import type { FileFacts } from "../model/verdict.ts";
import type { Receipt } from "./ports.ts";

/**
 * The text by which a job is known from run to run: its first output, as it is declared. No two jobs write one file, so
 * it is unique; it does not depend on the task's name, which may change. Jobs of `subdivide` may share a pattern and
 * add their input. A job without outputs has none.
 */
export function receiptKey(job: Job): string | undefined {
  const first = namesIn(job.output)[0];
  if (first === undefined) return undefined;
  return job.task.kind === "subdivide" ? `${first}\0${namesIn(job.input).join("\0")}` : first;
}

/**
 * Writes names and facts as one text: `name NUL size space mtime NUL`; a file that is not there has `-`, a directory ` d`
 * and what tells of all that is in it.
 */
export function factsText(names: readonly string[], facts: readonly (FileFacts | undefined)[]): string {
  let text = "";
  for (let i = 0; i < names.length; i += 1) {
    const fact = facts[i];
    text += `${names[i]}\0${fact === undefined ? "-" : `${fact.sizeBytes} ${fact.mtimeNs}${fact.isDirectory ? directoryText(fact) : ""}`}\0`;
  }
  return text;
}

function directoryText({ tree }: FileFacts): string {
  return tree === undefined ? " d" : ` d ${tree}`;
}

/** Writes the facts of outputs. Some are marked as made by the job itself: only these may be removed when it runs again. */
export function outputsText(names: readonly string[], facts: Facts, own: ReadonlySet<string>): string {
  if (own.size === 0) return factsText(names, facts);
  const texts = names.map((name, i) => factsText([name], [facts[i]]));
  return texts.map((text, i) => (own.has(names[i] ?? "") ? `${text.slice(0, -1)} own\0` : text)).join("");
}

/** The files that a job made itself, by name, as it left them: directories are never among them. */
export function ownIn(text: string): Map<string, FileFacts | undefined> {
  const parts = text.split("\0");
  const isOwn = (i: number): boolean => /^\d+ -?\d+ own$/.test(parts[2 * i + 1] ?? "");
  return new Map(factsIn(text).filter((_, i) => isOwn(i)));
}

type Facts = readonly (FileFacts | undefined)[];

/** Whether a file is not what it was; for one that was or is not there, whether only one of both holds. */
export function differ(a: FileFacts | undefined, b: FileFacts | undefined): boolean {
  if (a?.sizeBytes !== b?.sizeBytes || a?.mtimeNs !== b?.mtimeNs) return true;
  return a?.isDirectory !== b?.isDirectory || a?.tree !== b?.tree;
}

/** How long a job took when it last ended well; undefined where it did not, or was touched and did not run. */
export function durationOf(receipt: Receipt | undefined): number | undefined {
  return receipt?.finished === true && receipt.durationMs > 0 ? receipt.durationMs : undefined;
}

/**
 * Writes the digests of a job's inputs, and on a second line those of its outputs; `-` for one that is not known. They are
 * apart from the facts, which are compared as they stand.
 */
export function digestsText(seen: Facts, left: Facts): string {
  return [seen, left].map((facts) => facts.map((fact) => fact?.digest ?? unknown).join(" ")).join("\n");
}

const unknown = "-";

/** The files of which a receipt tells, by name, with digests as far as it has them. */
export function filesOf({ seen, left, digests }: Pick<Receipt, "seen" | "left" | "digests">): {
  readonly seen: ReadonlyMap<string, FileFacts | undefined>;
  readonly left: ReadonlyMap<string, FileFacts | undefined>;
} {
  const listed = listedIn({ seen, left, digests });
  return { seen: new Map(listed.seen), left: new Map(listed.left) };
}

/** The same in order: one file may stand there several times. */
export function listedIn({ seen, left, digests }: Pick<Receipt, "seen" | "left" | "digests">): {
  readonly seen: Listed;
  readonly left: Listed;
} {
  const [ofInputs, ofOutputs] = digests?.split("\n").map((line) => line.split(" ")) ?? [];
  return { seen: factsIn(seen, ofInputs), left: factsIn(left, ofOutputs) };
}

/** Files by name, in order. */
export type Listed = readonly (readonly [name: string, facts: FileFacts | undefined])[];

/** Reads what {@link factsText} wrote, by name. */
export function parseFacts(text: string, digests?: readonly string[]): Map<string, FileFacts | undefined> {
  return new Map(factsIn(text, digests));
}

/** The same in order: one file may stand there several times. */
export function factsIn(
  text: string,
  digests: readonly string[] = [],
): [name: string, facts: FileFacts | undefined][] {
  const parts = text.split("\0");
  const facts: [string, FileFacts | undefined][] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [size, mtime, directory, tree] = (parts[i + 1] ?? "-").split(" ");
    // In a history that was damaged, numbers may be none.
    const known = mtime !== undefined && /^-?\d+$/.test(mtime);
    const digest = digests[i / 2] ?? unknown;
    const fact = {
      sizeBytes: Number(size),
      mtimeNs: known ? BigInt(mtime) : 0n,
      isDirectory: directory === "d",
      ...(directory === "d" && tree !== undefined ? { tree } : {}),
    };
    const whole = digest === unknown ? fact : { ...fact, digest };
    facts.push([parts[i] ?? "", known ? whole : undefined]);
  }
  return facts;
}
