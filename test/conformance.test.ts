// The corpus recorded from Ruffus: every case passes, or differs on purpose as documented, or waits for what is not built.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readCases } from "./conformance/case.ts";
import { checkAll, readDifferences } from "./conformance/check.ts";

const here = new URL("conformance/", import.meta.url);
const missing = JSON.parse(readFileSync(new URL("missing.json", here), "utf8")) as Record<string, string>;
// An id may stand in both files, for a different case in each.
// What more.json has was recorded after the specification of Ruffus, for what the two others leave out.
const files = ["jobs.json", "up-to-date.json", "more.json"];
const outcomes = await checkAll(files.flatMap((file) => readCases(new URL(file, here))));

test("every case of the corpus passes, but for those that are listed as not built yet", () => {
  const failed = outcomes.filter(({ kind }) => kind === "failed").map(({ id, why }) => [id, why]);
  assert.deepEqual(
    failed.filter(([id, why]) => !why?.startsWith(missing[id ?? ""] ?? "?")),
    [],
  );
});

test("no case that is listed as not built yet passes", () => {
  const passing = outcomes.filter(({ id, kind }) => kind !== "failed" && id in missing).map(({ id }) => id);
  assert.deepEqual(passing, []);
});

test("every id that is listed is one of the corpus", () => {
  const known = new Set(outcomes.map(({ id }) => id));
  const listed = [...Object.keys(missing), ...Object.keys(readDifferences())];
  assert.deepEqual(
    listed.filter((id) => !known.has(id)),
    [],
  );
});
