// How a job's outputs are named after its inputs. A filter looks at the names of one input; a match fills templates.
// Filters are pure: the directory against which names are made absolute is passed in.
import { posix } from "node:path";
import { namesIn } from "./files.ts";
import { TemplateError } from "./template.ts";

/** What a template is for: the stem goes before outputs of a `suffix` filter, and not before extras and inputs. */
export type TemplateRole = "output" | "extra" | "input";

/** A name that matched: fills templates. */
export interface Match {
  /** @throws {TemplateError} when the template is wrong, or asks for something that this input does not have */
  fill(template: string, role: TemplateRole): string;
}

/** Where and how names are matched. */
export interface MatchSetting {
  /** Absolute path of the directory to which names are relative. */
  readonly directory: string;
  /** Replaces the directory of the name, for `suffix` only. */
  readonly outputDir?: string | undefined;
}

/** Matches the names of one input. Made by {@link suffix}, {@link regex} or {@link formatter}. */
export interface Filter {
  readonly kind: "suffix" | "regex" | "formatter";
  /** The filter as the user wrote it, for messages. */
  readonly text: string;
  /** What is wrong with the pattern itself, if anything. */
  readonly mistake?: string;
  match(input: unknown, setting: MatchSetting): Match | undefined;
  /** Fills templates as if an empty name matched: shows what is wrong with them where no name is there to show it. */
  readonly trial?: Match;
}

/** A filter by ending. */
export interface SuffixFilter extends Filter {
  readonly kind: "suffix";
}
/** A filter by regular expression. */
export interface RegexFilter extends Filter {
  readonly kind: "regex";
}
/** What a template can name of one input: a field of all its files, each by its number, or by its key in a record. */
export type Fields = (field: string) => unknown;

/** A filter by the parts of a path. */
export interface FormatterFilter extends Filter {
  readonly kind: "formatter";
  /** The fields of an input; undefined when a name does not match its pattern. */
  fields(input: unknown, directory: string): Fields | undefined;
}

/**
 * Matches the first name of an input by its ending and puts outputs beside it: `suffix(".c")` with the output `".o"`
 * makes `src/a.o` of `src/a.c`.
 *
 * In an output that refers to `$1` (the name without the ending) or `$&` (the whole name), nothing is put in front.
 * Strings in extras, `addInputs` and `replaceInputs` are filled in only where they refer to one of these.
 *
 * @param ending taken literally, case and all
 */
export function suffix(ending: string, ...more: never[]): SuffixFilter {
  const isWrong = typeof ending !== "string" || more.length > 0;
  return {
    kind: "suffix",
    text: `suffix(${[ending, ...more].map((one) => JSON.stringify(one)).join(", ")})`,
    ...(isWrong ? { mistake: "suffix() takes one text" } : {}),
    match: (input, setting) => matchSuffix(namesIn(input)[0], ending, setting.outputDir),
    trial: { fill: (template) => expand(template, ["", ""], {}) },
  };
}

function matchSuffix(
  name: string | undefined,
  ending: string,
  outputDir: string | undefined,
): Match | undefined {
  if (name === undefined || !name.endsWith(ending)) return undefined;
  const whole = outputDir === undefined ? name : inDirectory(outputDir, posix.basename(name));
  const stem = whole.slice(0, whole.length - ending.length);
  return {
    fill: (template, role) => {
      if (role !== "extra") refuseBackslashes(template);
      const filled = expand(template, [whole, stem], {});
      return role === "output" && !refersToMatch(template) ? stem + filled : filled;
    },
  };
}

/** Whether a template has `$1`, `$<name>` or `$&`; two dollars stand for one. */
function refersToMatch(template: string): boolean {
  return /\$[\d&<]/.test(template.replaceAll("$$", ""));
}

/** Joins a directory and a name, keeping the `./` with which the user may have begun. */
function inDirectory(directory: string, name: string): string {
  const joined = posix.join(directory, name);
  return directory.startsWith("./") ? `./${joined}` : joined;
}

/**
 * Matches the first name of an input by a regular expression, and replaces what matched by the template, as
 * `String.replaceAll` does: `regex(/^raw\/(.+)\.txt$/)` with the output `"clean/$1.csv"` makes `clean/a.csv` of
 * `raw/a.txt`. Text around the match stays; anchor the expression with `^` and `$` to replace the whole name.
 *
 * `$1`, `$<name>` and `$&` refer to groups, a named group and the whole match. Strings in extras are filled in only
 * where they refer to one of these.
 */
export function regex(pattern: RegExp, ...more: never[]): RegexFilter {
  if (more.length > 0) return regexFilter(pattern, "regex()", "regex() takes one RegExp");
  if (!(pattern instanceof RegExp)) {
    const { compiled, mistake } = compile(pattern);
    return regexFilter(
      compiled,
      `regex(${JSON.stringify(pattern)})`,
      mistake ?? "regex() takes a RegExp such as /(.+)\\.txt$/",
    );
  }
  return regexFilter(pattern, `regex(${String(pattern)})`, undefined);
}

function regexFilter(pattern: RegExp, text: string, mistake: string | undefined): RegexFilter {
  const everywhere = new RegExp(
    pattern.source,
    pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`,
  );
  return {
    kind: "regex",
    text,
    ...(mistake === undefined ? {} : { mistake }),
    match: (input) => {
      const name = namesIn(input)[0];
      if (name === undefined || name.search(everywhere) === -1) return undefined;
      return {
        fill: (template, role) => {
          if (role === "extra" && !refersToMatch(template)) return expand(template, [name], {});
          if (role !== "extra") refuseBackslashes(template);
          return replaceMatches(name, everywhere, template);
        },
      };
    },
    trial: {
      fill: (template, role) => {
        if (role !== "extra") refuseBackslashes(template);
        const groups = new RegExp(`${pattern.source}|`, pattern.flags).exec("");
        return expand(template, groups ?? [], groups?.groups ?? {});
      },
    },
  };
}

function replaceMatches(name: string, pattern: RegExp, template: string): string {
  let filled = "";
  let end = 0;
  for (const match of name.matchAll(pattern)) {
    filled += name.slice(end, match.index) + expand(template, match, match.groups ?? {});
    end = match.index + match[0].length;
  }
  return filled + name.slice(end);
}

/** Refuses the spelling of other languages in names of files, where it would be taken as it is. */
function refuseBackslashes(template: string): void {
  const [found] = /\\(?:\d|g<[^>]*>)/.exec(template) ?? [];
  if (found !== undefined)
    throw new TemplateError("syntax", `'${found}' in '${template}' is written '$1', '$<name>' or '$&' here`);
}

/** Fills `$1`, `$<name>`, `$&` and `$$` as `String.replace` does; a group that the pattern does not have is a mistake. */
function expand(
  template: string,
  groups: readonly (string | undefined)[],
  named: Record<string, string | undefined>,
): string {
  return template.replace(/\$(?:(\$)|(&)|(\d\d?)|<([^>]*)>)/g, (text, dollar, whole, digits, name) => {
    if (dollar !== undefined) return "$";
    if (whole !== undefined) return groups[0] ?? "";
    const filled = digits === undefined ? namedGroup(name, named) : numberedGroup(digits, groups);
    if (filled !== undefined) return filled;
    throw new TemplateError(
      "syntax",
      `'${text}' in '${template}' refers to a group that the pattern does not have`,
    );
  });
}

function namedGroup(name: string, named: Record<string, string | undefined>): string | undefined {
  return Object.hasOwn(named, name) ? (named[name] ?? "") : undefined;
}

/** Two digits are a group when there are so many; else the first is, and the second is text. */
function numberedGroup(digits: string, groups: readonly (string | undefined)[]): string | undefined {
  for (const length of [digits.length, 1]) {
    const number = Number(digits.slice(0, length));
    if (number >= 1 && number < groups.length) return (groups[number] ?? "") + digits.slice(length);
  }
  return undefined;
}

/** Compiles a pattern; what is wrong with it, if anything, is told and not thrown. */
export function compile(pattern: unknown): { compiled: RegExp; mistake?: string } {
  const nothing = /(?!)/;
  if (pattern instanceof RegExp) return { compiled: pattern };
  if (typeof pattern !== "string")
    return { compiled: nothing, mistake: `a pattern is a string or a RegExp, not ${String(pattern)}` };
  try {
    return { compiled: new RegExp(pattern) };
  } catch (error) {
    return { compiled: nothing, mistake: (error as Error).message };
  }
}
