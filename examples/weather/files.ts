// Files in and out, several at a time.
import { readFile, rm, writeFile } from "node:fs/promises";

/** Reads texts, in the order of their names. */
export function readTexts(files: readonly string[]): Promise<string[]> {
  return Promise.all(files.map((file) => readFile(file, "utf8")));
}

/** Reads what {@link writeJson} has written. */
export async function readJson<T>(files: readonly string[]): Promise<T[]> {
  return (await readTexts(files)).map((text) => JSON.parse(text) as T);
}

/** Writes one value. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Removes files. */
export async function remove(files: readonly string[]): Promise<void> {
  await Promise.all(files.map((file) => rm(file)));
}
