// The version of the package.
import { createRequire } from "node:module";

/** The package's version, from its own package.json, wherever this code was bundled to. */
export function packageVersion(): string {
  return (createRequire(import.meta.url)("pipefish/package.json") as { version: string }).version;
}
