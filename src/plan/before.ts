// Which outputs of a job were there before it, and are not proved to be ours: what `clean` must not take for something that
// the job made. The plan knows, for it has looked at outputs when it judged the job: nothing is looked at once more.
import type { FileFacts } from "../model/verdict.ts";
import type { Evidence } from "./freshness.ts";
import type { Receipt } from "./ports.ts";
import { differ, parseFacts } from "./receipt.ts";

/**
 * Of an output that was there before: `found`, when no job of ours was recorded to have made it; `unsure`, when one had,
 * or had been at it without coming to its end, and it was another by then. Whether the job wrote that anew, its time says.
 */
export type Earlier = "found" | "unsure";

/** Reads what {@link beforeText} wrote, by name. */
export function parseBefore(text: string): Map<string, Earlier> {
  const parts = text.split("\0");
  const found = new Map<string, Earlier>();
  for (let i = 0; i + 1 < parts.length; i += 2)
    found.set(parts[i] ?? "", parts[i + 1] === "found" ? "found" : "unsure");
  return found;
}

/** What is to be recorded of a job that will run: `name NUL found|unsure NUL` for each of these outputs. */
export function beforeText({
  outputs,
  outputFacts,
  receipt,
}: Pick<Evidence, "outputs" | "outputFacts" | "receipt">): string {
  if (outputFacts.every((fact) => fact === undefined)) return "";
  const own = ownershipIn(receipt);
  let text = "";
  for (const [i, name] of outputs.entries()) {
    const is = outputFacts[i];
    const earlier = is === undefined ? undefined : own(name, (was) => !differ(was, is));
    if (earlier !== undefined) text += `${name}\0${earlier}\0`;
  }
  return text;
}

type Ownership = (name: string, isAsLeft: (was: FileFacts | undefined) => boolean) => Earlier | undefined;

/** What a receipt says of files that are there now; undefined for one that it proves to be ours. */
function ownershipIn(receipt: Receipt | undefined): Ownership {
  if (receipt === undefined) return () => "found";
  const before = parseBefore(receipt.before ?? "");
  const left = parseFacts(receipt.left);
  const isExact = receipt.finished && receipt.before !== undefined;
  return (name, isAsLeft) => {
    if (before.has(name)) return before.get(name);
    // A pattern may match what came after the job.
    if (receipt.finished && !left.has(name)) return "found";
    return isExact && isAsLeft(left.get(name)) ? undefined : "unsure";
  };
}
