// A history on a file system that locks no files: refused in words, since two runs could not be kept apart there.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { commandLine, Project } from "../support/project.ts";

const source = fileURLToPath(new URL("fixtures/no-locks.c", import.meta.url));
const { ENOLCK, ENOSYS, EOPNOTSUPP } = constants.errno;

const pipeline = `
  import { Pipeline } from "pipefish";
  const pipeline = new Pipeline("small");
  pipeline.originate({ name: "make", output: "a", command: "touch {output}" });
  export default pipeline;
`;

for (const [number, words] of [
  [ENOSYS, /^error\[history-unusable\]: the file system of the history cannot lock files\n/],
  [EOPNOTSUPP, /^error\[history-unusable\]: the file system of the history cannot lock files\n/],
  // What says this, says it to those as well who come too late.
  [ENOLCK, /^error\[history-in-use\](?:.|\n)*if there is none, the file system cannot lock files/],
] as const) {
  test(`where locks fail with error ${number} nothing runs, and without a history it does`, async (context) => {
    const project = new Project(context, { "pipeline.ts": pipeline });
    const library = join(project.directory, "no-locks.so");
    const compiled = spawnSync("bash", ["-c", `cc -shared -fPIC -o '${library}' '${source}' -ldl`]);
    if (compiled.status !== 0) return context.skip("no compiler of C here, or another system than Linux");
    const run = (...more: string[]) =>
      project.start([commandLine, "run", ...more], { LD_PRELOAD: library, NO_LOCKS: String(number) }).ended;
    const refused = await run();
    assert.equal(refused.code, 2, refused.stderr);
    assert.match(refused.stderr, words);
    assert.match(refused.stderr, /name another file with 'historyFile'/);
    assert.deepEqual(project.files(), ["no-locks.so", "pipeline.ts"]);
    const without = await run("--check", "timestamps");
    assert.equal(without.code, 0, without.stderr);
    assert.equal((await run("--check", "timestamps")).code, 0);
  });
}
