// What holds of filters for every name: each is compared with a model that says the same in another way. A template is
// made of pieces, so that what it must come to is known.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Filter, regex, suffix } from "../../src/model/filter.ts";
import { formatter } from "../../src/model/formatter.ts";
import { TemplateError } from "../../src/model/template.ts";

const numRuns = 1000;
const setting = { directory: "/work/here" };

/** Characters that mean something to some filter, template, pattern or shell, and some that do not. */
const letters = [..."aab12._- $&<>{}[]()*?+|^\\'\"é日😀\n"];
const part = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 6 });
const name = fc
  .tuple(fc.constantFrom("", "", "/", "./", "../"), fc.array(part, { minLength: 1, maxLength: 4 }))
  .map(([start, parts]) => start + parts.join("/"));

/** A piece of a template, and what must come of it for what was matched. */
interface Piece<Matched> {
  readonly text: string;
  readonly isReference: boolean;
  filled(matched: Matched): string;
}

function reference<Matched>(text: string, filled: (matched: Matched) => string): Piece<Matched> {
  return { text, isReference: true, filled };
}

function literal(text: string, filled = text): Piece<unknown> {
  return { text, isReference: false, filled: () => filled };
}

function join<Matched>(pieces: readonly Piece<Matched>[]): string {
  return pieces.map(({ text }) => text).join("");
}

function fillAll<Matched>(pieces: readonly Piece<Matched>[], matched: Matched): string {
  return pieces.map((piece) => piece.filled(matched)).join("");
}

/** Text without a dollar or a backslash, which may be refused, or a dollar that is doubled. */
const dollarText = fc.oneof(
  fc
    .string({ unit: fc.constantFrom(...letters.filter((one) => one !== "$" && one !== "\\")), maxLength: 5 })
    .map((text) => literal(text)),
  fc.constant(literal("$$", "$")),
);

test("suffix: what ends so matches, and outputs are put behind the stem unless they refer to it", () => {
  type Matched = { readonly whole: string; readonly stem: string };
  const piece: fc.Arbitrary<Piece<Matched>> = fc.oneof(
    dollarText,
    fc.constant(reference<Matched>("$1", ({ stem }) => stem)),
    fc.constant(reference<Matched>("$&", ({ whole }) => whole)),
  );
  const ending = fc.oneof(fc.nat({ max: 8 }), part);
  const role = fc.constantFrom("output", "extra", "input");
  fc.assert(
    fc.property(name, ending, fc.array(piece, { maxLength: 4 }), role, (whole, given, pieces, as) => {
      const end = typeof given === "number" ? whole.slice(Math.max(0, whole.length - given)) : given;
      const match = suffix(end).match(whole, setting);
      assert.equal(match !== undefined, whole.slice(Math.max(0, whole.length - end.length)) === end);
      const stem = whole.slice(0, whole.length - end.length);
      const before = as === "output" && !pieces.some(({ isReference }) => isReference) ? stem : "";
      if (match !== undefined)
        assert.equal(match.fill(join(pieces), as), before + fillAll(pieces, { whole, stem }));
    }),
    { numRuns },
  );
});

test("suffix: outputDir replaces all up to the last slash", () => {
  const folder = fc.array(fc.constantFrom("a", "b.c", "..", "d e", "$1"), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(name, fc.nat({ max: 3 }), folder, (whole, length, parts) => {
      const base = whole.slice(whole.lastIndexOf("/") + 1);
      fc.pre(base !== "." && base !== "..");
      const end = base.slice(Math.max(0, base.length - length));
      const outputDir = parts.filter((one, i) => one !== ".." || i === 0).join("/");
      const match = suffix(end).match(whole, { ...setting, outputDir });
      assert.equal(match?.fill(".o", "output"), `${outputDir}/${base.slice(0, base.length - end.length)}.o`);
    }),
    { numRuns },
  );
});

const patterns: readonly RegExp[] = [
  /^(.*)\/([^/]*)\.(\w+)$/,
  /^(?<stem>.+)\.(?<ext>[^.]*)$/s,
  /(a)(b)?/,
  /(?:a|(\d))+/g,
  /x*/,
  /$/,
  /[^/]+/gu,
  /(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)/su,
  /A/i,
];

test("regex: a name comes out as from String.replaceAll", () => {
  const templated = fc.constantFrom(...patterns).chain((pattern) => {
    const groups = new RegExp(`${pattern.source}|`, pattern.flags.replace("g", "")).exec("");
    const numbered = Array.from({ length: (groups?.length ?? 1) - 1 }, (_, i) => `$${i + 1}`);
    const named = Object.keys(groups?.groups ?? {}).map((key) => `$<${key}>`);
    const piece = fc.oneof(
      dollarText.map(({ text }) => text),
      fc.constantFrom("$&", ...numbered, ...named),
    );
    return fc.tuple(fc.constant(pattern), fc.array(piece, { maxLength: 5 }));
  });
  fc.assert(
    fc.property(name, templated, (whole, [pattern, pieces]) => {
      const everywhere = new RegExp(pattern.source, `${pattern.flags.replace("g", "")}g`);
      const match = regex(pattern).match(whole, setting);
      const template = pieces.join("");
      assert.equal(match !== undefined, new RegExp(pattern.source, pattern.flags).test(whole));
      const expected = whole.replaceAll(everywhere, template);
      const isReference = pieces.some((one) => one !== "$$" && one.startsWith("$"));
      for (const as of ["output", "extra", "input"] as const) {
        if (match !== undefined && (as !== "extra" || isReference))
          assert.equal(match.fill(template, as), expected);
      }
    }),
    { numRuns },
  );
});

test("extras without a reference are filled with nothing, and two dollars in them stand for one, whatever the filter", () => {
  for (const filter of [suffix(".c"), regex(/^.*\.c$/)]) {
    const match = filter.match("a.c", setting);
    assert.equal(match?.fill("fast", "extra"), "fast");
    assert.equal(match?.fill("costs $$1", "extra"), "costs $1", filter.text);
  }
});

test("suffix and regex look at the first name of an item, and a filter gives the same each time", () => {
  const filter = fc.constantFrom<Filter>(
    suffix("a"),
    suffix(""),
    ...patterns.map((pattern) => regex(pattern)),
  );
  fc.assert(
    fc.property(name, name, filter, (first, second, one) => {
      const alone = one.match(first, setting)?.fill("$&", "output");
      for (const item of [first, [[first], second], { n: 1, first, second }]) {
        assert.equal(one.match(item, setting)?.fill("$&", "output"), alone);
      }
    }),
    { numRuns },
  );
});

/** The parts of an absolute path, worked out from its text. */
interface Parts {
  readonly folders: readonly string[];
  readonly base: string;
  readonly ext: string;
}

function partsOf(given: string): Parts {
  const whole = given.startsWith("/") ? given : `${setting.directory}/${given}`;
  const folders: string[] = [];
  for (const one of whole.split("/")) {
    if (one === "..") folders.pop();
    else if (one !== "" && one !== ".") folders.push(one);
  }
  const last = folders.pop() ?? "";
  const [, base = last, ext = ""] = /^(\.*[^.].*?)(\.[^.]*)?$/s.exec(last) ?? [];
  return { folders, base, ext };
}

/** A field of a template for one file, if the file has it. */
function fieldOf({ folders, base, ext }: Parts, field: string, step: number): string | undefined {
  const above = folders.slice(0, Math.max(0, folders.length - step));
  const isTooFar = step > folders.length;
  if (field === "path") return `/${folders.join("/")}`;
  if (field === "subpath") return isTooFar ? undefined : `/${above.join("/")}`;
  if (field === "subdir") return isTooFar ? undefined : (above.at(-1) ?? "/");
  return field === "basename" ? base : ext;
}

const fields = fc.record({
  field: fc.constantFrom("path", "basename", "ext", "subpath", "subdir"),
  file: fc.nat({ max: 3 }),
  step: fc.nat({ max: 4 }),
});

type FieldPiece = string | { readonly field: string; readonly file: number; readonly step: number };

function fieldText(piece: FieldPiece): string {
  if (typeof piece === "string") return piece.replace(/[{}]/g, "$&$&");
  const { field, file, step } = piece;
  return field.startsWith("sub") ? `{${field}[${file}][${step}]}` : `{${field}[${file}]}`;
}

test("formatter: fields are the parts of each absolute path, and a field that is not there excludes the item", () => {
  const pieces = fc.array(fc.oneof(part, fields), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 3 }), pieces, (names, given) => {
      const parts = names.map(partsOf);
      const filled = given.map((piece) => {
        if (typeof piece === "string") return piece;
        const one = parts[piece.file];
        return one === undefined ? undefined : fieldOf(one, piece.field, piece.step);
      });
      const match = formatter().match(names, setting);
      const fill = (): string | undefined => match?.fill(given.map(fieldText).join(""), "output");
      if (filled.includes(undefined))
        assert.throws(fill, (error) => error instanceof TemplateError && error.kind === "absent");
      else assert.equal(fill(), filled.join(""));
    }),
    { numRuns },
  );
});

test("formatter: an item matches when each file matches its own pattern, somewhere in its absolute path", () => {
  const each = [/a/, /\.\d/g, /(?<last>[^/]*)$/, "b$", null] as const;
  const given = fc.array(fc.constantFrom(...each), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 3 }), given, (names, chosen) => {
      const paths = names
        .map(partsOf)
        .map(({ folders, base, ext }) => `/${[...folders, base + ext].join("/")}`);
      const found = paths.map((path, i) => {
        const pattern = chosen[i];
        return pattern === null || pattern === undefined
          ? { path }
          : (path.match(new RegExp(pattern, "")) ?? undefined);
      });
      const match = formatter(...chosen).match(names, setting);
      assert.equal(match !== undefined, !found.includes(undefined));
      const group = found.findIndex(
        (one) => one !== undefined && !("path" in one) && one.groups !== undefined,
      );
      const last = paths[group]?.slice(paths[group].lastIndexOf("/") + 1);
      if (match !== undefined && group >= 0) assert.equal(match.fill(`{last[${group}]}`, "output"), last);
    }),
    { numRuns },
  );
});

test("a template of any text is filled, or refused as a template: nothing else is thrown", () => {
  const template = fc.string({
    unit: fc.constantFrom(...letters, "{path[0]}", "$1", "$<", "[0]"),
    maxLength: 8,
  });
  const filters: readonly Filter[] = [suffix(""), regex(/^(.*)$/s), formatter()];
  fc.assert(
    fc.property(name, template, fc.constantFrom(...filters), (whole, text, filter) => {
      try {
        assert.equal(typeof filter.match(whole, setting)?.fill(text, "output"), "string");
      } catch (error) {
        assert.ok(error instanceof TemplateError, String(error));
      }
    }),
    { numRuns },
  );
});
