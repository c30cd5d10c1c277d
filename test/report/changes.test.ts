// What changed of a job's code and extras, in words and line by line.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PartChange } from "../../src/model/verdict.ts";
import { type Changed, changedText, changeRows } from "../../src/report/changes.ts";
import { palette } from "../../src/report/palette.ts";

const style = {
  pipeline: "variants",
  palette: palette(false),
  directory: "/work",
  pathAbbreviation: 2,
  width: 80,
};

function code(...parts: readonly PartChange[]): Changed {
  return { kind: "code-changed", parts };
}

function extras(...parts: readonly PartChange[]): Changed {
  return { kind: "extras-changed", parts };
}

test("extras tell from what to what", () => {
  assert.equal(
    changedText(
      extras({ name: "k", was: "21", is: "31" }, { name: "to", was: '"a"' }, { name: "list[0]", is: "1" }),
    ),
    'its extras changed: k: 21 → 31, to: "a" → (none), list[0]: (none) → 1',
  );
});

test("code tells the names of what changed, and versions from which to which", () => {
  const changed = code(
    { name: "its function", was: "() => 1", is: "() => 2" },
    { name: "old() in lib.ts", was: "x" },
    { name: "helper() in lib.ts", is: "x" },
    { name: "package d3", was: "7.8.5", is: "7.9.0" },
    { name: "version", was: "1", is: "2" },
  );
  assert.equal(
    changedText(changed),
    "its code changed: its function, old() in lib.ts is gone, helper() in lib.ts is new, package d3 7.8.5 → 7.9.0, and 1 more",
  );
  assert.equal(changedText(code({ name: "version", was: "1", is: "2" })), "its code changed: version 1 → 2");
});

test("what is not known is not told", () => {
  assert.equal(changedText(code()), "its code changed since it last ran");
  assert.deepEqual(changeRows(code(), style), []);
});

test("control characters and long values do not reach the terminal as they are", () => {
  const text = changedText(extras({ name: "k", was: "\u001b[31m", is: "x".repeat(100) }));
  assert.equal(text, `its extras changed: k:  → ${"x".repeat(59)}…`);
});

test("code is compared line by line, with one line around what changed", () => {
  const was = ["f() {", "  a();", "  b();", "  c();", "  d();", "  e();", "  g();", "}"];
  const is = was.toSpliced(2, 1, "  B();", "  B2();").with(-1, "} // end");
  const [row] = changeRows(code({ name: "its function", was: was.join("\n"), is: is.join("\n") }), style);
  assert.deepEqual(row, [
    "changed",
    [
      "its function",
      "    a();",
      "-   b();",
      "+   B();",
      "+   B2();",
      "    c();",
      "  …",
      "    g();",
      "- }",
      "+ } // end",
    ],
  ]);
});

test("a difference of very many lines is cut", () => {
  const lines = (text: string): string => Array.from({ length: 100 }, (_, i) => `${text} ${i}`).join("\n");
  const [row] = changeRows(code({ name: "its function", was: lines("a"), is: lines("b") }), style);
  assert.equal(row?.[1].length, 42);
  assert.equal(row?.[1].at(-1), "  and 160 more lines");
});

test("of many extras that changed, all are told below", () => {
  const parts = Array.from({ length: 6 }, (_, i) => ({ name: `k${i}`, was: "1", is: "2" }));
  const rows = changeRows(extras(...parts), style);
  assert.deepEqual(rows, [["changed", parts.map(({ name }) => `${name}: 1 → 2`)]]);
});
