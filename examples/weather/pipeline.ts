// Two cities, four years, every day: how it rains in Seattle and in New York.
//
//   npx pipefish run -C examples/weather pipeline.ts
//
// Each task below says what it reads and what it makes; pipefish finds out which jobs that means, runs them in processes
// of their own, and next time only those whose files have changed. README.md has things to try.

import { writeFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Pipeline, regex, suffix } from "pipefish";
import { groupDays, readDays, writeDays } from "./days.ts";
import { readJson, readTexts, remove, writeJson } from "./files.ts";
import { readNotes } from "./notes.ts";
import { writePage } from "./page.ts";
import { slug } from "./svg.ts";
import { type MonthTotals, type Season, seasonsOf, totalsOf } from "./totals.ts";
import { drawMonth, drawYear, writeNotes } from "./year-chart.ts";

const datasets = new URL("../data/", import.meta.resolve("vega-datasets"));
const weather = relative(process.cwd(), fileURLToPath(new URL("weather.csv", datasets)));

const pipeline = new Pipeline("weather");

const cities = pipeline.split({
  name: "cities",
  description: "Cuts the table of daily weather into one table for each city.",
  input: weather,
  output: "results/cities/*.csv",
  mkdir: "results/cities",
  run: async ({ input, output }) => {
    await remove(output); // what an earlier run has left
    for (const [city, days] of groupDays(await readDays(input), (day) => slug(day.city))) {
      await writeDays(`results/cities/${city}.csv`, days);
    }
  },
});

const months = pipeline.subdivide({
  name: "months",
  description: "Cuts the table of each city into one table for each month.",
  input: cities,
  filter: regex(/^results\/cities\/(.+)\.csv$/),
  output: "results/months/$1-*.csv",
  extras: { stem: "results/months/$1" },
  mkdir: "results/months",
  run: async ({ input, output, extras }) => {
    await remove(output);
    for (const [month, days] of groupDays(await readDays([input]), (day) => day.date.slice(0, 7))) {
      await writeDays(`${extras.stem}-${month}.csv`, days);
    }
  },
});

const measured = pipeline.transform({
  name: "measure",
  description: "Counts the rain of a month, and draws its days.",
  input: months,
  filter: suffix(".csv"),
  output: { totals: ".json", drawing: ".svg" },
  extras: { rainyDayMm: 0.25 },
  run: async ({ input, output, extras }) => {
    const days = await readDays([input]);
    const totals = totalsOf(days, extras.rainyDayMm);
    await writeJson(output.totals, totals);
    await writeFile(output.drawing, drawMonth(days, totals));
  },
});

const years = pipeline.collate({
  name: "years",
  description: "Puts the twelve months of a year beside each other.",
  input: measured,
  filter: regex(/^results\/months\/(.+)-\d\d\.json$/),
  output: "results/years/$1.svg",
  mkdir: "results/years",
  run: async ({ input, output }) => {
    const totals = await readJson<MonthTotals>(input.map((month) => month.totals));
    const drawings = await readTexts(input.map((month) => month.drawing));
    await writeFile(output, drawYear(drawings, totals));
  },
});

const annotated = pipeline.transform({
  name: "annotate",
  description: "Writes our notes on the chart of a year.",
  input: years,
  filter: regex(/^results\/years\/(.+)-(\d{4})\.svg$/),
  addInputs: ["notes/$1.csv"],
  output: "results/annotated/$1-$2.svg",
  extras: { year: "$2" },
  mkdir: "results/annotated",
  run: async ({ input: [chart, notes], output, extras }) => {
    const ofThatYear = (await readNotes(notes)).filter((note) => String(note.year) === extras.year);
    const [svg = ""] = await readTexts([chart]);
    await writeFile(output, writeNotes(svg, ofThatYear));
  },
});

const seasons = pipeline.collate({
  name: "seasons",
  description: "Compares the cities in one month of the calendar, over all years.",
  input: measured,
  filter: regex(/^results\/months\/.+-(\d\d)\.json$/),
  output: "results/seasons/$1.json",
  mkdir: "results/seasons",
  run: async ({ input, output }) => {
    const totals = await readJson<MonthTotals>(input.map((month) => month.totals));
    await writeJson(output, seasonsOf(totals));
  },
});

const wettest = pipeline.transform({
  name: "wettest",
  description: "Finds the five days with most rain, with a line of shell.",
  input: cities,
  filter: suffix(".csv"),
  output: ".csv",
  outputDir: "results/wettest",
  mkdir: "results/wettest",
  command: "(head -n 1 {input}; LC_ALL=C sort -t, -k3,3nr {input} | sed -n 1,5p) > {output}",
});

pipeline.merge({
  name: "page",
  description: "Makes the page of all charts and numbers.",
  input: { years: annotated, seasons, wettest, style: "page.css" },
  output: "results/rain.html",
  run: async ({ input, output }) => {
    for (const { years, seasons, wettest, style } of input) {
      const parts = {
        years: await readTexts(years),
        seasons: (await readJson<Season[]>(seasons)).flat(),
        wettest: await readDays(wettest),
        style: await readTexts([style]),
      };
      await writeFile(output, writePage(parts));
    }
  },
});

export default pipeline;
