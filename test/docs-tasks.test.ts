// The pages about task kinds are true: the example of each runs, its jobs are those that the page lists, and the
// drawing shows them.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { draw } from "../docs/generate/draw.ts";
import { kindOf, tryExample } from "../docs/generate/example.ts";
import { withJobs } from "../docs/generate/jobs.ts";

const docs = fileURLToPath(new URL("../docs/", import.meta.url));
const pages = readdirSync(`${docs}tasks`).filter((name) => name.endsWith(".md"));

for (const name of pages) {
  const kind = kindOf(name);
  test(`the page about ${kind}: its example runs, and its jobs and its drawing are those of the page`, async () => {
    const page = readFileSync(`${docs}tasks/${name}`, "utf8");
    const tried = await tryExample(page, kind);
    assert.ok(tried.before.length > 0, "the example has a task of the kind");
    assert.equal(withJobs(page, tried), page, "say `npm run docs`, and look at what changed");
    assert.equal(
      draw(tried.after, kind),
      readFileSync(`${docs}tasks/img/${name.replace(".md", ".svg")}`, "utf8"),
    );
    const isDone = /everything is up to date/.test(tried.planAfter);
    assert.equal(isDone, kind !== "parallel", tried.planAfter);
  });
}

test("every task kind has a page, and the index of the kinds leads to it", () => {
  const source = readFileSync(new URL("../src/model/definition.ts", import.meta.url), "utf8");
  const [, union = ""] = /export type TaskKind =([^;]*);/.exec(source) ?? [];
  const kinds = [...union.matchAll(/"(\w+)"/g)].map(([, kind = ""]) => kind).sort();
  assert.ok(kinds.includes("transform"), "the kinds were found");
  assert.deepEqual(pages.map(kindOf).sort(), kinds);
  const index = readFileSync(`${docs}task-kinds.md`, "utf8");
  assert.deepEqual(
    pages.filter((name) => !index.includes(`](tasks/${name})`)),
    [],
  );
});
