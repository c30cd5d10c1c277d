// How a job's outputs are named after its inputs. A filter looks at the names of one input; a match fills templates.
// Filters are pure: the directory against which names are made absolute is passed in.
import { posix } from "node:path";
import { namesIn } from "./files.ts";
import { type Groups, GroupTemplate, type NamedGroups } from "./group-template.ts";

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
  const templates = new GroupTemplates();
  return {
    kind: "suffix",
    text: `suffix(${[ending, ...more].map((one) => JSON.stringify(one)).join(", ")})`,
    ...(isWrong ? { mistake: "suffix() takes one text" } : {}),
    match: (input, setting) => matchSuffix(namesIn(input)[0], ending, setting.outputDir, templates),
    trial: { fill: (template) => templates.of(template, "extra").fill(["", ""], {}) },
  };
}

function matchSuffix(
  name: string | undefined,
  ending: string,
  outputDir: string | undefined,
  templates: GroupTemplates,
): Match | undefined {
  if (name === undefined || !name.endsWith(ending)) return undefined;
  const whole = outputDir === undefined ? name : inDirectory(outputDir, posix.basename(name));
  const stem = whole.slice(0, whole.length - ending.length);
  return {
    fill: (text, role) => {
      const template = templates.of(text, role);
      const filled = template.fill([whole, stem], {});
      return role === "output" && !template.refersToMatch ? stem + filled : filled;
    },
  };
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
  const templates = new GroupTemplates();
  return {
    kind: "regex",
    text,
    ...(mistake === undefined ? {} : { mistake }),
    match: (input) => {
      const name = namesIn(input)[0];
      if (name === undefined || name.search(everywhere) === -1) return undefined;
      return {
        fill: (text, role) => {
          const template = templates.of(text, role);
          if (role === "extra" && !template.refersToMatch) return template.fill([name], {});
          return replaceMatches(name, everywhere, template);
        },
      };
    },
    trial: {
      fill: (text, role) => {
        const template = templates.of(text, role);
        const groups = new RegExp(`${pattern.source}|`, pattern.flags).exec("");
        return template.fill(groups ?? [], groups?.groups ?? {});
      },
    },
  };
}

/** Replaces what matches, anywhere in a name, by a filled template. */
function replaceMatches(name: string, pattern: RegExp, template: GroupTemplate): string {
  return name.replace(pattern, (...found: unknown[]) => {
    // Behind the groups stand the place and the name, and where groups have names, these.
    const last = found.at(-1);
    const named = typeof last === "object" ? (last as NamedGroups) : {};
    const groups = found.slice(0, typeof last === "object" ? -3 : -2) as Groups[number][];
    return template.fill(groups, named);
  });
}

/** The templates of a filter, each taken apart once. */
class GroupTemplates {
  readonly #known = new Map<string, GroupTemplate>();

  /** @throws {TemplateError} for the name of a file that is spelt as in other languages */
  of(template: string, role: TemplateRole): GroupTemplate {
    let known = this.#known.get(template);
    if (known === undefined) {
      known = new GroupTemplate(template);
      this.#known.set(template, known);
    }
    if (role !== "extra") known.refuseBackslashes();
    return known;
  }
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
