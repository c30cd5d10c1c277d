// The files of a workload: `in/` with small texts, `out/` with what is made of them.
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a workload does with one text. */
export type Change = "copied" | "upper case";

/** Makes a folder with `count` inputs and no outputs. */
export function makeTree(directory: string, count: number): void {
  for (const name of ["in", "out", "aside"]) mkdirSync(join(directory, name), { recursive: true });
  for (let i = 0; i < count; i += 1) writeFileSync(join(directory, "in", nameOf(i)), textOf(i));
}

/**
 * Takes outputs and histories out of the way, so that the next run begins with nothing.
 *
 * They are renamed and not removed: for minutes after many files were removed, ext4 takes ten times as long to make one.
 */
export function putAside(directory: string): void {
  const aside = join(directory, "aside");
  const number = readdirSync(aside).length;
  mkdirSync(join(aside, String(number)));
  const isMade = (name: string): boolean =>
    name === "out" || /^\.(pipefish|ruffus_history.*|ninja_.*)$/.test(name);
  for (const name of readdirSync(directory).filter(isMade))
    renameSync(join(directory, name), join(aside, String(number), name));
  mkdirSync(join(directory, "out"));
}

/** Throws unless every output is there, and is what it should be. */
export function checkOutputs(directory: string, count: number, change: Change): void {
  const names = readdirSync(join(directory, "out"));
  if (names.length !== count) throw new Error(`${directory}/out has ${names.length} files and not ${count}`);
  for (let i = 0; i < count; i += 1) {
    const wanted = change === "copied" ? textOf(i) : textOf(i).toUpperCase();
    const file = join(directory, "out", nameOf(i));
    if (readFileSync(file, "utf8") !== wanted) throw new Error(`${file} is not what it should be`);
  }
}

/** A text that changes when any output is written again. */
export function stampOf(directory: string): string {
  return readdirSync(join(directory, "out"))
    .sort()
    .map((name) => {
      const { ino, mtimeNs } = statSync(join(directory, "out", name), { bigint: true });
      return `${name} ${ino} ${mtimeNs}`;
    })
    .join("\n");
}

/** The name of an input and of its output. */
export function nameOf(number: number): string {
  return `${String(number).padStart(7, "0")}.txt`;
}

/** A hundred bytes, other ones for each number. */
function textOf(number: number): string {
  return `the text of file ${String(number).padStart(7, "0")}, `
    .repeat(4)
    .padEnd(99, ".")
    .slice(0, 99)
    .concat("\n");
}
