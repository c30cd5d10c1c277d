// Writes a file whole or not at all: whoever reads it, or an error half-way, finds what was there before.
import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UsageError } from "./exit-code.ts";

/** Puts a file in place of the one of that name, if there is one. */
export function replaceFile(name: string, content: string | Uint8Array): void {
  try {
    // A link stays one: what it leads to is replaced.
    const file = existsSync(name) ? realpathSync(name) : name;
    if (existsSync(file) && !statSync(file).isFile()) writeFileSync(file, content);
    else writeBeside(file, content);
  } catch (error) {
    throw new UsageError(`'${name}' cannot be written: ${(error as Error).message}`);
  }
}

function writeBeside(file: string, content: string | Uint8Array): void {
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    writeFileSync(draft, content);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
