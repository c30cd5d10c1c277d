// Words for people: counts, durations, sizes, columns, "did you mean". Nothing here knows what a pipeline is.
import { closest, distance } from "fastest-levenshtein";

/** Writes a count with its noun: `1 job`, `2 jobs`, `10,000 jobs`. */
export function count(n: number, noun: string, plural: string = `${noun}s`): string {
  return `${grouped(n)} ${n === 1 ? noun : plural}`;
}

/** Writes a span of time in at most two units: `0.04s`, `0.4s`, `12s`, `4m 05s`, `2h 10m`. */
export function duration(ms: number): string {
  if (ms < 95) return `${(ms / 1000).toFixed(2)}s`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${String(seconds % 60).padStart(2, "0")}s`;
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, "0")}m`;
}

/** Writes a number of bytes in the unit that fits: `812 B`, `1.5 MiB`. */
export function bytes(size: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = size;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** Joins names in single quotes: `'a'`, `'a' and 'b'`, `'a', 'b' and 12 more`. */
export function quoted(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `'${name}'`);
  const more = names.length - shown.length;
  const last = more > 0 ? `${grouped(more)} more` : shown.pop();
  return shown.length === 0 ? (last ?? "") : `${shown.join(", ")} and ${last}`;
}

/** Returns the one of `words` that was probably meant by `word`, if any is near enough. */
export function didYouMean(word: string, words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  const near = closest(word.toLowerCase(), words.map((candidate) => candidate.toLowerCase()) as string[]);
  const found = words.find((candidate) => candidate.toLowerCase() === near);
  const most = Math.max(1, Math.floor(word.length * 0.4));
  return found !== undefined && distance(word.toLowerCase(), near) <= most ? found : undefined;
}

/** Puts rows into columns: every column as wide as its widest cell, two spaces between. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Keeps the last `most` lines of `text`. */
export function lastLines(text: string, most: number): string[] {
  const lines = text.replace(/\n+$/, "").split("\n");
  return lines.slice(Math.max(0, lines.length - most));
}

/** Writes a whole number with its digits in groups of three: `10,000`. `toLocaleString` takes 10 ms for the first one. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** A text as far as its first characters, with `…` where there are more. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}
