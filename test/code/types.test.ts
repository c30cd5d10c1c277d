// Types that were taken out of a source are kept, and what is kept is used only where it is whole.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { enableCompileCache, getCompileCacheDir } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { stripTypes } from "../../src/code/types.ts";
import { digestOf } from "../../src/plan/fingerprint.ts";

const cache = mkdtempSync(join(tmpdir(), "pipefish-types-"));
enableCompileCache(cache);
after(() => rmSync(cache, { recursive: true, force: true }));

const source = "const few: number = 1;\nexport const many = few as number;\n";
const stripped = "const few         = 1;\nexport const many = few          ;\n";

function kept(): string {
  const directory = join(getCompileCacheDir() ?? "", "pipefish-types");
  const [name = "", ...others] = readdirSync(directory);
  assert.deepEqual(others, []);
  return join(directory, name);
}

test("what came of a source is kept, and taken from there the next time", () => {
  assert.equal(stripTypes(source), stripped);
  const [digest = ""] = readFileSync(kept(), "utf8").split("\n");
  assert.equal(readFileSync(kept(), "utf8"), `${digest}\n${stripped}`);
  const other = "export const other = 1;\n";
  writeFileSync(kept(), `${digestOf(other)}\n${other}`);
  assert.equal(stripTypes(source), other);
  rmSync(kept());
});

test("what was kept and is not whole is made anew, be it cut off, changed or empty", () => {
  stripTypes(source);
  const whole = readFileSync(kept(), "utf8");
  for (const damaged of [whole.slice(0, -5), whole.replace("few", "two"), "", "\n"]) {
    writeFileSync(kept(), damaged);
    assert.equal(stripTypes(source), stripped);
    assert.equal(readFileSync(kept(), "utf8"), whole, "it is kept anew");
  }
});

test("a source that is more than types is refused each time, and nothing is kept of it", () => {
  for (const _ of [1, 2])
    assert.throws(() => stripTypes("enum Many { One }"), { code: "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX" });
  kept();
});
