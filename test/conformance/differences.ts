// What is documented of single cases: what Pipefish does on purpose where Ruffus does otherwise, and no rule tells.
import { readFileSync } from "node:fs";
import type { Case, Jobs } from "./case.ts";
import { fullNames } from "./expect.ts";
import type { Expectation } from "./outcome.ts";
import type { Ruled } from "./rules.ts";

/** What a case or one of its runs does instead. What is left out is as Ruffus did it. */
interface Changed {
  /** The code of the error; null where Ruffus had one and we have none. */
  readonly error?: string | null;
  /** How many jobs failed. */
  readonly failed?: number;
  readonly jobs?: Jobs;
  /** Codes of warnings, by task. */
  readonly warnings?: Readonly<Record<string, string>>;
  /** The files that are there in the end; of a sequence, those that the run makes. */
  readonly files?: readonly string[];
}

/** For a sequence of steps, what is otherwise in a run stands by its number, from 1. */
type Difference = Changed | { readonly runs: Readonly<Record<string, Changed>> };

/** By the reason why it is better for the user, in one sentence; then by the ids of the cases. */
export const differences = JSON.parse(
  readFileSync(new URL("differences.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Readonly<Record<string, Difference>>>>;

/** What is documented of a case, for the rest of which is expected what is given; undefined where nothing is. */
export function documented(one: Case, expected: readonly Expectation[]): Ruled | undefined {
  for (const [reason, cases] of Object.entries(differences)) {
    const known = cases[one.id];
    if (known === undefined) continue;
    const changed = expected.map((each, i) => {
      const change = "runs" in known ? known.runs[i + 1] : known;
      return change === undefined ? each : changedBy(change, each, one);
    });
    return { expected: changed, reasons: [reason] };
  }
  return undefined;
}

function changedBy(
  { error, failed, jobs, warnings = {}, files }: Changed,
  expected: Expectation,
  one: Case,
): Expectation {
  // What Ruffus said besides goes with what it did.
  const { codes, count, warnings: _, unmatched: __, ...same } = expected;
  const kept = error === undefined && codes !== undefined ? { codes, count } : {};
  return {
    ...same,
    ...kept,
    warnings,
    ...(typeof error === "string" ? { codes: [error] } : {}),
    ...(failed === undefined ? {} : { failed }),
    ...(jobs === undefined ? {} : { jobs: fullNames(one, jobs) }),
    ...(files === undefined ? {} : one.steps === undefined ? { files } : { created: files }),
  };
}
