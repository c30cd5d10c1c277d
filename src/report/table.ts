// Tables: columns with a title, as wide as their widest cell; a column in which nothing stands is left out.
import type { Paint, Palette } from "./palette.ts";
import { displayWidth, padded } from "./width.ts";

/** What is written of a row in one place, and how it is coloured. */
export interface Cell {
  readonly text: string;
  readonly paint?: Paint | undefined;
}

/** One column. */
export interface Column<T> {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly isNumber?: boolean;
  cell(row: T): string | Cell;
}

/** Writes a table in lines, with its titles above, set in by two. */
export function tableLines<T>(columns: readonly Column<T>[], rows: readonly T[], palette: Palette): string[] {
  const filled = columns
    .map(({ title, isNumber, cell }) => {
      const cells = rows.map(cell).map((one): Cell => (typeof one === "string" ? { text: one } : one));
      const width = Math.max(displayWidth(title), ...cells.map(({ text }) => displayWidth(text)));
      return { title, cells, width, side: isNumber === true ? ("left" as const) : ("right" as const) };
    })
    .filter(({ cells }) => cells.some(({ text }) => text !== ""));
  // Colours end after the spaces: what ends a line is not filled up.
  const fill = (text: string, at: number): string => {
    const { width = 0, side } = filled[at] ?? {};
    return at === filled.length - 1 && side === "right" ? text : padded(text, width, side);
  };
  const titles = filled.map(({ title }, at) => palette.faint(fill(title, at)));
  const lines = rows.map((_, i) =>
    filled.map(({ cells }, at) => {
      const { text = "", paint = (plain: string) => plain } = cells[i] ?? {};
      return fill(text, at).replace(text, () => paint(text));
    }),
  );
  return [titles, ...lines].map((line) => `  ${line.join("  ")}`.trimEnd());
}
