// The demo, run as a user runs it, in a copy of its folder.
import assert from "node:assert/strict";
import { cpSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { basename, dirname } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Project } from "../support/project.ts";

const example = fileURLToPath(new URL("../../examples/weather", import.meta.url));
const datasets = fileURLToPath(new URL("..", import.meta.resolve("vega-datasets")));

/** A copy of the example, that has run once. */
async function made(context: TestContext): Promise<Project> {
  const project = new Project(context);
  cpSync(example, project.directory, {
    recursive: true,
    filter: (file) => !["results", ".pipefish"].includes(basename(file)),
  });
  symlinkSync(datasets, project.path("node_modules/vega-datasets"));
  await run(project);
  return project;
}

/** Runs the pipeline; returns the results that were made by it, in order. */
async function run(project: Project): Promise<string[]> {
  const before = times(project);
  const { code, stderr } = await project.pipefish("run", "pipeline.ts", "-j", "2");
  assert.equal(code, 0, stderr);
  return [...times(project)].filter(([name, time]) => before.get(name) !== time).map(([name]) => name);
}

function times(project: Project): Map<string, bigint> {
  const results = project.files().filter((name) => name.startsWith("results/"));
  return new Map(results.map((name) => [name, statSync(project.path(name), { bigint: true }).mtimeNs]));
}

/** Gives a file a time that it cannot have had. */
function touch(project: Project, name: string): void {
  utimesSync(project.path(name), 2_000_000_000, 2_000_000_000);
}

test("the demo makes a file for each city, month and year, and one page", async (context) => {
  const project = await made(context);
  const counts: Record<string, number> = {};
  for (const name of times(project).keys()) {
    const folder = dirname(name);
    counts[folder] = (counts[folder] ?? 0) + 1;
  }
  assert.deepEqual(counts, {
    results: 1,
    "results/annotated": 8,
    "results/cities": 2,
    "results/months": 3 * 96,
    "results/seasons": 12,
    "results/wettest": 2,
    "results/years": 8,
  });
});

test("the page of the demo has the numbers in its text and nothing from elsewhere", async (context) => {
  const project = await made(context);
  const page = project.read("results/rain.html");
  assert.match(page, /1,107 mm a year in Seattle/);
  assert.match(page, /1,045 mm in New York/);
  assert.doesNotMatch(page, /NaN|undefined|Infinity/);
  assert.doesNotMatch(page, /\b(src|srcset)=|@import|<link|url\(/);
});

test("the demo run again does nothing", async (context) => {
  const project = await made(context);
  assert.deepEqual(await run(project), []);
});

test("a note on New York makes its four years anew, and the page", async (context) => {
  const project = await made(context);
  touch(project, "notes/new-york.csv");
  assert.deepEqual(await run(project), [
    "results/annotated/new-york-2012.svg",
    "results/annotated/new-york-2013.svg",
    "results/annotated/new-york-2014.svg",
    "results/annotated/new-york-2015.svg",
    "results/rain.html",
  ]);
  assert.deepEqual(await run(project), []);
});

test("the style of the page makes the page anew, and nothing else", async (context) => {
  const project = await made(context);
  touch(project, "page.css");
  assert.deepEqual(await run(project), ["results/rain.html"]);
});

test("a month that was removed is made again, and what is drawn from it", async (context) => {
  const project = await made(context);
  project.remove("results/months/seattle-2014-07.svg");
  assert.deepEqual(await run(project), [
    "results/annotated/seattle-2014.svg",
    "results/months/seattle-2014-07.json",
    "results/months/seattle-2014-07.svg",
    "results/rain.html",
    "results/seasons/07.json",
    "results/years/seattle-2014.svg",
  ]);
});
