// Writes a file whole or not at all: whoever reads it, or an error half-way, finds what was there before.
import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "./exit-code.ts";

/** Puts a file in place of the one of that name, if there is one. */
export function replaceFile(name: string, content: string | Uint8Array): void {
  try {
    if (isStream(name)) writeFileSync(name, content);
    // A link stays one: what it leads to is replaced.
    else writeBeside(existsSync(name) ? realpathSync(name) : name, content);
  } catch (error) {
    throw new UsageError(`'${name}' cannot be written: ${(error as Error).message}`);
  }
}

/** Whether a name is no place for a file: that of a device or a pipe, or of what the process has open, as `/dev/stdout`. */
function isStream(name: string): boolean {
  if (/^\/(dev|proc)\//.test(resolve(name))) return true;
  return statSync(name, { throwIfNoEntry: false })?.isFile() === false;
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
