// Takes the types out of TypeScript. Node needs a tenth of a second to load what does that, so what came of a source is
// kept where Node keeps the code that it compiled.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { getCompileCacheDir, stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { withoutWarning } from "../base/without-warning.ts";
import { digestOf } from "../plan/fingerprint.ts";

/** Takes the types out, and leaves everything else where it was. @throws where it is more than types */
export function stripTypes(source: string): string {
  const file = keptAs(source);
  const kept = file === undefined ? undefined : readKept(file);
  if (kept !== undefined) return kept;
  const stripped = withoutWarning("stripTypeScriptTypes", () => stripTypeScriptTypes(source));
  if (file !== undefined) keep(file, stripped);
  return stripped;
}

/** The directory is one of this version of Node. */
function keptAs(source: string): string | undefined {
  const directory = getCompileCacheDir();
  return directory === undefined ? undefined : join(directory, "pipefish-types", `${digestOf(source)}.js`);
}

/** What was kept, if it is whole. */
function readKept(file: string): string | undefined {
  try {
    const text = readFileSync(file, "utf8");
    const stripped = text.slice(text.indexOf("\n") + 1);
    return text.startsWith(`${digestOf(stripped)}\n`) ? stripped : undefined;
  } catch {
    return undefined;
  }
}

function keep(file: string, stripped: string): void {
  const part = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(part, `${digestOf(stripped)}\n${stripped}`);
    renameSync(part, file);
  } catch {
    // It is done anew next time.
  }
}
