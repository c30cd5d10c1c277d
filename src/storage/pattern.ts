// One part of a pattern, between two slashes, as a test of names: `*`, `?`, `[abc]` and `[!a-z]`, and nothing else. The
// rules are those of Python's fnmatch, which Ruffus has, to the letter: a `[` that is never closed is a `[`.

/** Tells whether a name, without slashes, matches. */
export type NameTest = (name: string) => boolean;

/** Tells whether a part of a pattern has anything but literal characters in it. */
export function isWild(part: string): boolean {
  return /[*?[]/.test(part);
}

/** Makes the test for a part of a pattern. A name that begins with a dot matches only where the part begins with one. */
export function nameTest(part: string): NameTest {
  const expression = new RegExp(`^${part.startsWith(".") ? "" : "(?!\\.)"}${source(part)}$`, "su");
  return (name) => expression.test(name);
}

function source(part: string): string {
  // By code point and not by code unit, so that `?` is one character to the user as well.
  const characters = [...part];
  let text = "";
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? "";
    const end = character === "[" ? classEnd(characters, at) : -1;
    if (end !== -1) {
      text += classSource(characters.slice(at + 1, end));
      at = end;
    } else if (character === "*") {
      // Two stars in a row match what one does, in exponential time.
      if (characters[at + 1] !== "*") text += ".*";
    } else text += character === "?" ? "." : escaped(character);
  }
  return text;
}

/** Where the class that begins at `start` is closed. Its first character may be a `]` that does not close it. */
function classEnd(characters: readonly string[], start: number): number {
  const first = start + (characters[start + 1] === "!" ? 2 : 1);
  return characters.indexOf("]", first + 1);
}

function classSource(content: readonly string[]): string {
  const isNegated = content[0] === "!";
  const members = isNegated ? content.slice(1) : content;
  let text = "";
  for (let at = 0; at < members.length; at += 1) {
    const low = members[at] ?? "";
    const high = members[at + 1] === "-" ? members[at + 2] : undefined;
    if (high === undefined) text += escaped(low);
    else {
      // A range that runs backwards holds nothing; JavaScript would refuse it.
      if ((low.codePointAt(0) ?? 0) <= (high.codePointAt(0) ?? 0)) text += `${escaped(low)}-${escaped(high)}`;
      at += 2;
    }
  }
  return `[${isNegated ? "^" : ""}${text}]`;
}

function escaped(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(character)
    ? `\\u{${character.codePointAt(0)?.toString(16)}}`
    : character;
}
