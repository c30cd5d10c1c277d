// How wide texts are on a terminal, and making them fit: padding, cutting, wrapping. Texts are measured before they are
// coloured.
import { createRequire } from "node:module";
import { stripVTControlCharacters } from "node:util";
import type stringWidth from "string-width";

/** Letters, lines and signs that take one cell each: for texts of these, nothing has to be loaded to measure them. */
const narrow =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u0451\u2010-\u2027\u2190-\u2193\u2500-\u25ef\u2713\u2717\u2800-\u28ff]*$/;

// It takes 30 ms to load, which is more than a run with nothing to do may cost.
let measure: typeof stringWidth | undefined;

/** The cells that a text without colours takes on a terminal. */
export function displayWidth(text: string): number {
  if (narrow.test(text)) return text.length;
  measure ??= (createRequire(import.meta.url)("string-width") as { default: typeof stringWidth }).default;
  return measure(text);
}

/** Fills a text up with spaces to a width. */
export function padded(text: string, width: number, side: "left" | "right" = "right"): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return side === "right" ? text + space : space + text;
}

/** Cuts a text to a width; one that was cut ends in `…`. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width < 1) return "";
  let kept = "";
  let used = 1;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += displayWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Breaks lines that do not fit; what follows of each is set in below it. */
export function folded(lines: readonly string[], width: number): string[] {
  return lines.flatMap((line) => {
    const [indent = ""] = /^ */.exec(stripVTControlCharacters(line)) ?? [];
    return wrapped(line, width, `${indent}    `);
  });
}

/**
 * Breaks a text between words into lines of at most a width; a word that is wider stays whole on a line of its own.
 * Colours in it do not count.
 *
 * @param indent stands before all lines but the first
 */
export function wrapped(text: string, width: number, indent = ""): string[] {
  if (fits(text, width)) return [text];
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(" ")) {
    const longer: string = line === undefined ? word : `${line} ${word}`;
    if (line !== undefined && !fits(longer, width)) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line ?? ""];
}

function fits(text: string, width: number): boolean {
  return width === Number.POSITIVE_INFINITY || displayWidth(stripVTControlCharacters(text)) <= width;
}
