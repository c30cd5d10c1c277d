// The filter by the parts of a path: `{path[0]}/{basename[0]}.bam`. Every file of an input has its own pattern and fields.
import { posix } from "node:path";
import { isRecord, namesIn } from "./files.ts";
import { compile, type Fields, type FormatterFilter, type Match } from "./filter.ts";
import { followSteps, type Hole, type Piece, parseTemplate } from "./template.ts";

/**
 * Matches every name of an input by the parts of its absolute path, and fills templates in braces, each indexed by the
 * number of the file (or, in a record, its key): `{path[0]}`, `{basename[0]}`, `{ext[0]}`, `{subpath[0][1]}`,
 * `{subdir[0][0]}`, `{1[0]}` and `{name[0]}` for groups of the pattern.
 *
 * @param patterns one for each file of the input: a RegExp, its source as a string, or null for any name; files beyond
 *   the last pattern match. An input of which one file does not match its pattern makes no job.
 */
export function formatter(...patterns: readonly (string | RegExp | null)[]): FormatterFilter {
  const compiled = patterns.map((pattern) => (pattern === null ? undefined : compile(pattern)));
  const mistake = compiled.find((entry) => entry?.mistake !== undefined)?.mistake;
  const fields = (input: unknown, directory: string): Fields | undefined =>
    fieldsOf(
      input,
      compiled.map((entry) => entry?.compiled),
      directory,
    );
  return {
    kind: "formatter",
    text: `formatter(${patterns.map((pattern) => (typeof pattern === "string" ? JSON.stringify(pattern) : String(pattern))).join(", ")})`,
    ...(mistake === undefined ? {} : { mistake }),
    fields,
    match: (input, { directory }) => {
      const known = namesIn(input).length === 0 ? undefined : fields(input, directory);
      return known === undefined
        ? undefined
        : { fill: (template) => fillPieces(template, (hole) => followSteps(known(hole.name), hole)) };
    },
  };
}

/** Matches several items together: in templates the number of the item comes first, as in `{basename[1][0]}`. */
export function matchTogether(items: readonly Fields[]): Match {
  const fill = (hole: Hole): string =>
    followSteps(
      items.map((fields) => fields(hole.name)),
      hole,
    );
  return { fill: (template) => fillPieces(template, fill) };
}

function fieldsOf(
  input: unknown,
  patterns: readonly (RegExp | undefined)[],
  directory: string,
): Fields | undefined {
  const files: FileFields[] = [];
  for (const [index, name] of namesIn(input).entries()) {
    const known = fileFields(posix.resolve(directory, name), patterns[index]);
    if (known === undefined) return undefined;
    files.push(known);
  }
  return (field) =>
    byNumberAndKey(
      input,
      files.map((file) => (Object.hasOwn(file, field) ? file[field] : undefined)),
    );
}

/** The values of files as templates name them: by number, and what is in a record by its key as well. */
function byNumberAndKey(input: unknown, values: readonly unknown[]): Record<string, unknown> {
  const table: Record<string, unknown> = { ...values };
  let next = 0;
  for (const [key, item] of isRecord(input) ? Object.entries(input) : []) {
    const own = values.slice(next, next + namesIn(item).length);
    table[key] = typeof item === "string" ? own[0] : byNumberAndKey(item, own);
    next += own.length;
  }
  return table;
}

type FileFields = Readonly<Record<string, unknown>>;

/** The fields of one file; undefined when it does not match its pattern. Groups hide fields of the same name. */
function fileFields(path: string, pattern: RegExp | undefined): FileFields | undefined {
  if (pattern === undefined) return pathFields(path);
  pattern.lastIndex = 0;
  const match = pattern.exec(path);
  return match === null ? undefined : { ...pathFields(path), ...groupFields(match) };
}

/** The fields of a path, which is absolute: `path`, `basename`, `ext`, `subpath`, `subdir`. */
export function pathFields(path: string): Record<string, unknown> {
  const { dir, base } = posix.parse(path);
  const dot = base.lastIndexOf(".");
  const cut = dot > 0 && !/^\.+$/.test(base.slice(0, dot)) ? dot : base.length;
  const subpath = [dir];
  while (subpath[subpath.length - 1] !== "/")
    subpath.push(posix.dirname(subpath[subpath.length - 1] as string));
  const subdir = subpath.map((parent) => posix.basename(parent) || "/");
  return { path: dir, basename: base.slice(0, cut), ext: base.slice(cut), subpath, subdir };
}

function groupFields(match: RegExpExecArray): Record<string, unknown> {
  const numbered = match.map((text, index): [string, unknown] => [String(index), text ?? ""]);
  return { ...Object.fromEntries(numbered), ...match.groups };
}

const parsedTemplates = new Map<string, readonly Piece[]>();

function parsed(template: string): readonly Piece[] {
  const known = parsedTemplates.get(template);
  if (known !== undefined) return known;
  const pieces = parseTemplate(template);
  parsedTemplates.set(template, pieces);
  return pieces;
}

function fillPieces(template: string, fill: (hole: Hole) => string): string {
  return parsed(template)
    .map((piece) => (typeof piece === "string" ? piece : fill(piece)))
    .join("");
}
