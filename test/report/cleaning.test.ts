import assert from "node:assert/strict";
import { test } from "node:test";
import { type CleaningFacts, cleaningText } from "../../src/report/cleaning.ts";
import { plain } from "./support.ts";

function gone(file: string, sizeBytes: number, isDirectory = false): CleaningFacts["removed"][number] {
  return { file, task: "variants::align", sizeBytes, isDirectory };
}

const found: CleaningFacts = {
  isDryRun: true,
  removed: [gone("results/deep/a.bam", 12_288), gone("results/deep", 4096, true)],
  kept: [
    { file: "b.bam", task: "variants::align", why: "changed" },
    { file: "c.bam", task: "other::align", why: "unrecorded" },
  ],
};

test("a dry run says what would go, and what stays and why", () => {
  assert.equal(
    cleaningText(found, plain, false),
    `\
variants: 1 file and 1 directory, 12.0 KiB would be removed; nothing is removed yet

would go
  task   file                    size
  align  results/deep/a.bam  12.0 KiB
  align  results/deep

stay
  task          file   because
  align         b.bam  it is not as its job left it
  other::align  c.bam  nothing proves that its job made it`,
  );
});

test("what was removed is told as done, and nothing to remove as that", () => {
  assert.match(
    cleaningText({ ...found, isDryRun: false }, plain, false),
    /^variants: 1 file and 1 directory, 12\.0 KiB removed\n\ngone\n/,
  );
  const nothing = { isDryRun: true, removed: [], kept: [] };
  assert.equal(cleaningText(nothing, plain, false), "variants: there is nothing to remove");
});

test("of very many files some are listed, unless all are wanted", () => {
  const many = { ...found, removed: Array.from({ length: 50 }, (_, i) => gone(`${i}.bam`, 1)) };
  assert.match(cleaningText(many, plain, false), /\n {2}and 30 more \(--all shows them\)\n/);
  assert.doesNotMatch(cleaningText(many, plain, true), /--all/);
});
