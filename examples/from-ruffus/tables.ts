// Tables as text: a line of names, then a line for each row, with tabs between.
import { readFile, writeFile } from "node:fs/promises";

/** A row by the names of its columns. */
export type Row<Column extends string> = Readonly<Record<Column, string>>;

/** The rows of a table, which must have these columns. */
export function parseTable<Column extends string>(text: string, columns: readonly Column[]): Row<Column>[] {
  const [heading = "", ...lines] = text.trimEnd().split("\n");
  const places = columns.map((column) => [column, heading.split("\t").indexOf(column)] as const);
  const missing = places.filter(([, place]) => place < 0).map(([column]) => column);
  if (missing.length > 0) throw new Error(`the table with '${heading}' has no column ${missing.join(", ")}`);
  return lines.map((line) => {
    const cells = line.split("\t");
    return Object.fromEntries(places.map(([column, place]) => [column, cells[place] ?? ""])) as Row<Column>;
  });
}

/** Reads the rows of a table. */
export async function readTable<Column extends string>(
  file: string,
  columns: readonly Column[],
): Promise<Row<Column>[]> {
  return parseTable(await readFile(file, "utf8"), columns);
}

/** Writes a table of rows that have the same columns. */
export async function writeTable(
  file: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Promise<void> {
  await writeFile(file, [columns, ...rows].map((cells) => `${cells.join("\t")}\n`).join(""));
}

/** Puts tables with the same columns into one. */
export async function joinTables(file: string, tables: readonly string[]): Promise<void> {
  const texts = await Promise.all(tables.map((table) => readFile(table, "utf8")));
  const rows = texts.map((text, i) => (i === 0 ? text : text.slice(text.indexOf("\n") + 1)));
  await writeFile(file, rows.join(""));
}
