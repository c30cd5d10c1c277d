// Shell lines with holes: what `command` says, with the job's files put in, quoted. Only holes that name a part of the
// job are replaced, so that `awk '{print $1}'` and `${HOME}` stay as they are.
import { shellQuote } from "../base/shell-quote.ts";
import { didYouMean } from "../base/text.ts";
import { namesIn } from "./files.ts";
import { followSteps, TemplateError } from "./template.ts";

/** What the holes of a line can name. */
export interface CommandValues {
  readonly input: unknown;
  readonly output: unknown;
  readonly extras: unknown;
  readonly task: string;
}

const roots = ["input", "output", "extras", "task"] as const;
const holes = /\{\{(\w+)\}\}|(?<!\$)\{(\w+)((?:\[[^\][{}]+\]|\.\w+)*)\}/g;

/** What is wrong with the holes of a line, whatever the job: a name that is nearly one that is known. */
export function commandMistake(line: string): string | undefined {
  for (const [text, , name] of line.matchAll(holes)) {
    const near = name === undefined || isRoot(name) ? undefined : didYouMean(name, roots);
    if (near !== undefined) return `'${text}' names no part of a job; did you mean '{${near}}'?`;
  }
  return undefined;
}

/**
 * Puts the values of a job into a line.
 *
 * @throws {TemplateError} when a hole names something that the job does not have
 */
export function fillCommand(line: string, values: CommandValues): string {
  return line.replace(holes, (text: string, literal?: string, name?: string, path?: string) => {
    if (literal !== undefined) return isRoot(literal) ? `{${literal}}` : text;
    if (name === undefined || !isRoot(name)) return text;
    const steps = [...(path ?? "").matchAll(/\[([^\]]+)\]|\.(\w+)/g)].map((step) => step[1] ?? step[2] ?? "");
    const isFile = name === "input" || name === "output";
    return words(values[name], { name, steps, text }, isFile ? fileWord : shellQuote);
  });
}

function isRoot(name: string): name is (typeof roots)[number] {
  return (roots as readonly string[]).includes(name);
}

/** A file whose name begins with a dash must not be read as an option. */
function fileWord(name: string): string {
  return shellQuote(name.startsWith("-") ? `./${name}` : name);
}

function words(
  value: unknown,
  hole: { name: string; steps: readonly string[]; text: string },
  quote: (word: string) => string,
): string {
  let here = value;
  for (const step of hole.steps) {
    here =
      typeof here === "object" && here !== null && Object.hasOwn(here, step)
        ? (here as Record<string, unknown>)[step]
        : undefined;
  }
  if (Array.isArray(here)) return namesIn(here).map(quote).join(" ");
  if (typeof here === "boolean") return String(here);
  if (typeof here === "object" && here !== null) {
    const keys = Object.keys(here);
    throw new TemplateError(
      "absent",
      `${hole.text} is a record; name one of its keys, such as {${hole.name}[${keys[0] ?? "key"}]}`,
    );
  }
  return quote(followSteps(here, { ...hole, steps: [] }));
}
