// Receipts as text. The facts of a list of files are one string, so that "nothing changed" is one comparison of two
// strings, however many files there are; only a difference is ever taken apart.
import { namesIn } from "../model/files.ts";
import type { Job } from "../model/job.ts";
import type { FileFacts } from "../model/verdict.ts";

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

/** Writes names and facts as one text: `name NUL size space mtime NUL`; a file that is not there has `-`. */
export function factsText(names: readonly string[], facts: readonly (FileFacts | undefined)[]): string {
  let text = "";
  for (let i = 0; i < names.length; i += 1) {
    const fact = facts[i];
    text += `${names[i]}\0${fact === undefined ? "-" : `${fact.sizeBytes} ${fact.mtimeNs}${fact.isDirectory ? " d" : ""}`}\0`;
  }
  return text;
}

type Facts = readonly (FileFacts | undefined)[];

/**
 * The facts of a job's inputs as its receipt keeps them. A directory into which the job itself writes changes by that: it
 * counts by being there.
 */
export function inputsAsSeen(inputs: readonly string[], facts: Facts, outputs: readonly string[]): Facts {
  const isFilled = (directory: string): boolean => {
    const inside = `${directory.replace(/\/+$/, "")}/`;
    return outputs.some((name) => name.startsWith(inside));
  };
  return facts.map((fact, i) =>
    fact?.isDirectory === true && isFilled(inputs[i] ?? "") ? { ...fact, sizeBytes: 0, mtimeNs: 0n } : fact,
  );
}

/** Writes the facts of a job's inputs. */
export function inputsText(inputs: readonly string[], facts: Facts, outputs: readonly string[]): string {
  const hasDirectory = facts.some((fact) => fact?.isDirectory === true);
  return factsText(inputs, hasDirectory ? inputsAsSeen(inputs, facts, outputs) : facts);
}

/** Whether a file is not what it was; for one that was or is not there, whether only one of both holds. */
export function differ(a: FileFacts | undefined, b: FileFacts | undefined): boolean {
  return a?.sizeBytes !== b?.sizeBytes || a?.mtimeNs !== b?.mtimeNs || a?.isDirectory !== b?.isDirectory;
}

/** Reads what {@link factsText} wrote. */
export function parseFacts(text: string): Map<string, FileFacts | undefined> {
  const parts = text.split("\0");
  const facts = new Map<string, FileFacts | undefined>();
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [size, mtime, directory] = (parts[i + 1] ?? "-").split(" ");
    // In a history that was damaged, numbers may be none.
    const known = mtime !== undefined && /^-?\d+$/.test(mtime);
    facts.set(
      parts[i] ?? "",
      known ? { sizeBytes: Number(size), mtimeNs: BigInt(mtime), isDirectory: directory === "d" } : undefined,
    );
  }
  return facts;
}
