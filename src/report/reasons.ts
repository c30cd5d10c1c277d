// Why a job runs, in one sentence for each reason, with the difference that decided it.
import { bytes, grouped } from "../base/text.ts";
import { unreachable } from "../base/unreachable.ts";
import type { FileFacts, Reason } from "../model/verdict.ts";
import { changedText } from "./changes.ts";
import { printable } from "./names.ts";
import { ago, instant, instantPair, span } from "./times.ts";

/** What writing a reason needs to know. */
export interface ReasonOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How file names are written; as they are unless given. */
  readonly name?: (file: string) => string;
  /** Leaves out from which time to which a file changed. */
  readonly isBrief?: boolean;
}

type ReasonOf<Kind extends Reason["kind"]> = Extract<Reason, { kind: Kind }>;

/** Of reasons with nothing more to tell. */
const sentences = {
  forced: "the run was asked to run this task",
  asked: "the run was asked to run this job alone",
  "no-outputs": "it makes no files by which it could be known to be done",
  "no-receipt": "nothing is recorded of it: it never ran to its end here",
  "code-unknown":
    "with which code it last ran is not known: it was edited meanwhile, or the history is of an older version",
};

/** Writes a reason as a sentence, in lower case and without a full stop. */
export function reasonText(
  reason: Reason,
  { now, name = printable, isBrief = false }: ReasonOptions,
): string {
  switch (reason.kind) {
    case "forced":
    case "asked":
    case "no-outputs":
    case "no-receipt":
    case "code-unknown":
      return sentences[reason.kind];
    case "output-missing":
    case "input-missing":
      return `${sideOf(reason)} ${name(reason.file)} does not exist`;
    case "input-pending":
      return `input ${name(reason.file)} will be made by '${reason.by}'`;
    case "inputs-unknown":
      return `its inputs are not known before '${reason.task}' has run`;
    case "interrupted":
    case "running":
      return startedText(reason, now);
    case "input-added":
    case "input-removed":
    case "output-added":
    case "output-removed":
      return listedText(reason, name(reason.file));
    case "input-moved":
    case "output-moved":
      return `${sideOf(reason)} ${name(reason.file)} stands in another place among the ${sideOf(reason)}s than when the job last ran`;
    case "input-changed":
      return `input ${name(reason.file)} ${changeText(reason.was, reason.is, now, isBrief)}`;
    case "own-check":
      return `its own check says so${reason.said === undefined ? "" : `: ${reason.said}`}`;
    case "output-changed":
      return `output ${name(reason.file)} is not as the job left it: it ${changeText(reason.was, reason.is, now, isBrief)}`;
    case "output-older":
      return olderText(reason, name);
    case "code-changed":
    case "extras-changed":
      return changedText(reason);
    default:
      return unreachable(reason);
  }
}

/** A job that was started and has not come to its end, as far as is known. */
function startedText(reason: ReasonOf<"interrupted" | "running">, now: number): string {
  const when = ago(reason.startedAt, now);
  return reason.kind === "running"
    ? `it runs now: the run of process ${reason.pid} on ${reason.host} started it ${when}`
    : `it was started ${when} and its end is not recorded: it failed or was killed`;
}

/** A file that is one of a job's and was not, or was and is not. */
function listedText(
  { kind }: ReasonOf<`${"input" | "output"}-${"added" | "removed"}`>,
  file: string,
): string {
  const texts = {
    "input-added": `input ${file} is new: the job last ran without it`,
    "input-removed": `input ${file} is gone from its list: the job last ran with it`,
    "output-added": `output ${file} is new: the job did not make it when it last ran`,
    "output-removed": `output ${file}, which the job made when it last ran, is gone or no longer one of its outputs`,
  };
  return texts[kind];
}

/** Whether a reason is about an input or an output. */
function sideOf({ kind }: { readonly kind: `${"input" | "output"}-${string}` }): "input" | "output" {
  return kind.startsWith("input") ? "input" : "output";
}

/** What is different about a file, as the end of a sentence: `changed: 12 KiB → 14 KiB, 3 minutes ago`. */
function changeText(was: FileFacts, is: FileFacts, now: number, isBrief: boolean): string {
  if (was.isDirectory !== is.isDirectory) return `was a ${kindText(was)} and is a ${kindText(is)}`;
  const when = ago(Number(is.mtimeNs / 1_000_000n), now);
  if (was.sizeBytes !== is.sizeBytes && !is.isDirectory)
    return `changed: ${sizesText(was.sizeBytes, is.sizeBytes)}, ${when}`;
  // With digests it is known that not only the time is another.
  if (was.digest !== undefined && is.digest !== undefined)
    return is.isDirectory
      ? `changed: what is in it is not as it was, ${when}`
      : `changed: what is in it is not as it was, its size is (${sizeText(is.sizeBytes)}), ${when}`;
  const [before, after] = instantPair(was.mtimeNs, is.mtimeNs);
  const same = is.isDirectory ? "" : `, its size is as before (${sizeText(is.sizeBytes)})`;
  const how = is.mtimeNs < was.mtimeNs ? "went back in time" : `was written or touched ${when}`;
  return isBrief ? how : `${how}${same}: ${before} → ${after}`;
}

function kindText({ isDirectory }: FileFacts): string {
  return isDirectory ? "directory" : "file";
}

function sizeText(sizeBytes: number): string {
  return bytes(sizeBytes).replace(".0 ", " ");
}

/** Two sizes in the unit that fits, or in bytes when that would make them look the same. */
function sizesText(was: number, is: number): string {
  const [before, after] = [sizeText(was), sizeText(is)];
  if (before !== after) return `${before} → ${after}`;
  return `${grouped(was)} → ${grouped(is)} bytes`;
}

function olderText(
  reason: Extract<Reason, { kind: "output-older" }>,
  name: (file: string) => string,
): string {
  const { output, input, outputFacts, inputFacts } = reason;
  const [made, changed] = instantPair(outputFacts.mtimeNs, inputFacts.mtimeNs);
  const behindMs = Number((inputFacts.mtimeNs - outputFacts.mtimeNs) / 1_000_000n);
  if (inputFacts.mtimeNs === outputFacts.mtimeNs) {
    return `output ${name(output)} is as old as input ${name(input)}, and must be newer: both are of ${instant(Number(outputFacts.mtimeNs / 1_000_000n))}`;
  }
  const by = span(behindMs);
  return `output ${name(output)} is ${by === undefined ? "" : `${by} `}older than input ${name(input)}: ${made} against ${changed}`;
}
