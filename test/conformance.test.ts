// The corpus recorded from Ruffus: every case passes, or differs on purpose, which is written down for each.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { corpus, readCases } from "./conformance/case.ts";
import { checkAll } from "./conformance/check.ts";
import { differences } from "./conformance/differences.ts";
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
