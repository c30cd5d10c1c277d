// The level `contents`: a file of another time counts as what it was when the same is in it. What a receipt says is taken
// for such a file in place of its facts; all else is judged as at the level below.
import type { FileFacts } from "../model/verdict.ts";
import type { Digests } from "./digests.ts";
import type { Evidence } from "./freshness.ts";
import type { Receipt } from "./ports.ts";
import { differ, digestsText, factsText, filesOf, outputsText, ownIn } from "./receipt.ts";

/** A file as it is, and as the receipt says that it was. */
interface Twin {
  readonly name: string;
  readonly is: FileFacts | undefined;
  readonly was: FileFacts | undefined;
}

/**
 * What is known of jobs, with files of other times as their receipts have them, where the same is in them: an entry for
 * each job of which that can be said. Reads the files of which too little is known.
 */
export function alike(evidences: readonly Evidence[], digests: Digests): ReadonlyMap<Evidence, Evidence> {
  const pairs = evidences
    .filter(({ receipt }) => receipt?.digests !== undefined)
    .map((evidence) => ({ evidence, twins: twinsOf(evidence) }));
  // What a receipt says of files that are as it says holds for whoever else has to do with them.
  for (const { name, is, was } of pairs.flatMap(({ twins }) => twins))
    if (!differ(is, was)) digests.learn(name, was);
  const doubtful = pairs.filter(({ twins }) => twins.some(isDoubtful));
  const unread = doubtful.flatMap(({ twins }) =>
    twins.filter((twin) => isDoubtful(twin) && digestOf(twin, digests) === undefined),
  );
  if (unread.length > 0) digests.read([...new Set(unread.map(({ name }) => name))]);
  return new Map(
    doubtful.map(({ evidence, twins }) => {
      const facts = twins.map((twin) => proved(twin, digests));
      const inputFacts = facts.slice(0, evidence.inputs.length);
      return [evidence, { ...evidence, inputFacts, outputFacts: facts.slice(inputFacts.length) }];
    }),
  );
}

/** What the receipt of a job that is up to date says from now on: its files are what they were, their times are not. */
export function renewedReceipt(
  receipt: Receipt,
  { inputs, inputFacts, outputs, outputFacts }: Evidence,
  proof: Evidence,
): Receipt {
  return {
    ...receipt,
    seen: factsText(inputs, inputFacts),
    left: outputsText(outputs, outputFacts, new Set(ownIn(receipt.left).keys())),
    digests: digestsText(proof.inputFacts, proof.outputFacts),
  };
}

/** The inputs, and then the outputs. */
function twinsOf({ receipt, inputs, inputFacts, outputs, outputFacts }: Evidence): readonly Twin[] {
  if (receipt?.finished !== true) return [];
  const { seen, left } = filesOf(receipt);
  return [
    ...inputs.map((name, i) => ({ name, is: inputFacts[i], was: seen.get(name) })),
    ...outputs.map((name, i) => ({ name, is: outputFacts[i], was: left.get(name) })),
  ];
}

/** Whether only what is in a file can tell if it is what it was. */
function isDoubtful({ is, was }: Twin): boolean {
  if (is === undefined || was?.digest === undefined || !differ(is, was)) return false;
  return is.isDirectory === was.isDirectory && (is.isDirectory || is.sizeBytes === was.sizeBytes);
}

function digestOf({ name, is }: Twin, digests: Digests): string | undefined {
  return is === undefined ? undefined : digests.of(name, is);
}

/** The facts of a file, or those that the receipt has if the same is in it. */
function proved(twin: Twin, digests: Digests): FileFacts | undefined {
  const { is, was } = twin;
  if (is === undefined || was === undefined) return is;
  if (!differ(is, was)) return was;
  const digest = isDoubtful(twin) ? digestOf(twin, digests) : undefined;
  if (digest === undefined) return is;
  return digest === was.digest ? was : { ...is, digest };
}
