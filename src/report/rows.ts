// Labels with what belongs to them beside them, the form of everything that is told in detail.
import type { Palette } from "./palette.ts";
import { padded } from "./width.ts";

/** A label and the lines beside it. */
export type Row = readonly [label: string, lines: readonly string[]];

/** Writes rows under each other, set in by two, the lines in a column of their own; rows without text are left out. */
export function rowLines(rows: readonly Row[], palette: Palette): string[] {
  const shown = rows.filter(([, lines]) => lines.some((line) => line !== ""));
  const wide = Math.max(0, ...shown.map(([label]) => label.length));
  return shown.flatMap(([label, lines]) =>
    lines.map((line, i) => `  ${palette.faint(padded(i === 0 ? label : "", wide))}  ${line}`.trimEnd()),
  );
}
