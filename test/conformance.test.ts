// The corpus recorded from Ruffus: every case passes, or differs on purpose, which is written down for each.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { corpus, readCases } from "./conformance/case.ts";
import { checkAll } from "./conformance/check.ts";
import { differences } from "./conformance/differences.ts";
import { difference, type Expectation, type Observed } from "./conformance/outcome.ts";
import { ruleReasons } from "./conformance/rules.ts";

/** The ids of the cases that differ by rules alone, by the reasons of the rules. */
const byRules = JSON.parse(
  readFileSync(new URL("conformance/by-rules.json", import.meta.url), "utf8"),
) as Readonly<Record<string, readonly string[]>>;
const documented = Object.entries(differences).map(
  ([reason, cases]) => [reason, Object.keys(cases)] as const,
);
const outcomes = await checkAll(corpus.flatMap(readCases));

test("no two cases have one id", () => {
  const ids = outcomes.map(({ id }) => id);
  assert.deepEqual(
    ids.filter((id, i) => ids.indexOf(id) !== i),
    [],
  );
});

test("every case of the corpus is as in Ruffus, or as it is written down", () => {
  assert.deepEqual(
    outcomes.filter(({ kind }) => kind === "failed"),
    [],
  );
});

test("the cases that differ are those of which it is written down, each for the reasons that stand there", () => {
  const found = outcomes.flatMap(({ id, kind, reasons }) =>
    kind === "differs" ? reasons.map((reason) => `${id}: ${reason}`) : [],
  );
  const written = [...Object.entries(byRules), ...documented].flatMap(([reason, ids]) =>
    ids.map((id) => `${id}: ${reason}`),
  );
  assert.deepEqual(found.sort(), written.sort());
});

test("no rule is there without a case that differs by it", () => {
  assert.deepEqual(Object.keys(byRules).sort(), [...ruleReasons].sort());
});

const seen: Observed = {
  problems: [{ code: "no-match", severity: "warning", message: "", task: "t", facts: [] }],
  codes: ["threw"],
  failed: 1,
  jobs: new Map([["p::t", [["a", "b"]]]]),
  unmatched: new Map([["p::t", 1]]),
  created: ["b"],
};
const asSeen: Expectation = {
  codes: ["threw"],
  count: 1,
  failed: 1,
  jobs: { "p::t": [["a", "b"]] },
  warnings: { t: "no-match" },
  unmatched: { "p::t": 1 },
  created: ["b"],
};
const others: Readonly<Record<string, Expectation>> = {
  "no error": { codes: [] },
  "another error": { codes: ["exited"] },
  "more mistakes": { count: 2 },
  "fewer failed jobs": { failed: 0 },
  "no job": { jobs: {} },
  "the job with another value": { jobs: { "p::t": [["a", "c"]] } },
  "the job twice": {
    jobs: {
      "p::t": [
        ["a", "b"],
        ["a", "b"],
      ],
    },
  },
  "no warning": { warnings: {} },
  "another warning": { warnings: { t: "no-input" } },
  "nothing left out": { unmatched: {} },
  "more left out": { unmatched: { "p::t": 2 } },
  "no file made": { created: [] },
};

test("the judge takes what was seen for what is expected only if it is that in every respect", () => {
  assert.equal(difference([asSeen], [seen]), undefined);
  const taken = Object.entries(others).filter(
    ([, other]) => difference([{ ...asSeen, ...other }], [seen]) === undefined,
  );
  assert.deepEqual(taken, []);
  const another = { ...seen, codes: ["threw", "bad-option"] };
  assert.match(difference([{ codes: ["threw"] }], [another]) ?? "", /unexpected bad-option/);
  assert.match(difference([asSeen, asSeen], [seen]) ?? "", /run 2: it was not run/);
});
