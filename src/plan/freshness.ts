// Decides whether a job must run, and why. Reads nothing by itself: it is given what is known of the job's files and
// the receipt, if there is one. docs/semantics.md has a row for each reason.
import type { FileFacts, Reason, Verdict } from "../model/verdict.ts";
import type { OngoingRun, Receipt } from "./ports.ts";
import { differ, factsText, type Listed, listedIn } from "./receipt.ts";

/** The levels of `check`. Each from the second on asks for what the one before it asks for, and for more. */
export const checkLevels = ["timestamps", "history", "functions", "params", "contents"] as const;

/**
 * How much must hold for a job to be left alone: `timestamps`, its outputs are there and newer than its inputs;
 * `history`, all its files are exactly as its receipt says; `functions`, its code too; `params`, its extras too;
 * `contents`, the same, but that files may have other times if what is in them is the same.
 */
export type CheckLevel = (typeof checkLevels)[number];

/** Whether a level asks for what another one asks for. */
export function includes(check: CheckLevel, level: CheckLevel): boolean {
  return checkLevels.indexOf(check) >= checkLevels.indexOf(level);
}

/** What is known of a job when it is judged. Lists of facts go with the lists of names. */
export interface Evidence {
  readonly inputs: readonly string[];
  readonly inputFacts: readonly (FileFacts | undefined)[];
  readonly outputs: readonly string[];
  readonly outputFacts: readonly (FileFacts | undefined)[];
  readonly receipt: Receipt | undefined;
  /** The run of another process that goes on, if one does: asked for where ends of jobs are not recorded. */
  readonly ongoing?: OngoingRun | undefined;
  /** The job declares outputs, be it by patterns that match nothing now. */
  readonly declaresOutputs: boolean;
  /** What is not as its receipt says, apart from files, as far as the level asks for it. */
  readonly changes: readonly Reason[];
}

const fresh: Verdict = { fresh: true };

/** Decides whether a job must run. From `history` on, a job is fresh exactly when all is as its receipt says. */
export function judge(evidence: Evidence, check: CheckLevel): Verdict {
  if (!evidence.declaresOutputs) return { fresh: false, reasons: [{ kind: "no-outputs" }] };
  const isByReceipt = includes(check, "history");
  if (isByReceipt && evidence.changes.length === 0 && agrees(evidence)) return fresh;
  const byFiles = isByReceipt ? differences(evidence) : older(evidence);
  const reasons = [...missing(evidence), ...byFiles, ...evidence.changes];
  const [first, ...more] = reasons;
  return first === undefined ? fresh : { fresh: false, reasons: [first, ...more] };
}

function agrees({ receipt, inputs, inputFacts, outputs, outputFacts }: Evidence): boolean {
  if (receipt === undefined || !receipt.finished) return false;
  if (inputFacts.includes(undefined) || outputFacts.includes(undefined)) return false;
  return factsText(inputs, inputFacts) === receipt.seen && factsText(outputs, outputFacts) === receipt.left;
}

function missing({ inputs, inputFacts, outputs, outputFacts }: Evidence): Reason[] {
  return [
    ...inputs
      .filter((_, i) => inputFacts[i] === undefined)
      .map((file): Reason => ({ kind: "input-missing", file })),
    ...outputs
      .filter((_, i) => outputFacts[i] === undefined)
      .map((file): Reason => ({ kind: "output-missing", file })),
  ];
}

/** Where the files differ from what the receipt says. */
function differences(evidence: Evidence): Reason[] {
  const { receipt, inputs, inputFacts, outputs, outputFacts } = evidence;
  if (receipt === undefined) return [{ kind: "no-receipt" }];
  if (!receipt.finished) return [unfinished(receipt, evidence.ongoing)];
  const { seen, left } = listedIn(receipt);
  return [...compare("input", inputs, inputFacts, seen), ...compare("output", outputs, outputFacts, left)];
}

/** A job that was started: by the run that goes on, or by one that is no more. */
function unfinished({ startedAt }: Receipt, ongoing: OngoingRun | undefined): Reason {
  if (ongoing === undefined || startedAt < ongoing.startedAt) return { kind: "interrupted", startedAt };
  const { pid, host } = ongoing;
  return { kind: "running", startedAt, pid, host };
}

function compare(
  side: "input" | "output",
  names: readonly string[],
  facts: readonly (FileFacts | undefined)[],
  listed: Listed,
): Reason[] {
  const found: Reason[] = [];
  const recorded = new Map(listed);
  names.forEach((file, i) => {
    const is = facts[i];
    const was = recorded.get(file);
    // Of a file that was not there, the job had nothing.
    if (!recorded.has(file) || (is !== undefined && was === undefined))
      found.push({ kind: `${side}-added`, file });
    else if (is !== undefined && was !== undefined && differ(is, was))
      found.push({ kind: `${side}-changed`, file, was, is });
  });
  const now = new Set(names);
  for (const file of recorded.keys()) if (!now.has(file)) found.push({ kind: `${side}-removed`, file });
  if (found.length > 0) return found;
  // One file may stand there several times: the lists are compared, and not what is in them.
  const [longer, shorter] = names.length < listed.length ? [before(listed), names] : [names, before(listed)];
  const moved = longer.find((file, i) => file !== shorter[i]);
  return moved === undefined ? [] : [{ kind: `${side}-moved`, file: moved }];
}

function before(listed: Listed): string[] {
  return listed.map(([name]) => name);
}

/**
 * The newest input against the oldest output: outputs must be strictly newer. A file that is both, be it by a link, does
 * not count.
 */
function older({ inputs, inputFacts, outputs, outputFacts }: Evidence): Reason[] {
  const inputFiles = new Set(inputs.map((name, i) => inputFacts[i]?.identity ?? name));
  const both = new Set(outputs.filter((name, i) => inputFiles.has(outputFacts[i]?.identity ?? name)));
  const input = extreme(inputs, inputFacts, noNames, (a, b) => a > b);
  const output = extreme(outputs, outputFacts, both, (a, b) => a < b);
  if (outputs.length === 0) return [{ kind: "no-outputs" }];
  if (input === undefined || output === undefined || input.facts.mtimeNs < output.facts.mtimeNs) return [];
  return [
    {
      kind: "output-older",
      output: output.name,
      input: input.name,
      outputFacts: output.facts,
      inputFacts: input.facts,
    },
  ];
}

const noNames: ReadonlySet<string> = new Set();

function extreme(
  names: readonly string[],
  facts: readonly (FileFacts | undefined)[],
  except: ReadonlySet<string>,
  wins: (a: bigint, b: bigint) => boolean,
): { name: string; facts: FileFacts } | undefined {
  let best: { name: string; facts: FileFacts } | undefined;
  names.forEach((name, i) => {
    const fact = facts[i];
    if (fact === undefined || except.has(name)) return;
    if (best === undefined || wins(fact.mtimeNs, best.facts.mtimeNs)) best = { name, facts: fact };
  });
  return best;
}
