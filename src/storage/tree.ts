// Looks at a directory with all that is in it, at any depth. What runs keep for themselves is no part of it.
import { createHash } from "node:crypto";
import { accessSync, type BigIntStats, constants, type Dirent, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brokenName } from "./glob.ts";

/** What a look at all that is in a directory tells. */
export interface TreeFacts {
  /** The newest time in it. */
  readonly mtimeNs: bigint;
  /** A digest of its listing: names, kinds, sizes and times. */
  readonly tree: string;
}

/** The history with its logs, and what atomic jobs are making. */
const ours = /^\.pipefish(-tmp-[0-9a-f]+)?$/;
/** What stands for bytes that are no text. */
const replacement = "\ufffd";
const kindBits = 12n;

/** What is in a directory, in the order of names. @throws the system's error */
export function entriesIn(directory: string): Dirent[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter(({ name }) => !ours.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Looks at a directory; links in it are not followed, and what cannot be read is not looked into.
 *
 * @param mtimeNs its own time
 * @throws the system's error; a `PipelineError` where a name in it is not in UTF-8
 */
export function treeOf(path: string, mtimeNs: bigint): TreeFacts {
  const hash = createHash("sha256");
  let newest = mtimeNs;
  const walk = (directory: string): void => {
    for (const { name } of readable(directory)) {
      const stats = statsOf(name, directory);
      // It went meanwhile: the time of the directory tells.
      if (stats === undefined) continue;
      const isDirectory = stats.isDirectory();
      if (stats.mtimeNs > newest) newest = stats.mtimeNs;
      hash.update(`${name}\0${stats.mode >> kindBits} ${isDirectory ? 0 : stats.size} ${stats.mtimeNs}\0`);
      if (isDirectory) walk(join(directory, name));
      hash.update("/");
    }
  };
  walk(path);
  return { mtimeNs: newest, tree: hash.digest("base64url").slice(0, 16) };
}

/** What is in a directory; nothing where the system does not let us see it: then it counts by its own time. */
function readable(directory: string): Dirent[] {
  try {
    accessSync(directory, constants.R_OK | constants.X_OK);
  } catch {
    return [];
  }
  return entriesIn(directory);
}

function statsOf(name: string, directory: string): BigIntStats | undefined {
  const stats = lstatSync(join(directory, name), { bigint: true, throwIfNoEntry: false });
  if (stats === undefined && name.includes(replacement)) throw brokenName(name, directory);
  return stats;
}
