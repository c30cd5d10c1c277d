// One case from beginning to end: passed, different on purpose, or failed, with the reason in one line.
import { readFileSync } from "node:fs";
import type { Problem } from "pipefish";
import { type Case, type Jobs, pipelinesOf } from "./case.ts";
import { expectationsOf, fullNames } from "./expect.ts";
import { NotBuilt } from "./not-built.ts";
import { observe } from "./observe.ts";
import { difference, type Expectation, type Observed } from "./outcome.ts";
import { inNewDirectory } from "./place.ts";
import { byRules } from "./rules.ts";

/** How a case came out. */
export interface Outcome {
  readonly id: string;
  readonly kind: "passed" | "differs" | "failed";
  /** Why it failed, or differs. */
  readonly why: string;
}

/** What Pipefish does on purpose where Ruffus does otherwise. What is left out is as in the case. */
export interface Difference extends Changed {
  /** Why it is better for the user, in one sentence. */
  readonly reason: string;
  /** For a sequence of steps: by the number of the run, from 1. */
  readonly runs?: Readonly<Record<string, Changed>>;
}

interface Changed {
  /** The code of the error; null where Ruffus had one and we have none. */
  readonly error?: string | null;
  readonly expected?: Jobs;
  readonly jobs_run?: Jobs;
}

/** Differences by the ids of their cases. */
export type Differences = Readonly<Record<string, Difference>>;

/** The differences on purpose. */
export function readDifferences(): Differences {
  return JSON.parse(readFileSync(new URL("differences.json", import.meta.url), "utf8")) as Differences;
}

/** Tries cases one after the other: each has the working directory to itself. */
export async function checkAll(cases: readonly Case[]): Promise<readonly Outcome[]> {
  const differences = readDifferences();
  const outcomes: Outcome[] = [];
  // A history elsewhere would be shared by all cases.
  delete process.env["PIPEFISH_HISTORY_FILE"];
  for (const one of cases) outcomes.push(await check(one, differences));
  return outcomes;
}

/** Tries one case in a directory of its own. */
async function check(one: Case, differences: Differences): Promise<Outcome> {
  try {
    return await inNewDirectory(async () => judge(one, await observe(one), differences[one.id]));
  } catch (error) {
    const why = error instanceof NotBuilt ? error.message : `the runner or the engine threw ${String(error)}`;
    return { id: one.id, kind: "failed", why: why.replaceAll("\n", " ") };
  }
}

function judge({ id, ...rest }: Case, seen: readonly Observed[], known: Difference | undefined): Outcome {
  const one = { id, ...rest };
  const literal = expectationsOf(one);
  const ruled = byRules(one, literal);
  const [{ expected: changed }] = ruled;
  const why = difference(literal, seen);
  if (known !== undefined) {
    if (difference(changed, seen) === undefined)
      return { id, kind: "failed", why: "is listed as a difference and has none" };
    const whyOurs = difference(
      changed.map((each, i) => ours(one, each, known, i)),
      seen,
    );
    if (whyOurs === undefined) return { id, kind: "differs", why: known.reason };
    return { id, kind: "failed", why: notBuilt(one, seen) ?? `not as documented: ${whyOurs}` };
  }
  if (why === undefined) return { id, kind: "passed", why: "" };
  const rule = ruled.find(({ expected }) => difference(expected, seen) === undefined);
  if (rule !== undefined) return { id, kind: "differs", why: rule.reasons.join("; ") };
  return { id, kind: "failed", why: notBuilt(one, seen) ?? difference(changed, seen) ?? why };
}

function ours(one: Case, expected: Expectation, known: Difference, index: number): Expectation {
  const { error, expected: planned, jobs_run: jobs = planned } = known.runs?.[index + 1] ?? known;
  // What Ruffus said besides goes with what it did.
  const { codes, failed, warnings: _, unmatched: __, ...same } = expected;
  const kept = error === undefined && codes !== undefined ? { codes, failed } : {};
  return {
    ...same,
    ...kept,
    ...(typeof error === "string" ? { codes: [error] } : {}),
    ...(jobs === undefined ? {} : { jobs: fullNames(one, jobs) }),
  };
}

/** What the API turned down as unknown, for the runner uses only what the design has. */
function notBuilt(one: Case, seen: readonly Observed[]): string | undefined {
  const generates = pipelinesOf(one).some(({ tasks }) =>
    tasks.some(({ generator }) => generator !== undefined),
  );
  const refused = seen
    .flatMap(({ problems }) => problems)
    .find((each) => isRefusal(each) || (generates && each.message.startsWith("'params'")));
  if (refused === undefined) return undefined;
  return `not built yet: ${refused.message}${refused.hint === undefined ? "" : ` (${refused.hint})`}`;
}

/** An option that does not exist, or a run option with a value that does not. */
function isRefusal({ code, task }: Problem): boolean {
  return code === "unknown-option" || (code === "bad-option" && task === undefined);
}
