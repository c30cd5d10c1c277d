// Looks at the files of a job. A directory is what is in it, at any depth; one into which the job itself writes changes by
// that, and counts by being there.
import { fileKey, namesIn } from "../model/files.ts";
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
  if (!facts.some((fact) => fact?.isDirectory)) return facts;
  const written = namesIn(outputs).map((name) => fileKey(name, disk.directory));
  return facts.map((fact, i) => {
    if (fact?.isDirectory !== true) return fact;
    const name = names[i] ?? "";
    if (isFilled(fileKey(name, disk.directory), written)) return { ...fact, sizeBytes: 0, mtimeNs: 0n };
    const tree = disk.lookInto(name);
    return tree === undefined ? undefined : { ...fact, ...tree };
  });
}

function isFilled(directory: string, written: readonly string[]): boolean {
  if (directory === ".") return written.some((name) => !/^(\/|\.\.\/)/.test(name));
  return written.some((name) => name.startsWith(directory === "/" ? "/" : `${directory}/`));
}
