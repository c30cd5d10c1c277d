// One case from beginning to end: passed, different on purpose, or failed, with the reasons.
import type { Case } from "./case.ts";
import { documented } from "./differences.ts";
import { expectationsOf } from "./expect.ts";
import { observe } from "./observe.ts";
import { difference, type Observed } from "./outcome.ts";
import { inNewDirectory } from "./place.ts";
import { byRules } from "./rules.ts";

/** How a case came out. */
export interface Outcome {
  readonly id: string;
  readonly kind: "passed" | "differs" | "failed";
  /** Why it failed, or the reasons for which it differs. */
  readonly reasons: readonly string[];
}

/** Tries cases one after the other: each has the working directory to itself. */
export async function checkAll(cases: readonly Case[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  // A history elsewhere would be shared by all cases.
  delete process.env["PIPEFISH_HISTORY_FILE"];
  for (const one of cases) outcomes.push(await check(one));
  return outcomes;
}

/** Tries one case in a directory of its own. */
async function check(one: Case): Promise<Outcome> {
  try {
    return await inNewDirectory(async () => judge(one, await observe(one)));
  } catch (error) {
    const why = `the runner or the engine threw ${String(error)}`;
    return { id: one.id, kind: "failed", reasons: [why.replaceAll("\n", " ")] };
  }
}

/** There is one expectation: what is documented of the case, or else what the rules make of what Ruffus did. */
function judge(one: Case, seen: readonly Observed[]): Outcome {
  const { id } = one;
  const literal = expectationsOf(one);
  const ruled = byRules(one, literal);
  const special = documented(one, ruled.expected);
  const { expected, reasons } = special ?? ruled;
  const why = difference(expected, seen);
  if (why !== undefined) return { id, kind: "failed", reasons: [why] };
  const without = special === undefined ? literal : ruled.expected;
  if (difference(without, seen) !== undefined) return { id, kind: "differs", reasons };
  if (reasons.length === 0) return { id, kind: "passed", reasons };
  return { id, kind: "failed", reasons: [`nothing differs by this: ${reasons.join("; ")}`] };
}
