import assert from "node:assert/strict";
import { test } from "node:test";
import { regex, suffix } from "../../src/model/filter.ts";
import { formatter } from "../../src/model/formatter.ts";

const setting = { directory: "/work" };

function filled(
  match: ReturnType<ReturnType<typeof suffix>["match"]>,
  template: string,
  role: "output" | "extra" = "output",
): string | undefined {
  return match?.fill(template, role);
}

test("suffix puts an output beside its input", () => {
  assert.equal(filled(suffix(".c").match("src/a.c", setting), ".o"), "src/a.o");
});

test("suffix takes its ending literally", () => {
  assert.equal(suffix("+b.c").match("axb.c", setting), undefined);
  assert.equal(filled(suffix("+b.c").match("a+b.c", setting), ".o"), "a.o");
});

test("suffix puts nothing before an output that refers to the stem or the whole name", () => {
  const match = suffix(".c").match("src/a.c", setting);
  assert.equal(filled(match, "x$1y"), "xsrc/ay");
  assert.equal(filled(match, "$&.bak"), "src/a.c.bak");
});

test("suffix leaves extras alone unless they refer to the stem", () => {
  const match = suffix(".c").match("a.c", setting);
  assert.equal(filled(match, ".extra", "extra"), ".extra");
  assert.equal(filled(match, "$1.extra", "extra"), "a.extra");
});

test("suffix with outputDir puts outputs into that directory", () => {
  assert.equal(filled(suffix(".c").match("src/a.c", { ...setting, outputDir: "build" }), ".o"), "build/a.o");
  assert.equal(filled(suffix(".c").match("a.c", { ...setting, outputDir: "../up" }), ".o"), "../up/a.o");
  assert.equal(filled(suffix(".c").match("/s/a.c", { ...setting, outputDir: "/b/" }), ".o"), "/b/a.o");
});

test("the empty suffix adds to the whole name once", () => {
  assert.equal(filled(suffix("").match("a.txt", setting), ".gz"), "a.txt.gz");
});

test("regex replaces what matches and keeps the text around it", () => {
  assert.equal(filled(regex(/a/).match("aba.test", setting), "Z"), "ZbZ.test");
  assert.equal(filled(regex(/^.*\.test$/).match("dir/a.test", setting), "const.out"), "const.out");
});

test("regex fills numbered and named groups, and empty text for a group that took no part", () => {
  const match = regex(/^(.+)\/(?<kind>[ab])(x)?\.txt$/).match("in/a.txt", setting);
  assert.equal(filled(match, "$1/$<kind>$3.csv"), "in/a.csv");
});

test("a reference to a group that the pattern does not have is a mistake", () => {
  assert.throws(
    () => filled(regex(/(a)/).match("a.c", setting), "$2.o"),
    /'\$2' in '\$2\.o' refers to a group/,
  );
});

test("two dollars stand for one", () => {
  assert.equal(filled(regex(/^a$/).match("a", setting), "$$1"), "$1");
});

test("formatter fills the parts of the absolute path of each file", () => {
  const match = formatter().match(["a/b/x.tar.gz", "/c/y"], setting);
  assert.equal(filled(match, "{path[0]}|{basename[0]}|{ext[0]}"), "/work/a/b|x.tar|.gz");
  assert.equal(filled(match, "{subpath[0][1]}|{subdir[0][0]}|{subdir[0][3]}"), "/work/a|b|/");
  assert.equal(filled(match, "{path[1]}|{basename[1]}|{ext[1]}"), "/c|y|");
});

test("formatter keeps the dot of a name that begins with one", () => {
  assert.equal(filled(formatter().match("/a/.txt", setting), "{basename[0]}|{ext[0]}"), ".txt|");
});

test("formatter fills groups of the pattern of each file, and a group hides a part of the same name", () => {
  const match = formatter(/\/(?<basename>\d+)_/, null, "(?<L>.)$").match(["12_a.x", "b", "cd"], setting);
  assert.equal(filled(match, "{basename[0]}{basename[1]}{L[2]}"), "12bd");
});

test("formatter matches nothing when one file does not match its pattern", () => {
  assert.equal(formatter(null, /z/).match(["a", "b"], setting), undefined);
});

test("formatter finds the files of a record by their keys", () => {
  assert.equal(
    filled(formatter().match({ bam: "d/a.bam", index: "d/a.bai" }, setting), "{basename[bam]}{ext[index]}"),
    "a.bai",
  );
});

test("a field that an input does not have is told from a template that is wrong", () => {
  const match = formatter().match("a.c", setting);
  const kind = (template: string): string => {
    try {
      filled(match, template);
      return "filled";
    } catch (error) {
      return (error as { kind: string }).kind;
    }
  };
  assert.deepEqual(["{nothing[0]}", "{path[1]}", "{path}", "{open", "close}", "{a b}"].map(kind), [
    "absent",
    "absent",
    "syntax",
    "syntax",
    "syntax",
    "syntax",
  ]);
});

test("doubled braces are literal", () => {
  assert.equal(filled(formatter().match("a.c", setting), "{{x}}{ext[0]}"), "{x}.c");
});

test("a pattern that does not compile is told, not thrown", () => {
  assert.match(formatter("(a").mistake ?? "", /Unterminated group/);
  assert.match(regex(/a/, ...([/b/] as never[])).mistake ?? "", /takes one RegExp/);
});

test("a backslash reference in the name of a file is refused, with what to write; in extras it is a text", () => {
  for (const filter of [suffix(".c"), regex(/^(.*)\.c$/)]) {
    const match = filter.match("a.c", { directory: "/work" });
    assert.throws(() => match?.fill("\\1.o", "output"), { message: /'\\1' in '\\1\.o' is written '\$1'/ });
    assert.throws(() => match?.fill("\\g<name>.o", "input"), { name: "TemplateError" });
    assert.equal(match?.fill("(\\d)\\1", "extra"), "(\\d)\\1");
  }
});
