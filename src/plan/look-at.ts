// Looks at the files of a job. A directory is what is in it, at any depth; one into which the job itself writes changes by
// that, and counts by being there.
import { posix } from "node:path";
import { namesIn } from "../model/files.ts";
import type { FileFacts } from "../model/verdict.ts";
import type { Disk } from "./ports.ts";

type Facts = readonly (FileFacts | undefined)[];

/**
 * Looks at files.
 *
 * @param outputs what the job writes, in whatever shape, be it by patterns
 */
export function lookAt(
  disk: Pick<Disk, "directory" | "look" | "lookInto">,
  names: readonly string[],
  outputs: unknown,
): Facts {
  return withTrees(disk, names, disk.look(names), outputs);
}

/** The facts of files, with those of directories as the job counts them. */
export function withTrees(
  disk: Pick<Disk, "directory" | "lookInto">,
  names: readonly string[],
  facts: Facts,
  outputs: unknown,
): Facts {
  return withFilled(disk, names, facts, outputs).map((fact, i) => {
    if (fact?.isDirectory !== true || fact === there) return fact;
    const tree = disk.lookInto(names[i] ?? "");
    return tree === undefined ? undefined : { ...fact, ...tree };
  });
}

/** The facts of files, with those of directories into which the job writes only saying that they are there. */
export function withFilled(
  { directory }: Pick<Disk, "directory">,
  names: readonly string[],
  facts: Facts,
  outputs: unknown,
): Facts {
  if (!facts.some((fact) => fact?.isDirectory)) return facts;
  const isFilled = fills(directory, outputs);
  return facts.map((fact, i) => (fact?.isDirectory === true && isFilled(names[i] ?? "") ? there : fact));
}

/** Tells of a directory whether what a job writes lies in it. */
export function fills(directory: string, outputs: unknown): (name: string) => boolean {
  const written = namesIn(outputs).map((name) => posix.resolve(directory, name));
  return (name) => {
    const within = posix.join(posix.resolve(directory, name), "/");
    return written.some((other) => other.startsWith(within));
  };
}

const there: FileFacts = { isDirectory: true, sizeBytes: 0, mtimeNs: 0n };

/**
 * Whether what was told of a file says only that it is there: what is in it is of no account. Directories that were looked
 * into tell of that, also those of 1970, as archives and images make them.
 */
export function countsAsThere({ isDirectory, mtimeNs, tree }: FileFacts): boolean {
  return isDirectory && mtimeNs === 0n && tree === undefined;
}
