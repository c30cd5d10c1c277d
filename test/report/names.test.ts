import assert from "node:assert/strict";
import { test } from "node:test";
import { nameList, printable, settledLine, shortName } from "../../src/report/names.ts";

const here = "/work/project";

test("a name with fewer slashes than parts stays as it is", () => {
  assert.equal(shortName("a.txt", 1, here), "a.txt");
  assert.equal(shortName("data/a.txt", 2, here), "data/a.txt");
  assert.equal(shortName("/data/a.txt", 2, here), "/data/a.txt");
  assert.equal(shortName("../a.txt", 2, here), "../a.txt");
});

test("a longer name becomes relative when that is short enough", () => {
  assert.equal(shortName("/work/project/data/x/a.txt", 2, here), "data/x/a.txt");
  assert.equal(shortName("data/x/a.txt", 2, here), "data/x/a.txt");
});

test("any other name keeps its last parts", () => {
  assert.equal(shortName("data/x/y/a.txt", 2, here), ".../y/a.txt");
  assert.equal(shortName("/mnt/long/way/to/a.txt", 3, here), ".../way/to/a.txt");
  assert.equal(shortName("data/x/a.txt", 1, here), ".../a.txt");
});

test("with no parts a name is written from the root", () => {
  assert.equal(shortName("data/a.txt", 0, here), "/work/project/data/a.txt");
});

test("a list of names counts those that it does not write", () => {
  const style = { directory: here, pathAbbreviation: 2 };
  assert.equal(nameList(["a", "b", "c"], style), "a, b, c");
  assert.equal(nameList(["a", "b", "c", "d", "e"], style), "a, b, c and 2 more");
  assert.equal(nameList(["a", "b", "c"], style, 1), "a +2");
  assert.equal(nameList([], style), "");
});

test("a limit in characters shows as many parts of the names as fit", () => {
  const names = ["results/run/one/a.bam", "results/run/one/b.bam"];
  const list = (width: number): string => nameList(names, { directory: here, pathAbbreviation: -width });
  assert.equal(list(60), "results/run/one/a.bam, results/run/one/b.bam");
  assert.equal(list(40), ".../one/a.bam, .../one/b.bam");
  assert.equal(list(20), ".../a.bam, .../b.bam");
  assert.equal(list(12), "<???> ./b.bam");
});

test("a name cannot move the cursor", () => {
  assert.equal(printable("a\nb\tc\u0007"), "a\\nb\\tc\\x07");
  assert.equal(printable("\u001b[31mred\u001b[0m"), "red");
});

test("a printed line is what a terminal would have left of it", () => {
  assert.equal(settledLine("10 %\r50 %\r100 %\r"), "100 %");
  assert.equal(settledLine("a\tb \u001b[2Kc"), "a    b c");
});
