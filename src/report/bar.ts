// The bar of a task: a cell for each share of its jobs, in a glyph and a colour for each way a job can stand.
import type { Paint, Palette } from "./palette.ts";
import { freshCount, type TaskState, toDo } from "./run-state.ts";

/** Jobs that stand in one way. */
export interface Share {
  readonly count: number;
  readonly glyph: string;
  readonly word: string;
  readonly paint: Paint;
}

/** The jobs of a task, or of several, by how they stand, in the order in which a bar shows them. */
export function shares(tasks: readonly TaskState[], palette: Palette): Share[] {
  const sum = (of: (task: TaskState) => number): number => tasks.reduce((total, task) => total + of(task), 0);
  return [
    { count: sum(freshCount), glyph: "═", word: "up to date", paint: palette.fresh },
    { count: sum(({ done }) => done), glyph: "━", word: "done", paint: palette.good },
    { count: sum(({ failed }) => failed), glyph: "✗", word: "failed", paint: palette.bad },
    { count: sum(({ cancelled }) => cancelled), glyph: "!", word: "stopped", paint: palette.warning },
    { count: sum(({ running }) => running), glyph: "╍", word: "running", paint: palette.busy },
    { count: sum((task) => toDo(task) + task.skipped), glyph: "┄", word: "to do", paint: palette.faint },
  ];
}

/** Draws shares as a bar of exactly `width` cells; every share that is not empty has at least one. */
export function bar(parts: readonly Share[], width: number): string {
  const cells = allot(
    parts.map(({ count }) => count),
    width,
  );
  return parts.map(({ glyph, paint }, i) => paint(glyph.repeat(cells[i] ?? 0))).join("");
}

/** Divides `width` cells in proportion to counts, one at least for each count above zero; without any, all go to the last. */
export function allot(counts: readonly number[], width: number): number[] {
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (total === 0) return counts.map((_, i) => (i === counts.length - 1 ? width : 0));
  const exact = counts.map((n) => (n * width) / total);
  const cells = exact.map((share) => (share === 0 ? 0 : Math.max(1, Math.round(share))));
  // Rounding may give some cells too many or too few: they are taken from, or go to, the shares it changed most.
  for (let over = cells.reduce((sum, n) => sum + n, 0) - width; over !== 0; over -= Math.sign(over)) {
    const excess = cells.map((n, i) =>
      over > 0 && n < 2 ? n - width - 9 : Math.sign(over) * (n - (exact[i] ?? 0)),
    );
    const most = excess.indexOf(Math.max(...excess));
    cells[most] = (cells[most] ?? 0) - Math.sign(over);
  }
  return cells;
}
