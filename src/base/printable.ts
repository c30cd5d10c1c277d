// Texts of others, fit to be printed: names of files may have any character in them.
import { stripVTControlCharacters } from "node:util";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const moving = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

/**
 * A text that cannot move the cursor, break a line or turn it around: no escape sequences; such characters as `\n`, `\t`,
 * `\x07` or `\u202e`.
 */
export function printable(text: string): string {
  if (!moving.test(text)) return text;
  return [...stripVTControlCharacters(text)]
    .map((character) => (moving.test(character) ? escaped(character) : character))
    .join("");
}

/** The same of each line of a text. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

const known: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  const digits = character.charCodeAt(0).toString(16);
  const code = digits.length > 2 ? `\\u${digits}` : `\\x${digits.padStart(2, "0")}`;
  return known[character] ?? code;
}
