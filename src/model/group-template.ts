// Templates of `suffix` and `regex`: `clean/$1.csv`. Taken apart once, filled for each of what may be a million names.
import { TemplateError } from "./template.ts";

/** What matched: the whole at 0, then the groups by number. */
export type Groups = readonly (string | undefined)[];

/** The groups that have names. */
export type NamedGroups = Readonly<Record<string, string | undefined>>;

/** What stands in a template: text as it is, or a reference as it was written. */
type Piece = string | Reference;

interface Reference {
  readonly text: string;
  readonly digits?: string | undefined;
  readonly name?: string | undefined;
}

/** A template with `$1`, `$<name>`, `$&` and `$$`, which mean what they mean to `String.replace`. */
export class GroupTemplate {
  /** Whether it has `$1`, `$<name>` or `$&`. */
  readonly refersToMatch: boolean;
  readonly #template: string;
  readonly #pieces: readonly Piece[];
  /** A reference in the spelling of other languages, as `\1`. */
  readonly #backslash: string | undefined;

  constructor(template: string) {
    this.#template = template;
    this.#pieces = piecesOf(template);
    this.refersToMatch = /\$[\d&<]/.test(template.replaceAll("$$", ""));
    this.#backslash = /\\(?:\d|g<[^>]*>)/.exec(template)?.[0];
  }

  /** Refuses the spelling of other languages in names of files, where it would be taken as it is. */
  refuseBackslashes(): void {
    if (this.#backslash === undefined) return;
    const message = `'${this.#backslash}' in '${this.#template}' is written '$1', '$<name>' or '$&' here`;
    throw new TemplateError("syntax", message);
  }

  /** @throws {TemplateError} where a group is referred to that the pattern does not have */
  fill(groups: Groups, named: NamedGroups): string {
    let filled = "";
    for (const piece of this.#pieces)
      filled += typeof piece === "string" ? piece : this.#filled(piece, groups, named);
    return filled;
  }

  #filled({ text, digits, name }: Reference, groups: Groups, named: NamedGroups): string {
    if (text === "$&") return groups[0] ?? "";
    const filled = digits === undefined ? namedGroup(name ?? "", named) : numberedGroup(digits, groups);
    if (filled !== undefined) return filled;
    const message = `'${text}' in '${this.#template}' refers to a group that the pattern does not have`;
    throw new TemplateError("syntax", message);
  }
}

function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: text, 1: dollar, 2: digits, 3: name, index } of template.matchAll(
    /\$(?:(\$)|&|(\d\d?)|<([^>]*)>)/g,
  )) {
    pieces.push(template.slice(end, index), dollar === undefined ? { text, digits, name } : "$");
    end = index + text.length;
  }
  pieces.push(template.slice(end));
  return pieces.filter((piece) => piece !== "");
}

function namedGroup(name: string, named: NamedGroups): string | undefined {
  return Object.hasOwn(named, name) ? (named[name] ?? "") : undefined;
}

/** Two digits are a group when there are so many; else the first is, and the second is text. */
function numberedGroup(digits: string, groups: Groups): string | undefined {
  for (const length of [digits.length, 1]) {
    const number = Number(digits.slice(0, length));
    if (number >= 1 && number < groups.length) return (groups[number] ?? "") + digits.slice(length);
  }
  return undefined;
}
