// The demo, run as a user runs it, in a copy of its folder.
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { dirname } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Example } from "../support/example.ts";

const datasets = fileURLToPath(new URL("..", import.meta.resolve("vega-datasets")));

/** A copy of the demo, that has run once. */
async function made(context: TestContext): Promise<Example> {
  const demo = new Example(context, "weather");
  symlinkSync(datasets, demo.path("node_modules/vega-datasets"));
  await demo.run();
  return demo;
}

test("the demo makes a file for each city, month and year, and one page", async (context) => {
  const demo = await made(context);
  const counts: Record<string, number> = {};
  for (const name of demo.results()) {
    const folder = dirname(name);
    counts[folder] = (counts[folder] ?? 0) + 1;
  }
  assert.deepEqual(counts, {
    ".": 1,
    annotated: 8,
    cities: 2,
    months: 3 * 96,
    seasons: 12,
    wettest: 2,
    years: 8,
  });
});

test("the page of the demo has the numbers in its text and nothing from elsewhere", async (context) => {
  const page = (await made(context)).result("rain.html");
  assert.match(page, /1,107 mm a year in Seattle/);
  assert.match(page, /1,045 mm in New York/);
  assert.doesNotMatch(page, /NaN|undefined|Infinity/);
  assert.doesNotMatch(page, /\b(src|srcset)=|@import|<link|url\(/);
});

test("the demo run again does nothing", async (context) => {
  const demo = await made(context);
  assert.deepEqual(await demo.run(), []);
});

test("a note on New York makes its four years anew, and the page", async (context) => {
  const demo = await made(context);
  demo.touch("notes/new-york.csv");
  assert.deepEqual(await demo.run(), [
    "annotated/new-york-2012.svg",
    "annotated/new-york-2013.svg",
    "annotated/new-york-2014.svg",
    "annotated/new-york-2015.svg",
    "rain.html",
  ]);
  assert.deepEqual(await demo.run(), []);
});

test("the style of the page makes the page anew, and nothing else", async (context) => {
  const demo = await made(context);
  demo.touch("page.css");
  assert.deepEqual(await demo.run(), ["rain.html"]);
});

test("a month that was removed is made again, and what is drawn from it", async (context) => {
  const demo = await made(context);
  demo.removeResult("months/seattle-2014-07.svg");
  assert.deepEqual(await demo.run(), [
    "annotated/seattle-2014.svg",
    "months/seattle-2014-07.json",
    "months/seattle-2014-07.svg",
    "rain.html",
    "seasons/07.json",
    "years/seattle-2014.svg",
  ]);
});
