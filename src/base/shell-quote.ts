// Quotes words for a POSIX shell. What a user's file is called must never be read as part of a command.

/** Quotes one word: unchanged when it needs none, else in single quotes. */
export function shellQuote(word: string): string {
  if (/^[\w./:=@%+,-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
