// The page: the finding in words, with its numbers taken from the data, and the charts.
import type { Day } from "./days.ts";
import { drawSeasons } from "./season-chart.ts";
import { months, slug, written } from "./svg.ts";
import { type Season, sum } from "./totals.ts";

/** What the page is made of. */
export interface Parts {
  /** SVG, by city and then by year. */
  readonly years: readonly string[];
  readonly seasons: readonly Season[];
  readonly wettest: readonly Day[];
  readonly style: readonly string[];
}

/** Writes the page. */
export function writePage({ years, seasons, wettest, style }: Parts): string {
  const seattle = seasons.filter(({ city }) => city === "Seattle");
  const newYork = seasons.filter(({ city }) => city === "New York");
  const days = (of: readonly Season[]) => written(sum(of.map(({ rainyDays }) => rainyDays)));
  const rain = (of: readonly Season[]) => written(sum(of.map(({ rainMm }) => rainMm)));
  const july = (of: readonly Season[]) => written(of.find(({ month }) => month === 7)?.rainyDays ?? 0);
  const half = years.length / 2;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Seattle’s rain has a season. New York’s has none.</title>
<style>
${style.join("")}</style>
</head>
<body>
<header>
<h1>Seattle’s rain has a <em class="seattle">season</em>. New York’s has <em class="new-york">none</em>.</h1>
<p class="lead">Over four years the two cities got nearly the same amount of rain:
<b class="seattle">${rain(seattle)} mm a year in Seattle</b>, <b class="new-york">${rain(newYork)} mm in New York</b>.
In Seattle it rained on ${days(seattle)} days a year, ${days(seattle.filter(inWetHalf))} of them from October to April.
In New York it rained on ${days(newYork)}, of which those seven months had ${days(newYork.filter(inWetHalf))}: their share of the calendar.
But New York’s wettest day brought ${ratio(wettest)} times as much as Seattle’s.</p>
</header>

<section>
<p class="key"><span><i class="swatch warmth"></i>from the coldest to the warmest of each day, in °C</span>
<span><i class="swatch rain"></i>rain and melted snow of each day, in mm: the more of it, the deeper the line falls</span></p>
<div class="columns">
<div><h2 class="seattle">Seattle</h2>${years.slice(half).join("")}</div>
<div><h2 class="new-york">New York</h2>${years.slice(0, half).join("")}</div>
</div>
</section>

<section>
<h2>In July it rained on ${july(seattle)} days in Seattle, and on ${july(newYork)} in New York</h2>
<p class="key"><span><i class="dot seattle"></i>Seattle</span> <span><i class="dot new-york"></i>New York</span>
<span>Large dots are means of four years, small ones single years.</span></p>
<div class="columns">
<figure><figcaption>Days with rain in a month</figcaption>${drawSeasons(seasons, "rainyDays")}</figure>
<figure><figcaption>Millimetres of rain in a month</figcaption>${drawSeasons(seasons, "rainMm")}</figure>
</div>
</section>

<section>
<h2>The five wettest days</h2>
<div class="columns">
${["Seattle", "New York"].map((city) => table(city, wettest)).join("\n")}
</div>
</section>

<footer>
<p>A day with rain is one with at least 0.25 mm (a hundredth of an inch). One station stands for each city; four years
(2012–2015) are too few to speak of climate.</p>
<p>Data: daily records of NOAA, the weather service of the United States (a work of its government, in the public domain),
from the npm package <a href="https://github.com/vega/vega-datasets">vega-datasets</a>. Made by pipefish.</p>
</footer>
</body>
</html>
`;
}

/** From October to April. */
function inWetHalf({ month }: Season): boolean {
  return month >= 10 || month <= 4;
}

/** How much more the wettest day of New York brought than that of Seattle. */
function ratio(wettest: readonly Day[]): string {
  const most = (city: string) =>
    Math.max(...wettest.filter((day) => day.city === city).map((day) => day.rainMm));
  return written(most("New York") / most("Seattle"), 1);
}

function table(city: string, wettest: readonly Day[]): string {
  const rows = wettest
    .filter((day) => day.city === city)
    .map((day) => {
      const [year, month, date] = day.date.split("-").map(Number);
      return `<tr><th>${date} ${months[(month ?? 1) - 1]} ${year}</th>
<td><span class="bar" style="width: ${(day.rainMm / 120) * 100}%"></span></td><td>${written(day.rainMm, 1)} mm</td></tr>`;
    });
  return `<table class="${slug(city)}"><caption>${city}</caption>\n${rows.join("\n")}\n</table>`;
}
