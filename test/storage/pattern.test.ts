// Parts of patterns against a second reading of the rules: the contract of disks has the examples, this has the rest.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isWild, nameTest } from "../../src/storage/pattern.ts";

/** Matches character by character, with a try for each length of a `*`. */
function matches(part: readonly string[], name: readonly string[]): boolean {
  const [first, ...rest] = part;
  if (first === undefined) return name.length === 0;
  if (first === "*") return name.some((_, i) => matches(rest, name.slice(i))) || matches(rest, []);
  const [character, ...others] = name;
  if (character === undefined) return false;
  const set = first === "[" ? readSet(rest) : undefined;
  if (set !== undefined) return set.has(character) && matches(rest.slice(set.length), others);
  return (first === "?" || first === character) && matches(rest, others);
}

function readSet(part: readonly string[]): { length: number; has(character: string): boolean } | undefined {
  const isNegated = part[0] === "!";
  const start = isNegated ? 1 : 0;
  const end = part.findIndex((character, i) => character === "]" && i > start);
  if (end === -1) return undefined;
  const has = (character: string): boolean => {
    for (let i = start; i < end; ) {
      const isRange = part[i + 1] === "-" && i + 2 < end;
      const [low = "", high = ""] = [part[i], isRange ? part[i + 2] : part[i]];
      if (low <= character && character <= high) return true;
      i += isRange ? 3 : 1;
    }
    return false;
  };
  return { length: end + 1, has: (character) => has(character) !== isNegated };
}

test("a name matches a part of a pattern exactly when the rules say so", () => {
  const part = fc.array(fc.constantFrom(..."ab-!^].[*?\\${"), { maxLength: 8 });
  const name = fc.array(fc.constantFrom(..."ab-!^].[\\${\n"), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(part, name, (pattern, characters) => {
      const isHidden = characters[0] === "." && pattern[0] !== ".";
      const expected = !isHidden && matches(pattern, characters);
      assert.equal(nameTest(pattern.join(""))(characters.join("")), expected);
    }),
    { numRuns: 5000 },
  );
});

test("no part of a pattern is refused", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (part) => typeof nameTest(part)("a") === "boolean"));
});

test("a part without wildcards matches itself alone", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), (part, other) => {
      fc.pre(!isWild(part));
      assert.equal(nameTest(part)(part), true);
      assert.equal(nameTest(part)(other), other === part);
    }),
  );
});

test("many stars in one part take no more time than a few", () => {
  const name = `${"a".repeat(200)}b`;
  assert.equal(nameTest(`${"*".repeat(50)}c`)(name), false);
  assert.equal(nameTest("*a*a*c")(name), false);
});
