// Writes a file that is not there yet, with the directories above it.
import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeDirectory } from "../storage/make-directory.ts";
import { UsageError } from "./exit-code.ts";

/** Writes a new file; never over one that is there. */
export function writeNewFile(file: string, text: string): void {
  try {
    makeDirectory(dirname(file));
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    throw new UsageError(`'${file}' cannot be written: ${(error as Error).message}`);
  }
}
