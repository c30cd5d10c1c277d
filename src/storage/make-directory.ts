// Makes a directory and those above it, one by one. Node's own way never ends where the system says of a directory that is
// there that it is not, as it does of a new one in /proc.
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Makes a directory, and those above it that are missing; one that is there is left as it is. */
export function makeDirectory(path: string): void {
  const missing: string[] = [];
  for (let here = resolve(path); !existsSync(here); here = dirname(here)) missing.unshift(here);
  for (const one of missing.length === 0 ? [resolve(path)] : missing) makeOne(one);
}

function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    // It was there, or somebody else made it meanwhile.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
